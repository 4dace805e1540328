"""Step 0001: subscribers and erasures."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Index, Integer, MetaData, String, Table

from newsfold.store.column_types import Key, Moment, Words
from newsfold.store.steps.building import bring_to

metadata = MetaData()

Table(
    "subscribers",
    metadata,
    Column("key", Key, primary_key=True),
    Column("address", Words, nullable=False),
    Column("state", String(12), nullable=False),
    Column("topics", Words, nullable=False),
    Column("token", String(64), nullable=False),
    Column("consent", Words, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("invited_at", Moment),
    Column("confirmed_at", Moment),
    Column("left_at", Moment),
    Column("bounces", Integer, nullable=False),
    Column("bounced_at", Moment),
    Column("bounce", Words),
    Index("subscribers_by_token", "token", unique=True),
    Index("subscribers_by_state", "state", "key"),
)
Table(
    "erasures",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("deliveries", Integer, nullable=False),
)


def take(connection: Connection) -> None:
    """Make the tables."""
    bring_to(connection, metadata)
