"""A story stays the story it was: its id, whatever joins, leaves, is merged, split, rewritten or drifts apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from newsfold.article import Article
from newsfold.fold import Folding, fold
from newsfold.story import Decision, Story

Make = Callable[..., Article]
BRIDGE = (
    "Tornbeck bridge closes after crack",
    "Crack in pylon shuts Tornbeck bridge",
    "Tornbeck bridge shut",
    "Tornbeck bridge crack shuts pylon",
)
HERRING = (
    "Herring quota rises by a tenth",
    "Fishers welcome higher herring quota",
    "Herring quota: a tenth more",
    "Herring quota raised by tenth",
)


def reports(make: Make, titles: tuple[str, ...], excerpt: str, *, first: str) -> list[Article]:
    names = [chr(ord(first) + number) for number in range(len(titles))]
    return [
        make(title, domain=f"{name}.example", hours=12 * hours + 1, quality=40, excerpt=excerpt)
        for hours, (title, name) in enumerate(zip(titles, names, strict=True))
    ]


@pytest.fixture
def bridge(make_article: Make) -> list[Article]:
    return reports(make_article, BRIDGE, "A crack in a pylon shut the Tornbeck bridge.", first="a")


@pytest.fixture
def herring(make_article: Make) -> list[Article]:
    return reports(make_article, HERRING, "Fishers may land a tenth more herring next year.", first="m")


def decided(kind: str, articles: list[Article], others: list[Article] | None = None) -> Decision:
    named, far = (tuple(article.address for article in some) for some in (articles, others or []))
    return Decision(kind=kind, articles=named, others=far, by="ed", at=datetime(2026, 11, 11, tzinfo=UTC))


def again(before: Folding, *arrivals: Article, decisions: tuple[Decision, ...] = ()) -> Folding:
    return fold(arrivals, standing=before.articles, stories=before.stories, decisions=decisions)


def story_with(folding: Folding, article: Article) -> Story:
    return next(story for story in folding.stories if article.address in story.members)


def drifted(bridge: list[Article], herring: list[Article]) -> Folding:
    """A story that an older program made of two events."""
    both = [*bridge[:3], *herring[:2]]
    story = Story(id="0123456789abcdef", lead=bridge[0].address, members=tuple(article.address for article in both))
    return Folding(stories=(story,), articles=tuple(both))


def test_a_change_of_lead_keeps_the_id(bridge: list[Article]) -> None:
    first = fold(bridge[:3])
    second = again(first, bridge[3].evolve(quality=90))
    assert second.stories[0].lead == bridge[3].address != first.stories[0].lead
    assert second.stories[0].id == first.stories[0].id


def test_a_late_article_that_was_first_keeps_the_id(bridge: list[Article]) -> None:
    first = fold(bridge[1:])
    second = again(first, bridge[0])
    assert second.stories[0].members[0] == bridge[0].address
    assert second.stories[0].id == first.stories[0].id


@pytest.mark.parametrize(("bridges", "herrings", "winner"), [(3, 2, 0), (1, 2, 1), (2, 2, 0)])
def test_of_two_stories_merged_the_id_of_the_bigger_is_kept_then_of_the_older(
    bridge: list[Article], herring: list[Article], bridges: int, herrings: int, winner: int
) -> None:
    old = [bridge[0].evolve(published_at=bridge[0].published_at.replace(minute=1)), *bridge[1:]]
    late = [article.evolve(published_at=article.published_at.replace(minute=30)) for article in herring]
    first = fold([*old[:bridges], *late[:herrings]])
    ids = [story_with(first, each[0]).id for each in (old, late)]
    merged = again(first, decisions=(decided("merge", [old[0], late[0]]),))
    assert [story.id for story in merged.stories] == [ids[winner]]
    assert merged.gone == (ids[1 - winner],)


def test_the_smaller_part_of_a_split_story_gets_a_new_id_even_with_the_first_article(bridge: list[Article]) -> None:
    first = fold(bridge)
    split = again(first, decisions=(decided("split", bridge[:1], bridge[1:]),))
    assert story_with(split, bridge[1]).id == first.stories[0].id
    assert story_with(split, bridge[0]).id != first.stories[0].id
    assert split.gone == ()


def test_a_story_that_drifted_is_parted_when_an_article_comes(bridge: list[Article], herring: list[Article]) -> None:
    after = again(drifted(bridge, herring), herring[2])
    assert {frozenset(story.members) for story in after.stories} == {
        frozenset(article.address for article in bridge[:3]),
        frozenset(article.address for article in herring[:3]),
    }
    assert story_with(after, bridge[0]).id == "0123456789abcdef"
    assert any(reason.name == "drift" for reason in story_with(after, herring[0]).reasons)


def test_what_an_editor_put_together_does_not_drift_apart(bridge: list[Article], herring: list[Article]) -> None:
    merge = decided("merge", [*bridge[:3], *herring[:2]])
    after = again(drifted(bridge, herring), herring[2], decisions=(merge,))
    assert len(after.stories) == 1


def test_a_chain_over_days_does_not_grow_into_one_story(make_article: Make) -> None:
    words = ("Tornbeck", "pylon", "crack", "ferry", "detour", "mayor", "budget", "audit", "school", "roof", "strike", "nurses")
    chain = [
        make_article(
            " ".join(words[day : day + 4]).title(), domain=f"p{day}.example", hours=24 * day, excerpt=" ".join(words[day : day + 4])
        )
        for day in range(9)
    ]
    folding = Folding(stories=(), articles=())
    for article in chain:
        known = {story.id: story for story in (*folding.stories,)}
        later = again(folding, article)
        stories = {**{id: story for id, story in known.items() if id not in later.gone}, **{story.id: story for story in later.stories}}
        settled = {**{each.address: each for each in folding.articles}, **{each.address: each for each in later.articles}}
        folding = Folding(stories=tuple(stories.values()), articles=tuple(settled.values()))
    assert not any({chain[0].address, chain[-1].address} <= set(story.members) for story in folding.stories)


def test_an_updated_article_stays_one_article_in_its_story(bridge: list[Article]) -> None:
    first = fold(bridge[:3])
    mended = bridge[0].evolve(title="Tornbeck bridge closed after crack in pylon", quality=70)
    second = again(first, mended)
    assert [len(story.members) for story in second.stories] == [3]
    assert second.stories[0].id == first.stories[0].id
    assert second.stories[0].lead == mended.address


def test_an_updated_article_that_tells_of_something_else_leaves_for_where_it_belongs(bridge: list[Article], herring: list[Article]) -> None:
    first = fold([*bridge[:3], *herring[:2]])
    rewritten = bridge[2].evolve(title=herring[2].title, excerpt=herring[2].excerpt)
    second = again(first, rewritten)
    assert story_with(second, rewritten).id == story_with(first, herring[0]).id
    assert len(story_with(second, rewritten).members) == 3
    assert len(story_with(second, bridge[0]).members) == 2


def test_an_updated_article_stays_where_an_editor_put_it(bridge: list[Article], herring: list[Article]) -> None:
    first = fold(bridge[:3])
    second = again(first, bridge[2].evolve(title=herring[2].title, excerpt=herring[2].excerpt), decisions=(decided("merge", bridge[:3]),))
    assert [len(story.members) for story in second.stories] == [3]


def test_an_article_that_comes_again_unchanged_changes_nothing(bridge: list[Article]) -> None:
    first = fold(bridge[:3])
    assert again(first, bridge[0].evolve(heat=5, published=True)) == Folding(stories=(), articles=())
