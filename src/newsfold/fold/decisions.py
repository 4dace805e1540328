"""Editors' decisions: the last word on which articles are one story, who leads it and whether it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from newsfold.article import Frozen

DecisionKind = Literal["merge", "split", "move", "not-the-same-story", "pin", "unpin", "hide", "show"]


class Decision(Frozen, frozen=True, kw_only=True):
    """What an editor decided about articles, by address.

    ``merge``: all ``articles`` are one story. ``split``: ``articles`` are one story, apart from ``others``, the rest of the
    story they stood in. ``move``: ``articles`` leave the story of ``others[:-1]`` for the story of ``others[-1]``.
    ``not-the-same-story``: none of ``articles`` is in a story with one of ``others``. ``pin``: ``articles[0]`` leads its story;
    ``unpin`` ends that. ``hide``: the story of ``articles[0]`` is not shown; ``show`` ends that.
    A later decision wins over an earlier one that it contradicts. Addresses nobody knows are passed over.
    """

    kind: DecisionKind
    articles: tuple[str, ...]
    others: tuple[str, ...] = ()
    by: str
    at: datetime

    @property
    def order(self) -> tuple[float, str, tuple[str, ...], tuple[str, ...], str]:
        """When it was taken; what settles two of one moment."""
        return (self.at.timestamp(), self.kind, self.articles, self.others, self.by)


class Orders:
    """What the decisions ask of a set of articles, contradictions settled: the later decision wins.

    ``pinned`` and ``hidden`` are addresses.
    """

    def __init__(self, decisions: Iterable[Decision], known: Mapping[str, int]) -> None:
        latest = sorted(decisions, key=lambda decision: decision.order, reverse=True)
        self._bond: dict[int, int] = {}
        self._apart: dict[int, set[int]] = {}
        for decision in latest:
            for one, other in _bonds(decision):
                if one in known and other in known:
                    self._bind(known[one], known[other])
            for one, other in _rifts(decision):
                if one in known and other in known:
                    self._keep_apart(known[one], known[other])
        self.pinned = tuple(_standing(latest, "pin", "unpin"))
        self.hidden = frozenset(_standing(latest, "hide", "show"))

    def root(self, place: int) -> int:
        """The smallest place that must be in the story of this one."""
        while place in self._bond:
            place = self._bond[place]
        return place

    def must_part(self, one: Iterable[int], other: Iterable[int]) -> bool:
        """Whether two groups must not be one story."""
        if not self._apart:
            return False
        roots = {self.root(place) for place in other}
        return any(self._apart.get(self.root(place), set()) & roots for place in one)

    def bound(self) -> Sequence[frozenset[int]]:
        """The places that must be together, in order of the smallest."""
        groups: dict[int, set[int]] = {}
        for place in sorted(self._bond):
            groups.setdefault(self.root(place), {self.root(place)}).add(place)
        return [frozenset(groups[root]) for root in sorted(groups)]

    def obeyed(self, group: frozenset[int]) -> list[frozenset[int]]:
        """The group in as few parts as the decisions ask for; the first holds its first place."""
        parts: list[set[int]] = []
        for place in sorted(group, key=lambda place: (self.root(place), place)):
            part = next((part for part in parts if not self.must_part((place,), part)), None)
            if part is None:
                parts.append({place})
            else:
                part.add(place)
        return sorted((frozenset(part) for part in parts), key=min)

    def _bind(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        if first != second and second not in self._apart.get(first, ()):
            self._bond[second] = first
            for far in self._apart.pop(second, set()):
                self._apart[far].discard(second)
                self._apart[far].add(first)
                self._apart.setdefault(first, set()).add(far)

    def _keep_apart(self, one: int, other: int) -> None:
        first, second = self.root(one), self.root(other)
        if first != second:
            self._apart.setdefault(first, set()).add(second)
            self._apart.setdefault(second, set()).add(first)


def _bonds(decision: Decision) -> Iterator[tuple[str, str]]:
    if decision.kind in ("merge", "split", "move"):
        together = decision.articles + (decision.others[-1:] if decision.kind == "move" else ())
        yield from ((together[0], article) for article in together[1:])


def _rifts(decision: Decision) -> Iterator[tuple[str, str]]:
    if decision.kind in ("split", "not-the-same-story"):
        yield from ((article, other) for article in decision.articles for other in decision.others)
    elif decision.kind == "move":
        yield from ((article, other) for article in decision.articles for other in decision.others[:-1])


def _standing(latest: Sequence[Decision], begins: DecisionKind, ends: DecisionKind) -> Iterator[str]:
    """The addresses of which the latest word is that it begins, latest first."""
    told: set[str] = set()
    for decision in latest:
        if decision.kind in (begins, ends) and decision.articles and decision.articles[0] not in told:
            told.add(decision.articles[0])
            if decision.kind == begins:
                yield decision.articles[0]
