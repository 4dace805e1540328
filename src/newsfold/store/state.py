"""The store's one door: every question and change the portal puts to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Self

import msgspec
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from newsfold.article import Article, Frozen
from newsfold.outcome import Reason, Rejected, Witness
from newsfold.page import Entry, SourceState
from newsfold.store.connection import Part, open_engine, put
from newsfold.store.index import BATCH, RecordIndex
from newsfold.store.tables import aliases, drafts, entries, rejected, sources, stories
from newsfold.story import Story

DraftState = Literal["read", "rated", "folded", "recorded"]

MOST_TRIES = 5
"""How often a page that failed is tried again, once a run, before its entry is given up."""


class Provenance(Frozen, frozen=True, kw_only=True):
    """Where an article was read: the address that answered, when, and the SHA-256 of the bytes."""

    fetched_url: str
    fetched_at: datetime
    content_hash: str


class Draft(Frozen, frozen=True, kw_only=True):
    """An article read from a page: its text within, the witnesses of its fields and, once rated, the reasons.

    ``story`` is the id of its story, once it is folded.
    """

    article: Article
    state: DraftState = "read"
    witnesses: tuple[Witness, ...] = ()
    reasons: tuple[Reason, ...] = ()
    source: str | None = None
    provenance: Provenance | None = None
    story: str | None = None


class Added(Frozen, frozen=True, kw_only=True):
    """How many entries of a source were new and wait now, and which new ones were passed over."""

    new: int
    passed_over: tuple[Rejected, ...] = ()


class Store(Part):
    """The state of one portal, in SQLite or PostgreSQL. ``records`` is the index of the records."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.records = RecordIndex(engine)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the store at an SQLAlchemy URL and bring it up to date. Raises :class:`StoreError`."""
        return cls(open_engine(url))

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """The SQLite store of a portal folder, in ``.newsfold/store.db``."""
        (folder / ".newsfold").mkdir(parents=True, exist_ok=True)
        return cls.open(f"sqlite:///{folder / '.newsfold' / 'store.db'}")

    @staticmethod
    def delete_in_folder(folder: Path) -> None:
        """Delete the SQLite store of a portal folder."""
        for file in (folder / ".newsfold").glob("store.db*"):
            file.unlink()

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # sources and entries

    def source_states(self) -> Mapping[str, SourceState]:
        """What is remembered of each source, by its address."""
        with self._reading() as connection:
            rows = connection.execute(select(sources)).mappings()
            return {row["url"]: SourceState(**row) for row in rows}

    def add_entries(
        self,
        state: SourceState,
        fresh: Sequence[Entry],
        *,
        addresses: Sequence[str],
        passed_over: Sequence[tuple[Entry, Rejected]] = (),
        at: datetime,
    ) -> Added:
        """Keep a source's state and its new entries in one transaction, so that no crash parts them.

        ``addresses`` are the fresh entries' cleaned addresses, in the same order. Entries met before are left as they are.
        """
        with self._writing() as connection:
            put(connection, sources, {"url": state.url}, msgspec.structs.asdict(state))
            known = set(connection.scalars(select(entries.c.id).where(entries.c.source == state.url)))
            met = {entry.id: _entry_row(entry, address, "waiting") for entry, address in zip(fresh, addresses, strict=True)}
            new = [row for name, row in met.items() if name not in known]
            dropped = {entry.id: (entry, why) for entry, why in passed_over if entry.id not in known | met.keys()}
            rows = [*new, *(_entry_row(entry, entry.url, "done") for entry, _ in dropped.values())]
            if rows:
                connection.execute(insert(entries), rows)
            for _, why in dropped.values():
                put(connection, rejected, {"url": why.url}, _rejection(why, at))
        return Added(new=len(new), passed_over=tuple(why for _, why in dropped.values()))

    def waiting_entries(self) -> tuple[tuple[Entry, str], ...]:
        """Entries whose pages are still to be read, with their cleaned addresses, in a fixed order."""
        with self._reading() as connection:
            query = select(entries.c.entry, entries.c.address).where(entries.c.state == "waiting")
            rows = connection.execute(query.order_by(entries.c.address, entries.c.source, entries.c.id))
            return tuple((msgspec.json.decode(row.entry, type=Entry), row.address) for row in rows)

    def finish_entry(self, entry: Entry) -> None:
        """Mark an entry as done."""
        with self._writing() as connection:
            _finish(connection, entry)

    def fail_entry(self, entry: Entry, why: Rejected, *, at: datetime) -> None:
        """Count a failed try; the entry waits for the next run until it has failed :data:`MOST_TRIES` times."""
        with self._writing() as connection:
            here = (entries.c.source == entry.source) & (entries.c.id == entry.id)
            connection.execute(update(entries).where(here).values(tries=entries.c.tries + 1))
            connection.execute(update(entries).where(here & (entries.c.tries >= MOST_TRIES)).values(state="done"))
            put(connection, rejected, {"url": why.url}, _rejection(why, at))

    # drafts

    def add_draft(self, entry: Entry, address: str, draft: Draft) -> None:
        """Keep what was read from an entry's page and mark the entry as done, in one transaction."""
        with self._writing() as connection:
            _put_draft(connection, draft)
            for other in {address, entry.url} - {draft.article.address}:
                put(connection, aliases, {"address": other}, {"address": other, "article": draft.article.address})
            _finish(connection, entry)

    def put_drafts(self, changed: Iterable[Draft]) -> None:
        """Keep the drafts as they are now."""
        self.put_folding(changed, ())

    def reject(self, why: Rejected, *, at: datetime, entry: Entry | None = None, draft: Draft | None = None) -> None:
        """Keep a rejection; the draft, where one was read, is kept with it and leaves the queue."""
        with self._writing() as connection:
            body = msgspec.json.encode(draft) if draft else None
            put(connection, rejected, {"url": why.url}, {**_rejection(why, at), "draft": body})
            if draft:
                own = draft.article.address
                connection.execute(delete(drafts).where(drafts.c.address == own))
                for met in {own, why.url}:
                    put(connection, aliases, {"address": met}, {"address": met, "article": own})
            if entry:
                _finish(connection, entry)

    def drafts(self, state: DraftState) -> tuple[Draft, ...]:
        """The drafts that are in a state, in order of address."""
        with self._reading() as connection:
            rows = connection.scalars(select(drafts.c.draft).where(drafts.c.state == state).order_by(drafts.c.address))
            return tuple(msgspec.json.decode(row, type=Draft) for row in rows)

    def drafts_of(self, paths: Collection[str]) -> Mapping[str, Draft]:
        """The drafts behind records, by the record's path."""
        found: dict[str, Draft] = {}
        wanted = sorted(paths)
        with self._reading() as connection:
            for start in range(0, len(wanted), BATCH):
                query = select(drafts.c.path, drafts.c.draft).where(drafts.c.path.in_(wanted[start : start + BATCH]))
                found.update({row.path: msgspec.json.decode(row.draft, type=Draft) for row in connection.execute(query)})
        return found

    def knows(self, address: str) -> bool:
        """Whether an article at this address was read or rejected for good before."""
        with self._reading() as connection:
            return any(
                connection.scalar(select(func.count()).select_from(table).where(column == address))
                for table, column in ((drafts, drafts.c.address), (aliases, aliases.c.address))
            )

    # rejections and stories

    def draft_at(self, name: str) -> Draft | None:
        """The draft of an article, by its record's path or by any address under which it was met."""
        with self._reading() as connection:
            article = connection.scalar(select(aliases.c.article).where(aliases.c.address == name)) or name
            row = connection.scalar(select(drafts.c.draft).where((drafts.c.address == article) | (drafts.c.path == name)))
            return msgspec.json.decode(row, type=Draft) if row else None

    def rejection_of(self, url: str) -> tuple[Rejected, Draft | None] | None:
        """Why the entry at an address was dropped, and what was read of it."""
        with self._reading() as connection:
            row = connection.execute(select(rejected).where(rejected.c.url == url)).one_or_none()
        if row is None:
            return None
        why = Rejected(stage=row.stage, reason=row.reason, url=row.url, source=row.source)
        return why, msgspec.json.decode(row.draft, type=Draft) if row.draft else None

    def story_led_by(self, address: str) -> Story | None:
        """The story whose lead has this address, with its reasons."""
        with self._reading() as connection:
            row = connection.scalar(select(stories.c.story).where(stories.c.lead == address))
            return msgspec.json.decode(row, type=Story) if row else None

    def rejections(self) -> tuple[Rejected, ...]:
        """All that was dropped, newest first."""
        with self._reading() as connection:
            rows = connection.execute(select(rejected).order_by(rejected.c.at.desc(), rejected.c.url))
            return tuple(Rejected(stage=row.stage, reason=row.reason, url=row.url, source=row.source) for row in rows)

    def put_folding(self, folded: Iterable[Draft], grown: Iterable[Story]) -> None:
        """Keep what a fold decided, in one transaction, before any record is written: a run cut off while writing is finished from it."""
        with self._writing() as connection:
            for draft in folded:
                _put_draft(connection, draft)
            for item in grown:
                connection.execute(delete(stories).where(stories.c.lead == item.lead, stories.c.id != item.id))
                put(connection, stories, {"id": item.id}, {"id": item.id, "lead": item.lead, "story": msgspec.json.encode(item)})

    def stories(self) -> tuple[Story, ...]:
        """All stories, in order of id."""
        with self._reading() as connection:
            rows = connection.scalars(select(stories.c.story).order_by(stories.c.id))
            return tuple(msgspec.json.decode(row, type=Story) for row in rows)


def _put_draft(connection: Connection, draft: Draft) -> None:
    article = draft.article
    values = {"address": article.address, "state": draft.state, "path": article.path or None, "draft": msgspec.json.encode(draft)}
    put(connection, drafts, {"address": article.address}, values)


def _entry_row(entry: Entry, address: str, state: str) -> dict[str, Any]:
    body = msgspec.json.encode(entry)
    return {"source": entry.source, "id": entry.id, "address": address, "state": state, "tries": 0, "entry": body}


def _finish(connection: Connection, entry: Entry) -> None:
    here = (entries.c.source == entry.source) & (entries.c.id == entry.id)
    connection.execute(update(entries).where(here).values(state="done"))


def _rejection(why: Rejected, at: datetime) -> dict[str, Any]:
    return {"url": why.url, "stage": why.stage, "reason": why.reason, "source": why.source, "at": at}
