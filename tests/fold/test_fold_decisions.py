"""Editors have the last word: on what is one story, who leads it and whether it is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from newsfold.article import Article
from newsfold.fold import fold
from newsfold.story import Decision

Make = Callable[..., Article]
NOON = datetime(2026, 11, 11, 12, 0, tzinfo=UTC)


def decided(kind: str, articles: list[Article], others: list[Article] | None = None, *, minute: int = 0) -> Decision:
    return Decision(
        kind=kind,
        articles=tuple(article.address for article in articles),
        others=tuple(article.address for article in others or ()),
        by="ed@example.org",
        at=NOON + timedelta(minutes=minute),
    )


@pytest.fixture
def bridge(make_article: Make) -> list[Article]:
    titles = ("Tornbeck bridge closes after crack is found in pylon", "Crack in pylon shuts the Tornbeck bridge", "Tornbeck bridge shut")
    return [
        make_article(title, domain=f"{name}.example", quality=quality, hours=hours, excerpt="A crack in a pylon shut the Tornbeck bridge.")
        for hours, (title, name, quality) in enumerate(zip(titles, "abc", (40, 60, 50), strict=True))
    ]


@pytest.fixture
def herring(make_article: Make) -> Article:
    return make_article("Herring quota rises by a tenth", domain="d.example", quality=30, excerpt="Fishers may land more herring.")


def sizes(articles: list[Article], *decisions: Decision) -> list[int]:
    return sorted(len(story.members) for story in fold(articles, decisions=decisions).stories)


def test_a_merge_folds_what_has_nothing_in_common(bridge: list[Article], herring: Article) -> None:
    assert sizes([*bridge, herring]) == [1, 3]
    assert sizes([*bridge, herring], decided("merge", [bridge[0], herring])) == [4]


def test_a_split_takes_an_article_out_for_good(bridge: list[Article]) -> None:
    assert sizes(bridge, decided("split", bridge[2:], bridge[:2])) == [1, 2]


def test_a_move_leaves_one_story_for_another(bridge: list[Article], herring: Article) -> None:
    folding = fold([*bridge, herring], decisions=[decided("move", [bridge[0]], [bridge[1], bridge[2], herring])])
    assert {frozenset(story.members) for story in folding.stories} == {
        frozenset([bridge[0].address, herring.address]),
        frozenset([bridge[1].address, bridge[2].address]),
    }


def test_not_the_same_story_keeps_two_apart(bridge: list[Article]) -> None:
    folding = fold(bridge, decisions=[decided("not-the-same-story", [bridge[0]], [bridge[1]])])
    assert not any({bridge[0].address, bridge[1].address} <= set(story.members) for story in folding.stories)


def test_a_pinned_lead_leads_until_it_is_unpinned(bridge: list[Article]) -> None:
    pin, unpin = decided("pin", [bridge[0]]), decided("unpin", [bridge[0]], minute=5)
    assert fold(bridge, decisions=[pin]).stories[0].lead == bridge[0].address
    assert any("pinned" in reason.words for reason in fold(bridge, decisions=[pin]).stories[0].reasons)
    assert fold(bridge, decisions=[pin, unpin]).stories[0].lead == bridge[1].address


def test_a_hidden_story_is_not_shown_until_it_is_shown_again(bridge: list[Article]) -> None:
    hide, show = decided("hide", [bridge[0]]), decided("show", [bridge[0]], minute=5)
    assert not any(article.published for article in fold(bridge, decisions=[hide]).articles)
    assert any(article.published for article in fold(bridge, decisions=[hide, show]).articles)


def test_the_later_of_two_contradicting_decisions_wins_in_whatever_order_they_are_told(bridge: list[Article]) -> None:
    part, join = decided("split", bridge[2:], bridge[:2]), decided("merge", bridge, minute=5)
    assert sizes(bridge, part, join) == sizes(bridge, join, part) == [3]


def test_standing_stories_are_merged_and_split_without_any_new_article(bridge: list[Article], herring: Article) -> None:
    first = fold([*bridge, herring])
    ids = {story.id for story in first.stories}
    merged = fold([], standing=first.articles, stories=first.stories, decisions=[decided("merge", [bridge[0], herring])])
    assert [len(story.members) for story in merged.stories] == [4]
    assert merged.stories[0].id in ids
    split = fold([], standing=first.articles, stories=first.stories, decisions=[decided("split", bridge[2:], bridge[:2])])
    assert sorted(len(story.members) for story in split.stories) == [1, 2]
    assert len({story.id for story in split.stories}) == 2


def test_a_decision_on_articles_nobody_knows_changes_nothing(bridge: list[Article], make_article: Make) -> None:
    assert fold(bridge, decisions=[decided("merge", [make_article("Gone"), bridge[0]])]) == fold(bridge)
