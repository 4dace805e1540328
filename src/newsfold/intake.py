"""Sources in, drafts out: the walk of an entry from its source to the store.

Entries are kept before their pages are fetched, so that a run that is cut off finds them again. Pages are fetched in small batches; what
a batch brought is kept before the next begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

from newsfold.article import Article, Frozen, Organization
from newsfold.collect import Client, Clock, check_source, fetch_page, fetch_picture, walk
from newsfold.content.repository import Repository
from newsfold.indexing import tombstone_name
from newsfold.outcome import Rejected
from newsfold.page import Entry, Page, Picture, Source, SourceState
from newsfold.progress import Progress
from newsfold.read import Reading, clean_address, finish, read
from newsfold.settings import Settings
from newsfold.store import Draft, Provenance, Store

PAGES_AT_ONCE = 64
"""Pages fetched, read and kept before the next are fetched: what a killed run has to do again, and what memory holds."""


class Collected(Frozen, frozen=True, kw_only=True):
    """What came in: sources asked and failed, new entries, articles read, entries of articles already known, and what was rejected."""

    sources: int = 0
    failed_sources: tuple[Rejected, ...] = ()
    entries: int = 0
    read: int = 0
    known: int = 0
    rejected: tuple[Rejected, ...] = ()


@dataclass
class Intake:
    """Takes articles in from sources."""

    settings: Settings
    repository: Repository
    store: Store
    clock: Clock
    client: Client
    progress: Progress
    organizations: Mapping[str, Organization] = field(default_factory=dict)

    async def run(self, sources: Sequence[Source]) -> Collected:
        """Ask the sources, then read every page that waits, those of earlier runs included."""
        done = await self._ask(sources)
        waiting = self.store.waiting_entries()
        self.progress.begin("Fetching pages", len(waiting))
        for start in range(0, len(waiting), PAGES_AT_ONCE):
            done = await self._take_in(waiting[start : start + PAGES_AT_ONCE], done)
        return done

    async def _ask(self, sources: Sequence[Source]) -> Collected:
        self.progress.begin("Asking sources", len(sources))
        states = self.store.source_states()
        now = self.clock.now()
        jobs = [
            partial(check_source, self.client, source, states.get(source.url, SourceState(url=source.url)), now=now) for source in sources
        ]
        answers = await walk(jobs, concurrency=self.settings.collect.concurrency, on_done=self.progress.advance)
        new = 0
        failed: list[Rejected] = []
        stale: list[Rejected] = []
        for answer in answers:
            addresses = [clean_address(entry.url) for entry in answer.entries]
            added = self.store.add_entries(answer.state, answer.entries, addresses=addresses, passed_over=answer.passed_over, at=now)
            new += added.new
            stale.extend(added.passed_over)
            if answer.rejected:
                failed.append(answer.rejected)
                self.store.reject(answer.rejected, at=now)
        return Collected(sources=len(sources), failed_sources=tuple(failed), entries=new, rejected=tuple(stale))

    async def _take_in(self, waiting: Sequence[tuple[Entry, str]], done: Collected) -> Collected:
        fetching = [(entry, address) for entry, address in waiting if not self._is_known(entry, address)]
        jobs = [partial(fetch_page, self.client, entry) for entry, _ in fetching]
        pages = await walk(jobs, concurrency=self.settings.collect.concurrency, on_done=self.progress.advance)
        readings = [self._read(page) if isinstance(page, Page) else page for page in pages]
        origins = [_provenance(page) if isinstance(page, Page) else None for page in pages]
        wanted = [want.url for reading in readings if isinstance(reading, Reading) and not reading.rejected for want in reading.wants]
        pictures = await self._pictures(wanted)
        outcomes = [
            self._keep(entry, address, reading, pictures, origin)
            for (entry, address), reading, origin in zip(fetching, readings, origins, strict=True)
        ]
        rejected = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
        came = outcomes.count(True)
        known = len(waiting) - came - len(rejected)
        return done.evolve(read=done.read + came, known=done.known + known, rejected=(*done.rejected, *rejected))

    def _is_known(self, entry: Entry, address: str) -> bool:
        if not self._has(address):
            return False
        self.store.finish_entry(entry)
        self.progress.advance()
        return True

    def _has(self, address: str) -> bool:
        """Whether the portal has a record, a draft or a rejection of the article at a clean address."""
        return bool(self.store.records.paths_of([address])) or self.store.knows(address)

    def _read(self, page: Page) -> Reading:
        return read(page, organizations=self.organizations, languages=self.settings.portal.languages)

    async def _pictures(self, urls: Iterable[str]) -> Mapping[str, Picture]:
        jobs = [partial(fetch_picture, self.client, url) for url in dict.fromkeys(urls)]
        answers = await walk(jobs, concurrency=self.settings.collect.concurrency, on_done=lambda: None)
        return {answer.url: answer for answer in answers if isinstance(answer, Picture)}

    def _keep(
        self,
        entry: Entry,
        address: str,
        reading: Reading | Rejected,
        pictures: Mapping[str, Picture],
        origin: Provenance | None,
    ) -> Rejected | bool:
        """Keep what became of an entry: a draft (True), nothing because it is known by another address (False), or a rejection."""
        now = self.clock.now()
        if isinstance(reading, Rejected):
            why = reading.evolve(url=reading.url or entry.url, source=entry.source)
            self.store.fail_entry(entry, why, at=now)
            return why
        done = finish(reading, pictures)
        draft = Draft(article=done.article, witnesses=done.witnesses, source=entry.source, provenance=origin)
        if done.rejected:
            why = done.rejected.evolve(url=entry.url, source=entry.source)
            self.store.reject(why, at=now, entry=entry, draft=draft)
            return why
        if self.store.records.paths_of([tombstone_name(done.article)]):
            why = Rejected(
                stage="read", reason="The article was taken down here under another address.", url=entry.url, source=entry.source
            )
            self.store.reject(why, at=now, entry=entry, draft=draft)
            return why
        own = clean_address(done.article.address)
        if self._has(own):
            self.store.finish_entry(entry)
            return False
        self.store.add_draft(entry, address, draft.evolve(article=self._hold(done.article, pictures)))
        return True

    def _hold(self, article: Article, pictures: Mapping[str, Picture]) -> Article:
        """Keep the article's picture in the portal, where the settings say so."""
        image = article.images[0] if article.images else None
        if image is None or image.url not in pictures or not self.settings.collect.hold_pictures:
            return article
        picture = pictures[image.url]
        self.repository.hold_picture(image.url, picture.format, picture.body)
        return article.evolve(images=(image.evolve(is_cached=True), *article.images[1:]))


def _provenance(page: Page) -> Provenance:
    return Provenance(fetched_url=page.final_url, fetched_at=page.fetched_at, content_hash=f"sha256:{sha256(page.body).hexdigest()}")
