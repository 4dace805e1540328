"""The index of the open window: what it finds, and that it forgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest

from newsfold.article import Article
from newsfold.fold import Window
from newsfold.fold.candidates import candidate_pairs
from newsfold.fold.evidence import evidence

Make = Callable[..., Article]


@pytest.fixture
def articles(make_article: Make) -> list[Article]:
    titles = (
        "Herring quota rises",
        "Tornbeck bridge closes",
        "Herring quota rises by a tenth",
        "Crack shuts Tornbeck bridge",
        "Rain in Lindmoor",
    )
    return [
        make_article(title, hours=24 * day, domain=f"{day}.example", excerpt=f"{title}, it was said.") for day, title in enumerate(titles)
    ]


def pairs_found(window: Window, articles: list[Article]) -> set[tuple[str, str]]:
    pairs = candidate_pairs(window, range(len(window)))
    return {(articles[one].title, articles[other].title) for one, other in zip(pairs.one, pairs.other, strict=True)}


def test_only_articles_that_share_something_rare_are_compared(articles: list[Article]) -> None:
    found = pairs_found(Window(articles), articles)
    assert (articles[0].title, articles[2].title) in found
    assert not any("Rain in Lindmoor" in pair for pair in found)


def test_adding_piece_by_piece_makes_the_same_window(articles: list[Article]) -> None:
    whole, grown = Window(articles), Window(articles[:2])
    assert list(grown.add(articles[2:])) == [2, 3, 4]
    one, other = (evidence(window, candidate_pairs(window, range(5))) for window in (whole, grown))
    np.testing.assert_array_equal(one, other)


def test_a_window_that_forgot_finds_what_one_without_the_old_finds(articles: list[Article]) -> None:
    window = Window(articles)
    window.join([frozenset([1]), frozenset([3])])
    assert window.forget(before=articles[1].published_at + timedelta(hours=1)) is None, "too few are old to be worth the while"
    kept = window.forget(before=articles[1].published_at + timedelta(hours=1), least_share=0.0)
    assert kept is not None
    assert kept.tolist() == [1, 2, 3, 4]
    young = Window([articles[1], *articles[2:]])
    young.join([frozenset([0]), frozenset([2])])
    assert len(window) == len(young) == 4, "the old bridge report stays, its story is young"
    assert window.stories == young.stories == 3
    one, other = (evidence(each, candidate_pairs(each, range(4))) for each in (window, young))
    np.testing.assert_allclose(one, other)


def test_joining_and_parting_leaves_the_counts_as_they_were(articles: list[Article]) -> None:
    window = Window(articles)
    every = np.arange(len(window.terms))
    before, parts = window.rarity(every), [frozenset([0]), frozenset([2])]
    window.join(parts)
    assert window.story_of[0] == frozenset([0, 2])
    assert not np.array_equal(window.rarity(every), before)
    window.part(parts)
    np.testing.assert_array_equal(window.rarity(every), before)
