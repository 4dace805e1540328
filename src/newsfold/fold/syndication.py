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


AGENCY_SHARE = 0.4
"""The share that is enough where both texts are one agency's, or one names the other as its source: each desk cuts and leads as it likes,
but two reports that an agency writes on one event share whole sentences only where one is the other. Chosen by hand.
"""


def originals(articles: Sequence[Article]) -> Mapping[str, str]:
    """For each address, the address of the first article with the same text; its own where it is the first.

    What a publisher wrote itself comes before what it has from an agency, the earlier before the later.
    """
    if len(articles) == 1:
        return {articles[0].address: articles[0].address}
    found: dict[str, str] = {}
    firsts: list[_Print] = []
    for article in sorted(articles, key=lambda article: (article.syndicated_from is not None, article.published_at, article.address)):
        own = _print(article)
        same = next((first for first in firsts if _same(own, first)), None)
        if same is None:
            firsts.append(own)
        found[article.address] = (same or own).address
    return found


class _Print(Frozen, frozen=True, kw_only=True):
    """What a copy is known by. ``houses`` are the names of who may have written it: the publisher, or the agency it was taken from."""

    address: str
    shingles: frozenset[tuple[str, ...]]
    title: tuple[str, ...]
    excerpt: tuple[str, ...]
    agency: str
    houses: frozenset[str]


def _print(article: Article) -> _Print:
    words = list(stems(article.text))
    agency = _plain(article.syndicated_from or "")
    return _Print(
        address=article.address,
        shingles=frozenset(tuple(words[start : start + SHINGLE_WORDS]) for start in range(len(words) - SHINGLE_WORDS + 1)),
        title=tuple(stems(article.title)),
        excerpt=tuple(stems(article.excerpt)),
        agency=agency,
        houses=frozenset([agency] if agency else [_plain(article.provider.name), _plain(article.provider.domain)]),
    )


def _plain(name: str) -> str:
    """An agency's name, domain or address, so that "Wire News", "wirenews.example" and its pages are one house."""
    host = name.casefold().partition("://")[2].partition("/")[0] or name.casefold()
    return "".join(sign for sign in host.removeprefix("www.") if sign.isalnum() or sign == ".")


def _same(one: _Print, other: _Print) -> bool:
    """Whether ``one`` is a copy of ``other``, which came first."""
    is_of_one_house = bool(one.agency) and one.agency in other.houses
    shorter = min(len(one.shingles), len(other.shingles))
    if shorter >= LEAST_SHINGLES:
        return len(one.shingles & other.shingles) >= (AGENCY_SHARE if is_of_one_house else SAME_SHARE) * shorter
    if is_of_one_house and one.title == other.title:
        return True
    return bool(one.excerpt) and one.title == other.title and one.excerpt == other.excerpt
