"""Editors' decisions: the last word on which articles are one story, who leads it and whether it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from newsfold.story import Decision, DecisionKind

SPOKEN: Final = frozenset({"pin", "unpin", "hide", "show"})
"""Decisions on a story's lead and showing; all others are on who is in it."""


class Orders:
    """What the decisions ask of a set of articles, contradictions settled: the later decision wins.

    ``known`` gives each address its place, ``order`` each place its rank in time; decisions that name none of them are passed over.
    ``pinned`` are addresses, the latest first;
    ``spoken`` the addresses about whose lead or showing an editor decided; ``bent`` the places that must be with or without others.
    """

    def __init__(self, decisions: Iterable[Decision], known: Mapping[str, int], order: Sequence[tuple[float, str]]) -> None:
        names = known.keys()
        about = (each for each in decisions if not (names.isdisjoint(each.articles) and names.isdisjoint(each.others)))
        latest = sorted(about, key=lambda decision: decision.order, reverse=True)
        self._order = order
        self._bond: dict[int, int] = {}
        self._apart: dict[int, set[int]] = {}
        self._freed: set[frozenset[str]] = set()
        bent: set[int] = set()
        for decision in latest:
            for (one, other), bend in self._asked(decision):
                if one in known and other in known:
                    bend(known[one], known[other])
                    bent |= {known[one], known[other]}
        self.bent = frozenset(bent)
        self.pinned = tuple(address for address, kind in _latest(latest, "pin", "unpin").items() if kind == "pin")
        self._showing = {address: (rank, kind) for rank, (address, kind) in enumerate(_latest(latest, "hide", "show").items())}
        self.spoken = tuple(dict.fromkeys(decision.articles[0] for decision in latest if decision.articles and decision.kind in SPOKEN))

    def is_hidden(self, addresses: Iterable[str]) -> bool | None:
        """What editors said last on showing one of these articles' stories; None where they said nothing."""
        last = min((self._showing[address] for address in addresses if address in self._showing), default=None)
        return last[1] == "hide" if last else None

    def root(self, place: int) -> int:
        """The earliest place that must be in the story of this one."""
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
        """The places that must be together, in order of the earliest."""
        groups: dict[int, set[int]] = {}
        for place in self._bond:
            groups.setdefault(self.root(place), {self.root(place)}).add(place)
        return [frozenset(groups[root]) for root in sorted(groups, key=self._order.__getitem__)]

    def is_free(self, place: int) -> bool:
        """Whether no editor put this article together with another."""
        return place not in self._bond and place not in self._bond.values()

    def units(self, group: Iterable[int]) -> list[frozenset[int]]:
        """The group in parts that no program may take apart, in order of time."""
        parts: dict[int, set[int]] = {}
        for place in sorted(group, key=self._order.__getitem__):
            parts.setdefault(self.root(place), set()).add(place)
        return [frozenset(part) for part in parts.values()]

    def obeyed(self, group: frozenset[int]) -> list[frozenset[int]]:
        """The group in as few parts as the decisions ask for; the first holds its first place."""
        if not self.bent & group:
            return [group]
        parts: list[set[int]] = []
        for place in sorted(group, key=lambda place: (self._order[self.root(place)], self._order[place])):
            part = next((part for part in parts if not self.must_part((place,), part)), None)
            if part is None:
                parts.append({place})
            else:
                part.add(place)
        return [frozenset(part) for part in parts]

    def _asked(self, decision: Decision) -> Iterator[tuple[tuple[str, str], Callable[[int, int], None]]]:
        """What a decision asks of pairs of addresses that no later one freed."""
        for pair in _bonds(decision):
            yield pair, self._bind
        for pair in _rifts(decision):
            if decision.kind == "perhaps-the-same-story":
                self._freed.add(frozenset(pair))
            elif frozenset(pair) not in self._freed:
                yield pair, self._keep_apart

    def _bind(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)), key=self._order.__getitem__)
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
    if decision.kind in ("split", "not-the-same-story", "perhaps-the-same-story"):
        yield from ((article, other) for article in decision.articles for other in decision.others)
    elif decision.kind == "move":
        yield from ((article, other) for article in decision.articles for other in decision.others[:-1])


def _latest(latest: Sequence[Decision], *kinds: DecisionKind) -> dict[str, DecisionKind]:
    """For each address that a decision of these kinds names, the latest of them; latest first."""
    told: dict[str, DecisionKind] = {}
    for decision in latest:
        if decision.kind in kinds and decision.articles:
            told.setdefault(decision.articles[0], decision.kind)
    return told
