"""What the desk's pages and actions are done with: the portal, its shelf, its people; one for a running desk."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast

from newsfold.collect import Clock, Resolver, SystemClock
from newsfold.content.repository import Repository
from newsfold.desk.commits import Commits
from newsfold.desk.jobs import Jobs
from newsfold.desk.shelf import Shelf, in_folder
from newsfold.desk.shelving import Shelving
from newsfold.errors import PortalError
from newsfold.portal import Portal
from newsfold.portal_folder import OLD_SETTINGS, SETTINGS, settings_of
from newsfold.settings import Settings
from newsfold.store.people import Deed, People

PATIENCE = 1.0
"""Seconds an action waits for a run that holds the portal before it is put off or says so."""

_STEP = 0.05

T = TypeVar("T")


@dataclass
class Desk:
    """A running desk. Reading is done with ``portal``; :meth:`changing` gives what changes things, to one at a time."""

    folder: Path
    portal: Portal
    shelf: Shelf
    shelving: Shelving
    people: People
    clock: Clock
    environment: Mapping[str, str]
    resolver: Resolver | None
    jobs: Jobs
    commits: Commits
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _read: tuple[Mapping[str, str], Settings] | None = None
    _known: dict[str, tuple[str, float, object]] = field(default_factory=dict)

    @classmethod
    def open(
        cls, folder: Path, *, environment: Mapping[str, str] | None = None, clock: Clock | None = None, resolver: Resolver | None = None
    ) -> Desk:
        """Open the desk of a portal folder. Raises as :meth:`Portal.open` and :meth:`People.in_folder`."""
        chosen = dict(os.environ if environment is None else environment)
        portal = Portal.open(folder, environment=chosen, clock=clock, resolver=resolver)
        people = People.in_folder(folder, portal.settings.store)
        shelf = in_folder(folder)
        ticking = clock or SystemClock()
        shelving = Shelving(portal, shelf, ticking.now)
        jobs = Jobs()
        commits = Commits(portal.commit, lambda words: jobs.tell("Commit what was decided", ticking.now(), words))
        return cls(folder, portal, shelf, shelving, people, ticking, chosen, resolver, jobs, commits)

    @property
    def settings(self) -> Settings:
        """The settings, as they were when the desk was opened or last changed here."""
        return self.portal.settings

    def now(self) -> datetime:
        """The time, in UTC with whole seconds."""
        return self.clock.now().replace(microsecond=0)

    def close(self) -> None:
        """Commit what waits, and let go of all databases."""
        self.commits.close()
        self.portal.close()
        self.shelf.close()
        self.people.close()

    @contextmanager
    def changing(self, *, alone: bool = True) -> Iterator[Portal]:
        """A portal to change something with, opened afresh so that today's settings count; one action at a time.

        What takes long is not ``alone``: it waits for the portal's lock itself, and actions go on meanwhile. What is done alone is
        committed a little later (:mod:`newsfold.desk.commits`).
        """
        with self._turn if alone else nullcontext():
            portal = Portal(self.folder, self._settings_now(), environment=self.environment, clock=self.clock, resolver=self.resolver)
            portal.__dict__["store"] = self.portal.store  # One store for the whole desk: opening another takes longer than most actions.
            portal.commits_later = self.commits.soon if alone else None
            yield portal

    def _settings_now(self) -> Settings:
        """Today's settings; their files are read again where they changed."""
        stamps = Repository(self.folder).stamps((SETTINGS, OLD_SETTINGS))
        if self._read is None or self._read[0] != stamps:
            self._read = (stamps, settings_of(self.folder, self.environment))
        return self._read[1]

    def tell(self, who: str, did: str, what: str = "") -> None:
        """Write a line into the audit log."""
        self.people.desk.tell(Deed(at=self.now(), who=who, did=did, what=what[:2_000]))

    def kept(self, name: str, make: Callable[[], T], *, seconds: float = 0) -> T:
        """What ``make`` gives, made anew only when the shelf changed, and then not within ``seconds``.

        What may be some ``seconds`` old is made anew in the background: whoever asks first gets the old one and waits for nothing.
        """
        version, now = self.shelf.version, time.monotonic()
        known = self._known.get(name)
        if known and (known[0] == version or now - known[1] < seconds):
            return cast("T", known[2])
        if known and seconds:
            self._known[name] = (known[0], now, known[2])
            threading.Thread(target=self._make, args=(name, version, make), name="newsfold-desk-kept", daemon=True).start()
            return cast("T", known[2])
        return self._make(name, version, make)

    def _make(self, name: str, version: str, make: Callable[[], T]) -> T:
        value = make()
        self._known[name] = (version, time.monotonic(), value)
        return value

    def use_settings(self) -> None:
        """Read the settings anew: they were changed here."""
        fresh = Portal.open(self.folder, environment=self.environment, clock=self.clock, resolver=self.resolver)
        self.portal.settings = fresh.settings
        self.forget_kept()

    def forget_kept_as(self, name: str) -> None:
        """Forget one thing that was made for several pages."""
        self._known.pop(name, None)

    def forget_kept(self) -> None:
        """Forget what was made for several pages: something else than the shelf changed."""
        self._known.clear()


def is_held(error: PortalError) -> bool:
    """Whether it is another run that stands in the way."""
    return "held by another run" in error.problem


def patiently(does: Callable[[], T], *, patience: float = PATIENCE) -> T:
    """Do it, waiting a little where a run holds the portal. Raises :class:`PortalError` where it holds it longer."""
    until = time.monotonic() + patience
    while True:
        try:
            return does()
        except PortalError as error:
            if not is_held(error) or time.monotonic() > until:
                raise
            time.sleep(_STEP)
