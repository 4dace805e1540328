"""Politeness: one request at a time for a host, and a rest after each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import anyio

from newsfold.collect.clock import Clock
from newsfold.collect.refusal import RefusalError

LONGEST_WAIT = 60.0
"""Seconds a run waits for one host. A host that asks for a longer rest is left for a later run, with that reason."""


class _Host:
    def __init__(self, now: datetime) -> None:
        self.lock = anyio.Lock()
        self.ready_at = now
        self.rest = 0.0


class Hosts:
    """Gives out turns, host by host, in the order they were asked for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str, *, rest: float) -> AsyncIterator[None]:
        """Wait for the host's turn; after it the host rests ``rest`` seconds. Raises :class:`RefusalError` where the wait is too long."""
        host = self._host(name)
        async with host.lock:
            # The clock may be set back while we run, so no wait is longer than the rest that asked for it.
            wait = min(host.rest, (host.ready_at - self._clock.now()).total_seconds())
            if wait > LONGEST_WAIT:
                words = f"The host {name} asks to be left alone for {wait:.0f} seconds more; this is left for a later run."
                raise RefusalError(words, code="host-resting")
            if wait > 0:
                await self._clock.sleep(wait)
            try:
                yield
            finally:
                self._rest(host, rest)

    def ready_at(self, name: str) -> datetime | None:
        """When a host that rests longer than a run waits may be asked again; ``None`` where it may be asked now."""
        host = self._hosts.get(name)
        rest = (host.ready_at - self._clock.now()).total_seconds() if host else 0.0
        return host.ready_at if host and rest > LONGEST_WAIT else None

    def pause(self, name: str, seconds: float) -> None:
        """Let the host rest at least so many seconds from now."""
        host = self._host(name)
        if self._clock.now() + timedelta(seconds=seconds) > host.ready_at:
            self._rest(host, seconds)

    def _rest(self, host: _Host, seconds: float) -> None:
        host.rest = seconds
        host.ready_at = self._clock.now() + timedelta(seconds=seconds)

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            self._hosts[name] = _Host(self._clock.now())
        return self._hosts[name]
