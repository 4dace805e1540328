"""Harvests into the store, in bulk: each slice in one transaction with how far its archive is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from newsfold.day.indexing import tombstone_name
from newsfold.outcome import Rejected
from newsfold.scale.reader import Harvest
from newsfold.scale.slices import Slice
from newsfold.store import Arrived, BackfillState, Store


@dataclass
class Keeping:
    """Keeps what archives bring. What the portal knows under any of its addresses is not taken in again, as in the day."""

    store: Store
    at: datetime

    def keep(self, state: BackfillState, part: Slice, harvest: Harvest) -> BackfillState:
        """Keep what a slice brought; how far its archive is read now."""
        fresh, known = self._apart(harvest.arrived)
        refused = (*harvest.refused, *([part.broken] if part.broken is not None else []))
        whys = (*refused, *(one.rejected for one in fresh if one.rejected is not None))
        now = state.evolve(
            position=part.end,
            is_done=part.is_last,
            records=state.records + harvest.records,
            articles=state.articles + sum(one.rejected is None for one in fresh),
            known=state.known + known,
            passed_over=_sum(state.passed_over, harvest.passed_over),
            rejected=_sum(state.rejected, Counter(why.code for why in whys)),
        )
        self.store.keep_slice(now, fresh, refused, at=self.at)
        return now

    def _apart(self, arrived: Sequence[Arrived]) -> tuple[list[Arrived], int]:
        """The articles that the portal does not know yet, the first of each address, and how many it knows."""
        names = {address for one in arrived for address in _names(one)}
        known = set(self.store.known_among(names))
        buried = self.store.records.paths_of({tombstone_name(one.draft.article) for one in arrived})
        fresh = []
        for one in arrived:
            own = _names(one)
            if known.isdisjoint(own):
                fresh.append(_buried(one) if tombstone_name(one.draft.article) in buried else one)
                known |= own
        return fresh, len(arrived) - len(fresh)


def _names(one: Arrived) -> frozenset[str]:
    return frozenset((*one.met, one.draft.article.address))


def _buried(one: Arrived) -> Arrived:
    words = "The article was taken down here under another address."
    why = Rejected(stage="read", reason=words, code="taken-down", url=one.met[0], source=one.draft.source)
    return one.evolve(rejected=why)


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in sorted({*one, *other})}
