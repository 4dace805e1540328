"""Step 0005: tips sent in by readers."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Index, MetaData, String, Table

from newsfold.store.column_types import Key, Moment, Words
from newsfold.store.steps.building import bring_to

metadata = MetaData()

Table(
    "tips",
    metadata,
    Column("address", Key, primary_key=True),
    Column("url", Words, nullable=False),
    Column("words", Words, nullable=False),
    Column("sent_by", Key, nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", String(10), nullable=False),
    Column("done_by", Words),
    Index("tips_by_state", "state", "at"),
    Index("tips_by_sender", "sent_by", "at"),
)


def take(connection: Connection) -> None:
    """Make the table."""
    bring_to(connection, metadata)
