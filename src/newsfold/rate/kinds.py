"""What kind of article it is, by the words such articles use."""

from __future__ import annotations

import re

from newsfold.article import Article, Frozen
from newsfold.outcome import Reason


class _Sign(Frozen, frozen=True):
    kind: str
    words: str
    in_title: re.Pattern[str] | None = None
    in_text: re.Pattern[str] | None = None


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(phrases) + r")\b", re.IGNORECASE)


_SIGNS = (
    _Sign(
        kind="market-research",
        words="speaks of a market's size and forecast",
        in_title=_any(
            r"market (?:size|share|worth|report|research|forecast|analysis|growth|outlook|to (?:reach|grow|surpass|exceed|hit|witness))",
            r"market.{0,60}(?:20[2-9]\d ?[-–] ?20[2-9]\d|by 20[2-9]\d|cagr)",
        ),
        in_text=_any(r"(?:new |latest )?market research report", r"at a cagr of", r"compound annual growth rate"),
    ),
    _Sign(
        kind="press-release",
        words="is written as a press release",
        in_text=re.compile(
            r"for immediate release|/ ?(?:prnewswire|einpresswire|globe ?newswire|accesswire) ?/|\((?:business wire|globe newswire)\)|"
            r"\b(?:media|press) contact:|about [A-Z]\w+ (?:Inc|Corp|Ltd)",
            re.IGNORECASE,
        ),
        in_title=_any("press release"),
    ),
    _Sign(
        kind="roundup",
        words="gathers several pieces of news",
        in_title=_any(
            r"(?:weekly|daily|monthly|news) (?:roundup|round-up|digest|recap|wrap)",
            r"(?:this|the) week in",
            r"week in review",
            r"roundup",
            r"live ?blog",
            r"live updates",
        ),
    ),
    _Sign(
        kind="deal",
        words="offers something at a price",
        in_title=_any(
            r"(?:best|top) .{0,20}deals?", r"deals? of the", r"\d+% off", r"save \$?\d+", r"coupon", r"black friday", r"discount"
        ),
    ),
    _Sign(
        kind="stock",
        words="is about a share price",
        in_title=_any(
            r"(?:shares?|stocks?) (?:to buy|price|fall|falls|rise|rises|jump|jumps|drop|drops|soar|soars|slide|slides|surge|surges)",
            r"price target",
            r"dividend",
            r"(?:buy|sell|hold) (?:rating|stock)",
            r"(?:nasdaq|nyse)",
        ),
    ),
    _Sign(
        kind="how-to",
        words="teaches how to do something",
        in_title=_any(r"how to", r"step[- ]by[- ]step", r"tutorial", r"a guide to", r"guide:", r"getting started", r"tips for"),
    ),
    _Sign(kind="event", words="announces an event", in_title=_any("webinar", "register now", "save the date", "call for papers", "agenda")),
    _Sign(
        kind="analysis",
        words="weighs what others reported",
        in_title=_any(r"opinion", r"analysis", r"why", r"what .{1,40} means?", r"explained", r"editorial", r"commentary", r"lessons from"),
    ),
    _Sign(
        kind="announcement",
        words="announces something of the publisher's own",
        in_title=_any(
            "announcing", "introducing", "now (?:generally )?available", "general availability", "public preview", r"(?:now )?in preview"
        ),
    ),
)
"""Signs in the order in which they are believed; an article without any is news."""

_LOOKED_AT = 1500
"""Characters of the text that are looked at; press releases and market reports say what they are at once."""


def kind_of(article: Article) -> tuple[str, Reason]:
    """The kind and why. An article already given a kind keeps it."""
    if article.kind:
        return article.kind, Reason(name=f"kind {article.kind}", words="was given")
    beginning = f"{article.excerpt}\n{article.text[:_LOOKED_AT]}"
    for sign in _SIGNS:
        match = (sign.in_title and sign.in_title.search(article.title)) or (sign.in_text and sign.in_text.search(beginning))
        if match:
            return sign.kind, Reason(name=f"kind {sign.kind}", words=f"{sign.words}: “{match[0].strip()}”")
    return "news", Reason(name="kind news", words="shows no sign of another kind")
