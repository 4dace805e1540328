"""robots.txt: fetched once for an origin and obeyed (RFC 9309)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import anyio
import httpx
from protego import Protego

from newsfold.collect.answer import Answer
from newsfold.collect.clock import Clock
from newsfold.collect.refusal import RefusalError

AGENT = "newsfold"
"""The name robots.txt files know us by."""

MOST_BYTES = 512_000
"""What is read of a robots.txt; RFC 9309 section 2.5 asks for 500 kibibytes at least."""

_KEPT = timedelta(hours=24)  # RFC 9309 section 2.4
_FAILURE_KEPT = timedelta(minutes=10)


class _Rules:
    """What one origin's robots.txt says: its rules, or why nothing may be fetched for now."""

    def __init__(self, *, rules: Protego | None, closed: str | None, until: datetime) -> None:
        self.rules = rules
        self.closed = closed
        self.until = until


class Robots:
    """The robots.txt files met so far. ``fetch`` gets an address, follows redirects and cuts the body at :data:`MOST_BYTES`."""

    def __init__(self, fetch: Callable[[httpx.URL], Awaitable[Answer]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._known: dict[str, _Rules] = {}
        self._locks: dict[str, anyio.Lock] = {}

    async def delay(self, url: httpx.URL) -> float:
        """Seconds between requests that the origin of ``url`` asks for. Raises :class:`RefusalError` where ``url`` may not be fetched."""
        known = await self._rules(url)
        if known.closed:
            raise RefusalError(known.closed)
        if known.rules is None:
            return 0.0
        if not known.rules.can_fetch(str(url), AGENT):
            raise RefusalError(f"robots.txt of {url.host} does not allow this address to be fetched.")
        delay = known.rules.crawl_delay(AGENT) or 0.0
        return delay if 0.0 < delay < float("inf") else 0.0

    async def _rules(self, url: httpx.URL) -> _Rules:
        place = url.copy_with(raw_path=b"/robots.txt")
        origin = str(place)
        async with self._locks.setdefault(origin, anyio.Lock()):
            known = self._known.get(origin)
            if known is None or known.until <= self._clock.now():
                known = self._known[origin] = await self._read(place)
            return known

    async def _read(self, place: httpx.URL) -> _Rules:
        try:
            answer = await self._fetch(place)
        except RefusalError as refusal:
            return _Rules(rules=None, closed=refusal.reason, until=self._clock.now() + _FAILURE_KEPT)
        if answer.status >= 500 or answer.status == 429:
            reason = f"robots.txt of {place.host} answers with status {answer.status}, so nothing is fetched there for now."
            return _Rules(rules=None, closed=reason, until=self._clock.now() + _FAILURE_KEPT)
        rules = Protego.parse(answer.body.decode("utf-8-sig", "replace")) if answer.status < 300 else None
        return _Rules(rules=rules, closed=None, until=self._clock.now() + _KEPT)
