"""An open portal: what ``newsfold.open`` returns."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from newsfold.article import Article
from newsfold.collect import Clock, Resolver, SystemClock, SystemResolver, read_source_list, write_source_list
from newsfold.committing import Committing
from newsfold.content.atomic import write_atomically
from newsfold.content.front_matter import load_mapping
from newsfold.content.git import run_message
from newsfold.content.lock import locked
from newsfold.content.new_portal import new_portal_files, take_over, write_new_files
from newsfold.content.record import Record
from newsfold.content.repository import RECORDS, SOURCES, TOPICS, Repository
from newsfold.content.seal import KeyRing
from newsfold.errors import InputError, PortalError, RecordError, SettingsError
from newsfold.explaining import Explanation, explain
from newsfold.indexing import refresh_index
from newsfold.intake import Collected
from newsfold.keeping import Keeping
from newsfold.outcome import Rejected
from newsfold.page import Source, SourceState
from newsfold.pipeline import Day, DayReport, Published, RatedDrafts, publish
from newsfold.progress import NoProgress, Progress
from newsfold.recording import Folded, no_seal
from newsfold.sealing import Sealing
from newsfold.settings import Settings, read_settings
from newsfold.store import Store

STATE = ".newsfold"
SETTINGS = "newsfold.toml"
OLD_SETTINGS = "_config.yml"
_OLD_NAMES = ("title", "url", "baseurl", "locale", "topic")


@dataclass
class Working:
    """Work that is committed at its end: the day it is done with, what to say of it, and which published files it left."""

    day: Day
    message: str
    published: tuple[str, ...] = ()


class Portal:
    """A portal folder with its settings. Made by :meth:`open`; closes its store at the end of a ``with`` block or by :meth:`close`."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        *,
        clock: Clock | None = None,
        resolver: Resolver | None = None,
        progress: Progress | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.repository = Repository(folder)
        self._environment = os.environ if environment is None else environment
        self._clock = clock or SystemClock()
        self._resolver = resolver or SystemResolver()
        self._progress = progress or NoProgress()

    @classmethod
    def open(
        cls,
        folder: str | Path = ".",
        *,
        environment: Mapping[str, str] | None = None,
        clock: Clock | None = None,
        resolver: Resolver | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """Open a portal folder.

        ``environment`` (default: the process's) may override settings; ``clock`` and ``resolver`` replace the system's. Raises
        :class:`PortalError` for a folder that is no portal and :class:`SettingsError` for a wrong setting.
        """
        path = Path(folder)
        settings = settings_of(path, os.environ if environment is None else environment)
        return cls(path, settings, clock=clock, resolver=resolver, progress=progress, environment=environment)

    @classmethod
    def create(cls, folder: str | Path, *, topic: str | None = None, taken_from: str | Path | None = None) -> tuple[str, ...]:
        """Make a new portal about a topic, or one that takes over another portal's configuration and records; return the paths written.

        Raises :class:`InputError` where a portal stands already and :class:`PortalError` where ``taken_from`` is none.
        """
        path = Path(folder)
        if is_portal(path):
            raise InputError("is a portal already", where=str(path), remedy="Choose another folder.")
        try:
            if taken_from is not None:
                old = Path(taken_from)
                return take_over(path, old, settings_of(old, {}))
            if not topic or not topic.strip():
                raise InputError("the topic has no name", where="--topic", remedy="Give one, such as --topic AI.")
            return write_new_files(path, new_portal_files(topic.strip()))
        except OSError as error:
            raise InputError(f"cannot be made: {error.strerror}", where=str(path), remedy="Choose another folder.") from error

    @cached_property
    def store(self) -> Store:
        """The portal's state, opened when first asked for."""
        return Store.in_folder(self.folder)

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
        return Day(self.settings, self.repository, self.store, self._clock, self._resolver, self._progress, sealer, untouchable)

    @contextmanager
    def _held(self, doing: str) -> Iterator[None]:
        """Hold the portal's lock, and clear away what a killed run left half written."""
        with locked(self.folder, doing):
            self.repository.sweep()
            yield

    @contextmanager
    def _working(self, doing: str) -> Iterator[Working]:
        """Hold the lock, and commit at the end what was changed."""
        with self._held(doing):
            committing = Committing.begin(self.folder, self.store) if self.settings.git.commit else None
            working = Working(self._day(committing.untouchable if committing else frozenset()), message=doing)
            yield working
            if committing:
                committing.commit(working.message, published=working.published, push=self.settings.git.push)

    def run(self) -> DayReport:
        """The whole day: collect, read, rate, fold, publish. In a git repository, what it changed is committed."""
        with self._working("run") as working:
            report = working.day.run(self.sources())
            working.message = _message(report.folded)
            working.published = report.published.files.paths
            return report

    def collect(self) -> Collected:
        """Ask the sources and read what is new."""
        with self._held("collect"):
            return self._day().collect(self.sources())

    def rate(self) -> RatedDrafts:
        """Rate what was read."""
        with self._held("rate"):
            return self._day().rate()

    def fold(self) -> Folded:
        """Fold what was rated, and write the records. In a git repository, what it changed is committed."""
        with self._working("fold") as working:
            report = working.day.fold()
            working.message = _message(report)
            return report

    def remove(self, path: str, *, why: str) -> tuple[Article, ...]:
        """Take the article of a record down for good; return the articles whose records changed, the removed one first.

        It leaves a tombstone, its story is settled without it, and it is never collected again.
        """
        with self._working("remove") as working:
            working.message = f"Removed {path}: {why}"
            keeping = Keeping(self.repository, self.store, working.day.recording(), self.settings.rate.minimum_quality)
            return keeping.remove(path, why=why)

    @contextmanager
    def rewriting(self, doing: str) -> Iterator[Callable[[Article | Record], bool]]:
        """Change records by hand of a program: gives what writes one. Holds the lock; in a git repository, the changes are committed."""
        with self._working(doing) as working:
            refresh_index(self.repository, self.store)
            yield working.day.recording().rewrite

    def rebuild(self) -> int:
        """Make the store again from the repository; return how many records it has. What was rejected and waiting is forgotten."""
        with self._held("rebuild"):
            self.close()
            Store.delete_in_folder(self.folder)
            keeping = Keeping(self.repository, self.store, self._day().recording(), self.settings.rate.minimum_quality)
            return keeping.rebuild()

    def publish(self) -> Published:
        """Write ``api/`` and ``site/``. Opens no connection and needs no store."""
        with locked(self.folder, "publish") if (self.folder / STATE).is_dir() else nullcontext():
            return publish(self.settings, self.repository)

    def articles(self) -> tuple[Article, ...]:
        """Every record that can be read, in order of path."""
        return tuple(record.article for record in self.repository.records()[0])

    def explain(self, name: str) -> Explanation:
        """Why the article with this path or address stands as it does. Raises :class:`InputError` where it is not known."""
        return explain(name, self.repository, self.store)

    def rejections(self) -> tuple[Rejected, ...]:
        """All that was dropped, newest first."""
        return self.store.rejections()

    def sources(self) -> tuple[Source, ...]:
        """The sources in ``_data/sources.yaml``. Raises :class:`SourceError` where the list cannot be read."""
        if not (self.folder / SOURCES).exists():
            return ()
        return read_source_list(self.repository.text(SOURCES), where=SOURCES)

    def source_states(self) -> Mapping[str, SourceState]:
        """What is remembered of each source, by its address."""
        return self.store.source_states()

    def add_source(self, source: Source) -> bool:
        """Add a source to the list; False where it stands there already."""
        sources = self.sources()
        if any(source.url == other.url for other in sources):
            return False
        write_atomically(self.folder / SOURCES, write_source_list((*sources, source)).encode())
        return True


def _message(folded: Folded) -> str:
    return run_message(new_records=folded.new_records, grown_stories=folded.grown, folded=folded.folded)


def is_portal(folder: Path) -> bool:
    """Whether a folder is a portal: settings of ours or of an older program, records, or topics."""
    return any((folder / name).exists() for name in (SETTINGS, OLD_SETTINGS, RECORDS, TOPICS))


def settings_of(folder: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of a portal folder. Raises :class:`PortalError` and :class:`SettingsError`."""
    if not folder.is_dir() or not is_portal(folder):
        problem = "is no portal" if folder.is_dir() else "is no folder"
        raise PortalError(
            problem, where=str(folder), remedy="Make one with `newsfold init DIR --topic NAME`, or name another with --portal."
        )
    repository = Repository(folder)
    try:
        below = _old_settings(repository) if (folder / OLD_SETTINGS).exists() and not (folder / SETTINGS).exists() else {}
        text = repository.text(SETTINGS) if (folder / SETTINGS).exists() else ""
    except RecordError as error:
        raise SettingsError(error.problem, where=error.where, remedy=error.remedy) from error
    return read_settings(text, where=SETTINGS, environment=environment, below=below)


def _old_settings(repository: Repository) -> Mapping[str, Any]:
    mapping = load_mapping(repository.text(OLD_SETTINGS), where=OLD_SETTINGS)
    return {name: str(mapping[name]) for name in _OLD_NAMES if mapping.get(name) is not None}
