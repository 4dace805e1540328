"""What a worker does: a slice of an archive becomes articles that are read and rated, or reasons why not. Made once a worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256

from newsfold.article import Frozen, Organization, Topic
from newsfold.collect import Mutes
from newsfold.day.indexing import clean_addresses
from newsfold.day.rater import Rater
from newsfold.outcome import Rejected
from newsfold.page import Page
from newsfold.rate import Knowledge, Learned, TopicIndex
from newsfold.read import Reading, article_address, finish, read
from newsfold.scale.off_topic import Sieve
from newsfold.scale.slices import Slice, pages_of
from newsfold.settings import Settings
from newsfold.store import Arrived, Draft, Provenance


class Plan(Frozen, frozen=True, kw_only=True):
    """All that a worker must know: the portal's settings, topics and publishers, and what its records taught.

    ``has_sieve``: drop what is plainly off topic before it is read.
    """

    settings: Settings
    topics: tuple[Topic, ...]
    knowledge: Knowledge
    learned: Learned
    organizations: Mapping[str, Organization] = {}
    has_sieve: bool = True


class Harvest(Frozen, frozen=True, kw_only=True):
    """What a slice brought, in its order: articles (also those that are rejected), and rejections of pages that could not be read.

    ``records`` counts its answers, ``passed_over`` the pages that were dropped unread, by the code of the rejection they would have met.
    """

    arrived: tuple[Arrived, ...] = ()
    refused: tuple[Rejected, ...] = ()
    records: int = 0
    passed_over: Mapping[str, int] = {}

    def plus(self, other: Harvest) -> Harvest:
        """This and what came after it."""
        return Harvest(
            arrived=(*self.arrived, *other.arrived),
            refused=(*self.refused, *other.refused),
            records=self.records + other.records,
            passed_over=Counter(self.passed_over) + Counter(other.passed_over),
        )


class Reader:
    """Reads and rates the pages of slices for one portal."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        settings = plan.settings
        index = TopicIndex(plan.topics, plan.knowledge.company)
        self._rater = Rater(index, plan.knowledge, settings, plan.learned)
        self._mutes = _mutes(settings)
        self._sieve = sieve_of(plan)

    def harvest(self, part: Slice) -> Harvest:
        """What a slice brings. Raises nothing for what its pages hold."""
        arrived, refused = [], []
        passed_over: Counter[str] = Counter()
        for _, page in pages_of(part, max_bytes=self._plan.settings.collect.max_bytes):
            if isinstance(page, Rejected):
                refused.append(page)
            elif page is not None:
                one = self.judged(page, closely=part.closely)
                if isinstance(one, Arrived):
                    arrived.append(one)
                else:
                    passed_over[one] += 1
        return Harvest(arrived=tuple(arrived), refused=tuple(refused), records=len(part.offsets), passed_over=dict(passed_over))

    def judged(self, page: Page, *, closely: bool = True) -> Arrived | str:
        """One page read and rated, or why it was passed over unread."""
        if self._sieve is not None and (why := self._sieve.drops(page, closely=closely)):
            return why
        return self.rated(page, self.read(page))

    def read(self, page: Page) -> Reading:
        """A page read. Its picture is kept as little as an article's whose picture cannot be had: nothing is fetched."""
        languages = self._plan.settings.portal.languages
        return finish(read(page, organizations=self._plan.organizations, languages=languages), {})

    def rated(self, page: Page, reading: Reading) -> Arrived:
        """An article with topics, kind and quality, or with the reason why it goes no further."""
        source = page.entry.source if page.entry else None
        origin = Provenance(fetched_url=page.final_url, fetched_at=page.fetched_at, content_hash=f"sha256:{sha256(page.body).hexdigest()}")
        draft = Draft(article=reading.article, witnesses=reading.witnesses, source=source, provenance=origin)
        met = tuple(sorted({*_met(page), *clean_addresses(reading.article)}))
        why = reading.rejected or self._mutes.of_article(reading.article)
        if why is None:
            rated = self._rater.rate(reading.article)
            draft = draft.evolve(article=rated.article, reasons=rated.reasons, state="rated")
            why = rated.rejected
        return Arrived(draft=draft, met=met, rejected=why and why.evolve(url=page.url, source=source))


def sieve_of(plan: Plan) -> Sieve | None:
    """What is dropped unread; ``None`` where every page is to be read."""
    return Sieve(plan.topics, learned=plan.learned, mutes=_mutes(plan.settings)) if plan.has_sieve else None


def _mutes(settings: Settings) -> Mutes:
    return Mutes(providers=settings.collect.mute_providers, phrases=settings.collect.mute_phrases)


def _met(page: Page) -> Iterator[str]:
    yield article_address(page.url)
