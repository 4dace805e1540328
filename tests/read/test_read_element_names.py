"""What the names of elements say: noise, lead, teaser; in whatever way their words are joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.read.element_names import LEAD, NOISE, TEASER, are_inline_noise, are_never_text, marks_of


@pytest.mark.parametrize(
    "names",
    ["related", "box related", "article-related", "relatedBox", "c_related", "recirculation", "most-read", "mostread", "donate", "x image"],
)
def test_names_of_noise_are_known_however_they_are_joined(names: str) -> None:
    assert marks_of(names) == NOISE


@pytest.mark.parametrize(
    "names", ["correlated", "no-sidebar", "has-comments", "readership", "most", "imagery", "donat", "post", "linkcard", ""]
)
def test_names_that_only_look_like_noise_say_nothing(names: str) -> None:
    assert marks_of(names) == 0


def test_leads_and_teasers_are_told_apart_from_noise_and_marks_add_up() -> None:
    assert marks_of("article__intro") == LEAD
    assert marks_of("teaser-text") == LEAD | TEASER
    assert marks_of("standfirst newsletter") == LEAD | NOISE


def test_words_for_screen_readers_and_captions_are_noise_inside_a_line() -> None:
    assert are_inline_noise("big sr-only")
    assert are_inline_noise("imgCaption")
    assert not are_inline_noise("captioned hidden-xs")


def test_comments_and_consent_are_never_text() -> None:
    assert are_never_text("siteComments open")
    assert not are_never_text("commentary")


@given(st.lists(st.sampled_from(["related", "intro", "box", "with", "teaser", "Photo", "article", "card", "x:y"]), max_size=4))
def test_the_order_of_an_elements_names_changes_nothing(names: list[str]) -> None:
    assert marks_of(" ".join(names)) == marks_of(" ".join(reversed(names)))
