"""What goes into an edition: by heat, under caps, and nothing a reader had before unless there is news in it."""

from __future__ import annotations

import html
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import yaml

from newsfold.article import Article, Provider
from newsfold.content.record import write_record
from newsfold.content.repository import Repository
from newsfold.edition import Candidate, Limits, choose
from newsfold.mail.editions import KeptEdition, candidates_of, is_due
from newsfold.mail.newsletter import Newsletter
from newsfold.portal_folder import settings_of
from newsfold.settings import EditionSettings
from newsfold.store.people import People

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


class Past:
    """A portal's stories as they stood at any time: an article is there from when it came in, and of those the best leads."""

    def __init__(self, articles: Sequence[Article]) -> None:
        by_address = {article.address: article for article in articles}
        joined = {one.address: {one.address, *(other.web_url for other in one.related)} & by_address.keys() for one in articles}
        self.stories = [[by_address[address] for address in story] for story in {frozenset(story) for story in joined.values()}]
        # Some come in hours after they were published, as where a source is slow or was down.
        self.came_in = {
            address: article.published_at + timedelta(hours=crc32(address.encode()) % 60 % 20) for address, article in by_address.items()
        }

    def at(self, now: datetime) -> list[tuple[Article, ...]]:
        """The stories of that time, the lead of each first."""
        there = ([one for one in story if self.came_in[one.address] <= now] for story in self.stories)
        return [self._led(sorted(story, key=lambda one: (-(one.quality or 0), one.address))) for story in there if story]

    @staticmethod
    def _led(story: list[Article]) -> tuple[Article, ...]:
        def with_others(one: Article, heat: int) -> Article:
            others = tuple(other.as_related() for other in story if other is not one)
            return one.evolve(heat=heat, published=heat >= 0, related=others)

        lead, *others = story
        return (with_others(lead, (lead.quality or 0) + 20 * len(others)), *(with_others(one, -1) for one in others))


def kept(file: Path) -> tuple[datetime, list[str], str]:
    """When an edition was made, which articles it shows, and its text, as they stand in its files."""
    front = yaml.safe_load(file.read_text().removeprefix("---\n").partition("\n---\n")[0])
    return front["publishedDateTime"], front["articles"], " ".join(file.with_suffix(".txt").read_text().split())


def test_editions_over_a_month_of_the_azure_records_share_no_story_without_news(portals: Path, tmp_path: Path) -> None:
    folder = tmp_path / "azure"
    (folder / "_news").mkdir(parents=True)
    shutil.copytree(portals / "azure" / "_data", folder / "_data")
    shutil.copy(portals / "azure" / "_config.yml", folder)
    articles = [record.article for record in Repository(portals / "azure").records()[0]]
    days = Counter(article.published_at.date() for article in articles)
    busiest = max(days, key=lambda day: sum(days[day + timedelta(days=ahead)] for ahead in range(30)))
    start = datetime(busiest.year, busiest.month, busiest.day, 6, tzinfo=UTC)
    past = Past([one for one in articles if -20 <= (one.published_at - start).days < 30])
    made: list[tuple[datetime, list[str]]] = []
    written: dict[str, Article] = {}
    returned = tempting = 0
    with People.in_folder(folder) as people:
        for day in range(1, 31):
            now = start + timedelta(days=day)
            stories = past.at(now)
            standing = {one.path: one for story in stories for one in story}
            for path in (path for path, one in standing.items() if written.get(path) != one):
                (folder / path).write_text(write_record(standing[path]))
            written = standing
            done = Newsletter(Repository(folder), settings_of(folder, {}), people, lambda now=now: now).make()
            if not done.edition:
                continue  # A quiet day.
            at, leads, text = kept(folder / "_newsletters" / f"{done.edition}.html")
            assert at == now
            shown = set()
            for story in stories:
                had = [then for then, before in made if {one.address for one in story} & set(before)]
                news = [one for one in story if had and past.came_in[one.address] > max(had)]
                inside = [one for one in story if one.address in leads]
                shown |= {one.address for one in inside}
                assert len(inside) <= 1, f"{story[0].title} stands in it twice"
                if inside and had:
                    returned += 1
                    assert news, f"{story[0].title} came back without news"
                    assert f"* [Update] {start_of(inside[0])}" in text
                    assert any(f"New since {max(had).day} {max(had):%B %Y}: {start_of(one)}" in text for one in news)
                tempting += bool(had and not news and max(one.published_at for one in story) > made[-1][0] - timedelta(days=1))
            assert shown == set(leads)
            made.append((at, leads))
    assert sum(len(leads) for _, leads in made) >= 100
    assert (returned >= 1, tempting >= 30) == (True, True)  # Else the month would prove nothing.


def start_of(article: Article) -> str:
    """The first words of a title, as the text of an edition has them."""
    return " ".join(html.unescape(article.title).split())[:30].rstrip()


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
