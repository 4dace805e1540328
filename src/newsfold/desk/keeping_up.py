"""While the desk runs, its shelf is kept up to date in a thread of its own."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from newsfold.content.repository import RECORDS
from newsfold.desk.jobs import unexpected
from newsfold.desk.services import Desk
from newsfold.desk.warming import warm
from newsfold.errors import NewsfoldError

LOOKS_EVERY = 2.0
"""Seconds between two looks whether records were written: a folder's time tells."""

ALL_EVERY = 300.0
"""Seconds after which every file's stamp is looked at, since a file written in place leaves its folder's time alone."""

DOES = "Bring the shelf up to date"
"""What is told of where it fails."""

LEAST_PAUSE = 5.0
SHARE = 20.0
"""Looking at every file is followed by a pause of at least so many seconds, and of so many times what it took."""


class _Keeping(threading.Thread):
    def __init__(self, desk: Desk) -> None:
        super().__init__(name="newsfold-desk-shelf", daemon=True)
        self._desk, self._ends = desk, threading.Event()
        self._told: set[str] = set()

    def run(self) -> None:
        """Shelve, look, wait; and move what was committed into the store's file, which would keep one action in twenty-five waiting."""
        seen, last, pause = "", 0.0, 0.0
        with suppress(NewsfoldError):
            self._desk.portal.store.checkpoint_apart()
        while not self._ends.is_set():
            began = time.monotonic()
            if began - last >= pause:
                try:
                    now = self._seen()
                    if now != seen or began - last >= ALL_EVERY:
                        self._desk.shelving.run(should_stop=self._ends.is_set)
                        if not last:
                            warm(self._desk)
                        seen, last = now, time.monotonic()
                        pause = max(LEAST_PAUSE, SHARE * (last - began))
                except NewsfoldError:
                    pass  # The store or the shelf is busy or damaged: pages that ask it tell so; here it is tried again.
                except Exception as error:
                    self._tell(error)
            with suppress(NewsfoldError):
                self._desk.portal.store.checkpoint()
            self._ends.wait(LOOKS_EVERY)

    def _tell(self, error: Exception) -> None:
        """Tell of an error nobody thought of, once for every kind and words; it is tried again."""
        if repr(error) not in self._told:
            self._told.add(repr(error))
            self._desk.jobs.tell(DOES, self._desk.now(), unexpected(error, DOES))

    def _seen(self) -> str:
        try:
            stamp = os.stat(self._desk.folder / RECORDS).st_mtime_ns
        except OSError:
            stamp = 0
        return f"{stamp}:{self._desk.portal.store.rejected_count()}"

    def stop(self) -> None:
        """End after the batch that is under way."""
        self._ends.set()
        self.join(timeout=10)


@asynccontextmanager
async def keeping_up(desk: Desk, *, enabled: bool) -> AsyncIterator[None]:
    """Keep a desk's shelf up to date within a ``with`` block."""
    if not enabled:
        yield
        return
    thread = _Keeping(desk)
    thread.start()
    try:
        yield
    finally:
        thread.stop()
