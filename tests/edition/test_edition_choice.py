"""What goes into an edition: by heat, under caps, and nothing a reader had before unless there is news in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsfold.article import Article, Provider
from newsfold.content.repository import Repository
from newsfold.edition import Candidate, Limits, choose
from newsfold.fold.news import news_of
from newsfold.mail.editions import KeptEdition, candidates_of, is_due
from newsfold.settings import EditionSettings

NOW = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)
MakeArticle = Callable[..., Article]


def candidate(article: Article, **fields: object) -> Candidate:
    return Candidate(**{"lead": article, "url": article.address, "story_url": "https://portal.example/news/x/", **fields})


def test_the_hottest_stories_come_first_and_one_topic_does_not_eat_the_issue(make_article: MakeArticle) -> None:
    stories = [candidate(make_article(f"Chip {number}", heat=100 - number, topics=("AI", "Chips"))) for number in range(9)]
    stories += [candidate(make_article(f"Robot {number}", heat=50 - number, topics=("AI", "Robots"))) for number in range(9)]
    stories += [candidate(make_article("Plain", heat=10, topics=("AI",)))]
    sections = choose(stories, Limits(stories=7, per_topic=4), own_topic="AI")
    assert [(section.topic, len(section.items)) for section in sections] == [("Chips", 4), ("Robots", 3)]
    assert [item.candidate.lead.title for item in sections[0].items] == ["Chip 0", "Chip 1", "Chip 2", "Chip 3"]
    assert [section.topic for section in choose(stories, Limits(stories=9, per_topic=3), own_topic="AI")] == ["Chips", "Robots", ""]


def test_a_story_that_is_back_has_only_the_heat_it_gained(make_article: MakeArticle) -> None:
    old = candidate(
        make_article("Old", heat=500, quality=30), shown_at=NOW, new_publishers=1, news=(make_article("Old moves on", hours=9),)
    )
    sections = choose([old, candidate(make_article("Fresh", heat=60))], Limits())
    assert [item.candidate.lead.title for item in sections[0].items] == ["Fresh", "Old"]


def test_a_story_that_is_back_without_news_stays_out(make_article: MakeArticle) -> None:
    assert choose([candidate(make_article("Old", heat=500), shown_at=NOW)], Limits()) == ()


def test_stories_below_the_least_heat_stay_out(make_article: MakeArticle) -> None:
    assert choose([candidate(make_article("Cool", heat=19))], Limits(minimum_heat=20)) == ()


def record(make_article: MakeArticle, title: str, days: float, *, domain: str = "a.example", **fields: object) -> Article:
    values = {"heat": 20, "published": True, "topics": ("AI",), **fields}
    return make_article(title, domain=domain, provider=Provider(name=domain, domain=domain), **values).evolve(
        published_at=NOW - timedelta(days=days)
    )


def edition(at: datetime, *addresses: str) -> KeptEdition:
    return KeptEdition(id="x", title="x", at=at, articles=addresses)


def test_a_story_stays_known_when_another_article_comes_to_lead_it(make_article: MakeArticle) -> None:
    first = record(make_article, "Lumen opens its weights to all", 3, heat=-1, published=False)
    lead = record(make_article, "Lumen publishes model weights", 2.5, domain="b.example", related=(first.as_related(),))
    had = edition(NOW - timedelta(days=2), first.address)
    (found,) = candidates_of([first, lead], [had], begin=NOW - timedelta(days=4), now=NOW)
    assert (found.shown_at, found.may_come) == (had.at, False)


def test_a_story_is_back_with_a_later_report_and_not_with_a_copy_of_an_old_one(make_article: MakeArticle) -> None:
    lead = record(make_article, "Lumen opens its weights", 3, text=" ".join(f"{a}{b}nda" for a in "bdfgklmnprst" for b in "aeiou"))
    copy = record(make_article, "Lumen opens its weights", 1, domain="b.example", heat=-1, published=False, text=lead.text)
    reply = record(make_article, "Regulator answers Lumen on open weights", 0.5, domain="c.example", heat=-1, published=False)
    had = edition(NOW - timedelta(days=2), lead.address)

    def found(*others: Article) -> Candidate:
        whole = lead.evolve(related=tuple(other.as_related() for other in others))
        (one,) = candidates_of([whole, *others], [had], begin=NOW - timedelta(days=4), now=NOW)
        return one

    assert not found(copy).may_come
    assert [article.title for article in found(copy, reply).news] == ["Regulator answers Lumen on open weights"]
    assert found(reply).reporters == ("c.example",)


def test_of_a_story_that_began_before_the_first_edition_only_what_is_new_counts(make_article: MakeArticle) -> None:
    reply = record(make_article, "Regulator answers Lumen", 1, domain="c.example", heat=-1, published=False)
    lead = record(make_article, "Lumen opens its weights", 20, heat=400, quality=30, related=(reply.as_related(),))
    (found,) = candidates_of([lead, reply], [], begin=NOW - timedelta(days=7), now=NOW)
    assert (found.is_back, found.merit) == (True, 50)
    assert [article.title for article in found.news] == ["Regulator answers Lumen"]


def test_what_is_hidden_folded_removed_or_unsafe_never_goes_in(make_article: MakeArticle) -> None:
    articles = [
        record(make_article, "Hidden", 1, published=False),
        record(make_article, "Folded", 1, heat=-1, published=False),
        record(make_article, "Removed", 1, removed=True),
        record(make_article, "Unsafe", 1).evolve(web_url="javascript:alert(1)", original_url=None),
    ]
    assert list(candidates_of(articles, [], begin=NOW - timedelta(days=9), now=NOW)) == []


def test_editions_over_a_month_of_the_azure_records_share_no_story_without_news(portals: Path) -> None:
    articles = [record.article for record in Repository(portals / "azure").records()[0]]
    known = {article.address: article for article in articles}
    days = Counter(article.published_at.date() for article in articles)
    busiest = max(days, key=lambda day: sum(days[day + timedelta(days=ahead)] for ahead in range(30)))
    start = datetime(busiest.year, busiest.month, busiest.day, 6, tzinfo=UTC)
    kept: list[KeptEdition] = []
    returned = 0
    for day in range(1, 31):
        now = start + timedelta(days=day)
        visible = [
            article.evolve(related=tuple(one for one in article.related if one.published_at and one.published_at <= now))
            for article in articles
            if article.published_at <= now
        ]
        sections = choose(candidates_of(visible, kept, begin=now - timedelta(days=2), now=now), Limits(), own_topic="Azure")
        leads = [item.candidate.lead for section in sections for item in section.items]
        for lead in leads:
            story = {lead.address, *(related.web_url for related in lead.related)}
            earlier = [edition.at for edition in kept if story & set(edition.articles)]
            if earlier:
                returned += 1
                fresh = [known[address] for address in story if address in known and known[address].published_at > max(earlier)]
                assert fresh, f"{lead.title} came back without news"
                assert news_of([known[address] for address in story if address in known], max(earlier)).articles
        kept.append(KeptEdition(id=f"{now:%Y-%m-%d}", title="", at=now, articles=tuple(lead.address for lead in leads)))
    assert sum(len(edition.articles) for edition in kept) >= 100
    assert returned >= 1  # Else the month would prove nothing.


def test_the_schedule_wants_one_edition_a_day_or_a_week_from_its_hour_on() -> None:
    daily, weekly = EditionSettings(every="daily", hour=6), EditionSettings(every="sunday", hour=6)
    assert NOW.weekday() == 6
    assert is_due(daily, None, NOW)
    assert is_due(daily, NOW - timedelta(days=1), NOW)
    assert not is_due(daily, NOW, NOW + timedelta(hours=3))
    assert not is_due(daily, NOW - timedelta(days=1), NOW - timedelta(minutes=1))
    assert is_due(weekly, NOW - timedelta(days=1), NOW)
    assert not is_due(weekly, NOW, NOW + timedelta(days=1))
    assert not is_due(EditionSettings(every="never"), None, NOW)
