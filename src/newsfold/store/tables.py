"""The tables of the store, as the newest migration leaves them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A UTC time as text, so that SQLite and PostgreSQL sort and return the same."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """Write the time with whole seconds and ``Z``."""
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        """Read it back as an aware datetime."""
        return datetime.fromisoformat(value) if value else None


migrations = Table("migrations", metadata, Column("name", String(200), primary_key=True))

sources = Table(
    "sources",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("title", Text),
    Column("checked_at", Moment),
    Column("succeeded_at", Moment),
    Column("failures", Integer, nullable=False, default=0),
    Column("error", Text),
    Column("entry_count", Integer, nullable=False, default=0),
)
"""What is remembered of each source: :class:`newsfold.page.SourceState`."""

entries = Table(
    "entries",
    metadata,
    Column("source", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("address", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("entry", LargeBinary, nullable=False),
    Index("entries_by_state", "state"),
)
"""Every item a source listed. ``state``: ``waiting`` until its page is read or given up, then ``done``."""

drafts = Table(
    "drafts",
    metadata,
    Column("address", Text, primary_key=True),
    Column("state", String(10), nullable=False),
    Column("path", Text),
    Column("draft", LargeBinary, nullable=False),
    Index("drafts_by_state", "state"),
    Index("drafts_by_path", "path"),
)
"""Every article read, with its text and reasons. ``state``: ``read``, ``rated``, ``folded`` while its record is
to be written, then ``recorded``."""

aliases = Table(
    "aliases",
    metadata,
    Column("address", Text, primary_key=True),
    Column("article", Text, nullable=False),
)
"""Other addresses under which an article was met, and the address of its draft."""

rejected = Table(
    "rejected",
    metadata,
    Column("url", Text, primary_key=True),
    Column("stage", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("source", Text),
    Column("at", Moment, nullable=False),
    Column("draft", LargeBinary),
)
"""What was dropped, where and why; the draft where one was read."""

records = Table(
    "records",
    metadata,
    Column("path", Text, primary_key=True),
    Column("stamp", Text, nullable=False),
    Column("prints", LargeBinary, nullable=False),
    Column("published_at", Moment, nullable=False),
    Index("records_by_time", "published_at"),
)
"""The index of the records: the file's stamp, a print of each field as it was last seen, and the time; refreshed where stamps differ."""

addresses = Table(
    "addresses",
    metadata,
    Column("address", Text, primary_key=True),
    Column("path", Text, nullable=False),
    Index("addresses_by_path", "path"),
)
"""Every clean address under which a record is known."""

edits = Table(
    "edits",
    metadata,
    Column("path", Text, primary_key=True),
    Column("field", String(40), primary_key=True),
)
"""Fields of records that an editor or another program changed; they are theirs (RECORD.md, law 9)."""

writings = Table(
    "writings",
    metadata,
    Column("path", Text, primary_key=True),
    Column("digest", String(64), nullable=False),
)
"""Records newsfold wrote and git does not have yet, with the SHA-256 of what was written."""

stories = Table(
    "stories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("lead", Text, nullable=False),
    Column("story", LargeBinary, nullable=False),
    Index("stories_by_lead", "lead"),
)
"""Stories with their members and reasons: :class:`newsfold.story.Story`."""
