"""Step 0004: accounts of the desk, their sessions, tokens and tries; the audit log, visits, saved searches."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Connection, Index, Integer, MetaData, String, Table

from newsfold.store.column_types import Key, Moment, Words
from newsfold.store.steps.building import bring_to

metadata = MetaData()

Table(
    "accounts",
    metadata,
    Column("name", Key, primary_key=True),
    Column("role", String(10), nullable=False),
    Column("password", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("is_closed", Boolean, nullable=False),
)
Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("name", Key, nullable=False),
    Column("secret", String(64), nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("rotated_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment),
    Index("sessions_by_name", "name"),
)
Table(
    "tokens",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("id", String(12), nullable=False),
    Column("name", Key, nullable=False),
    Column("label", Words, nullable=False),
    Column("scope", String(10), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
    Index("tokens_by_name", "name"),
)
Table(
    "login_tries",
    metadata,
    Column("key", Key, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)
Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("who", Key, nullable=False),
    Column("did", Words, nullable=False),
    Column("what", Words, nullable=False),
    Index("audit_by_who", "who", "id"),
)
Table(
    "visits",
    metadata,
    Column("name", Key, primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Column("before", Integer, nullable=False),
    Column("now", Integer, nullable=False),
    Column("was_here", Moment),
)
Table(
    "saved_searches",
    metadata,
    Column("name", Key, primary_key=True),
    Column("label", Key, primary_key=True),
    Column("query", Words, nullable=False),
)


def take(connection: Connection) -> None:
    """Make the tables."""
    bring_to(connection, metadata)
