"""Which articles are compared: those that share rare terms, found through the index, never all pairs."""

from __future__ import annotations

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
    """The places that share most rarity with this one, at most :data:`MOST_CANDIDATES`; ties go to the earlier place."""
    terms = window.term.values[window.entries(place)]
    rarity = window.rarity(terms)
    rarest = np.lexsort((terms, -rarity))[:QUERY_TERMS]
    asked, rarity = terms[rarest], rarity[rarest]
    lists = [np.array(window.holders[term][-MOST_HOLDERS:], dtype=np.int64) for term in asked.tolist()]
    if not lists:
        return np.zeros(0, dtype=np.int64)
    weights = np.repeat(rarity, [len(places) for places in lists])
    others, number = np.unique(np.concatenate(lists), return_inverse=True)
    shared = np.bincount(number, weights=weights)
    shared[others == place] = -1.0
    likely = shared >= LEAST_SHARED * rarity.sum()
    others, shared = others[likely], shared[likely]
    best: Places = others[np.lexsort((others, -shared))[:MOST_CANDIDATES]]
    return best


def with_shared_terms(window: Window, pairs: Sequence[tuple[int, int]]) -> Pairs:
    """The pairs, which are sorted, with the terms each shares."""
    one = np.array([pair[0] for pair in pairs], dtype=np.int64)
    other = np.array([pair[1] for pair in pairs], dtype=np.int64)
    starts, marks = window.starts.values, window.marks.values
    term = window.term.values
    parts: list[tuple[Places, Places, Places]] = []
    firsts, begins = np.unique(one, return_index=True)
    ends = np.append(begins[1:], len(one))[: len(begins)]
    for first, begin, end in zip(firsts.tolist(), begins.tolist(), ends.tolist(), strict=True):
        mine = np.arange(starts[first], starts[first + 1])
        marks[term[mine]] = mine + 1
        theirs, numbers = _ranges(starts, other[begin:end])
        left = marks[term[theirs]] - 1
        shared = left >= 0
        parts.append((numbers[shared] + begin, left[shared], theirs[shared]))
        marks[term[mine]] = 0
    nothing = np.zeros(0, dtype=np.int64)
    pair, left, right = (np.concatenate([nothing, *(part[number] for part in parts)]) for number in range(3))
    return Pairs(one=one, other=other, pair=pair, left=left, right=right)


def _ranges(starts: Places, places: Places) -> tuple[Places, Places]:
    """The entries of all the places, one after the other, and for each entry the number of its place."""
    lengths = starts[places + 1] - starts[places]
    numbers = np.repeat(np.arange(len(places)), lengths)
    offsets = np.cumsum(lengths) - lengths
    return np.arange(int(lengths.sum())) - offsets[numbers] + starts[places][numbers], numbers
