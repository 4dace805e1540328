"""Drafts: every article that was read, on its way to a record and after; and the stories they are in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import Connection, bindparam, delete, exists, or_, select

from newsfold.article import Article, Frozen
from newsfold.outcome import Reason, Witness
from newsfold.store.column_types import key_of
from newsfold.store.connection import Part, among, batches, keep_first, parted, put, put_all
from newsfold.store.decisions import mark_obeyed
from newsfold.store.tables import aliases, drafts, records, stories
from newsfold.story import Decision, Story

DraftState = Literal["read", "rated", "folded", "recorded"]


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


_DECODER = msgspec.json.Decoder(Draft)

_IN_STATE = select(drafts.c.draft).where(drafts.c.state == bindparam("state")).order_by(drafts.c.address)
_OF_PATHS = select(drafts.c.path, drafts.c.draft).where(among(drafts.c.path)).order_by(drafts.c.address)
_NO_RECORD = (
    select(drafts.c.draft)
    .where(drafts.c.path.is_not(None), drafts.c.state == "recorded", ~exists().where(records.c.path == drafts.c.path))
    .order_by(drafts.c.address)
)
_EARLIER = select(drafts.c.address, drafts.c.path).where(among(drafts.c.path), drafts.c.address.not_in(bindparam("others", expanding=True)))
_NO_ALIAS = delete(aliases).where(among(aliases.c.address), aliases.c.article != aliases.c.address)
_STORY_GONE = delete(stories).where(stories.c.id == bindparam("gone"))
_STORY_LED = delete(stories).where(stories.c.lead == bindparam("led"), stories.c.id != bindparam("own"))


class Drafts(Part):
    """Drafts, the other addresses of their articles, and stories."""

    def put_drafts(self, changed: Iterable[Draft]) -> None:
        """Keep the drafts as they are now."""
        self.put_folding(changed, ())

    def merge_drafts(self, merged: Mapping[str, str]) -> None:
        """Let go of the drafts at some addresses: each is the article at the address it leads to, and known as that from now on."""
        if not merged:
            return
        with self._writing() as connection:
            for met, own in sorted(merged.items()):
                connection.execute(delete(drafts).where(drafts.c.address == met))
                put_aliases(connection, [met], own)

    def drafts(self, state: DraftState) -> tuple[Draft, ...]:
        """The drafts that are in a state, in order of address."""
        with self._asking() as connection:
            rows = connection.scalars(_IN_STATE, {"state": state})
            return tuple(_DECODER.decode(row) for row in rows)

    def drafts_of(self, paths: Collection[str]) -> Mapping[str, Draft]:
        """The drafts behind records, by the record's path."""
        found: dict[str, Draft] = {}
        with self._asking() as connection:
            for batch in batches(sorted(paths)):
                rows = connection.execute(_OF_PATHS, {"some": batch})
                found.update({row.path: _DECODER.decode(row.draft) for row in rows})
        return found

    def drafts_without_record(self) -> tuple[Draft, ...]:
        """The drafts whose records the index no longer knows, in order of address."""
        with self._asking() as connection:
            return tuple(_DECODER.decode(row) for row in connection.scalars(_NO_RECORD))

    def knows(self, address: str) -> bool:
        """Whether an article at this address was read or rejected for good before."""
        with self._reading() as connection:
            here = exists().where(drafts.c.address == address) | exists().where(aliases.c.address == address)
            return bool(connection.scalar(select(here)))

    def draft_at(self, name: str) -> Draft | None:
        """The draft of an article, by its record's path or by any address under which it was met."""
        with self._reading() as connection:
            article = connection.scalar(select(aliases.c.article).where(aliases.c.address == name)) or name
            query = select(drafts.c.draft).where(or_(drafts.c.address == article, drafts.c.path == name)).order_by(drafts.c.address)
            row = connection.scalar(query)
            return _DECODER.decode(row) if row else None

    def story_led_by(self, address: str) -> Story | None:
        """The story whose lead has this address, with its reasons."""
        with self._asking() as connection:
            row = connection.scalar(select(stories.c.story).where(stories.c.lead == address))
            return msgspec.json.decode(row, type=Story) if row else None

    def put_folding(
        self, folded: Iterable[Draft], grown: Iterable[Story], *, gone: Collection[str] = (), obeyed: Collection[Decision] = ()
    ) -> None:
        """Keep what a fold decided, in one transaction, before any record is written: a run cut off while writing is finished from it.

        ``gone`` are the ids of stories that are no more, because an editor merged them with others; ``obeyed`` the editors' decisions
        that it followed.
        """
        with self._writing() as connection:
            put_drafts(connection, folded)
            for id in gone:
                connection.execute(_STORY_GONE, {"gone": id})
            for item in grown:
                connection.execute(_STORY_LED, {"led": item.lead, "own": item.id})
                put(connection, stories, {"id": item.id}, {"id": item.id, "lead": item.lead, "story": msgspec.json.encode(item)})
            mark_obeyed(connection, obeyed)

    def stories(self) -> tuple[Story, ...]:
        """All stories, in order of id."""
        with self._reading() as connection:
            rows = connection.scalars(select(stories.c.story).order_by(stories.c.id))
            return tuple(msgspec.json.decode(row, type=Story) for row in rows)


def put_drafts(connection: Connection, given: Iterable[Draft]) -> None:
    """Keep drafts as they are now. One that has a record takes the place of the draft that had it under another address."""
    for batch in parted(given, _names):
        paths = {key_of(draft.article.path): draft.article.address for draft in batch if draft.article.path}
        here = {"some": sorted(paths), "others": sorted(paths.values())}
        for earlier, path in connection.execute(_EARLIER, here).all() if paths else ():
            connection.execute(delete(drafts).where(drafts.c.address == earlier))
            put_aliases(connection, [earlier], paths[path])
        put_all(connection, drafts, ("address",), [draft_row(draft) for draft in batch])
        addresses = sorted(draft.article.address for draft in batch)
        connection.execute(_NO_ALIAS, {"some": addresses})


def put_draft(connection: Connection, draft: Draft) -> None:
    """Keep one draft as it is now; see :func:`put_drafts`."""
    put_drafts(connection, [draft])


def _names(draft: Draft) -> Collection[str]:
    """What no two drafts of one statement may share: an address, a record."""
    article = draft.article
    return {f"at {key_of(article.address)}", *([f"in {key_of(article.path)}"] if article.path else ())}


def draft_row(draft: Draft) -> dict[str, object]:
    """A draft as the table of drafts has it: what is asked for in columns of its own."""
    article = draft.article
    return {
        "address": article.address,
        "state": draft.state,
        "path": article.path or None,
        "draft": msgspec.json.encode(draft),
        "source": draft.source,
        "published_at": article.published_at,
        "standing": "folded" if article.is_folded else "published" if article.is_shown else "",
        "is_lean": 0,
    }


def put_aliases(connection: Connection, others: Iterable[str], article: str) -> None:
    """Remember other addresses of the article at an address."""
    for other in sorted({key_of(other) for other in others}):
        put(connection, aliases, {"address": other}, {"address": other, "article": article})


def know(connection: Connection, known: Iterable[str]) -> None:
    """Remember addresses as known; where one is known as an article's, that stays."""
    keep_first(connection, aliases, [{"address": address, "article": address} for address in sorted({key_of(one) for one in known})])
