"""Step 0006: how far each web archive was taken in."""

from __future__ import annotations

from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table

from newsfold.store.column_types import Key
from newsfold.store.steps.building import bring_to

metadata = MetaData()

Table("backfills", metadata, Column("archive", Key, primary_key=True), Column("state", LargeBinary, nullable=False))


def take(connection: Connection) -> None:
    """Make the table."""
    bring_to(connection, metadata)
