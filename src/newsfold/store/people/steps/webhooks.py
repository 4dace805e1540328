"""Step 0003: webhooks, and the calls that wait or were made."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, MetaData, String, Table

from newsfold.store.column_types import Key, Moment, Words
from newsfold.store.steps.building import bring_to

metadata = MetaData()

Table(
    "webhooks",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("url", Words, nullable=False),
    Column("secret", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Column("minimum_heat", Integer, nullable=False),
    Column("since", Moment, nullable=False),
)
Table(
    "calls",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("webhook", String(16), nullable=False),
    Column("article", Key, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("answer", Words),
    Index("calls_by_state", "state", "due_at"),
    Index("calls_by_webhook", "webhook", "article", unique=True),
)


def take(connection: Connection) -> None:
    """Make the tables."""
    bring_to(connection, metadata)
