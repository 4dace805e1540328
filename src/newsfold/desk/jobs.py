"""What takes longer than a page may: done in a thread of its own, one at a time, and told afterwards."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import anyio

from newsfold.article import Frozen
from newsfold.day.pipeline import DayReport
from newsfold.errors import NewsfoldError

if TYPE_CHECKING:
    from newsfold.desk.services import Desk

KEPT = 20
"""Jobs that are told of."""

PATIENCE = 600.0
"""Seconds a job waits for a run that holds the portal."""

_LOG = logging.getLogger("newsfold.desk")
_LONGEST = 200


class Job(Frozen, frozen=True, kw_only=True):
    """A job: what it does, since when, and what came of it once it is done."""

    does: str
    at: datetime
    is_done: bool = False
    outcome: str = ""


@dataclass
class Jobs:
    """The jobs of a desk, the newest first."""

    _all: deque[list[Job]] = field(default_factory=lambda: deque(maxlen=KEPT))
    _one: threading.Lock = field(default_factory=threading.Lock)

    @property
    def all(self) -> tuple[Job, ...]:
        """The latest jobs."""
        return tuple(cell[0] for cell in self._all)

    def tell(self, does: str, at: datetime, outcome: str) -> None:
        """Tell of something that was done by the way."""
        self._all.appendleft([Job(does=does, at=at, is_done=True, outcome=outcome)])

    def begin(self, does: str, at: datetime, work: Callable[[], str]) -> threading.Thread:
        """Do it in a thread; ``work`` returns what came of it in a sentence."""
        cell = [Job(does=does, at=at)]
        self._all.appendleft(cell)

        def run() -> None:
            with self._one:
                try:
                    outcome = work()
                except NewsfoldError as error:
                    outcome = str(error)
                except Exception as error:
                    outcome = unexpected(error, does)
                cell[0] = cell[0].evolve(is_done=True, outcome=outcome)

        thread = threading.Thread(target=run, name="newsfold-desk-job", daemon=True)
        thread.start()
        return thread


def unexpected(error: Exception, doing: str) -> str:
    """What to say of an error nobody thought of, met while ``doing`` something in a thread; the log gets it with its place."""
    _LOG.error("%s: an unexpected error", doing, exc_info=error)
    words = " ".join(str(error).split())[:_LONGEST]
    told = f"{type(error).__name__}: {words}" if words else type(error).__name__
    return f"It failed unexpectedly ({told.rstrip('.')}). The desk's log tells more; please report it."


def take_in(desk: Desk, address: str) -> threading.Thread:
    """Fetch and read one article and walk it through the day."""
    from newsfold.desk.services import patiently  # noqa: PLC0415 - services hold the jobs

    def work() -> str:
        with desk.changing(alone=False) as portal:
            report = patiently(lambda: portal.add(address), patience=PATIENCE)
        desk.shelving.run()
        return _told(report)

    return desk.jobs.begin(f"Take in {address}", desk.now(), work)


def obey_later(desk: Desk) -> threading.Thread:
    """Obey what editors decided as soon as the run that holds the portal ends."""
    from newsfold.desk.services import patiently  # noqa: PLC0415 - services hold the jobs

    def work() -> str:
        with desk.changing(alone=False) as portal:
            patiently(portal.fold, patience=PATIENCE)
        desk.shelving.run()
        return "done"

    return desk.jobs.begin("Obey what was decided during a run", desk.now(), work)


def find_feeds(desk: Desk, address: str) -> str:
    """The feeds of a site, a line each: how a source is added by a site's address."""
    with desk.changing(alone=False) as portal:
        found = anyio.run(portal.collecting().discover, address)
    if not isinstance(found, tuple):
        return found.reason
    return " ".join(feed.url for feed in found)


def _told(report: DayReport) -> str:
    if report.collected.rejected or report.rated.rejected:
        return " ".join(why.reason for why in report.rejected)
    folded = report.folded
    if folded.new_records:
        return "It is in, folded under another article." if folded.folded else "It is in."
    return "It was read again and brought up to date." if folded.changed_records else "Nothing in it changed."
