"""Copies: one text printed by several publishers counts once (RECORD.md, law 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsfold.article import Article, Frozen
from newsfold.fold.words import stems

SHINGLE_WORDS = 5
"""Words in a shingle (Broder, 1997)."""

SAME_SHARE = 0.7
"""The share of the shorter text's shingles that the longer one must hold; reprints change a lead or cut an end."""

LEAST_SHINGLES = 20
"""Fewer than this and the texts say too little; title and excerpt are compared instead."""


def originals(articles: Sequence[Article]) -> Mapping[str, str]:
    """For each address, the address of the earliest article with the same text; its own where it is the first."""
    found: dict[str, str] = {}
    firsts: list[tuple[Article, _Print]] = []
    for article in sorted(articles, key=lambda article: (article.published_at, article.address)):
        own = _print(article)
        same = next((first for first, other in firsts if _same(own, other)), None)
        if same is None:
            firsts.append((article, own))
        found[article.address] = (same or article).address
    return found


class _Print(Frozen, frozen=True, kw_only=True):
    """What a copy is known by."""

    shingles: frozenset[tuple[str, ...]]
    title: tuple[str, ...]
    excerpt: tuple[str, ...]


def _print(article: Article) -> _Print:
    words = list(stems(article.text))
    shingles = frozenset(tuple(words[start : start + SHINGLE_WORDS]) for start in range(len(words) - SHINGLE_WORDS + 1))
    return _Print(shingles=shingles, title=tuple(stems(article.title)), excerpt=tuple(stems(article.excerpt)))


def _same(one: _Print, other: _Print) -> bool:
    shorter = min(len(one.shingles), len(other.shingles))
    if shorter >= LEAST_SHINGLES:
        return len(one.shingles & other.shingles) >= SAME_SHARE * shorter
    return bool(one.excerpt) and one.title == other.title and one.excerpt == other.excerpt
