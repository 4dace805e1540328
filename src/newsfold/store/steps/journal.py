"""Step 0005: what stood where newsfold wrote, so that a commit made later leaves alone what others had not committed."""

from __future__ import annotations

from sqlalchemy import Column, Connection, MetaData, String, Table

from newsfold.store.column_types import Key
from newsfold.store.steps.building import bring_to

metadata = MetaData()

Table(
    "writings",
    metadata,
    Column("path", Key, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("stood", String(64)),
)


def take(connection: Connection) -> None:
    """Add the column."""
    bring_to(connection, metadata)
