"""An open portal: what ``newsfold.open`` returns."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from newsfold.article import Article
from newsfold.collect import Clock, Resolver, SystemClock, SystemResolver, read_source_list, write_source_list
from newsfold.content.atomic import write_atomically
from newsfold.content.check import Finding, check
from newsfold.content.front_matter import load_mapping
from newsfold.content.new_portal import new_portal_files, write_new_files
from newsfold.content.repository import RECORDS, SOURCES, TOPICS, Repository
from newsfold.errors import InputError, NewsfoldError, PortalError, RecordError, SettingsError
from newsfold.explaining import Explanation, explain
from newsfold.intake import Collected
from newsfold.outcome import Rejected
from newsfold.page import Source, SourceState
from newsfold.pipeline import Day, DayReport, Published, RatedDrafts, publish
from newsfold.progress import NoProgress, Progress
from newsfold.recording import Folded
from newsfold.settings import Settings, read_settings
from newsfold.store import Store

SETTINGS = "newsfold.toml"
OLD_SETTINGS = "_config.yml"
_OLD_NAMES = ("title", "url", "baseurl", "locale", "topic")


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
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.repository = Repository(folder)
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
        return cls(path, settings, clock=clock, resolver=resolver, progress=progress)

    @classmethod
    def create(cls, folder: str | Path, *, topic: str) -> tuple[str, ...]:
        """Make a new portal about a topic and return the paths written. Raises :class:`InputError` where a portal stands already."""
        path = Path(folder)
        if not topic.strip():
            raise InputError("the topic has no name", where="--topic", remedy="Give one, such as --topic AI.")
        if is_portal(path):
            raise InputError("is a portal already", where=str(path), remedy="Choose another folder.")
        try:
            return write_new_files(path, new_portal_files(topic.strip()))
        except OSError as error:
            raise InputError(f"cannot be made: {error.strerror}", where=str(path), remedy="Choose another folder.") from error

    @cached_property
    def store(self) -> Store:
        """The portal's state, opened when first asked for."""
        return Store.in_folder(self.folder)

    def close(self) -> None:
        """Let go of the store."""
        if "store" in self.__dict__:
            self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _day(self) -> Day:
        return Day(self.settings, self.repository, self.store, self._clock, self._resolver, self._progress)

    def run(self) -> DayReport:
        """The whole day: collect, read, rate, fold, publish."""
        return self._day().run(self.sources())

    def collect(self) -> Collected:
        """Ask the sources and read what is new."""
        return self._day().collect(self.sources())

    def rate(self) -> RatedDrafts:
        """Rate what was read."""
        return self._day().rate()

    def fold(self) -> Folded:
        """Fold what was rated, and write the records."""
        return self._day().fold()

    def publish(self) -> Published:
        """Write ``api/`` and ``site/``. Opens no connection and needs no store."""
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


def check_portal(folder: str | Path) -> tuple[Finding, ...]:
    """What is wrong with a portal's records, topics, organizations, sources and settings. Raises :class:`PortalError` only."""
    path = Path(folder)
    findings: list[Finding] = []
    try:
        settings_of(path, {})
    except PortalError:
        raise
    except SettingsError as error:
        findings.append(_finding(error, "setting"))
    portal = Portal(path, Settings())
    try:
        portal.sources()
    except NewsfoldError as error:
        findings.append(_finding(error, "source-list"))
    return (*findings, *check(portal.repository.read_all()))


def _finding(error: NewsfoldError, rule: str) -> Finding:
    return Finding(severity="error", rule=rule, file=error.where, message=error.problem, remedy=error.remedy)
