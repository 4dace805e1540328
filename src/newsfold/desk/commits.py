"""What editors decide goes into git a little later, so that no decision waits for git; several in a row become one commit.

Nothing depends on it: what was written is journalled in the store, so where the desk is killed before, the next run commits it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from newsfold.desk.jobs import unexpected
from newsfold.errors import NewsfoldError, PortalError

QUIET = 3.0
"""Seconds after the latest decision until they are committed."""

LONGEST = 60.0
"""Seconds the earliest of them waits at most."""

MOST_TOLD = 50
"""Decisions that the message of one commit names."""


@dataclass
class Commits:
    """What waits to be committed. ``commit`` takes a message; ``failed`` is told a sentence where it could not be done."""

    commit: Callable[[str], object]
    failed: Callable[[str], None]
    quiet: float = QUIET
    _told: list[str] = field(default_factory=list)
    _count: int = 0
    _change: threading.Lock = field(default_factory=threading.Lock)
    _one: threading.Lock = field(default_factory=threading.Lock)
    _timers: list[threading.Timer] = field(default_factory=list)

    def soon(self, message: str) -> None:
        """Have what a decision wrote committed once it is quiet."""
        with self._change:
            self._count += 1
            self._told = [*self._told, message][:MOST_TOLD]
            first = self._timers[:1] or [self._timer(LONGEST)]
            for timer in self._timers[1:]:
                timer.cancel()
            self._timers = [*first, self._timer(self.quiet)]

    def _timer(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self.now)
        timer.daemon = True
        timer.name = "newsfold-desk-commit"
        timer.start()
        return timer

    def now(self) -> None:
        """Commit at once what waits. What a run holds, that run commits."""
        with self._one:
            with self._change:
                for timer in self._timers:
                    timer.cancel()
                told, count = self._told, self._count
                self._told, self._count, self._timers = [], 0, []
            if not told:
                return
            try:
                self.commit(message_of(told, count))
            except PortalError:
                with self._change:  # A run holds the portal. It may have looked at git before this was decided, so look again later.
                    self._told, self._count = [*told, *self._told][:MOST_TOLD], count + self._count
                    self._timers = self._timers or [self._timer(LONGEST)]
            except NewsfoldError as error:
                self.failed(str(error))
            except Exception as error:  # Told like every other: most are met in a timer's thread, where nobody looks.
                self.failed(unexpected(error, "Commit what was decided"))

    def close(self) -> None:
        """Commit what waits and begin nothing more; what a run holds is left to it."""
        self.now()
        with self._change:
            for timer in self._timers:
                timer.cancel()
            self._timers = []


def message_of(told: list[str], count: int) -> str:
    """The message of a commit of one decision or several."""
    if count == 1:
        return told[0]
    rest = [f"… and {count - len(told)} more"] if count > len(told) else []
    lines = [f"- {message.partition(chr(10))[0]}" for message in told]
    return "\n".join([f"{count} decisions at the desk", "", *lines, *rest])
