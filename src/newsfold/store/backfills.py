"""Web archives taken in, in bulk: what a slice of an archive brought is kept in one transaction with how far the archive was read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import delete, func, select

from newsfold.article import Frozen
from newsfold.outcome import Rejected
from newsfold.store.column_types import key_of
from newsfold.store.connection import Part, batches, keep_first, put, put_all
from newsfold.store.drafts import Draft, draft_row
from newsfold.store.rejections import rejection_row
from newsfold.store.tables import addresses, aliases, backfills, drafts, rejected


class BackfillState(Frozen, frozen=True, kw_only=True):
    """How far an archive was taken in. ``archive`` is its address, of a WARC file within a WACZ file with ``#`` and its name.

    ``stamp`` changes when the archive does. ``position`` is the offset of the first record not taken in yet, in bytes (of what is
    compressed, where it is). ``records`` are the answers met, ``articles`` those that became drafts, ``known`` those the portal had;
    ``passed_over`` counts by reason what cheap filters dropped, ``rejected`` by code what was rejected.
    """

    archive: str
    stamp: str
    position: int = 0
    is_done: bool = False
    records: int = 0
    articles: int = 0
    known: int = 0
    passed_over: Mapping[str, int] = {}
    rejected: Mapping[str, int] = {}


class Arrived(Frozen, frozen=True, kw_only=True):
    """An article read and rated out of an archive: its draft, and the clean addresses under which its page was met.

    ``rejected`` says why it goes no further.
    """

    draft: Draft
    met: tuple[str, ...] = ()
    rejected: Rejected | None = None


class Backfills(Part):
    """What becomes of web archives."""

    def backfill_states(self) -> Mapping[str, BackfillState]:
        """How far each archive was taken in, by its address."""
        with self._reading() as connection:
            rows = connection.scalars(select(backfills.c.state).order_by(backfills.c.archive))
            states = [msgspec.json.decode(row, type=BackfillState) for row in rows]
        return {state.archive: state for state in states}

    def known_among(self, candidates: Collection[str]) -> frozenset[str]:
        """Those of some clean addresses under which the portal has a record, a draft or a rejection."""
        found: set[str] = set()
        with self._reading() as connection:
            for batch in batches(sorted({key_of(one) for one in candidates})):
                for column in (addresses.c.address, drafts.c.address, aliases.c.address):
                    found.update(connection.scalars(select(column).where(column.in_(batch))))
        return frozenset(one for one in candidates if key_of(one) in found)

    def keep_slice(
        self,
        state: BackfillState,
        arrived: Sequence[Arrived],
        refused: Sequence[Rejected] = (),
        *,
        at: datetime,
    ) -> None:
        """Keep what a slice of an archive brought and how far it is read, in one transaction.

        ``arrived`` are articles of which the portal knows no address, each once; ``refused`` are pages of which nothing could be read.
        """
        taken = [one for one in arrived if one.rejected is None]
        dropped = [(why, None) for why in refused] + [(one.rejected, one.draft) for one in arrived if one.rejected is not None]
        rows = {
            key_of(why.url): {**rejection_row(why, at), "draft": msgspec.json.encode(draft) if draft else None} for why, draft in dropped
        }
        with self._writing() as connection:
            put_all(connection, drafts, ("address",), [draft_row(one.draft) for one in taken])
            keep_first(connection, aliases, [row for one in arrived for row in _alias_rows(one)])
            for batch in batches(sorted({key_of(met) for one in taken for met in (*one.met, one.draft.article.address)})):
                connection.execute(delete(rejected).where(rejected.c.url.in_(batch)))
            put_all(connection, rejected, ("url",), list(rows.values()))
            put(connection, backfills, {"archive": state.archive}, {"archive": state.archive, "state": msgspec.json.encode(state)})

    def rated_times(self) -> tuple[datetime, datetime, int] | None:
        """When the first and the last of the articles that wait for folding were published, and how many wait; ``None`` for none."""
        with self._reading() as connection:
            query = select(func.min(drafts.c.published_at), func.max(drafts.c.published_at), func.count()).where(drafts.c.state == "rated")
            first, last, count = connection.execute(query).one()
        return (first, last, count) if first is not None and last is not None else None

    def rated_between(self, earliest: datetime, before: datetime) -> tuple[Draft, ...]:
        """The articles that wait for folding, published from ``earliest`` on and ``before`` another time, in order of address."""
        here = (drafts.c.state == "rated") & (drafts.c.published_at >= earliest) & (drafts.c.published_at < before)
        with self._reading() as connection:
            rows = connection.scalars(select(drafts.c.draft).where(here).order_by(drafts.c.address))
            return tuple(msgspec.json.decode(row, type=Draft) for row in rows)


def _alias_rows(arrived: Arrived) -> list[dict[str, str]]:
    """The other addresses of an article; of one that was rejected, and so has no draft, also its own."""
    own = arrived.draft.article.address
    others = set(arrived.met) - {own} if arrived.rejected is None else {*arrived.met, own}
    return [{"address": other, "article": own} for other in sorted(others)]
