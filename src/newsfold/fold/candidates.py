"""Which articles are compared: those that share rare terms, found through the index, never all pairs."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsfold.article import Frozen
from newsfold.fold.window import Window

Places = NDArray[np.int64]

QUERY_TERMS = 24
"""An article is looked up by this many of its rarest terms."""

MOST_HOLDERS = 100
"""Of a term that more articles hold than this only the latest are looked at; such a term tells a subject, not an event."""

MOST_CANDIDATES = 64
"""The candidates of one article, the best by the rarity they share."""

LEAST_SHARED = 0.06
"""A candidate shares at least this much of the rarity that was looked up."""


class Pairs(Frozen, frozen=True, kw_only=True):
    """Pairs of places, and where in the window's columns each term stands that both hold.

    ``one`` and ``other`` have an item a pair, ``one`` the smaller place. ``pair``, ``left`` and ``right`` have an item for each shared
    term: the pair's number and where the term stands for ``one`` and for ``other``.
    """

    one: Places
    other: Places
    pair: Places
    left: Places
    right: Places


def candidate_pairs(window: Window, places: Sequence[int]) -> Pairs:
    """The candidate pairs of these places with any other of the window, each pair once, in order of places."""
    found: set[tuple[int, int]] = set()
    for place in places:
        for other in candidates(window, place).tolist():
            found.add((min(place, other), max(place, other)))
    return with_shared_terms(window, sorted(found))


def candidates(window: Window, place: int) -> Places:
    """The places that share most rarity with this one, at most :data:`MOST_CANDIDATES`; ties go to the earlier article."""
    terms = window.term.values[window.entries(place)]
    rarity = window.rarity(terms)
    rarest = np.lexsort((window.key.values[terms], -rarity))[:QUERY_TERMS]
    asked, rarity = terms[rarest], rarity[rarest]
    holders, counts = array("q"), []
    for term in asked.tolist():
        latest = window.holders[term][-MOST_HOLDERS:]
        holders += latest
        counts.append(len(latest))
    if not holders:
        return np.zeros(0, dtype=np.int64)
    weights = np.repeat(rarity, counts)
    others, number = np.unique(np.frombuffer(holders, dtype=np.int64), return_inverse=True)
    shared = np.round(np.bincount(number, weights=weights), 6)
    shared[others == place] = -1.0
    likely = shared >= round(LEAST_SHARED * float(rarity.sum()), 6)
    others, shared = others[likely], shared[likely]
    if len(others) > MOST_CANDIDATES:
        ranked = sorted(zip((-shared).tolist(), others.tolist(), strict=True), key=lambda each: (each[0], window.order[each[1]]))
        others = np.array([other for _, other in ranked[:MOST_CANDIDATES]], dtype=np.int64)
    found: Places = others
    return found


def with_shared_terms(window: Window, pairs: Sequence[tuple[int, int]]) -> Pairs:
    """The pairs, which are sorted, with the terms each shares."""
    one = np.array([pair[0] for pair in pairs], dtype=np.int64)
    other = np.array([pair[1] for pair in pairs], dtype=np.int64)
    marks, term = window.marks.values, window.term.values
    parts: list[tuple[Places, Places, Places]] = []
    firsts, begins = np.unique(one, return_index=True)
    ends = np.append(begins[1:], len(one))[: len(begins)]
    for first, begin, end in zip(firsts.tolist(), begins.tolist(), ends.tolist(), strict=True):
        entries = window.entries(first)
        said = term[entries]
        marks[said] = np.arange(entries.start + 1, entries.stop + 1)
        theirs, numbers = window.spread(other[begin:end])
        left = marks[term[theirs]] - 1
        shared = left >= 0
        parts.append((numbers[shared] + begin, left[shared], theirs[shared]))
        marks[said] = 0
    nothing = np.zeros(0, dtype=np.int64)
    pair, left, right = (np.concatenate([nothing, *(part[number] for part in parts)]) for number in range(3))
    return Pairs(one=one, other=other, pair=pair, left=left, right=right)
