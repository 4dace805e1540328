"""Sources asked: what each lists is sorted by what is known of it, and kept at once, so that a run that is cut off finds it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from newsfold.article import Frozen
from newsfold.collect import Checked, Client, after_news, check_source, entry_print, sort_entries, walk
from newsfold.outcome import Rejected
from newsfold.page import Source, SourceState
from newsfold.progress import Progress
from newsfold.read import article_address
from newsfold.store import Added, Store

VISITS_AT_ONCE = 256
"""Visits under way or waiting for their host's turn; the client bounds the requests itself. It bounds what memory holds of feeds."""


class Asked(Frozen, frozen=True, kw_only=True):
    """What visits brought: sources asked, those that failed, new and edited entries, and new ones passed over, each with the reason."""

    sources: int = 0
    failed: tuple[Rejected, ...] = ()
    entries: int = 0
    edited: int = 0
    passed_over: tuple[Rejected, ...] = ()


@dataclass
class Asking:
    """Asks sources and keeps what they list."""

    store: Store
    client: Client
    progress: Progress

    async def run(self, sources: Sequence[Source], *, now: datetime) -> Asked:
        """Ask these sources at ``now``, in this order."""
        self.progress.begin("Asking sources", len(sources))
        states = self.store.source_states()
        jobs = [partial(self._visit, source, states.get(source.url, SourceState(url=source.url)), now) for source in sources]
        told = await walk(jobs, concurrency=VISITS_AT_ONCE, on_done=self.progress.advance)
        failed = (checked.rejected for checked, _ in told if checked.rejected is not None and not checked.postponed)
        return Asked(
            sources=len(sources),
            failed=tuple(failed),
            entries=sum(added.new for _, added in told),
            edited=sum(added.edited for _, added in told),
            passed_over=tuple(why for _, added in told for why in added.passed_over),
        )

    async def _visit(self, source: Source, state: SourceState, now: datetime) -> tuple[Checked, Added]:
        checked = await check_source(self.client, source, state, now=now)
        added = self._kept(checked, now)
        if checked.rejected is not None and not checked.postponed:
            self.store.reject(checked.rejected, at=now)
        # What was listed is kept; thousands of visits must not hold it all until the last is done.
        return checked.evolve(entries=(), passed_over=()), added

    def _kept(self, checked: Checked, now: datetime) -> Added:
        """Keep what a visit brought, in one transaction."""
        left_out = {id(entry): why for entry, why in checked.passed_over}
        entries = (*checked.entries, *(entry for entry, _ in checked.passed_over))
        addresses = [article_address(entry.url) for entry in entries]
        prints = (entry_print(entry, address) for entry, address in zip(entries, addresses, strict=True))
        met = sort_entries(entries, addresses, self.store.prints(checked.state.url, prints))
        fresh = [(entry, told) for entry, told in met.fresh if id(entry) not in left_out]
        times = [entry.published_at or entry.updated_at for entry, _ in fresh]
        return self.store.add_entries(
            after_news(checked.state, filter(None, times), fresh=len(fresh), now=now),
            fresh,
            changed=[told for told in met.changed if id(told[0]) not in left_out],
            renamed=met.renamed,
            listed=[entry.id for entry in entries],
            passed_over=[(entry, told, left_out[id(entry)]) for entry, told in met.fresh if id(entry) in left_out],
            at=now,
        )
