"""Kinds of headline that tell no event of their own: they fold with their like, if at all."""

from __future__ import annotations

import re

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "market report",
            r"\bmarket (size|share|research|growth|growing|analysis|report|trends|outlook|forecast|insights)\b"
            r"|\bmarket (to reach|is thriving|evolving)\b"
            r"|\bmarket\b.*\b20\d\d\b|\bcagr\b",
        ),
        (
            "guide",
            r"\b(how (to|do|does|can)|guide|explained|best practices|tutorial|tips|what (is|are)|who is|walkthrough|where to|wiki"
            r"|everything (you|we)|when (is|does|do))\b|^(is|are|can|will|does|do|should)\b|\?\s*$",
        ),
        ("stock", r"\b(stocks?|shares|dividends?|investors?|nasdaq|dow jones)\b"),
        (
            "roundup",
            r"\b(weekly|round-?up|week in|top \d+|live (blog|updates)"
            r"|everything announced|news and updates|the (biggest|top|most important))\b"
            r"|^\d+\+? ",
        ),
        ("deal", r"\b(deals|% off|discount|sale|save [$£€])"),
        ("review", r"\b(review|preview|hands-on|opinion|interview|a closer look)\b"),
    )
)
"""Name and pattern of each kind, the rarest of events first."""


def kinds_of(title: str) -> frozenset[str]:
    """The kinds a headline shows; empty for a report of an event."""
    return frozenset(name for name, pattern in KINDS if pattern.search(title))


def kind_bits(title: str) -> int:
    """The same as bits, the first kind lowest."""
    return sum(1 << place for place, (_, pattern) in enumerate(KINDS) if pattern.search(title))
