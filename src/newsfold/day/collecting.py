"""The first stage of the day: sources asked when they are due, their pages read, hubs told that we listen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from newsfold.article import Frozen
from newsfold.collect import (
    Checked,
    Client,
    Clock,
    FoundFeed,
    Resolver,
    SharedFetches,
    check_local,
    check_source,
    discover_feeds,
    due_sources,
    is_silent,
    kind_of,
    read_local,
)
from newsfold.content.repository import Announce, Repository
from newsfold.day.asking import Asked, Asking
from newsfold.day.intake import Intake, Taken
from newsfold.day.logo_asking import LogoAsking, logoless
from newsfold.day.subscribing import Subscribing
from newsfold.outcome import Rejected
from newsfold.page import Entry, Source, SourceState
from newsfold.progress import Progress
from newsfold.read import article_address
from newsfold.settings import Settings
from newsfold.store import Store, Waiting

BY_HAND = "newsfold add"
"""What stands as the source of an article that was taken in by its address."""


OFFLINE_PAUSE = timedelta(minutes=5)
"""How soon sources are asked again once no host could be reached."""

_UNREACHED = frozenset({"dns-failed", "dns-unknown", "connect", "timeout"})


class Collected(Frozen, frozen=True, kw_only=True):
    """What came in: sources asked and failed, new and edited entries, articles read and brought up to date, entries of articles already
    known, what was rejected, and the addresses of sources that are silent for longer than is their habit. ``offline``: no host at all
    could be reached.
    """

    sources: int = 0
    failed_sources: tuple[Rejected, ...] = ()
    entries: int = 0
    edited: int = 0
    read: int = 0
    updated: int = 0
    known: int = 0
    rejected: tuple[Rejected, ...] = ()
    silent: tuple[str, ...] = ()
    offline: bool = False


@dataclass
class Collecting:
    """Collects for one portal; ``shared`` is what other portals fetch in the same run, ``announce`` is told of files that
    are about to be written beside records; without it no logos are asked for.
    """

    settings: Settings
    repository: Repository
    store: Store
    clock: Clock
    resolver: Resolver
    progress: Progress
    shared: SharedFetches | None = None
    announce: Announce | None = None

    async def run(self, sources: Sequence[Source], *, every: bool = False) -> Collected:
        """Ask the sources that are due (``every``: all that may be asked), then read every page that waits, those of earlier runs too."""
        now = self.clock.now()
        states = self.store.source_states()
        chosen = due_sources((source for source in sources if not source.paused), states, now=now, every=every)
        async with self._client() as client:
            asked = await Asking(self.store, client, self.progress).run([one for one in chosen if not _is_local(one)], now=now)
            offline = self._is_offline(asked)
            if offline:
                self.store.put_source_states(_put_off(asked.failed, states, now))
            intake = self._intake(client)
            # A run that was killed may have read articles without asking for their publishers' logos.
            left = [
                logoless(one.article.provider, one.provenance.fetched_url if one.provenance else one.article.address)
                for one in self.store.drafts("read")
            ]
            taken = Taken() if offline else await intake.run(self.store.waiting_entries(self.clock.now()))
            found = [await self._local(intake, one, states, now) for one in chosen if _is_local(one)]
            if self.announce and self.settings.collect.hold_pictures and not offline:
                asking = LogoAsking(self.repository, self.settings.pictures.logos, self.announce)
                await asking.run(client, (*left, *intake.met.values()), today=now.date())
            states = self.store.source_states()
            known = [states[source.url] for source in sources if source.url in states and not source.paused]
            refused = await Subscribing(self.store, client, self.settings.serve.public_url).run(known, now=now)
        silent = tuple(state.url for state in known if is_silent(state, now=now))
        return _collected(asked, [taken, *(one for one in found if isinstance(one, Taken))]).evolve(
            sources=len(chosen),
            failed_sources=(*asked.failed, *(one for one in found if isinstance(one, Rejected)), *refused),
            silent=silent,
            offline=offline,
        )

    async def add(self, url: str) -> Collected:
        """Take in one article by its address, also one that was rejected before."""
        entry = Entry(source=BY_HAND, id=url, url=url)
        async with self._client() as client:
            taken = await self._intake(client).run([Waiting(entry=entry, address=article_address(url), edited=True)])
        return _collected(Asked(entries=1), [taken])

    async def try_out(self, url: str) -> Checked:
        """What a source would bring, as if it were asked for the first time. Keeps nothing."""
        kind = kind_of(url, portal=self.repository.folder)
        async with self._client() as client:
            return await check_source(client, Source(url=url, kind=kind), SourceState(url=url), now=self.clock.now())

    async def discover(self, url: str) -> tuple[FoundFeed, ...] | Rejected:
        """The feeds of the site at an address."""
        async with self._client() as client:
            return await discover_feeds(client, url)

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[Client]:
        """A client that knows the robots.txt of earlier runs, and leaves them to later ones."""
        robots = self.store.robots_files(self.clock.now())
        contact = self.settings.portal.contact
        async with Client(
            self.settings.collect, contact=contact, resolver=self.resolver, clock=self.clock, robots=robots, shared=self.shared
        ) as client:
            yield client
            if client.remembered_robots() != robots:
                self.store.put_robots_files(client.remembered_robots())

    def _is_offline(self, asked: Asked) -> bool:
        """Whether it is the network that is gone, not the sources: several hosts were asked and none could be reached."""
        hosts = {urlsplit(why.url).hostname for why in asked.failed}
        return len(hosts) > 1 and len(asked.failed) == asked.sources and all(why.code in _UNREACHED for why in asked.failed)

    def _intake(self, client: Client) -> Intake:
        organizations = {organization.domain: organization for organization in self.repository.organizations()[0]}
        return Intake(self.settings, self.repository, self.store, self.clock, client, self.progress, organizations)

    async def _local(self, intake: Intake, source: Source, states: Mapping[str, SourceState], now: datetime) -> Taken | Rejected:
        """Read an archive or folder where it changed; its state is kept last, so that a run that is cut off reads it again."""
        folder = self.repository.folder
        visit = check_local(source, states.get(source.url, SourceState(url=source.url)), portal=folder, now=now)
        taken = Taken()
        if not visit.unchanged and visit.rejected is None:
            taken = await intake.of_pages(read_local(source, portal=folder, max_bytes=self.settings.collect.max_bytes))
        self.store.put_source_states([visit.state])
        return visit.rejected or taken


def _put_off(failed: Sequence[Rejected], states: Mapping[str, SourceState], now: datetime) -> list[SourceState]:
    """The states as they were before a network that was gone: nobody failed, and all are asked again soon."""
    return [states.get(why.url, SourceState(url=why.url)).evolve(next_at=now + OFFLINE_PAUSE) for why in failed]


def _is_local(source: Source) -> bool:
    return source.kind in ("archive", "folder")


def _collected(asked: Asked, taken: Sequence[Taken]) -> Collected:
    return Collected(
        sources=asked.sources,
        failed_sources=asked.failed,
        entries=asked.entries,
        edited=asked.edited,
        read=sum(one.read for one in taken),
        updated=sum(one.updated for one in taken),
        known=sum(one.known for one in taken),
        rejected=(*asked.passed_over, *(why for one in taken for why in one.rejected)),
    )
