"""robots.txt: fetched once for an origin and obeyed (RFC 9309)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

import anyio
import httpx
from protego import Protego

from newsfold.collect.answer import Answer
from newsfold.collect.clock import Clock
from newsfold.collect.refusal import RefusalError
from newsfold.page import RobotsFile

AGENT = "newsfold"
"""The name robots.txt files know us by."""

MOST_BYTES = 512_000
"""What is read of a robots.txt; RFC 9309 section 2.5 asks for 500 kibibytes at least."""

_KEPT = timedelta(hours=24)  # RFC 9309 section 2.4
_FAILURE_KEPT = timedelta(minutes=10)


class _Rules:
    """What one origin's robots.txt says: the file as it is remembered, and its rules where there are any."""

    def __init__(self, file: RobotsFile) -> None:
        self.file = file
        self.rules = None if file.text is None else Protego.parse(file.text)


class Robots:
    """The robots.txt files met so far. ``fetch`` gets an address, follows redirects and cuts the body at :data:`MOST_BYTES`.

    ``remembered`` are files of an earlier run.
    """

    def __init__(self, fetch: Callable[[httpx.URL], Awaitable[Answer]], clock: Clock, remembered: Iterable[RobotsFile] = ()) -> None:
        self._fetch = fetch
        self._clock = clock
        self._known: dict[str, _Rules] = {}
        self._kept = {file.origin: file for file in remembered if file.until <= clock.now() + _KEPT}
        self._locks: dict[str, anyio.Lock] = {}

    def remembered(self) -> tuple[RobotsFile, ...]:
        """The files that still hold, by origin; those of failures are not kept."""
        files = {**self._kept, **{origin: known.file for origin, known in self._known.items()}}
        now = self._clock.now()
        return tuple(files[origin] for origin in sorted(files) if files[origin].until > now and not files[origin].closed)

    async def delay(self, url: httpx.URL) -> float:
        """Seconds between requests that the origin of ``url`` asks for. Raises :class:`RefusalError` where ``url`` may not be fetched."""
        known = await self._rules(url)
        if known.file.closed:
            raise RefusalError(known.file.closed, code=known.file.closed_code)
        if known.rules is None:
            return 0.0
        if not known.rules.can_fetch(str(url), AGENT):
            raise RefusalError(f"robots.txt of {url.host} does not allow this address to be fetched.", code="robots")
        delay = known.rules.crawl_delay(AGENT) or 0.0
        return delay if 0.0 < delay < float("inf") else 0.0

    async def _rules(self, url: httpx.URL) -> _Rules:
        place = url.copy_with(raw_path=b"/robots.txt")
        origin = str(place)
        async with self._locks.setdefault(origin, anyio.Lock()):
            known = self._known.get(origin)
            if known is None and origin in self._kept:
                known = _Rules(self._kept.pop(origin))
            if known is None or known.file.until <= self._clock.now():
                known = _Rules(await self._read(place, origin))
            self._known[origin] = known
            return known

    async def _read(self, place: httpx.URL, origin: str) -> RobotsFile:
        try:
            answer = await self._fetch(place)
        except RefusalError as refusal:
            until = self._clock.now() + _FAILURE_KEPT
            return RobotsFile(origin=origin, until=until, closed=refusal.reason, closed_code=refusal.code)
        if answer.status >= 500 or answer.status == 429:
            reason = f"robots.txt of {place.host} answers with status {answer.status}, so nothing is fetched there for now."
            return RobotsFile(origin=origin, until=self._clock.now() + _FAILURE_KEPT, closed=reason, closed_code="robots-unavailable")
        text = answer.body.decode("utf-8-sig", "replace") if answer.status < 300 else None
        return RobotsFile(origin=origin, until=self._clock.now() + _KEPT, text=text)
