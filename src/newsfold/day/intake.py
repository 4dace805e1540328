"""Pages in, drafts out: the walk of an entry from the store, where its source put it, to a draft.

Pages are fetched in small batches; what a batch brought is kept before the next begins. A page that fails is asked for again later, an
entry that its source edited is read again and brings its article up to date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from newsfold.article import Article, Frozen, Organization
from newsfold.collect import Client, Clock, Mutes, fetch_page, walk
from newsfold.collect.memory import GONE, HOST_RESTING
from newsfold.content.repository import Repository
from newsfold.day.indexing import clean_addresses, tombstone_name
from newsfold.day.logo_asking import Logoless, logoless
from newsfold.day.picturing import Picturing, Ready, Wear, holding
from newsfold.errors import RecordError
from newsfold.outcome import Rejected, Witness
from newsfold.page import Entry, Page
from newsfold.progress import Progress
from newsfold.read import Reading, article_address, clean_address, finish, read, unwrapped_address
from newsfold.settings import Settings
from newsfold.store import Draft, Provenance, Store, Waiting

PAGES_AT_ONCE = 64
"""Pages fetched, read and kept before the next are fetched: what a killed run has to do again, and what memory holds."""

MOST_STEPS_ON = 2
"""How often a page that only leads on to another is followed: a wrapper, then an AMP page."""

Item = TypeVar("Item")
Outcome = Literal["new", "updated", "known"]


class Taken(Frozen, frozen=True, kw_only=True):
    """What became of waiting entries: articles read, articles brought up to date, entries of known articles, and what was rejected."""

    read: int = 0
    updated: int = 0
    known: int = 0
    rejected: tuple[Rejected, ...] = ()

    def plus(self, outcomes: Sequence[Outcome | Rejected]) -> Taken:
        """This, and what became of some more."""
        return self.evolve(
            read=self.read + outcomes.count("new"),
            updated=self.updated + outcomes.count("updated"),
            known=self.known + outcomes.count("known"),
            rejected=(*self.rejected, *(outcome for outcome in outcomes if isinstance(outcome, Rejected))),
        )


class _Read(Frozen, frozen=True, kw_only=True):
    """A page that was read, and where it came from."""

    reading: Reading
    origin: Provenance


class _Judged(Frozen, frozen=True, kw_only=True):
    """What a page came to before anything is kept: its draft, why it is none we take, and what is still to be written of its picture."""

    draft: Draft
    why: Rejected | None = None
    ready: tuple[Ready, ...] = ()


@dataclass
class Intake:
    """Takes the articles of waiting entries in; ``met`` are the publishers of new ones."""

    settings: Settings
    repository: Repository
    store: Store
    clock: Clock
    client: Client
    progress: Progress
    organizations: Mapping[str, Organization] = field(default_factory=dict)

    def __post_init__(self) -> None:
        collect = self.settings.collect
        # The languages are read's to judge, with what else is wrong with a page.
        self._mutes = Mutes(providers=collect.mute_providers, phrases=collect.mute_phrases)
        self._wear = Wear(self._late_articles)
        self.met: dict[str, Logoless] = {}
        self._pictures = Picturing(self.settings, self.repository.folder, self.client, self._wear)

    async def run(self, waiting: Sequence[Waiting]) -> Taken:
        """Read the pages of these entries, hosts in turn."""
        done = Taken()
        self.progress.begin("Fetching pages", len(waiting))
        for part in _apart(waiting):
            ordered = _in_turn(part)
            for start in range(0, len(ordered), PAGES_AT_ONCE):
                done = await self._take_in(ordered[start : start + PAGES_AT_ONCE], done)
        return done

    async def of_pages(self, found: Iterable[Page | Rejected]) -> Taken:
        """Take in pages that lie on this machine, in small batches."""
        done = Taken()
        for batch in batched(found, PAGES_AT_ONCE):
            pages = [page for page in batch if isinstance(page, Page) and page.entry is not None]
            waiting = [_of_page(page.entry) for page in pages if page.entry is not None]
            settled = [self._settled(one) for one in waiting]
            fresh = [(one, self._read(page)) for one, page, told in zip(waiting, pages, settled, strict=True) if told is None]
            outcomes = [told for told in settled if told is not None]
            outcomes.extend(await self._kept(fresh))
            outcomes.extend(self._unreadable(one) for one in batch if isinstance(one, Rejected))
            done = done.plus(outcomes)
        return done

    def _unreadable(self, why: Rejected) -> Rejected:
        self.store.reject(why, at=self.clock.now())
        return why

    async def _take_in(self, waiting: Sequence[Waiting], done: Taken) -> Taken:
        outcomes: list[Outcome | Rejected] = []
        fetching: list[Waiting] = []
        for one in waiting:
            settled = self._settled(one)
            if settled is None:
                fetching.append(one)
            else:
                outcomes.append(settled)
                self.progress.advance()
        jobs = [partial(self._fetched, one.entry) for one in fetching]
        results = await walk(jobs, concurrency=PAGES_AT_ONCE, on_done=self.progress.advance)
        outcomes.extend(await self._kept(list(zip(fetching, results, strict=True))))
        return done.plus(outcomes)

    def _settled(self, one: Waiting) -> Outcome | Rejected | None:
        """What becomes of an entry without its page: it is known already, or muted."""
        if not one.edited and self._has(one.address):
            self.store.finish_entry(one.entry)
            return "known"
        why = self._mutes.of_entry(one.entry.evolve(url=one.address))
        return None if why is None else self._reject(one, why.evolve(url=one.entry.url))

    def _has(self, address: str) -> bool:
        """Whether the portal has a record, a draft or a rejection of the article at a clean address."""
        return bool(self.store.records.paths_of([address])) or self.store.knows(address)

    async def _fetched(self, entry: Entry) -> _Read | Rejected:
        """An entry's page, fetched and read; a page that only leads on gives way to the one it leads to."""
        url, steps = unwrapped_address(entry.url), 0
        while True:
            page = await fetch_page(self.client, entry.evolve(url=url))
            if isinstance(page, Rejected):
                return page
            found = self._read(page.evolve(entry=entry))
            if not found.reading.leads_to or steps == MOST_STEPS_ON:
                return found
            url, steps = found.reading.leads_to, steps + 1

    def _read(self, page: Page) -> _Read:
        reading = read(page, organizations=self.organizations, languages=self.settings.portal.languages)
        digest = f"sha256:{sha256(page.body).hexdigest()}"
        return _Read(reading=reading, origin=Provenance(fetched_url=page.final_url, fetched_at=page.fetched_at, content_hash=digest))

    async def _kept(self, fresh: Sequence[tuple[Waiting, _Read | Rejected]]) -> list[Outcome | Rejected]:
        """Keep what became of entries' pages. Pictures are fetched, made ready and written side by side; what is judged and stored goes in
        order, so that the outcome is the same however they finish.
        """
        wholes = [result.reading for _, result in fresh if isinstance(result, _Read) and not result.reading.rejected]
        pictures = await self._pictures.fetched(want.url for reading in wholes for want in reading.wants if want.kind == "picture")
        judged = [result if isinstance(result, Rejected) else self._judged(one, result, pictures) for one, result in fresh]
        await self._pictures.write([ready for one in judged if isinstance(one, _Judged) for ready in one.ready])
        return [self._keep(one, result) for (one, _), result in zip(fresh, judged, strict=True)]

    def _judged(self, one: Waiting, result: _Read, pictures: Mapping[str, Ready | Rejected]) -> _Judged:
        """What a page comes to: a draft with its picture as the portal will hold it, without what is a placeholder of the publisher."""
        ready = {url: picture for url, picture in pictures.items() if isinstance(picture, Ready)}
        done = finish(result.reading, {url: picture.picture for url, picture in ready.items()})
        why = done.rejected or self._mutes.of_article(done.article)
        if self.store.records.paths_of([tombstone_name(done.article)]):
            why = Rejected(stage="read", reason="The article was taken down here under another address.", code="taken-down")
        article = done.article if why else holding(self._wear.without(done.article), ready)
        witnesses = (*done.witnesses, *_refused_pictures(result.reading, pictures))
        draft = Draft(article=article, witnesses=witnesses, source=one.entry.source, provenance=result.origin)
        return _Judged(draft=draft, why=why, ready=() if why else tuple(ready[image.url] for image in article.images if image.url in ready))

    def _keep(self, one: Waiting, result: _Judged | Rejected) -> Outcome | Rejected:
        """Keep what became of an entry's page."""
        if isinstance(result, Rejected):
            return self._failed(one, result)
        draft, why = result.draft, result.why
        stands = self._standing(one, draft.article)
        if stands is not None:
            return self._updated(one, draft, stands) if one.edited and why is None else self._known(one)
        if why is not None:
            return self._reject(one, why.evolve(url=one.entry.url), draft)
        self.store.add_draft(one.entry, one.address, draft)
        provider = draft.article.provider
        self.met.setdefault(provider.domain, logoless(provider, draft.provenance.fetched_url if draft.provenance else one.entry.url))
        return "new"

    def _failed(self, one: Waiting, why: Rejected) -> Rejected:
        """A page that could not be fetched is asked for again later; one that is gone for good is not."""
        told = why.evolve(url=one.entry.url, source=one.entry.source)
        code = why.code
        self.store.fail_entry(one.entry, told, at=self.clock.now(), counts=code != HOST_RESTING, for_good=code == GONE)
        return told

    def _reject(self, one: Waiting, why: Rejected, draft: Draft | None = None) -> Rejected:
        told = why.evolve(source=one.entry.source)
        self.store.reject(told, at=self.clock.now(), entry=one.entry, draft=draft)
        return told

    def _known(self, one: Waiting) -> Outcome:
        self.store.finish_entry(one.entry)
        return "known"

    def _standing(self, one: Waiting, article: Article) -> Article | None:
        """The article as the portal has it, by any of its addresses: its record, else its draft. What was rejected stands for itself,
        but an edit may mend what it was rejected for.
        """
        met = sorted(clean_addresses(article) | ({one.address} if one.edited else set()))
        paths = self.store.records.paths_of(met)
        for path in (paths[address] for address in met if address in paths):
            try:
                return self.repository.record(path).article
            except RecordError:
                return article.evolve(removed=True)  # Told by refresh_index; what cannot be read is left alone.
        drafts = (self.store.draft_at(address) for address in met)
        draft = next((draft for draft in drafts if draft is not None), None)
        if draft is not None:
            return draft.article
        return article if not one.edited and self.store.knows(clean_address(article.address)) else None

    def _updated(self, one: Waiting, draft: Draft, stands: Article) -> Outcome:
        """Keep a later reading of an article that the portal has, where it says anything new."""
        article = draft.article
        kept = self.store.draft_at(stands.path or stands.address)
        before = kept.article if kept is not None else stands
        same = (article.title, article.excerpt, article.text) == (before.title, before.excerpt, before.text or article.text)
        if stands.removed or same:
            return self._known(one)
        self.store.add_draft(one.entry, one.address, draft.evolve(article=article.evolve(path=stands.path)))
        return "updated"

    def _late_articles(self) -> Iterator[Article]:
        """The articles of the span in which stories are open: enough to know what their publishers put beside everything."""
        now = self.clock.now()
        for path in self.store.records.paths_between(now - timedelta(days=self.settings.fold.close_after_days), now):
            with suppress(RecordError):  # Told by refresh_index.
                yield self.repository.record(path).article


def _of_page(entry: Entry) -> Waiting:
    return Waiting(entry=entry, address=article_address(entry.url))


def _refused_pictures(reading: Reading, pictures: Mapping[str, Ready | Rejected]) -> Iterator[Witness]:
    """Why the article has not the picture that its page names, for `newsfold explain`."""
    for image in reading.article.images:
        answer = pictures.get(image.url)
        if isinstance(answer, Rejected):
            yield Witness(field="images", name=f"not taken: {answer.reason}")


def batched(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """``items`` in parts of ``size``, the last perhaps shorter."""
    rest = iter(items)
    while part := tuple(islice(rest, size)):
        yield part


def _apart(waiting: Sequence[Waiting]) -> tuple[Sequence[Waiting], Sequence[Waiting]]:
    """The first entry of each address, and the others: those are known once the first was read."""
    firsts = {one.address: one for one in reversed(waiting)}
    return list(reversed(firsts.values())), [one for one in waiting if firsts[one.address] is not one]


def _in_turn(waiting: Sequence[Waiting]) -> Sequence[Waiting]:
    """Entries with their hosts in turn, so that a host with many does not hold up a batch."""
    met: Counter[str] = Counter()
    ranks = []
    for one in waiting:
        host = _host(one.address)
        ranks.append(met[host])
        met[host] += 1
    return [one for _, one in sorted(zip(ranks, waiting, strict=True), key=lambda ranked: ranked[0])]


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
