"""Step 0003: how entries are known again and tried again, whose a draft is, and what collecting remembers of sources, hosts and hubs."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, MetaData, String, Table, inspect, text

from newsfold.store.column_types import Key, Moment, Words
from newsfold.store.steps.building import bring_to

metadata = MetaData()

_source_states = Table("source_states", metadata, Column("url", Key, primary_key=True), Column("state", LargeBinary, nullable=False))
_entries = Table(
    "entries",
    metadata,
    Column("source", Key, primary_key=True),
    Column("id", Key, primary_key=True),
    Column("address", Key, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Column("likeness", Words),
    Column("words", Words),
    Column("published_at", Moment),
    Column("updated_at", Moment),
    Column("try_at", Moment),
    Column("listed_at", Moment),
    Index("entries_by_state", "state"),
    Index("entries_by_address", "address"),
    Index("entries_by_likeness", "source", "likeness"),
)
_drafts = Table(
    "drafts",
    metadata,
    Column("address", Key, primary_key=True),
    Column("state", String(10), nullable=False),
    Column("path", Key),
    Column("draft", LargeBinary, nullable=False),
    Column("source", Key),
    Column("published_at", Moment),
    Column("standing", String(10)),
    Column("is_lean", Integer),
    Index("drafts_by_state", "state"),
    Index("drafts_by_path", "path"),
    Index("drafts_by_time", "is_lean", "published_at"),
)
Table(
    "rejected",
    metadata,
    Column("url", Key, primary_key=True),
    Column("stage", String(10), nullable=False),
    Column("reason", Words, nullable=False),
    Column("source", Key),
    Column("at", Moment, nullable=False),
    Column("draft", LargeBinary),
    Column("code", Words),
    Index("rejected_by_time", "at"),
)
Table("robots", metadata, Column("origin", Key, primary_key=True), Column("file", LargeBinary, nullable=False))
Table(
    "subscriptions",
    metadata,
    Column("source", Key, primary_key=True),
    Column("token", Key, nullable=False),
    Column("subscription", LargeBinary, nullable=False),
    Index("subscriptions_by_token", "token"),
)


def take(connection: Connection) -> None:
    """Make the tables and columns, and carry over what stood in the old ones."""
    bring_to(connection, metadata)
    if "sources" in inspect(connection).get_table_names():
        rows = [dict(row) for row in connection.execute(text("SELECT * FROM sources")).mappings()]
        states = [{"url": row["url"], "state": _as_json({name: value for name, value in row.items() if value is not None})} for row in rows]
        if states:
            connection.execute(_source_states.insert(), states)
        connection.execute(text("DROP TABLE sources"))
    connection.execute(_drafts.update().values(is_lean=0))
    for address, draft in connection.execute(text("SELECT address, draft FROM drafts")).all():
        told = json.loads(bytes(draft))
        values = {"source": told.get("source"), "standing": _standing(told["article"])}
        connection.execute(_drafts.update().where(_drafts.c.address == address).values(values))
        when = {"at": told["article"]["published_at"], "address": address}
        connection.execute(text("UPDATE drafts SET published_at = :at WHERE address = :address"), when)


def _as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _standing(article: dict[str, Any]) -> str:
    if article.get("heat") == -1:
        return "folded"
    return "published" if article.get("published") else ""
