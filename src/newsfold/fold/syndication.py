"""Copies: one text printed by several publishers counts once (RECORD.md, law 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsfold.article import Article
from newsfold.fold.terms import stems

SHINGLE_WORDS = 5
"""Words in a shingle (Broder, 1997)."""

SAME_SHARE = 0.7
"""The share of the shorter text's shingles that the longer one must hold; reprints change a lead or cut an end."""

LEAST_SHINGLES = 20
"""Fewer than this and the texts say too little; title and excerpt are compared instead."""


def originals(articles: Sequence[Article]) -> Mapping[str, str]:
    """For each address, the address of the earliest article with the same text; its own where it is the first."""
    found: dict[str, str] = {}
    firsts: list[tuple[Article, frozenset[tuple[str, ...]]]] = []
    for article in sorted(articles, key=lambda article: (article.published_at, article.address)):
        shingles = _shingles(article)
        same = next((first for first, others in firsts if _same(article, shingles, first, others)), None)
        if same is None:
            firsts.append((article, shingles))
        found[article.address] = (same or article).address
    return found


def _shingles(article: Article) -> frozenset[tuple[str, ...]]:
    words = list(stems(article.text))
    return frozenset(tuple(words[start : start + SHINGLE_WORDS]) for start in range(len(words) - SHINGLE_WORDS + 1))


def _same(one: Article, mine: frozenset[tuple[str, ...]], other: Article, theirs: frozenset[tuple[str, ...]]) -> bool:
    if min(len(mine), len(theirs)) >= LEAST_SHINGLES:
        return len(mine & theirs) >= SAME_SHARE * min(len(mine), len(theirs))
    return bool(one.excerpt) and _plain(one.title) == _plain(other.title) and _plain(one.excerpt) == _plain(other.excerpt)


def _plain(text: str) -> tuple[str, ...]:
    return tuple(stems(text))
