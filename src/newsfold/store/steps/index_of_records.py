"""Step 0002: the index of the records and what is an editor's in them."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Index, LargeBinary, MetaData, String, Table

from newsfold.store.column_types import Key, Moment, Words
from newsfold.store.steps.building import bring_to

metadata = MetaData()

Table(
    "records",
    metadata,
    Column("path", Key, primary_key=True),
    Column("stamp", Words, nullable=False),
    Column("prints", LargeBinary, nullable=False),
    Column("published_at", Moment, nullable=False),
    Index("records_by_time", "published_at"),
)
Table(
    "addresses",
    metadata,
    Column("address", Key, primary_key=True),
    Column("path", Key, nullable=False),
    Index("addresses_by_path", "path"),
)
Table("edits", metadata, Column("path", Key, primary_key=True), Column("field", String(40), primary_key=True))
Table("writings", metadata, Column("path", Key, primary_key=True), Column("digest", String(64), nullable=False))


def take(connection: Connection) -> None:
    """Make the tables; stores of the first weeks have them already."""
    bring_to(connection, metadata)
