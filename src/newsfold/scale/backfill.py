"""Years of web archives taken into a portal: surveyed, read and rated by many workers, kept in order, folded window by window.

1. Each archive is surveyed for slices of some records. (``slices.py``)
2. Workers read and rate slices; what is plainly off topic costs them little. (``reader.py``, ``off_topic.py``)
3. Slices are kept in their order, each in one transaction with how far its archive is read. (``in_order.py``, ``keeping.py``)
4. When all archives are read, what came is folded in order of time, and written. (``folding.py``)

Nothing is written to the repository before step 4, so what rating learns from the records is the same from the first slice to the last,
also over runs that are cut off.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from newsfold.article import Frozen
from newsfold.day.committing import run_message
from newsfold.day.indexing import refresh_index
from newsfold.day.rater import Rater
from newsfold.day.recording import Folded
from newsfold.page import Page
from newsfold.scale.engine import Engine
from newsfold.scale.folding import fold_in_windows
from newsfold.scale.in_order import harvests
from newsfold.scale.keeping import Keeping
from newsfold.scale.off_topic import Sieve
from newsfold.scale.reader import Plan, sieve_of
from newsfold.scale.slices import Slice, pages_of, survey
from newsfold.scale.volumes import Volume, volumes_of
from newsfold.store import BackfillState
from newsfold.workplace import Workplace

STEP = 1_000_000
"""Bytes of an archive, packed, for a step of the progress bar."""

TELLING = 2
"""Slices by whose pages it is found out whether looking into an archive's pages pays."""

MakeEngine = Callable[[Plan], Engine]


class BackfillReport(Frozen, frozen=True, kw_only=True):
    """What became of archives, over all runs that took them in, and what this run did: records read, seconds, and what it folded.

    ``skipped`` are archives that were done before.
    """

    archives: tuple[BackfillState, ...] = ()
    skipped: tuple[str, ...] = ()
    records: int = 0
    seconds: float = 0.0
    folded: Folded = Folded()

    @property
    def errors(self) -> tuple[str, ...]:
        """What is wrong with the portal's own files."""
        return self.folded.errors


class Backfill(Workplace):
    """Takes web archives into a portal folder."""

    def run(self, archives: Sequence[str], make_engine: MakeEngine, *, has_sieve: bool = True) -> BackfillReport:
        """Take in all pages of these archives that were not taken in before, then fold and write what came of them.

        The order in which archives are named does not matter. Raises :class:`InputError` for one that cannot be read, and
        :class:`RecordError` for a topic file that cannot be, before anything is done.
        """
        volumes = sorted({volume.name: volume for address in archives for volume in volumes_of(address)}.values(), key=lambda one: one.name)
        began = time.monotonic()
        with self._working("backfill") as working:
            refresh_index(self.repository, self.store)
            states = {volume.name: self._state(volume) for volume in volumes}
            skipped = tuple(name for name, state in states.items() if state.is_done)
            before = sum(state.records for state in states.values())
            left = [volume for volume in volumes if not states[volume.name].is_done]
            if left:
                plan = self._plan(has_sieve=has_sieve)
                with make_engine(plan) as engine:
                    self._take_in(left, states, engine, sieve_of(plan))
            seconds = time.monotonic() - began
            folded = fold_in_windows(working.day.recording(), self.store, self._progress)
            working.message = run_message(new_records=folded.new_records, grown_stories=folded.grown, folded=folded.folded)
        records = sum(state.records for state in states.values()) - before
        return BackfillReport(archives=tuple(states.values()), skipped=skipped, records=records, seconds=seconds, folded=folded)

    def _take_in(self, volumes: Sequence[Volume], states: dict[str, BackfillState], engine: Engine, sieve: Sieve | None) -> None:
        keeping = Keeping(self.store, self._clock.now())
        # One for each archive, so that an archive whose size nobody tells moves the bar too.
        self._progress.begin("Reading archives", sum(_steps(volume, volume.size) + 1 for volume in volumes))
        for part, harvest in harvests(self._slices(volumes, states, sieve), engine):
            volume, before = part.volume, states[part.volume.name]
            states[volume.name] = keeping.keep(before, part, harvest)
            for _ in range(_steps(volume, volume.size if part.is_last else part.end) - _steps(volume, before.position) + part.is_last):
                self._progress.advance()

    def _slices(self, volumes: Sequence[Volume], states: dict[str, BackfillState], sieve: Sieve | None) -> Iterator[Slice]:
        for volume in volumes:
            closely = sieve is not None and sieve.pays(self._first_pages(volume))
            for part in survey(volume, states[volume.name].position):
                yield part.evolve(closely=closely)

    def _first_pages(self, volume: Volume) -> Iterator[Page]:
        """The pages that tell of a volume whether to look into its pages: its first, wherever a run goes on."""
        for part in islice(survey(volume), TELLING):
            found = pages_of(part, max_bytes=self.settings.collect.max_bytes)
            yield from (page for _, page in found if isinstance(page, Page))

    def _state(self, volume: Volume) -> BackfillState:
        """How far a volume is read: not at all where it changed since."""
        state = self.store.backfill_states().get(volume.name)
        if state is None or state.stamp != volume.stamp:
            return BackfillState(archive=volume.name, stamp=volume.stamp)
        return state

    def _plan(self, *, has_sieve: bool) -> Plan:
        rater = Rater.of(self.repository, self.settings)
        if rater.unread:  # It may want any page, and what is rejected is not looked at again.
            raise rater.unread[0]
        organizations = {one.domain: one for one in self.repository.organizations()[0]}
        return Plan(
            settings=self.settings,
            topics=rater.index.topics,
            knowledge=rater.knowledge,
            learned=rater.learned,
            organizations=organizations,
            has_sieve=has_sieve,
        )


def _steps(volume: Volume, position: int) -> int:
    """How many steps of the progress bar lie before a position in a volume."""
    return min(position, volume.size) // STEP
