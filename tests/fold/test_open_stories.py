"""A process that keeps its open stories folds as one that begins anew each time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from newsfold.article import Article, Provider
from newsfold.fold import OpenStories, Window, fold
from newsfold.fold.candidates import candidate_pairs
from newsfold.fold.evidence import evidence
from newsfold.story import Decision

Make = Callable[..., Article]
START = datetime(2026, 11, 10, 8, 0, tzinfo=UTC)
WORDS = (
    "bridge",
    "pylon",
    "crack",
    "Tornbeck",
    "herring",
    "quota",
    "raises",
    "healthcare",
    "health",
    "care",
    "health-care",
    "$85",
    "how",
    "to",
)


@st.composite
def days(draw: st.DrawFn) -> list[list[Article]]:
    """Articles of few words over some calls, in any order of time, some of them updates of earlier ones."""
    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
    numbers = st.integers(0, 9)
    return [
        [
            Article(
                title=draw(words),
                excerpt=draw(words),
                published_at=START + timedelta(hours=draw(st.integers(0, 400))),
                web_url=f"https://p.example/{number}",
                provider=Provider(name="P", domain=f"p{number % 4}.example"),
                quality=draw(st.integers(0, 60)),
            )
            for number in draw(st.lists(numbers, max_size=5, unique=True))
        ]
        for _ in range(draw(st.integers(1, 3)))
    ]


def meanings(texts: Sequence[str]) -> np.ndarray:
    """An embedder that counts letters."""
    rows = np.array([[text.count(letter) + 0.1 for letter in "aeioqr"] for text in texts], dtype=np.float32).reshape(len(texts), 6)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@effort(max_examples=40)
@given(days(), st.booleans())
def test_what_is_kept_folds_as_what_is_begun_anew(days: list[list[Article]], is_semantic: bool) -> None:
    embedder = meanings if is_semantic else None
    kept = OpenStories(embedder=embedder)
    for day in days:
        anew = fold(day, standing=kept.articles, stories=kept.stories, embedder=embedder)
        assert kept.fold(day) == anew


@effort(max_examples=40)
@given(days(), st.randoms(use_true_random=False))
def test_the_order_within_a_run_never_matters_updates_included(days: list[list[Article]], chance: object) -> None:
    one, other = OpenStories(), OpenStories()
    for day in days:
        mixed = list(day)
        chance.shuffle(mixed)
        assert one.fold(day) == other.fold(mixed)


@effort(max_examples=30)
@given(days())
def test_every_article_that_stands_is_in_one_story(days: list[list[Article]]) -> None:
    kept = OpenStories()
    for day in days:
        kept.fold(day)
    members = [member for story in kept.stories for member in story.members]
    assert sorted(members) == sorted({article.address for day in days for article in day})
    assert sorted(article.address for article in kept.articles) == sorted(members)


def test_decisions_are_obeyed_in_what_is_kept(make_article: Make) -> None:
    one, other = make_article("Herring quota rises"), make_article("Tornbeck bridge closes")
    kept = OpenStories()
    kept.fold([one, other])
    merge = Decision(kind="merge", articles=(one.address, other.address), by="ed", at=START)
    assert [len(story.members) for story in kept.fold([], decisions=[merge]).stories] == [2]
    assert kept.fold([], decisions=[merge]).stories == ()
    assert len(kept.stories) == 1


def test_closed_stories_are_let_go_and_open_ones_go_on(make_article: Make) -> None:
    old = [make_article(f"Old matter {number}", hours=number) for number in range(3)]
    young = make_article("Tornbeck bridge closes after crack in pylon", hours=24 * 30, excerpt="The Tornbeck bridge is shut.")
    kept = OpenStories()
    kept.fold([*old, young])
    assert kept.forget(before=START + timedelta(days=20))
    assert len(kept) == len(kept.stories) == 1
    late = make_article("Tornbeck bridge closes: crack in pylon", domain="z.example", hours=24 * 31, excerpt="The Tornbeck bridge is shut.")
    assert [len(story.members) for story in kept.fold([late]).stories] == [2]


@pytest.mark.parametrize("later", ["Healthcare cloud opens", "health-care cloud opens"])
def test_a_word_spelled_as_one_later_is_found_in_an_older_headline_of_two(make_article: Make, later: str) -> None:
    one, other = make_article("New health care cloud opens"), make_article(later, hours=1)
    grown = Window([one])
    grown.add([other])
    whole = Window([one, other])
    pair, same = (evidence(window, candidate_pairs(window, [1])) for window in (grown, whole))
    np.testing.assert_array_equal(pair, same)


def test_a_restated_window_is_one_that_never_knew_the_old_words(make_article: Make) -> None:
    old, others = make_article("Herring quota rises"), [make_article("Crack shuts Tornbeck bridge", hours=1), make_article("Rain", hours=2)]
    new = old.evolve(title="Tornbeck bridge closes after crack")
    window, plain = Window([old, *others]), Window([new, *others])
    window.restate(0, old, new)
    found, expected = (evidence(each, candidate_pairs(each, range(3))) for each in (window, plain))
    np.testing.assert_array_equal(found, expected)
