"""The clock of the room: the time of day and waiting, passed in so that a test never waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

import anyio
from anyio.lowlevel import checkpoint


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back after so many seconds."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Come back after so many seconds."""
        await anyio.sleep(seconds)


class FixedClock:
    """A clock that stands still. Sleeping moves it on at once; ``slept`` holds every sleep in seconds, in order."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.slept: list[float] = []

    def now(self) -> datetime:
        """The time it was set to, and what was slept since."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Move the clock on by so many seconds, without waiting."""
        self.slept.append(seconds)
        self._now += timedelta(seconds=seconds)
        await checkpoint()
