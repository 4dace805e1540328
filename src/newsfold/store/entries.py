"""Entries: what sources listed, from the visit that found them until their pages are read or given up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update

from newsfold.article import Frozen
from newsfold.outcome import Rejected
from newsfold.page import Entry, EntryPrint, SourceState
from newsfold.store.column_types import key_of
from newsfold.store.connection import Part, batches, keep_first, put
from newsfold.store.drafts import Draft, know, put_aliases, put_draft
from newsfold.store.rejections import rejection_row
from newsfold.store.sources import put_state
from newsfold.store.tables import drafts, entries, rejected

MOST_TRIES = 8
"""How often a page that fails is asked for before its entry is given up."""

FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(days=1)
"""A page that failed is asked for again after 15 minutes, then four times as long each time, at most a day: 4 days in all."""

LISTED_EVERY = timedelta(days=1)
"""How exactly it is known when a source last listed an entry; more would be a write a visit and entry."""


_PART_OF_ID = 200


class Waiting(Frozen, frozen=True, kw_only=True):
    """An entry whose page is to be read, its clean address, and whether that is because the source changed what it says of it."""

    entry: Entry
    address: str
    edited: bool = False


class Added(Frozen, frozen=True, kw_only=True):
    """How many entries of a source are new and wait now, how many it edited, and which new ones were passed over."""

    new: int
    edited: int = 0
    passed_over: tuple[Rejected, ...] = ()


class Entries(Part):
    """The entries of all sources."""

    def prints(self, source: str, candidates: Iterable[EntryPrint]) -> tuple[EntryPrint, ...]:
        """What is known of a source's entries that share an id, an address or a likeness with one of ``candidates``."""
        wanted = list(candidates)
        ids, addresses = {key_of(one.id): one.id for one in wanted}, {key_of(one.address): one.address for one in wanted}
        found: dict[str, EntryPrint] = {}
        likenesses = {one.likeness for one in wanted if one.likeness}
        with self._reading() as connection:
            for column, values in ((entries.c.id, ids), (entries.c.address, addresses), (entries.c.likeness, likenesses)):
                for batch in batches(sorted(values)):
                    found.update(_prints(connection, (entries.c.source == source) & column.in_(batch)))
        known = (found[id] for id in sorted(found))
        return tuple(one.evolve(id=ids.get(one.id, one.id), address=addresses.get(one.address, one.address)) for one in known)

    def add_entries(
        self,
        state: SourceState,
        fresh: Sequence[tuple[Entry, EntryPrint]],
        *,
        changed: Sequence[tuple[Entry, EntryPrint, EntryPrint]] = (),
        renamed: Sequence[tuple[Entry, EntryPrint, EntryPrint]] = (),
        listed: Collection[str] = (),
        passed_over: Sequence[tuple[Entry, EntryPrint, Rejected]] = (),
        at: datetime,
    ) -> Added:
        """Keep a source's state and what it listed in one transaction, so that no crash parts them.

        ``fresh`` wait for their pages to be read; ``changed`` for theirs to be read again, and ``renamed`` get another id or address:
        both with the print that was kept and the one to be kept from now on. ``passed_over`` are done with, each with the reason;
        ``listed`` are the ids of all that the source still lists. An entry that stands here by its id and address is left as it is.
        """
        new = {key_of(entry.id): _row(entry, told, "waiting", at) for entry, told in fresh}
        dropped = {key_of(entry.id): _row(entry, told, "done", at) for entry, told, _ in passed_over}
        with self._writing() as connection:
            put_state(connection, state)
            if not state.failures:
                connection.execute(delete(rejected).where(rejected.c.url == state.url, rejected.c.source == state.url))
            for entry, old, told in changed:
                _replace(connection, old, _row(entry, told, "edited", at))
            for entry, old, told in renamed:
                _replace(connection, old, _row(entry, told, "", at))
            known = _known(connection, state.url, [*new, *dropped])
            added = {id: row for id, row in (dropped | new).items() if known.get(id) != key_of(row["address"])}
            for id in sorted(added.keys() & known.keys()):
                _move_aside(connection, state.url, id)
            keep_first(connection, entries, list(added.values()))
            told_of = [why for entry, _, why in passed_over if key_of(entry.id) in added and key_of(entry.id) not in new]
            for why in told_of:
                put(connection, rejected, {"url": why.url}, rejection_row(why, at))
            _touch(connection, state.url, listed, at)
        return Added(new=len(added.keys() & new.keys()), edited=len(changed), passed_over=tuple(told_of))

    def waiting_count(self, now: datetime | None = None) -> int:
        """How many entries wait; with ``now``, only those whose time has come."""
        with self._reading() as connection:
            return connection.scalar(select(func.count()).select_from(entries).where(_waits(now))) or 0

    def waiting_entries(self, now: datetime | None = None) -> tuple[Waiting, ...]:
        """Entries whose pages are to be read, in a fixed order. With ``now``, only those whose time has come."""
        with self._reading() as connection:
            query = select(entries.c.entry, entries.c.address, entries.c.state).where(_waits(now))
            rows = connection.execute(query.order_by(entries.c.address, entries.c.source, entries.c.id))
            return tuple(
                Waiting(entry=msgspec.json.decode(row.entry, type=Entry), address=row.address, edited=row.state == "edited") for row in rows
            )

    def finish_entry(self, entry: Entry) -> None:
        """Mark an entry as done."""
        with self._writing() as connection:
            finish(connection, entry)

    def fail_entry(self, entry: Entry, why: Rejected, *, at: datetime, counts: bool = True, for_good: bool = False) -> None:
        """Count a failed try. The entry waits longer each time, and is given up after :data:`MOST_TRIES`, or at once ``for_good``.

        A try that was put off by the host ``counts`` for nothing.
        """
        with self._writing() as connection:
            tries = (connection.scalar(select(entries.c.tries).where(_at(entry))) or 0) + counts
            wait = min(FIRST_WAIT * 4 ** min(max(0, tries - 1), 10), LONGEST_WAIT)
            given_up: dict[str, Any] = {"state": "done"} if for_good or tries >= MOST_TRIES else {}
            connection.execute(update(entries).where(_at(entry)).values(tries=tries, try_at=at + wait, **given_up))
            put(connection, rejected, {"url": why.url}, rejection_row(why, at))

    def add_draft(self, entry: Entry, address: str, draft: Draft) -> None:
        """Keep what was read from an entry's page and mark the entry as done, in one transaction."""
        with self._writing() as connection:
            put_draft(connection, draft)
            put_aliases(connection, {address, entry.url} - {draft.article.address}, draft.article.address)
            connection.execute(delete(rejected).where(rejected.c.url.in_((entry.url, draft.article.address))))
            finish(connection, entry)

    def reject(self, why: Rejected, *, at: datetime, entry: Entry | None = None, draft: Draft | None = None) -> None:
        """Keep a rejection; the draft, where one was read, is kept with it and leaves the queue."""
        with self._writing() as connection:
            body = msgspec.json.encode(draft) if draft else None
            put(connection, rejected, {"url": why.url}, {**rejection_row(why, at), "draft": body})
            if draft:
                own = draft.article.address
                connection.execute(delete(drafts).where(drafts.c.address == own))
                put_aliases(connection, {own, why.url}, own)
            if entry:
                finish(connection, entry)


def finish(connection: Connection, entry: Entry) -> None:
    """Mark an entry as done."""
    connection.execute(update(entries).where(_at(entry)).values(state="done", tries=0, try_at=None))


def _waits(now: datetime | None) -> ColumnElement[bool]:
    waits = entries.c.state.in_(("waiting", "edited"))
    return waits & or_(entries.c.try_at.is_(None), entries.c.try_at <= now) if now else waits


def _at(entry: Entry) -> ColumnElement[bool]:
    return (entries.c.source == entry.source) & (entries.c.id == entry.id)


def _known(connection: Connection, source: str, ids: Sequence[str]) -> dict[str, str]:
    """The addresses of those of a source's ids that are known."""
    known: dict[str, str] = {}
    for batch in batches(sorted(ids)):
        query = select(entries.c.id, entries.c.address).where(entries.c.source == source, entries.c.id.in_(batch))
        known.update(dict(connection.execute(query).all()))
    return known


def _replace(connection: Connection, old: EntryPrint, row: dict[str, Any]) -> None:
    """Put an entry in the place of what was kept of it. One whose page still waits goes on waiting; a row without a state keeps it."""
    here = (entries.c.source == row["source"]) & (entries.c.id == old.id)
    stands = connection.execute(select(entries.c.state, entries.c.tries, entries.c.try_at).where(here)).one_or_none()
    kept = {"state": row["state"] or "done"}
    if stands is not None and (stands.state == "waiting" or not row["state"]):
        kept = {"state": stands.state, "tries": stands.tries, "try_at": stands.try_at}
    connection.execute(delete(entries).where(here))
    if key_of(old.id) != key_of(row["id"]):
        _move_aside(connection, row["source"], row["id"])
    if kept["state"] == "done" and key_of(old.address) != key_of(row["address"]):
        know(connection, [old.address])
    put(connection, entries, {"source": row["source"], "id": row["id"]}, row | kept)


def _move_aside(connection: Connection, source: str, id: str) -> None:
    """Make room for another entry under an id that its source uses again: the one that had it goes on under another."""
    here = (entries.c.source == source) & (entries.c.id == id)
    stands = connection.execute(select(entries.c.entry, entries.c.address).where(here)).one_or_none()
    if stands is not None:
        entry = msgspec.json.decode(stands.entry, type=Entry)
        aside = f"{key_of(id)[:_PART_OF_ID]} {sha256(stands.address.encode()).hexdigest()}"
        connection.execute(delete(entries).where(entries.c.source == source, entries.c.id == aside))
        connection.execute(update(entries).where(here).values(id=aside, entry=msgspec.json.encode(entry.evolve(id=aside))))


def _prints(connection: Connection, here: ColumnElement[bool]) -> Iterator[tuple[str, EntryPrint]]:
    columns = (entries.c.id, entries.c.address, entries.c.likeness, entries.c.words, entries.c.published_at, entries.c.updated_at)
    for row in connection.execute(select(*columns).where(here)):
        told = EntryPrint(id=row.id, address=row.address, published_at=row.published_at, updated_at=row.updated_at)
        yield row.id, told.evolve(likeness=row.likeness or "", words=row.words or "")


def _touch(connection: Connection, source: str, listed: Collection[str], at: datetime) -> None:
    stale = or_(entries.c.listed_at.is_(None), entries.c.listed_at < at - LISTED_EVERY)
    for batch in batches(sorted({key_of(id) for id in listed})):
        here = (entries.c.source == source) & entries.c.id.in_(batch) & stale
        connection.execute(update(entries).where(here).values(listed_at=at))


def _row(entry: Entry, told: EntryPrint, state: str, at: datetime) -> dict[str, Any]:
    return {
        "source": entry.source,
        "id": entry.id,
        "address": told.address,
        "state": state,
        "tries": 0,
        "entry": msgspec.json.encode(entry),
        "likeness": told.likeness,
        "words": told.words,
        "published_at": told.published_at,
        "updated_at": told.updated_at,
        "try_at": None,
        "listed_at": at,
    }
