"""Headlines that read alike and tell of different things stay apart; what joins is told in words and figures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newsfold.article import Article
from newsfold.fold import fold

Make = Callable[..., Article]

LOOKALIKES = (
    ("Calderwick Infirmary begins trial of AI that reads chest X-rays", "Lindmoor General begins trial of AI that reads mammograms"),
    ("Mosswick raises $85 million for AI translation of contracts", "Tarrowby raises $90 million to put AI translation in your ear"),
    ("Security updates for Lumen Server 4.2 are now available", "Security updates for Lumen Server 5.0 are now available"),
    ("How to fix error code 300202", "How to fix error code 316719"),
)


@pytest.mark.parametrize("pair", LOOKALIKES)
def test_two_events_told_in_the_same_words_are_two_stories(make_article: Make, pair: tuple[str, str]) -> None:
    articles = [
        make_article(title, domain=f"{name}.example", hours=3 * hours) for hours, (title, name) in enumerate(zip(pair, "ab", strict=True))
    ]
    assert len(fold(articles).stories) == 2


@pytest.mark.parametrize(
    "pair",
    [
        ("Norrland Systems to acquire chip designer Quillon", "Quillon is bought by Norrland Systems"),
        ("Veldra unveils health-care cloud for hospitals", "Veldra launches healthcare cloud for hospitals"),
    ],
)
def test_one_event_told_in_other_words_is_one_story(make_article: Make, pair: tuple[str, str]) -> None:
    articles = [
        make_article(title, domain=f"{name}.example", hours=3 * hours) for hours, (title, name) in enumerate(zip(pair, "ab", strict=True))
    ]
    assert len(fold(articles).stories) == 1


def test_a_roundup_does_not_glue_two_stories_together(make_article: Make) -> None:
    one = [
        make_article(title, domain=f"{name}.example", excerpt="Veldra launches its cloud.")
        for name, title in (("a", "Veldra launches cloud Nimba"), ("b", "Nimba: Veldra's new cloud is here"))
    ]
    other = [
        make_article(title, domain=f"{name}.example", excerpt="Quillon sues Norrland.")
        for name, title in (("c", "Quillon sues Norrland over patents"), ("d", "Norrland sued by Quillon over chip patents"))
    ]
    roundup = make_article("The week in review: Veldra launches Nimba, Quillon sues Norrland", domain="e.example", hours=30)
    stories = fold([*one, *other, roundup]).stories
    assert not any({one[0].address, other[0].address} <= set(story.members) for story in stories)


def test_the_reasons_name_what_speaks_for_and_against(make_article: Make) -> None:
    told = [
        make_article(
            "Mosswick raises $85 million from Fenland Capital", domain="a.example", excerpt="Fenland Capital leads the round of Mosswick."
        ),
        make_article(
            "Fenland Capital leads Mosswick round", domain="a.example", hours=40, excerpt="Mosswick has raised money from Fenland Capital."
        ),
    ]
    story = next(story for story in fold(told).stories if len(story.members) == 2)
    words = next(reason.words for reason in story.reasons if reason.name == "likeness")
    assert "mosswick" in words
    assert "fenland" in words
    assert "against: same publisher" in words
    assert "% like" in words
