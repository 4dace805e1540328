"""The day of a portal: collect, read, rate, fold, publish. In that order, and why:

1. **collect** asks every source what is new and fetches those pages. An address known from a record or an earlier run is not fetched
   again. (``intake.py``)
2. **read** makes an article of each page. It may want a picture's true size: collect fetches it, read finishes. (``intake.py``)
3. **rate** comes before fold because a lead is chosen by quality, and what is off topic must not warm a story.
4. **fold** decides everything before anything is written, then writes the records one by one. (``recording.py``)
5. **publish** reads nothing but the content repository, so that what an editor changed there is what readers see.

Every stage can be run by itself, repeated, and cut off anywhere: the next run completes it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from threading import Lock

import anyio
from anyio import from_thread

from newsfold.article import Frozen
from newsfold.collect import Clock, Resolver, SharedFetches, SystemClock, SystemResolver
from newsfold.content.repository import Repository
from newsfold.day.collecting import Collected, Collecting
from newsfold.day.indexing import refresh_index
from newsfold.day.publishing import Published, publish
from newsfold.day.rater import Rater
from newsfold.day.recording import Folded, Recording
from newsfold.day.writing import Sealer, no_seal
from newsfold.errors import RecordError, StoppedError
from newsfold.outcome import Rejected
from newsfold.page import Source
from newsfold.progress import NoProgress, Progress
from newsfold.settings import Settings
from newsfold.store import Draft, Store, Tidied

Stop = Callable[[], bool]
"""Tells whether the work is to stop."""

_LOOKS_EVERY = 0.2  # Seconds.


def never() -> bool:
    """Work that is not stopped."""
    return False


class RatedDrafts(Frozen, frozen=True, kw_only=True):
    """How many articles were rated and stayed, and which were rejected.

    ``waiting`` could not be rated yet, for the reasons in ``errors``: a topic file that cannot be read is no verdict on an article.
    """

    stayed: int = 0
    rejected: tuple[Rejected, ...] = ()
    waiting: int = 0
    errors: tuple[str, ...] = ()


class DayReport(Frozen, frozen=True, kw_only=True):
    """The whole day."""

    collected: Collected
    rated: RatedDrafts
    folded: Folded
    published: Published

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """All that was dropped on the way."""
        return (*self.collected.rejected, *self.rated.rejected)

    @property
    def errors(self) -> tuple[str, ...]:
        """What is wrong with the portal's own files; what the world outside got wrong is in ``rejected``."""
        return tuple(dict.fromkeys((*self.rated.errors, *self.folded.errors, *self.published.errors)))


@dataclass(frozen=True)
class Beside:
    """What the days of portals that run at once share. Each is walked in a thread of one event loop (:mod:`anyio.from_thread`), in which
    all collect; ``turn`` is held while one rates, folds and publishes, so that memory holds the articles of one portal only.
    """

    fetches: SharedFetches
    turn: Lock


@dataclass(frozen=True)
class Day:
    """One portal's day and what it is done with."""

    settings: Settings
    repository: Repository
    store: Store
    clock: Clock = SystemClock()  # noqa: RUF009 - it has no state
    resolver: Resolver = SystemResolver()  # noqa: RUF009 - it has no state
    progress: Progress = NoProgress()  # noqa: RUF009 - it has no state
    sealer: Sealer = no_seal
    untouchable: Collection[str] = frozenset()
    stop: Stop = never
    unasked: bool = False
    beside: Beside | None = None

    def run(self, sources: Sequence[Source], *, every: bool = False) -> DayReport:
        """The whole day, in order."""
        return self._after(self.collect(sources, every=every))

    def run_with(self, url: str) -> DayReport:
        """The day of one article, taken in by its address."""
        return self._after(self.add(url))

    def _after(self, collected: Collected) -> DayReport:
        with self.beside.turn if self.beside else nullcontext():
            report = DayReport(collected=collected, rated=self.rate(), folded=self.fold(), published=self.publish())
            self.tidy()
        return report

    def collect(self, sources: Sequence[Source], *, every: bool = False) -> Collected:
        """Ask the sources that are due (``every``: all that may be asked) and read what is new into drafts."""
        refresh_index(self.repository, self.store)
        return self._awaited(partial(self.collecting().run, sources, every=every))

    def add(self, url: str) -> Collected:
        """Read one article by its address into a draft."""
        refresh_index(self.repository, self.store)
        return self._awaited(partial(self.collecting().add, url))

    def _awaited(self, work: Callable[[], Awaitable[Collected]]) -> Collected:
        """What is collected in an event loop of this day's own, or in the one it shares with other portals."""
        run = from_thread.run if self.beside else anyio.run
        return run(self._unless_stopped, work)

    async def _unless_stopped(self, work: Callable[[], Awaitable[Collected]]) -> Collected:
        """Do the work, or let go of what is under way and raise :class:`StoppedError` once :attr:`stop` says so; what is kept stays."""
        if self.stop is never:
            return await work()
        done: list[Collected] = []
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self._look_out, group.cancel_scope)
                done.append(await work())
                group.cancel_scope.cancel()
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        if not done:
            raise StoppedError("Stopped while collecting; the next run goes on there")
        return done[0]

    async def _look_out(self, scope: anyio.CancelScope) -> None:
        while not self.stop():
            await anyio.sleep(_LOOKS_EVERY)
        scope.cancel()

    def collecting(self) -> Collecting:
        """What asks sources and reads pages in this day."""
        shared = self.beside.fetches if self.beside else None
        announce = self.recording().announce
        return Collecting(self.settings, self.repository, self.store, self.clock, self.resolver, self.progress, shared, announce)

    def tidy(self) -> Tidied:
        """Let go of what the settings keep no longer, at the end of the day."""
        return self.store.tidy(self.settings.store, now=self.clock.now(), open_days=self.settings.fold.close_after_days)

    def rate(self) -> RatedDrafts:
        """Rate what was read; what is off topic leaves the queue, with its reason, unless a topic file cannot be read: then it waits."""
        drafts = self.store.drafts("read")
        self.progress.begin("Rating", len(drafts))
        if not drafts:  # What a rater learns from up to 2,000 records is more work than the rest of a run in which nothing came in.
            return RatedDrafts()
        rater = Rater.of(self.repository, self.settings)
        rejected, waiting = list[Rejected](), 0
        for draft in drafts:
            rated = rater.rate(draft.article)
            changed = draft.evolve(article=rated.article, reasons=rated.reasons, state="rated")
            if rated.rejected and rater.unread:
                waiting += 1
            elif rated.rejected and draft.article.path:
                self.store.put_drafts([self._as_it_stands(draft)])
            elif rated.rejected:
                why = rated.rejected.evolve(source=draft.source)
                self.store.reject(why, at=self.clock.now(), draft=changed)
                rejected.append(why)
            else:
                self.store.put_drafts([changed])
            self.progress.advance()
        stayed, errors = len(drafts) - len(rejected) - waiting, tuple(map(str, rater.unread))
        return RatedDrafts(stayed=stayed, rejected=tuple(rejected), waiting=waiting, errors=errors)

    def _as_it_stands(self, draft: Draft) -> Draft:
        """The draft of an article whose later reading is off topic: an edit takes no record down, so its record stays as it stands."""
        try:
            stands = self.repository.record(draft.article.path).article
        except RecordError:
            stands = draft.article  # Told by refresh_index.
        return draft.evolve(article=stands.evolve(text=draft.article.text), state="recorded")

    def fold(self) -> Folded:
        """Fold what was rated into the stories of the records, and write the records."""
        return self.recording().run()

    def recording(self) -> Recording:
        """What folds and writes the records of this day."""
        return Recording(
            settings=self.settings,
            repository=self.repository,
            store=self.store,
            progress=self.progress,
            sealer=self.sealer,
            untouchable=self.untouchable,
            unasked=self.unasked,
        )

    def publish(self) -> Published:
        """Write ``api/`` and ``site/`` from the content repository."""
        return publish(self.settings, self.repository)
