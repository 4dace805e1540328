"""Drift: a story whose ends no longer resemble each other is several stories, and an article that was rewritten may belong elsewhere.

Parting asks for much more unlikeness than joining asks for likeness, so that no article goes back and forth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from newsfold.fold.candidates import with_shared_terms
from newsfold.fold.evidence import evidence
from newsfold.fold.linkage import likeness_of, linked
from newsfold.fold.model import Model
from newsfold.fold.stories import likenesses
from newsfold.fold.window import Group, Window

DRIFTED = 0.5
"""The share of the likeness needed to join below which parts of a story are no longer one. Guards, not tuned: on both labelled windows,
added article by article, it parts nothing that belongs together.
"""

LEAST_ARTICLES = 4
"""Smaller stories have no middle that could hold unlike ends together."""

MOST_ENDS = 16
"""The earliest and the latest articles of a story, this many each, are compared all with all. Most stories have no others."""

MOST_COMPARED = 128
"""Where the ends have come apart, the latest articles are compared, this many at most. What is older stays with the first of the parts."""


def belongs(window: Window, place: int, *, model: Model, enough: float) -> bool:
    """Whether an article still resembles its story: its latest :data:`MOST_COMPARED` others are asked."""
    others = window.in_order(window.story_of[place] - {place})[-MOST_COMPARED:]
    if not others:
        return True
    alike = _compared(window, [(min(place, other), max(place, other)) for other in others], model)
    return likeness_of(tuple(sorted(alike.values(), reverse=True)), 1, len(others)) >= DRIFTED * enough


def parted(window: Window, stories: Sequence[Sequence[Group]], *, model: Model, enough: float) -> list[Sequence[Group]]:
    """The parts of those stories that have drifted apart. A story is given in units that stay whole: an editor put them together."""
    tried = [units for units in stories if len(units) > 1 and sum(map(len, units)) >= LEAST_ARTICLES]
    ends = [_ends(window, units) for units in tried]
    alike = _compared(window, [pair for some in ends for pair in _pairs(some)], model)
    found = []
    for units, some in zip(tried, ends, strict=True):
        parts = _linked(some, alike, enough)
        if len(parts) > 1 and len(some) < len(units):
            parts = _parts_of_many(window, units, model, enough)
        if len(parts) > 1:
            found.append(parts)
    return found


def _ends(window: Window, units: Sequence[Group]) -> Sequence[Group]:
    """The units at the ends of a story; all of them where there are few."""
    ordered = sorted(units, key=window.first_of)
    return ordered if len(ordered) <= 2 * MOST_ENDS else [*ordered[:MOST_ENDS], *ordered[-MOST_ENDS:]]


def _parts_of_many(window: Window, units: Sequence[Group], model: Model, enough: float) -> Sequence[Group]:
    ordered = sorted(units, key=window.first_of)
    older, compared = ordered[:-MOST_COMPARED], ordered[-MOST_COMPARED:]
    parts = _linked(compared, _compared(window, _pairs(compared), model), enough)
    return [parts[0].union(*older), *parts[1:]]


def _linked(units: Sequence[Group], alike: Mapping[tuple[int, int], float], enough: float) -> Sequence[Group]:
    inside = {pair: alike[pair] for pair in _pairs(units) if pair in alike}
    return linked(units, inside, enough=DRIFTED * enough, may_join=lambda one, other: True)


def _pairs(units: Sequence[Group]) -> list[tuple[int, int]]:
    """All pairs of articles of several units. An editor's large unit tells by its first articles."""
    return list(combinations(sorted(place for unit in units for place in sorted(unit)[:MOST_ENDS]), 2))


def _compared(window: Window, pairs: Iterable[tuple[int, int]], model: Model) -> Mapping[tuple[int, int], float]:
    shared = with_shared_terms(window, sorted(pairs))
    return likenesses(shared, model.second.likeness(evidence(window, shared)))
