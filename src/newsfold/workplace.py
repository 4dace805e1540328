"""An open portal's folder: its settings, its store, its lock, and the commit at the end of what is done there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from newsfold.article import Article
from newsfold.collect import Clock, Resolver, SystemClock, SystemResolver, read_source_list
from newsfold.content.lock import locked
from newsfold.content.record import Record
from newsfold.content.repository import SOURCES, Announce, Repository
from newsfold.content.seal import KeyRing
from newsfold.content.state_folder import state_folder
from newsfold.day.committing import Committing
from newsfold.day.indexing import refresh_index
from newsfold.day.pipeline import Beside, Day, Stop, never
from newsfold.day.sealing import Sealing
from newsfold.day.writing import no_seal
from newsfold.page import Source, SourceState
from newsfold.portal_folder import settings_of
from newsfold.progress import NoProgress, Progress
from newsfold.settings import Settings
from newsfold.store import Store


@dataclass
class Working:
    """Work that is committed at its end: the day it is done with, what to say of it, and which published files it left."""

    day: Day
    message: str
    published: tuple[str, ...] = ()


class Workplace:
    """A portal folder that work is done in. Made by :meth:`open`; closes its store at the end of a ``with`` block or by :meth:`close`."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        *,
        clock: Clock | None = None,
        resolver: Resolver | None = None,
        progress: Progress | None = None,
        environment: Mapping[str, str] | None = None,
        stop: Stop = never,
        beside: Beside | None = None,
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.repository = Repository(folder)
        self._environment = os.environ if environment is None else environment
        self._clock = clock or SystemClock()
        self._resolver = resolver or SystemResolver()
        self._progress = progress or NoProgress()
        self._stop = stop
        self._beside = beside
        self.commits_later: Callable[[str], None] | None = None
        """Set where whoever uses the portal calls :meth:`commit` later: it is told each message. Until then git is asked nothing."""

    @classmethod
    def open(
        cls,
        folder: str | Path = ".",
        *,
        environment: Mapping[str, str] | None = None,
        clock: Clock | None = None,
        resolver: Resolver | None = None,
        progress: Progress | None = None,
        stop: Stop = never,
        beside: Beside | None = None,
    ) -> Self:
        """Open a portal folder.

        ``environment`` (default: the process's) may override settings; ``clock`` and ``resolver`` replace the system's; ``stop`` is asked
        while sources and pages are fetched and ends that with a :class:`StoppedError`; ``beside`` is what it shares with other portals
        that run at once (:mod:`newsfold.many_portals`). Raises :class:`PortalError` for a folder that is
        no portal and :class:`SettingsError` for a wrong setting.
        """
        path = Path(folder)
        settings = settings_of(path, os.environ if environment is None else environment)
        return cls(path, settings, clock=clock, resolver=resolver, progress=progress, environment=environment, stop=stop, beside=beside)

    @cached_property
    def store(self) -> Store:
        """The portal's state, opened when first asked for."""
        state_folder(self.folder)
        return Store.in_folder(self.folder, self.settings.store)

    def close(self) -> None:
        """Let go of the store; it is opened again when asked for."""
        if "store" in self.__dict__:
            self.__dict__.pop("store").close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _day(self, untouchable: frozenset[str] = frozenset()) -> Day:
        keys = KeyRing.load(self.folder, self._environment, self.settings.seal.key_file)
        sealer = Sealing(keys) if keys else no_seal
        return Day(
            self.settings,
            self.repository,
            self.store,
            self._clock,
            self._resolver,
            self._progress,
            sealer,
            untouchable,
            self._stop,
            unasked=self.commits_later is not None,
            beside=self._beside,
        )

    @contextmanager
    def _held(self, doing: str, *, sweeps: bool = True) -> Iterator[None]:
        """Hold the portal's lock, and clear away what a killed run left half written; that looks at every file, so not for one decision."""
        with locked(self.folder, doing):
            if sweeps:
                self.repository.sweep()
            yield

    @contextmanager
    def _working(self, doing: str, *, sweeps: bool = True) -> Iterator[Working]:
        """Hold the lock, and commit at the end what was changed."""
        with self._held(doing, sweeps=sweeps):
            commits = self.settings.git.commit and self.commits_later is None
            committing = Committing.begin(self.folder, self.store) if commits else None
            working = Working(self._day(committing.untouchable if committing else frozenset()), message=doing)
            yield working
            if committing:
                committing.commit(working.message, published=working.published, push=self.settings.git.push)
        if self.commits_later is not None and self.settings.git.commit:
            self.commits_later(working.message)

    def commit(self, message: str) -> str | None:
        """Commit what newsfold wrote here and git does not have; the commit's id, None where there is nothing to commit or no git.

        What is not newsfold's alone is left to its owner: a file that had others' uncommitted changes when it was written over. Raises
        :class:`NewsfoldError` where git refuses, :class:`PortalError` where a run holds the portal, which commits this at its end.
        """
        if not self.settings.git.commit:
            return None
        with self._held("commit", sweeps=False):
            committing = Committing.begin(self.folder, self.store)
            return committing.commit(message, push=self.settings.git.push) if committing else None

    @contextmanager
    def rewriting(self, doing: str) -> Iterator[Callable[[Article | Record], bool]]:
        """Change records by hand of a program: gives what writes one. Holds the lock; in a git repository, the changes are committed."""
        with self._working(doing) as working:
            refresh_index(self.repository, self.store)
            yield working.day.recording().rewrite

    @property
    def journal(self) -> Announce:
        """What is told path and bytes of a file before a program writes it, so that the next commit has it."""
        return self._day().recording().announce

    @contextmanager
    def writing(self, doing: str, message: str = "") -> Iterator[Announce]:
        """Write files of the portal beside its records: gives the journal. Holds the lock; in a git repository, they are committed."""
        with self._working(doing, sweeps=False) as working:
            working.message = message or doing
            yield working.day.recording().announce

    def articles(self) -> tuple[Article, ...]:
        """Every record that can be read, in order of path."""
        return tuple(record.article for record in self.repository.records()[0])

    def sources(self) -> tuple[Source, ...]:
        """The sources in ``_data/sources.yaml``. Raises :class:`SourceError` where the list cannot be read."""
        if not (self.folder / SOURCES).exists():
            return ()
        return read_source_list(self.repository.text(SOURCES), where=SOURCES)

    def source_states(self) -> Mapping[str, SourceState]:
        """What is remembered of each source, by its address."""
        return self.store.source_states()
