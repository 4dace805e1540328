"""The day of a portal: collect, read, rate, fold, publish. In that order, and why:

1. **collect** asks every source what is new and fetches those pages. An address known from a record or an earlier run is not fetched
   again. (``intake.py``)
2. **read** makes an article of each page. It may want a picture's true size: collect fetches it, read finishes. (``intake.py``)
3. **rate** comes before fold because a lead is chosen by quality, and what is off topic must not warm a story.
4. **fold** decides everything before anything is written, then writes the records one by one. (``recording.py``)
5. **publish** reads nothing but the content repository, so that what an editor changed there is what readers see.

Every stage can be run by itself, repeated, and cut off anywhere: the next run completes it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import anyio

from newsfold.article import Frozen
from newsfold.collect import Client, Clock, Resolver, SystemClock, SystemResolver
from newsfold.content.repository import Repository
from newsfold.indexing import refresh_index
from newsfold.intake import Collected, Intake
from newsfold.outcome import Rejected
from newsfold.page import Source
from newsfold.progress import NoProgress, Progress
from newsfold.publish import HeldPicture, Holdings, Written, held_copies, render, write
from newsfold.rate import TopicIndex, rate
from newsfold.recording import Folded, Recording, Sealer, no_seal
from newsfold.settings import Settings
from newsfold.store import Store


class RatedDrafts(Frozen, frozen=True, kw_only=True):
    """How many articles were rated and stayed, and which were rejected."""

    stayed: int = 0
    rejected: tuple[Rejected, ...] = ()


class Published(Frozen, frozen=True, kw_only=True):
    """What readers see now, what it took to write it, and which files could not be read."""

    shown: int
    files: Written
    errors: tuple[str, ...] = ()


class DayReport(Frozen, frozen=True, kw_only=True):
    """The whole day."""

    collected: Collected
    rated: RatedDrafts
    folded: Folded
    published: Published

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """All that was dropped on the way."""
        return (*self.collected.rejected, *self.rated.rejected)

    @property
    def errors(self) -> tuple[str, ...]:
        """What is wrong with the portal's own files; what the world outside got wrong is in ``rejected``."""
        return tuple(dict.fromkeys((*self.folded.errors, *self.published.errors)))


@dataclass(frozen=True)
class Day:
    """One portal's day and what it is done with."""

    settings: Settings
    repository: Repository
    store: Store
    clock: Clock = SystemClock()  # noqa: RUF009 - it has no state
    resolver: Resolver = SystemResolver()  # noqa: RUF009 - it has no state
    progress: Progress = NoProgress()  # noqa: RUF009 - it has no state
    sealer: Sealer = no_seal
    untouchable: Collection[str] = frozenset()

    def run(self, sources: Sequence[Source]) -> DayReport:
        """The whole day, in order."""
        return DayReport(collected=self.collect(sources), rated=self.rate(), folded=self.fold(), published=self.publish())

    def collect(self, sources: Sequence[Source]) -> Collected:
        """Ask the sources and read what is new into drafts."""
        return anyio.run(self._collect, sources)

    async def _collect(self, sources: Sequence[Source]) -> Collected:
        refresh_index(self.repository, self.store)
        organizations, _ = self.repository.organizations()
        contact = self.settings.portal.contact
        async with Client(self.settings.collect, contact=contact, resolver=self.resolver, clock=self.clock) as client:
            intake = Intake(
                settings=self.settings,
                repository=self.repository,
                store=self.store,
                clock=self.clock,
                client=client,
                progress=self.progress,
                organizations={organization.domain: organization for organization in organizations},
            )
            return await intake.run(sources)

    def rate(self) -> RatedDrafts:
        """Rate what was read; what is off topic leaves the queue, with its reason."""
        index = TopicIndex(self.repository.topics()[0])
        providers = frozenset(organization.domain for organization in self.repository.organizations()[0])
        drafts = self.store.drafts("read")
        rejected = []
        self.progress.begin("Rating", len(drafts))
        for draft in drafts:
            rated = rate(draft.article, index, known_providers=providers)
            changed = draft.evolve(article=rated.article, reasons=rated.reasons, state="rated")
            if rated.rejected:
                why = rated.rejected.evolve(source=draft.source)
                self.store.reject(why, at=self.clock.now(), draft=changed)
                rejected.append(why)
            else:
                self.store.put_drafts([changed])
            self.progress.advance()
        return RatedDrafts(stayed=len(drafts) - len(rejected), rejected=tuple(rejected))

    def fold(self) -> Folded:
        """Fold what was rated into the stories of the records, and write the records."""
        return self.recording().run()

    def recording(self) -> Recording:
        """What folds and writes the records of this day."""
        return Recording(self.settings, self.repository, self.store, self.progress, self.sealer, self.untouchable)

    def publish(self) -> Published:
        """Write ``api/`` and ``site/`` from the content repository."""
        return publish(self.settings, self.repository)


def publish(settings: Settings, repository: Repository) -> Published:
    """Write ``api/`` and ``site/`` of a portal. Opens no connection, needs no store, never rewrites a record."""
    content = repository.read_all()
    articles = tuple(record.article for record in content.records)
    sizes = {image.url: image for article in articles for image in article.images}
    held = repository.held_pictures(articles)
    holdings = Holdings(
        articles=articles,
        topics=content.topics,
        organizations={organization.domain: organization for organization in content.organizations},
        settings=settings,
        held_pictures={url: HeldPicture(path=path, width=sizes[url].width, height=sizes[url].height) for url, path in sorted(held.items())},
    )
    files = write(repository.folder, render(holdings), held=held_copies(holdings))
    return Published(shown=sum(article.is_shown for article in articles), files=files, errors=tuple(map(str, content.errors)))
