"""What holds for any articles at all: one story each, no order, the laws of the record (RECORD.md, laws 4 to 8), decisions obeyed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from newsfold.article import FOLDED_HEAT, Article, Provider
from newsfold.fold import Folding, Gate, fold
from newsfold.story import Decision, Story

WORDS = (
    *("bridge", "pylon", "crack", "Tornbeck", "Calderwick", "herring", "quota", "raises", "$85", "million", "1.2", "new", "AI", "trial"),
    *("how", "to", "best", "deals", "café", "—", "?", "東京", "🎉", "health-care", "health", "care"),
)
START = datetime(2026, 11, 10, 8, 0, tzinfo=UTC)


@st.composite
def any_articles(draw: st.DrawFn) -> list[Article]:
    """Articles of few words, so that many are alike; some empty, some of one moment or publisher."""
    words = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
    return [
        Article(
            title=draw(words),
            excerpt=draw(words),
            published_at=START + timedelta(hours=draw(st.integers(0, 5) | st.integers(0, 900))),
            web_url=f"https://p{number}.example/",
            provider=Provider(name="P", domain=f"p{draw(st.integers(0, 4))}.example"),
            quality=draw(st.none() | st.integers(0, 60)),
        )
        for number in range(draw(st.integers(0, 9)))
    ]


@st.composite
def decisions_on(draw: st.DrawFn, articles: Sequence[Article]) -> list[Decision]:
    """Up to four decisions about these articles, contradictions and unknown addresses included."""
    addresses = st.sampled_from([*(article.address for article in articles), "https://nowhere.example/"])
    some = st.lists(addresses, min_size=1, max_size=3, unique=True).map(tuple)
    kinds = st.sampled_from(["merge", "split", "move", "not-the-same-story", "pin", "unpin", "hide", "show"])
    return [
        Decision(kind=draw(kinds), articles=draw(some), others=draw(some), by="ed", at=START + timedelta(minutes=minute))
        for minute in range(draw(st.integers(0, 4)))
    ]


@given(any_articles(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_matters(articles: list[Article], chance: object) -> None:
    mixed = list(articles)
    chance.shuffle(mixed)
    assert fold(mixed) == fold(articles)


@given(any_articles())
def test_every_article_is_in_one_story(articles: list[Article]) -> None:
    folding = fold(articles)
    members = [member for story in folding.stories for member in story.members]
    assert sorted(members) == sorted(article.address for article in articles)
    assert sorted(article.address for article in folding.articles) == sorted(members)


def obeys_the_laws(folding: Folding) -> None:
    by_address = {article.address: article for article in folding.articles}
    for story in folding.stories:
        lead, members = by_address[story.lead], [by_address[address] for address in story.members]
        others = [article for article in members if article is not lead]
        assert all(article.heat == FOLDED_HEAT and article.published is False for article in others)
        publishers = {article.provider.domain for article in others} - {lead.provider.domain}
        above = story.heat - (lead.quality or 0)
        assert lead.heat == story.heat
        assert above % 20 == 0
        assert 0 <= above <= 20 * len(publishers)
        assert sum(reason.points for reason in story.reasons) == story.heat
        for article in members:
            rest = sorted(
                (other for other in members if other is not article),
                key=lambda other: (-(other.quality or 0), other.published_at, other.address),
            )
            assert [related.web_url for related in article.related] == [other.web_url for other in rest]
        times = sorted(article.published_at for article in members)
        assert all(later - earlier <= timedelta(days=20) for earlier, later in pairwise(times))


@given(any_articles())
def test_the_laws_hold_for_any_articles(articles: list[Article]) -> None:
    folding = fold(articles, gate=Gate(minimum_quality=20))
    obeys_the_laws(folding)
    leads = {story.lead for story in folding.stories}
    assert all(bool(a.published) == ((a.quality or 0) >= 20) for a in folding.articles if a.address in leads)


@given(any_articles(), st.integers(0, 9))
def test_what_comes_later_joins_without_breaking_a_story_or_its_id(articles: list[Article], cut: int) -> None:
    first = fold(articles[:cut])
    second = fold(articles[cut:], standing=first.articles, stories=first.stories)
    kept: dict[str, Story] = {story.id: story for story in second.stories}
    for story in first.stories:
        grown = kept.get(story.id, story)
        assert set(story.members) <= set(grown.members)
    everything = {story.id: story for story in (*first.stories, *second.stories)}
    members = [member for story in everything.values() for member in story.members]
    assert sorted(members) == sorted(article.address for article in articles)


@effort(max_examples=150)
@given(st.data())
def test_the_latest_decision_is_obeyed_and_survives_every_run(data: st.DataObject) -> None:
    articles = data.draw(any_articles())
    decisions = data.draw(decisions_on(articles))
    folding = fold(articles, decisions=decisions)
    again = fold([], standing=folding.articles, stories=folding.stories, decisions=decisions)
    final = {story.id: story for story in (*folding.stories, *again.stories)}
    story_of = {member: story.id for story in final.values() for member in story.members}
    assert {frozenset(story.members) for story in final.values()} == {frozenset(story.members) for story in folding.stories}
    if decisions:
        latest = decisions[-1]
        known = [address for address in latest.articles if address in story_of]
        others = [address for address in latest.others if address in story_of and address not in latest.articles]
        if latest.kind in ("merge", "split") and latest.articles[0] in story_of:
            assert len({story_of[address] for address in known}) == 1
        if latest.kind == "not-the-same-story" and not set(latest.articles) & set(latest.others):
            assert not {story_of[address] for address in known} & {story_of[address] for address in others}
        if latest.kind == "pin" and known and latest.articles[0] == known[0]:
            assert final[story_of[known[0]]].lead == known[0]
        if latest.kind == "hide" and known and latest.articles[0] == known[0]:
            assert not any(article.published for article in folding.articles if story_of[article.address] == story_of[known[0]])


@given(any_articles())
def test_splitting_one_article_off_holds_when_all_is_folded_again(articles: list[Article]) -> None:
    for story in fold(articles).stories:
        if len(story.members) > 1:
            away, rest = story.members[-1:], story.members[:-1]
            decision = Decision(kind="split", articles=away, others=rest, by="ed", at=START)
            # The one split off may then join a story it had been kept from; never one with those it was parted from.
            assert all(
                not {*away} & {*other.members} or not {*rest} & {*other.members} for other in fold(articles, decisions=[decision]).stories
            )
