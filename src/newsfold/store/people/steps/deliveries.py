"""Step 0002: who gets which edition, and how far that came."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Index, Integer, MetaData, String, Table

from newsfold.store.column_types import Key, Moment, Words
from newsfold.store.steps.building import bring_to

metadata = MetaData()

Table(
    "deliveries",
    metadata,
    Column("edition", Key, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("address", Words, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("answer", Words),
    Index("deliveries_by_state", "edition", "state", "key"),
    Index("deliveries_by_key", "key"),
)


def take(connection: Connection) -> None:
    """Make the table."""
    bring_to(connection, metadata)
