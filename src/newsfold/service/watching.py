"""Watching: the day run again whenever something is due, for years without a hand; what comes beside it is in `rounds.py`.

What goes wrong outside (a network that is gone, a database that restarts, a settings file half edited) is told and tried again. Settings
and sources are read anew for each look. A signal stops it: a visit or a page under way is let go of, which loses nothing; what is being
folded, written or published is finished.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from newsfold.article import Frozen
from newsfold.collect import Clock, SystemClock, due_sources
from newsfold.day.pipeline import DayReport
from newsfold.errors import NewsfoldError, StoppedError
from newsfold.portal import Portal
from newsfold.portal_folder import SETTINGS
from newsfold.service.metrics import Metrics
from newsfold.service.rounds import Rounds

Tell = Callable[[str], None]
DATA = "_data"
"""The portal's folder of lists: sources, topics, organizations, decisions."""


class Look(Frozen, frozen=True, kw_only=True):
    """What a look at the portal found: sources due, pages that wait, and whether its settings or lists changed."""

    sources: int = 0
    pages: int = 0
    changed: bool = False

    @property
    def is_due(self) -> bool:
        """Whether a day is to be run."""
        return bool(self.sources or self.pages or self.changed)


@dataclass
class Watch:
    """Watches one portal. ``tell`` takes a line for the log; ``stop`` is set by whoever wants it to end."""

    folder: Path
    tell: Tell
    metrics: Metrics
    environment: Mapping[str, str] | None = None
    clock: Clock = field(default_factory=SystemClock)
    stop: threading.Event = field(default_factory=threading.Event)
    _stamp: tuple[tuple[str, int], ...] | None = None
    _every: float = 60.0

    def __post_init__(self) -> None:
        self._rounds = Rounds(
            self.tell, lambda problem: self.metrics.failed(problem, at=self.clock.now()), self.stop.is_set, self.clock.now
        )

    def run(self) -> None:
        """Look and run the day where it is due, until :attr:`stop` is set."""
        while not self.stop.is_set():
            pause = self.turn()
            self.stop.wait(pause)
        self.tell("Stopped.")

    def turn(self) -> float:
        """Look once, and run the day where it is due; return the seconds until the next look."""
        try:
            with Portal.open(self.folder, environment=self.environment, clock=self.clock, stop=self.stop.is_set) as portal:
                self._every = max(0.1, portal.settings.watch.every)
                look = self._look(portal)
                self.metrics.looked(portal, at=self.clock.now())
                if look.is_due:
                    self._day(portal)
                self._rounds.make(portal, day_ran=look.is_due)
        except StoppedError as stopped:
            self.tell(str(stopped))
        except NewsfoldError as error:
            # The settings may be half edited, the database restarting, another run holding the lock: the next look tries again, also
            # where nothing but a changed file asked for the day.
            self._failed(str(error))
        except Exception as error:  # A fault of newsfold's own. Whatever it is, the watch goes on and says so.
            self._failed(f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
        return self._every

    def _failed(self, words: str) -> None:
        self._stamp = None
        self.metrics.failed(words, at=self.clock.now())
        self.tell(f"error: {words}")

    def _look(self, portal: Portal) -> Look:
        now = self.clock.now()
        stamp = _stamp(portal.folder)
        changed, self._stamp = stamp != self._stamp, stamp
        sources = (source for source in portal.sources() if not source.paused)
        return Look(
            sources=len(due_sources(sources, portal.source_states(), now=now)),
            pages=portal.store.waiting_count(now),
            changed=changed,
        )

    def _day(self, portal: Portal) -> None:
        begin = time.monotonic()
        report = portal.run()
        self.metrics.ran(report, seconds=time.monotonic() - begin, at=self.clock.now())
        self.tell(day_line(report, self.clock.now()))
        for error in report.errors:
            self.tell(f"error: {error}")


def day_line(report: DayReport, now: datetime) -> str:
    """A day in one line for the log."""
    collected, folded = report.collected, report.folded
    parts = [
        f"{collected.sources} sources asked",
        f"{len(collected.failed_sources)} failed",
        f"{collected.read} articles read",
        f"{folded.new_records} new records",
        f"{len(report.rejected)} rejected",
        f"{report.published.shown} shown",
    ]
    offline = "; the network seems to be gone" if collected.offline else ""
    return f"{now:%Y-%m-%d %H:%M:%S} {', '.join(parts)}{offline}"


def _stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    """What changes when somebody changes the settings, the sources, the topics, the organizations or a decision."""
    files = [folder / SETTINGS, *sorted((folder / DATA).rglob("*"))]
    found = []
    for file in files:
        try:
            found.append((file.as_posix(), file.stat().st_mtime_ns))
        except OSError:
            continue  # It went between listing and looking.
    return tuple(found)
