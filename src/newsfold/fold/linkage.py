"""Linkage: a group joins a group where the stronger half of their likenesses is, on average, high enough. No chains: one is not enough."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

Pair = tuple[int, int]
Strengths = tuple[float, ...]

MOST_LINKS = 32
"""The most members of a story, the likest, that one article must be like; no article is compared with more (MOST_CANDIDATES)."""


def linked(
    groups: Sequence[frozenset[int]],
    likenesses: Mapping[Pair, float],
    *,
    enough: float,
    may_join: Callable[[frozenset[int], frozenset[int]], bool],
) -> tuple[frozenset[int], ...]:
    """Join the most alike groups first until no two are alike enough.

    Average linkage (Sokal and Michener's UPGMA, 1958) over the stronger half of the pairs: reports of one event that see it from
    different sides are little alike, but each is like half of the story. ``groups`` part the places; pairs without a likeness
    count as 0. ``may_join`` forbids joins. Ties go to the earlier groups, so that the result does not depend on the order in which
    the pairs are given.
    """
    alive: dict[int, frozenset[int]] = dict(enumerate(groups))
    links = _links(groups, likenesses)
    heap: list[tuple[float, int, int]] = []
    for first in sorted(links):
        for second, strengths in links[first].items():
            if first < second:
                _offer(heap, alive, (first, second), strengths, enough)
    following = len(groups)
    while heap:
        _, first, second = heapq.heappop(heap)
        if first not in alive or second not in alive or not may_join(alive[first], alive[second]):
            continue
        joined = alive.pop(first) | alive.pop(second)
        both = _joined(links.pop(first), links.pop(second), gone={first, second})
        alive[following] = joined
        links[following] = both
        for other, strengths in both.items():
            for gone in (first, second):
                links[other].pop(gone, None)
            links[other][following] = strengths
            _offer(heap, alive, (other, following), strengths, enough)
        following += 1
    return tuple(sorted(alive.values(), key=min))


def likeness_of(strengths: Strengths, one: int, other: int) -> float:
    """The likeness of two groups of these sizes: the mean of the stronger half of their pairs, ``strengths`` being the known ones,

    strongest first. At most :data:`MOST_LINKS` for each article of the smaller group are looked at.
    """
    half = min((one * other + 1) // 2, MOST_LINKS * min(one, other))
    return sum(strengths[:half]) / half


def _links(groups: Sequence[frozenset[int]], likenesses: Mapping[Pair, float]) -> dict[int, dict[int, Strengths]]:
    group_of = {place: number for number, group in enumerate(groups) for place in group}
    found: dict[Pair, list[float]] = defaultdict(list)
    for (one, other), likeness in sorted(likenesses.items()):
        first, second = sorted((group_of[one], group_of[other]))
        if first != second:
            found[first, second].append(likeness)
    links: dict[int, dict[int, Strengths]] = defaultdict(dict)
    for (first, second), strengths in found.items():
        links[first][second] = links[second][first] = tuple(sorted(strengths, reverse=True))
    return links


def _joined(one: Mapping[int, Strengths], other: Mapping[int, Strengths], *, gone: set[int]) -> dict[int, Strengths]:
    joined: dict[int, Strengths] = {}
    for part in (one, other):
        for place, strengths in part.items():
            if place not in gone:
                joined[place] = tuple(sorted(joined.get(place, ()) + strengths, reverse=True))
    return joined


def _offer(
    heap: list[tuple[float, int, int]], alive: Mapping[int, frozenset[int]], pair: Pair, strengths: Strengths, enough: float
) -> None:
    """Put a pair of groups on the heap where it is alike enough."""
    likeness = likeness_of(strengths, len(alive[pair[0]]), len(alive[pair[1]]))
    if likeness >= enough:
        heapq.heappush(heap, (-likeness, *pair))
