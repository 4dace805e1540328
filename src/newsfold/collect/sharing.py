"""What the clients of several portals share in one run: every host's turn, and what was fetched, so that it is fetched once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import anyio
import httpx

from newsfold.collect.answer import Answer
from newsfold.collect.clock import Clock
from newsfold.collect.hosts import Hosts
from newsfold.collect.refusal import RefusalError

MOST_KEPT: Final = 2_000_000_000
"""Bytes of bodies kept on disk for the others; what comes after is fetched by each portal for itself, politely."""

Conditions = Mapping[str, str]


class _Kept(NamedTuple):
    """An answer without its body, which lies in ``file``, or a refusal; and the conditions of the request."""

    conditions: Conditions
    outcome: Answer | RefusalError
    file: Path | None = None

    def serves(self, conditions: Conditions) -> bool:
        """Whether a request with these conditions would be answered so. ``304 Not Modified`` answers its own conditions alone."""
        return isinstance(self.outcome, RefusalError) or self.outcome.status != 304 or self.conditions == conditions

    def given(self) -> Answer:
        """The answer once more. Raises a fresh error: one that is raised again gathers the tracks of all who raised it."""
        if isinstance(self.outcome, RefusalError):
            raise RefusalError(self.outcome.reason, code=self.outcome.code)
        answer = _bodiless(self.outcome)
        answer.body = self.file.read_bytes() if self.file else b""
        return answer


class SharedFetches:
    """Made for one run, in its event loop. ``folder`` takes the bodies and is the caller's to delete.

    ``concurrency`` bounds the requests under way at once over all portals. ``asked`` counts what was fetched, ``spared`` what another
    portal had fetched already.
    """

    def __init__(self, folder: Path, clock: Clock, *, concurrency: int, most_bytes: int = MOST_KEPT) -> None:
        self.hosts = Hosts(clock)
        self.under_way = anyio.CapacityLimiter(concurrency)
        self.asked = 0
        self.spared = 0
        self._folder = folder
        self._room = most_bytes
        self._kept: dict[str, list[_Kept]] = {}
        self._locks: dict[str, anyio.Lock] = {}

    async def answer(self, name: str, conditions: Conditions, fetch: Callable[[], Awaitable[Answer]]) -> Answer:
        """What ``fetch`` answers, or what it answered before under the same name. Who asks meanwhile waits for the first.

        The name must tell all that decides about the answer: the address, the limits, and where the client may go. A failure is shared
        as well. Raises :class:`RefusalError`.
        """
        async with self._locks.setdefault(name, anyio.Lock()):
            for kept in self._kept.get(name, ()):
                if kept.serves(conditions):
                    self.spared += 1
                    return kept.given()
            self.asked += 1
            try:
                answer = await fetch()
            except RefusalError as refusal:
                self._keep(name, _Kept(conditions, refusal))
                raise
            if len(answer.body) <= self._room:
                self._keep(name, _Kept(conditions, _bodiless(answer), self._file(name, answer.body)))
            return answer

    def _keep(self, name: str, kept: _Kept) -> None:
        self._kept.setdefault(name, []).append(kept)

    def _file(self, name: str, body: bytes) -> Path | None:
        if not body:
            return None
        self._room -= len(body)
        file = self._folder / sha256(name.encode()).hexdigest()
        file.write_bytes(body)
        return file


def _bodiless(answer: Answer) -> Answer:
    return Answer(status=answer.status, headers=httpx.Headers(answer.headers), body=b"", url=answer.url, moved_to=answer.moved_to)
