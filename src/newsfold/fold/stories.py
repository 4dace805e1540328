"""From likenesses to groups: two passes over the pairs, the second with rarity counted over the stories of the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from newsfold.article import Frozen
from newsfold.fold.candidates import Pairs, candidate_pairs
from newsfold.fold.evidence import evidence
from newsfold.fold.linkage import linked
from newsfold.fold.model import Model
from newsfold.fold.window import Floats, Group, Window

MayJoin = Callable[[Group, Group], bool]

LEAST_LIKENESS = 0.02
"""Likenesses below this change no story and are not kept."""


class Grouping(Frozen, frozen=True, kw_only=True):
    """What is known of the pairs: ``figures`` has a row of evidence for each of ``pairs``, ``likeness`` those that are alike at all."""

    pairs: Pairs
    figures: Floats
    likeness: Mapping[tuple[int, int], float]


def grouped(window: Window, arrivals: Sequence[int], *, model: Model, enough: float, may_join: MayJoin) -> Grouping:
    """Join the arrivals to each other and to the window's stories, and tell the window. Only stories that share terms are looked at."""
    pairs = candidate_pairs(window, arrivals)
    touched = {*arrivals, *pairs.one.tolist(), *pairs.other.tolist()}
    groups = sorted({window.story_of[place] for place in touched}, key=window.first_of)
    first = likenesses(pairs, model.first.likeness(evidence(window, pairs)))
    tried = _grown(groups, linked(groups, first, enough=enough, may_join=may_join))
    for parts in tried:
        window.join(parts)
    figures = evidence(window, pairs)
    for parts in tried:
        window.part(parts)
    second = likenesses(pairs, model.second.likeness(figures))
    found = linked(groups, second, enough=enough, may_join=may_join)
    for parts in _grown(groups, found):
        window.join(parts)
    return Grouping(pairs=pairs, figures=figures, likeness=second)


def _grown(groups: Sequence[Group], found: Sequence[Group]) -> list[list[Group]]:
    """For each group found that is made of several groups, those groups."""
    group_of = {place: group for group in groups for place in group}
    parts = (sorted({group_of[place] for place in group}, key=min) for group in found)
    return [each for each in parts if len(each) > 1]


def likenesses(pairs: Pairs, likeness: Floats) -> Mapping[tuple[int, int], float]:
    """The likeness of each pair that is alike at all."""
    rows = zip(pairs.one.tolist(), pairs.other.tolist(), likeness.tolist(), strict=True)
    return {(one, other): value for one, other, value in rows if value >= LEAST_LIKENESS}
