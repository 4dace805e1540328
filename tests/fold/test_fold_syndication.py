"""A text that an agency wrote and many print counts once, and leads after what a publisher wrote itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newsfold.article import Article, Provider
from newsfold.fold import fold
from newsfold.fold.syndication import originals

Make = Callable[..., Article]
PARTS = ("beam", "cable", "anchor", "deck", "girder", "bolt", "pier", "truss", "rail", "lamp", "ramp", "joint")
REPORT = " ".join(f"The {part} number {number} of the Tornbeck bridge was found sound." for number, part in enumerate(PARTS * 3))
OWN_WORDS = " ".join(f"Commuters who cross at {number} wait {part} by the ferry instead." for number, part in enumerate(PARTS * 3))


@pytest.fixture
def wire(make_article: Make) -> Callable[..., Article]:
    def make(name: str, **fields: object) -> Article:
        title = str(fields.pop("title", "Tornbeck bridge closes after crack is found in pylon"))
        return make_article(
            title, domain=f"{name}.example", excerpt="A crack in a pylon shut the Tornbeck bridge.", **{"quality": 40} | fields
        )

    return make


def test_two_prints_of_one_agencys_text_count_as_one_publisher(wire: Callable[..., Article]) -> None:
    own = wire("a", quality=60, title="Crack in pylon shuts Tornbeck bridge")
    printed = [wire(name, hours=hours, syndicated_from="Fen Wire", text=REPORT) for hours, name in ((1, "b"), (2, "c"))]
    assert fold([own, *printed]).stories[0].heat == 60 + 20


def test_texts_of_one_agency_are_one_text_at_a_lower_share_of_equal_words(wire: Callable[..., Article]) -> None:
    half = len(REPORT) // 2
    cut, mixed = REPORT, REPORT[:half] + OWN_WORDS[: len(REPORT) - half]
    by_agency = [
        wire(name, hours=hours, syndicated_from="Fen Wire", text=text) for hours, (name, text) in enumerate((("a", cut), ("b", mixed)))
    ]
    assert originals(by_agency)[by_agency[1].address] == by_agency[0].address
    by_others = [article.evolve(syndicated_from=None) for article in by_agency]
    assert originals(by_others)[by_others[1].address] == by_others[1].address


def test_the_agencys_own_page_is_the_original_of_a_copy_that_was_stamped_earlier(wire: Callable[..., Article]) -> None:
    copy = wire("paper", syndicated_from="https://www.fenwire.example/bridge", text=REPORT)
    agency = wire("fenwire", hours=1, text=REPORT).evolve(provider=Provider(name="Fen Wire", domain="fenwire.example"))
    assert originals([copy, agency])[copy.address] == agency.address


def test_two_events_by_one_agency_are_two_texts(wire: Callable[..., Article]) -> None:
    one, other = wire("a", syndicated_from="Fen Wire", text=REPORT), wire("b", hours=1, syndicated_from="Fen Wire", text=OWN_WORDS)
    assert originals([one, other])[other.address] == other.address


def test_of_equal_quality_a_publishers_own_report_leads_before_an_earlier_wire_copy(wire: Callable[..., Article]) -> None:
    copy, own = wire("a", syndicated_from="Fen Wire"), wire("b", hours=1, title="Crack in pylon shuts Tornbeck bridge")
    assert fold([copy, own]).stories[0].lead == own.address
    assert fold([copy.evolve(quality=41), own]).stories[0].lead == copy.address, "quality comes before originality"
