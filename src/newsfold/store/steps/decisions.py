"""Step 0004: what editors decided about stories, and the files it stands in."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Connection, Index, LargeBinary, MetaData, String, Table

from newsfold.store.column_types import Key, Words
from newsfold.store.steps.building import bring_to

metadata = MetaData()

Table("decision_files", metadata, Column("path", Key, primary_key=True), Column("stamp", Words, nullable=False))
Table(
    "decisions",
    metadata,
    Column("path", Key, primary_key=True),
    Column("id", String(16), primary_key=True),
    Column("obeyed", Boolean, nullable=False),
    Column("decision", LargeBinary, nullable=False),
    Index("decisions_by_obeyed", "obeyed"),
)


def take(connection: Connection) -> None:
    """Make the tables."""
    bring_to(connection, metadata)
