"""The HTTP client: one for a run, polite, bounded and guarded. Every failure comes back as a Rejected with one clear sentence.

A request walks: address checked, robots.txt asked, the host's turn awaited, sent over a guarded connection, body read under limits of
time and size. Redirects start that walk again. No cookie is kept and no proxy or netrc is read from the environment.
"""

from __future__ import annotations

import random
import ssl
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import anyio
import httpx

from newsfold.collect.answer import Answer, Response, header_value, sendable, status_code, status_sentence
from newsfold.collect.clock import Clock, SystemClock
from newsfold.collect.failures import BROKEN, connection_refusal
from newsfold.collect.freshness import fresh_seconds, retry_after
from newsfold.collect.guard import AddressGuard
from newsfold.collect.hosts import Hosts
from newsfold.collect.refusal import RefusalError
from newsfold.collect.resolve import FixedAnswers, Resolver, SystemResolver
from newsfold.collect.robots import MOST_BYTES, Robots
from newsfold.collect.sharing import SharedFetches
from newsfold.collect.transport import GuardedBackend, GuardedTransport
from newsfold.collect.unpack import ACCEPTED, TooLargeError, Unpacker
from newsfold.collect.web_address import web_address
from newsfold.outcome import Rejected
from newsfold.page import RobotsFile
from newsfold.settings import CollectSettings
from newsfold.version import __version__

MOST_REDIRECTS = 5
MOST_HUB_BYTES = 10_000
MOST_TRIES = 3
MUCH = 1_000_000
"""Bytes of a body that came and did not end in time: such a source is as dear to its server as one that is too large."""

LONGEST_RETRY_AFTER = 30.0
"""Seconds: a server that asks for a longer rest before the next try is left for a later run."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_EVER = frozenset({301, 308})
_MAY_PASS = frozenset({502, 503, 504})
_CONNECT_SECONDS = 10.0
_REST_AFTER_429 = 600.0  # Seconds, where the server does not say how long.
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class _Moved:
    """How many bytes of a body came so far."""

    def __init__(self) -> None:
        self.bytes = 0


class Client:
    """Fetches feeds, pages and pictures. An async context manager; open it once for a run.

    ``contact`` is told to every server in the User-Agent. ``resolver`` and ``clock`` default to the system's; the setting
    ``collect.resolve`` wraps whatever resolver is given. ``jitter`` spreads retries and may be seeded; ``tls`` replaces the trusted
    certificates (a portal's own authority), never the check; ``robots`` are the files an earlier run remembered; ``shared`` is what the
    clients of other portals fetch in the same run. Raises :class:`SettingsError` for settings that cannot be read.
    """

    def __init__(
        self,
        settings: CollectSettings,
        *,
        contact: str = "",
        resolver: Resolver | None = None,
        clock: Clock | None = None,
        jitter: random.Random | None = None,
        tls: ssl.SSLContext | None = None,
        robots: Iterable[RobotsFile] = (),
        shared: SharedFetches | None = None,
    ) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.workers = anyio.CapacityLimiter(2)
        """Threads for parsing feeds and decoding pictures, so that neither holds up the requests."""
        self._guard = AddressGuard(settings.allow_addresses, settings.ports)
        backend = GuardedBackend(FixedAnswers(settings.resolve, resolver or SystemResolver()), self._guard)
        connections = max(1, settings.concurrency)
        self._transport = GuardedTransport(backend, connections=connections, tls=tls)
        self._shared = shared
        self._under_way = shared.under_way if shared else anyio.CapacityLimiter(connections)
        self._hosts = shared.hosts if shared else Hosts(self.clock)
        self._robots = Robots(self._fetch_robots, self.clock, robots)
        self._jitter = jitter or random.Random()  # noqa: S311  # Spreads load; nothing secret hangs on it.
        self._agent = user_agent(contact)

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None = None, error: BaseException | None = None, trace: TracebackType | None = None
    ) -> None:
        await self._transport.__aexit__(kind, error, trace)

    async def get(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, max_bytes: int | None = None
    ) -> Response | Rejected:
        """Fetch one address. ``etag`` and ``last_modified`` make the request conditional; ``max_bytes`` (unpacked) defaults to
        ``settings.max_bytes``. Never raises for anything a server or an address does.
        """
        conditions = {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified)) if sendable(value)}
        limit = self.settings.max_bytes if max_bytes is None else max_bytes
        try:
            answer = await self._fetched(web_address(url, self._guard), conditions, limit)
        except RefusalError as refusal:
            return refusal.as_rejected(url)
        if answer.status == 304 and conditions:
            unchanged = True
        elif 200 <= answer.status < 300 and answer.status != 206:
            unchanged = False
        else:
            return Rejected(stage="collect", reason=status_sentence(answer.status), code=status_code(answer.status), url=url)
        return Response(
            status=answer.status,
            final_url=str(answer.url),
            body=answer.body,
            content_type=header_value(answer.headers, "content-type"),
            etag=header_value(answer.headers, "etag"),
            last_modified=header_value(answer.headers, "last-modified"),
            unchanged=unchanged,
            moved_to=answer.moved_to,
            fresh_for=fresh_seconds(answer.headers, self.clock.now()),
            link=answer.headers.get("link"),
        )

    async def post(self, url: str, body: bytes, *, content_type: str) -> Response | Rejected:
        """Send a form, as a WebSub hub wants it: guarded and bounded as :meth:`get`, never redirected, never sent twice, no robots.txt
        asked (RFC 9309 is for crawlers). Any 2xx status is a success.
        """
        try:
            place = web_address(url, self._guard)
            answer = await self._sent(place, {"Content-Type": content_type}, MOST_HUB_BYTES, delay=0.0, cut=True, body=body)
        except RefusalError as refusal:
            return refusal.as_rejected(url)
        if not 200 <= answer.status < 300:
            return Rejected(stage="collect", reason=status_sentence(answer.status), code=status_code(answer.status), url=url)
        return Response(status=answer.status, final_url=str(answer.url), body=answer.body)

    def left_alone_until(self, url: str) -> datetime | None:
        """Until when the server behind ``url`` asked for no requests (429, Retry-After, Crawl-delay); ``None`` where it may be asked, and
        where ``url`` is no address that is asked at all.
        """
        try:
            return self._hosts.ready_at(web_address(url, self._guard).host)
        except RefusalError:
            return None

    def remembered_robots(self) -> tuple[RobotsFile, ...]:
        """The robots.txt files that still hold, to be given to the next run's client."""
        return self._robots.remembered()

    async def _fetched(self, url: httpx.URL, conditions: Mapping[str, str], limit: int, *, robots: bool = False) -> Answer:
        """An address's answer; where portals share what they fetch, the one another portal with the same reach has or waits for."""
        if self._shared is None:
            return await self._follow(url, conditions, limit, robots=robots)
        mine = self.settings
        name = f"{url} {limit} {robots} {mine.robots} {mine.timeout} {mine.allow_addresses} {mine.ports} {mine.resolve}"
        return await self._shared.answer(name, conditions, partial(self._follow, url, conditions, limit, robots=robots))

    async def _follow(self, url: httpx.URL, conditions: Mapping[str, str], limit: int, *, robots: bool = False) -> Answer:
        """Redirects followed, every target checked anew. For ``robots`` no robots.txt is asked and a long body is cut."""
        for_ever = True
        moved_to: str | None = None
        for _ in range(MOST_REDIRECTS + 1):
            delay = await self._robots.delay(url) if self.settings.robots and not robots else 0.0
            answer = await self._tried(url, conditions, limit, delay=delay, cut=robots)
            location = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not location:
                answer.moved_to = moved_to
                return answer
            try:
                # httpx's own join refuses disguised addresses before the guard can say what they are.
                target = urljoin(str(url), location)
            except ValueError as error:
                raise RefusalError("The server redirects to an address that cannot be read.", code="redirect-invalid") from error
            url = web_address(target, self._guard)
            for_ever = for_ever and answer.status in _FOR_EVER
            moved_to = str(url) if for_ever else moved_to
        raise RefusalError(f"The server redirects more than {MOST_REDIRECTS} times.", code="redirects")

    async def _fetch_robots(self, url: httpx.URL) -> Answer:
        return await self._fetched(url, {}, MOST_BYTES, robots=True)

    async def _tried(self, url: httpx.URL, conditions: Mapping[str, str], limit: int, *, delay: float, cut: bool) -> Answer:
        """One address, tried again where the failure may pass. The wait is the host's rest, so others wait for it too."""
        for tries in range(1, MOST_TRIES + 1):
            backoff = 0.5 * 2.0 ** (tries - 1) * (1.0 + self._jitter.random())
            last = tries == MOST_TRIES
            try:
                answer = await self._sent(url, conditions, limit, delay=delay, cut=cut)
            except RefusalError as refusal:
                if last or not refusal.may_pass:
                    raise
                self._hosts.pause(url.host, backoff)
                continue
            asked = retry_after(answer.headers, self.clock.now())
            if answer.status == 429 or (answer.status in _MAY_PASS and asked is not None):
                self._hosts.pause(url.host, _REST_AFTER_429 if asked is None else asked)
            if last or answer.status not in _MAY_PASS or (asked or 0.0) > LONGEST_RETRY_AFTER:
                return answer
            self._hosts.pause(url.host, backoff)
        raise AssertionError("the last try returns or raises")

    async def _sent(
        self, url: httpx.URL, more: Mapping[str, str], limit: int, *, delay: float, cut: bool, body: bytes | None = None
    ) -> Answer:
        """One request in the host's turn, the whole of it under the time limit; foreign errors become refusals here."""
        headers = {"User-Agent": self._agent, "Accept": _ACCEPT, "Accept-Encoding": ACCEPTED, **more}
        timeouts = httpx.Timeout(None, connect=min(_CONNECT_SECONDS, self.settings.timeout)).as_dict()
        method = "GET" if body is None else "POST"
        request = httpx.Request(method, url, headers=headers, content=body, extensions={"timeout": timeouts})
        async with self._hosts.turn(url.host, rest=max(self.settings.delay, delay)), self._under_way:
            moved = _Moved()
            try:
                with anyio.fail_after(self.settings.timeout):
                    return await self._received(request, limit, moved, cut=cut)
            except TimeoutError:
                words = f"The host {url.host} did not answer in full within {self.settings.timeout:g} seconds."
                raise RefusalError(words, code="endless" if moved.bytes > MUCH else "timeout") from None
            except BROKEN as error:
                raise connection_refusal(error, url.host) from error

    async def _received(self, request: httpx.Request, limit: int, moved: _Moved, *, cut: bool) -> Answer:
        response = await self._transport.handle_async_request(request)
        try:
            body = await _body(response, limit, moved, cut=cut) if 200 <= response.status_code < 300 else b""
        finally:
            await response.aclose()
        return Answer(status=response.status_code, headers=response.headers, body=body, url=request.url)


def user_agent(contact: str) -> str:
    """The name sent with every request: ``newsfold/<version> (+contact)``. Signs that no header may hold are left out."""
    known = "".join(sign for sign in contact if sign.isascii() and sign.isprintable() and sign not in "()").strip()[:200]
    return f"newsfold/{__version__} (+{known})" if known else f"newsfold/{__version__}"


async def _body(response: httpx.Response, limit: int, moved: _Moved, *, cut: bool) -> bytes:
    announced = response.headers.get("content-length", "")
    if not cut and announced.isdigit() and len(announced) < 19 and int(announced) > limit:
        raise TooLargeError(limit, b"")  # Packed or not, it cannot fit; not one byte of it need be moved.
    unpacker = Unpacker(response.headers.get("content-encoding", ""), limit)
    try:
        async for part in response.aiter_raw():
            moved.bytes += len(part)
            unpacker.take(part)
        unpacker.finish()
    except TooLargeError as error:
        if not cut:
            raise
        return error.so_far
    return unpacker.body
