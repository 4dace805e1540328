"""Average linkage: a group joins a group when, on average, their articles are alike enough. No chains: one likeness is not enough."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

Pair = tuple[int, int]


def linked(
    groups: Sequence[frozenset[int]],
    likenesses: Mapping[Pair, float],
    *,
    enough: float,
    may_join: Callable[[frozenset[int], frozenset[int]], bool],
) -> tuple[frozenset[int], ...]:
    """Join the most alike groups first until no two are alike enough (Sokal and Michener's UPGMA, 1958).

    ``groups`` part the places; pairs without a likeness count as 0. ``may_join`` forbids joins. Ties go to the earlier groups, so the
    result does not depend on the order in which the pairs are given.
    """
    alive: dict[int, frozenset[int]] = dict(enumerate(groups))
    sums = _sums(groups, likenesses)
    heap: list[tuple[float, int, int]] = []
    for first, others in sums.items():
        for second, total in others.items():
            if first < second:
                _offer(heap, alive, (first, second), total / enough)
    following = len(groups)
    while heap:
        _, first, second = heapq.heappop(heap)
        if first not in alive or second not in alive or not may_join(alive[first], alive[second]):
            continue
        joined = alive.pop(first) | alive.pop(second)
        both = _added(sums.pop(first), sums.pop(second), gone={first, second})
        alive[following] = joined
        sums[following] = both
        for other, total in both.items():
            for gone in (first, second):
                sums[other].pop(gone, None)
            sums[other][following] = total
            _offer(heap, alive, (other, following), total / enough)
        following += 1
    return tuple(sorted(alive.values(), key=min))


def _sums(groups: Sequence[frozenset[int]], likenesses: Mapping[Pair, float]) -> dict[int, dict[int, float]]:
    group_of = {place: number for number, group in enumerate(groups) for place in group}
    sums: dict[int, dict[int, float]] = defaultdict(dict)
    for (one, other), likeness in sorted(likenesses.items()):
        first, second = group_of[one], group_of[other]
        if first != second:
            sums[first][second] = sums[first].get(second, 0.0) + likeness
            sums[second][first] = sums[second].get(first, 0.0) + likeness
    return sums


def _added(one: Mapping[int, float], other: Mapping[int, float], *, gone: set[int]) -> dict[int, float]:
    total: dict[int, float] = {}
    for part in (one, other):
        for place, value in part.items():
            if place not in gone:
                total[place] = total.get(place, 0.0) + value
    return total


def _offer(heap: list[tuple[float, int, int]], alive: Mapping[int, frozenset[int]], pair: Pair, total: float) -> None:
    """Put a pair on the heap where its mean likeness, in units of what is enough, reaches 1."""
    first, second = pair
    mean = total / (len(alive[first]) * len(alive[second]))
    if mean >= 1.0:
        heapq.heappush(heap, (-mean, first, second))
