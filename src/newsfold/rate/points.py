"""The table of quality's points: every point there is, its family, its bounds and what it means. The docs list exactly these."""

from __future__ import annotations

from typing import Final, Literal

from newsfold.article import Frozen

Family = Literal["base", "authority", "originality", "substance", "completeness", "focus", "language", "style"]


class Point(Frozen, frozen=True):
    """One point of the quality: its name, the family whose weight it is multiplied by, the least and the most it gives, and its "
    "meaning."""

    name: str
    family: Family
    least: int
    most: int
    meaning: str


POINTS: Final = (
    Point("base", "base", 20, 20, "Every article begins with this."),
    Point(
        "authority",
        "authority",
        0,
        30,
        "The publisher: the organization file's `authority`, else what the records teach and what the house is.",
    ),
    Point("own work", "originality", 0, 8, "News, analysis, a guide or a roundup of the publisher's own: no copy, no press release."),
    Point("first hand", "originality", 0, 4, "An announcement by the one it is about: the source of what others will tell."),
    Point("wire copy", "originality", -12, 0, "A copy of an agency's or another site's text."),
    Point("aggregator", "originality", -8, 0, "Stands on a site that shows others' articles."),
    Point("press release", "originality", -24, 0, "A company's own words, passed on for pay."),
    Point("market research", "originality", -36, 0, "A market report's advertisement."),
    Point("deal", "originality", -30, 0, "Offers something at a price."),
    Point("stock", "originality", -20, 0, "About a share, results or what to buy."),
    Point("roundup", "originality", -4, 0, "Gathers what is told elsewhere."),
    Point("event", "originality", -12, 0, "Invites to an event."),
    Point("other", "originality", -16, 0, "Is no article: code, a course, a product page."),
    Point("affiliate list", "originality", -10, 0, "A list of things to buy from which the publisher earns."),
    Point("video", "originality", -6, 0, "A video: readers must watch to know."),
    Point("length", "substance", 0, 12, "Words of text, up to 800."),
    Point("quotes", "substance", 0, 4, "People are quoted."),
    Point("numbers", "substance", 0, 4, "Says how much, how many, when."),
    Point("names", "substance", 0, 4, "Names people or organizations in its text."),
    Point("picture", "completeness", 0, 10, "Has a picture; the most for one 1200 pixels wide."),
    Point("author", "completeness", 0, 4, "Is signed."),
    Point("excerpt", "completeness", 0, 4, "Says in a sentence or two what it is about."),
    Point("AMP", "completeness", 0, 1, "Has a fast version for telephones."),
    Point("paywall", "completeness", -5, 0, "Can be read by subscribers only."),
    Point("in the title", "focus", 0, 6, "Names the portal's subject or one of its topics in the title."),
    Point("topics", "focus", 0, 2, "Is about more than one of the portal's topics."),
    Point("language", "language", -20, 0, "Is in a language the portal does not show."),
    Point("headline", "style", 0, 5, "The headline says what happened: who, what, and enough words for it."),
    Point("clickbait", "style", -8, 0, "The headline hides what it is about or cries out."),
    Point("capitals", "style", -8, 0, "The headline is written in capitals."),
)
"""In the order in which they are told."""

BY_NAME: Final = {point.name: point for point in POINTS}

KIND_POINTS: Final = {
    "press-release": "press release",
    "market-research": "market research",
    "deal": "deal",
    "stock": "stock",
    "roundup": "roundup",
    "event": "event",
    "other": "other",
}
"""The point that each kind costs. Market research and press releases crowd the old portals' lists (RECORD.md, last section)."""
