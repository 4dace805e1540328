"""The day of every portal under a folder, at once: what one of them fetched serves all, and a host is asked by one at a time.

The portals' sources and pages are fetched together in one event loop; rating, folding and publishing is one portal's turn at a time. What
is wrong with one portal is told and stops no other. Each keeps its own state: a file, or a schema of its own in one PostgreSQL database.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Final

import anyio
from anyio.to_thread import run_sync

from newsfold.article import Frozen
from newsfold.collect import Clock, Resolver, SharedFetches, SystemClock, SystemResolver
from newsfold.day.pipeline import Beside, DayReport
from newsfold.errors import InputError, NewsfoldError, StoreError
from newsfold.portal import Portal
from newsfold.portal_folder import is_portal, settings_of
from newsfold.progress import NoProgress, Progress
from newsfold.settings import Settings
from newsfold.store.places import place_of

AT_ONCE: Final = 16
"""Portals under way at once: each holds a store open (a few files or connections) and waits for its hosts."""

DEEPEST: Final = 4
"""Folders below the one that is named in which portals are looked for."""


class PortalDay(Frozen, frozen=True, kw_only=True):
    """One portal's day: its report, or the sentence why there is none. ``exit_status`` is what `newsfold run` would have ended with."""

    folder: str
    report: DayReport | None = None
    error: str = ""
    exit_status: int = 0


class ManyDays(Frozen, frozen=True, kw_only=True):
    """The days of all portals, in order of folder; how many addresses were fetched, and how many fetches that spared."""

    portals: tuple[PortalDay, ...] = ()
    fetched: int = 0
    spared: int = 0

    @property
    def exit_status(self) -> int:
        """That of the portal that fared worst: 0 where nothing is wrong."""
        return max((one.exit_status for one in self.portals), default=0)


@dataclass(frozen=True)
class ManyPortals:
    """All portals under ``folder``, each opened with the same clock, resolver and environment."""

    folder: Path
    clock: Clock = SystemClock()  # noqa: RUF009 - it has no state
    resolver: Resolver = SystemResolver()  # noqa: RUF009 - it has no state
    environment: Mapping[str, str] | None = None
    progress: Progress = NoProgress()  # noqa: RUF009 - it has no state

    def run(self, *, every: bool = False) -> ManyDays:
        """The day of each. Raises :class:`InputError` where there is no portal; what is wrong with one stands in its :class:`PortalDay`."""
        folders = portals_under(self.folder)
        return anyio.run(self._run, folders, every)

    async def _run(self, folders: Sequence[Path], every: bool) -> ManyDays:
        sound, broken = self._sound(folders)
        self.progress.begin("Portals", len(folders))
        done = {folder: _failed(folder, error) for folder, error in broken.items()}
        with TemporaryDirectory(prefix="newsfold-") as shared:
            concurrency = max((settings.collect.concurrency for settings in sound.values()), default=1)
            fetches = SharedFetches(Path(shared), self.clock, concurrency=concurrency)
            beside, limiter = Beside(fetches=fetches, turn=Lock()), anyio.CapacityLimiter(AT_ONCE)

            async def walk(folder: Path) -> None:
                done[folder] = await run_sync(partial(self._day, folder, beside, every=every), limiter=limiter)
                self.progress.advance()

            async with anyio.create_task_group() as group:
                for folder in sound:
                    group.start_soon(walk, folder)
        return ManyDays(portals=tuple(done[folder] for folder in folders), fetched=fetches.asked, spared=fetches.spared)

    def _day(self, folder: Path, beside: Beside, *, every: bool) -> PortalDay:
        try:
            with Portal.open(folder, environment=self.environment, clock=self.clock, resolver=self.resolver, beside=beside) as portal:
                report = portal.run(every=every)
        except Exception as error:  # Whatever it is, the other portals go on.
            return _failed(folder, error)
        return PortalDay(folder=str(folder), report=report, exit_status=int(bool(report.errors)))

    def _sound(self, folders: Sequence[Path]) -> tuple[Mapping[Path, Settings], Mapping[Path, NewsfoldError]]:
        """The portals with settings that can be read and a store that no other of them has; and what is wrong with the others."""
        settings: dict[Path, Settings] = {}
        broken: dict[Path, NewsfoldError] = {}
        owners: dict[str, list[Path]] = defaultdict(list)
        for folder in folders:
            try:
                settings[folder] = settings_of(folder, os.environ if self.environment is None else self.environment)
                owners[place_of(folder, settings[folder].store)].append(folder)
            except NewsfoldError as error:
                broken[folder] = error
        for place, sharing in owners.items():
            for folder in sharing if len(sharing) > 1 else ():
                broken[folder] = _not_its_own(place, folder, sharing)
        return {folder: known for folder, known in settings.items() if folder not in broken}, broken


def portals_under(folder: Path) -> tuple[Path, ...]:
    """The portal folders under a folder, in order of path; none within another, and none behind a link or a name that begins with a dot.

    Raises :class:`InputError` where there is none.
    """
    if not folder.is_dir():
        raise InputError("is no folder", where=str(folder), remedy="Name the folder that your portals are in.")
    if is_portal(folder):
        raise InputError(
            "is a portal itself", where=str(folder), remedy="Use --portal for one, or name the folder that your portals are in."
        )
    found = tuple(_portals(folder, DEEPEST))
    if not found:
        raise InputError("has no portal in it", where=str(folder), remedy="Make one with `newsfold init DIR --topic NAME`.")
    return found


def _portals(folder: Path, depth: int) -> Iterator[Path]:
    try:
        below = sorted(entry.path for entry in os.scandir(folder) if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False))
    except OSError:
        return  # A folder that may not be looked into is no portal of ours.
    for path in map(Path, below):
        if is_portal(path):
            yield path
        elif depth > 1:
            yield from _portals(path, depth - 1)


def _not_its_own(place: str, folder: Path, sharing: Sequence[Path]) -> StoreError:
    other = next(each for each in sharing if each != folder)
    remedy = "Two portals must not share one: set store.schema (or store.url) in one of them."
    return StoreError(f"its store ({place}) is that of {other} too", where=str(folder), remedy=remedy)


def _failed(folder: Path, error: Exception) -> PortalDay:
    if isinstance(error, NewsfoldError):
        return PortalDay(folder=str(folder), error=str(error), exit_status=error.exit_status)
    told = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return PortalDay(folder=str(folder), error=f"The day broke off: {told}", exit_status=1)
