"""Step 0001: sources, entries, drafts, aliases, rejected, stories."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, MetaData, String, Table

from newsfold.store.column_types import Key, Moment, Words
from newsfold.store.steps.building import bring_to

metadata = MetaData()

Table(
    "sources",
    metadata,
    Column("url", Key, primary_key=True),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("title", Words),
    Column("checked_at", Moment),
    Column("succeeded_at", Moment),
    Column("failures", Integer, nullable=False),
    Column("error", Words),
    Column("entry_count", Integer, nullable=False),
)
Table(
    "entries",
    metadata,
    Column("source", Key, primary_key=True),
    Column("id", Key, primary_key=True),
    Column("address", Key, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Index("entries_by_state", "state"),
)
Table(
    "drafts",
    metadata,
    Column("address", Key, primary_key=True),
    Column("state", String(10), nullable=False),
    Column("path", Key),
    Column("draft", LargeBinary, nullable=False),
    Index("drafts_by_state", "state"),
    Index("drafts_by_path", "path"),
)
Table("aliases", metadata, Column("address", Key, primary_key=True), Column("article", Key, nullable=False))
Table(
    "rejected",
    metadata,
    Column("url", Key, primary_key=True),
    Column("stage", String(10), nullable=False),
    Column("reason", Words, nullable=False),
    Column("source", Key),
    Column("at", Moment, nullable=False),
    Column("draft", LargeBinary),
)
Table(
    "stories",
    metadata,
    Column("id", Key, primary_key=True),
    Column("lead", Key, nullable=False),
    Column("story", LargeBinary, nullable=False),
    Index("stories_by_lead", "lead"),
)


def take(connection: Connection) -> None:
    """Make the tables."""
    bring_to(connection, metadata)
