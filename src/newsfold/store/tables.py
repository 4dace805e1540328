"""The tables of the store, as the newest migration leaves them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table

from newsfold.store.column_types import Key, Moment, Words

metadata = MetaData()

source_states = Table("source_states", metadata, Column("url", Key, primary_key=True), Column("state", LargeBinary, nullable=False))
"""What is remembered of each source: :class:`newsfold.page.SourceState` in JSON."""

robots = Table("robots", metadata, Column("origin", Key, primary_key=True), Column("file", LargeBinary, nullable=False))
"""What is remembered of hosts' robots.txt: :class:`newsfold.page.RobotsFile` in JSON."""

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("source", Key, primary_key=True),
    Column("token", Key, nullable=False),
    Column("subscription", LargeBinary, nullable=False),
    Index("subscriptions_by_token", "token"),
)
"""WebSub subscriptions: :class:`newsfold.page.Subscription` in JSON."""

entries = Table(
    "entries",
    metadata,
    Column("source", Key, primary_key=True),
    Column("id", Key, primary_key=True),
    Column("address", Key, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("entry", LargeBinary, nullable=False),
    Column("likeness", Words),
    Column("words", Words),
    Column("published_at", Moment),
    Column("updated_at", Moment),
    Column("try_at", Moment),
    Column("listed_at", Moment),
    Index("entries_by_state", "state"),
    Index("entries_by_address", "address"),
    Index("entries_by_likeness", "source", "likeness"),
)
"""Every item a source listed, with its print (:class:`newsfold.page.EntryPrint`). ``state``: ``waiting`` until its page is read
or given up, then ``done``; ``edited`` while its page is to be read again, which waits until ``try_at`` where it failed.
``listed_at``: when the source last had it."""

drafts = Table(
    "drafts",
    metadata,
    Column("address", Key, primary_key=True),
    Column("state", String(10), nullable=False),
    Column("path", Key),
    Column("draft", LargeBinary, nullable=False),
    Column("source", Key),
    Column("published_at", Moment),
    Column("standing", String(10)),
    Column("is_lean", Integer),
    Index("drafts_by_state", "state"),
    Index("drafts_by_path", "path"),
    Index("drafts_by_time", "is_lean", "published_at"),
)
"""Every article read, with its text and reasons. ``state``: ``read``, ``rated``, ``folded`` while its record is
to be written, then ``recorded``. ``standing``: ``published``, ``folded`` or nothing; ``is_lean``: 1 once its text was let go."""

aliases = Table("aliases", metadata, Column("address", Key, primary_key=True), Column("article", Key, nullable=False))
"""Other addresses under which an article was met, and the address of its draft; all that is kept of old entries is here."""

rejected = Table(
    "rejected",
    metadata,
    Column("url", Key, primary_key=True),
    Column("stage", String(10), nullable=False),
    Column("reason", Words, nullable=False),
    Column("source", Key),
    Column("at", Moment, nullable=False),
    Column("draft", LargeBinary),
    Column("code", Words),
    Index("rejected_by_time", "at"),
)
"""What was dropped, where and why; the draft where one was read."""

records = Table(
    "records",
    metadata,
    Column("path", Key, primary_key=True),
    Column("stamp", Words, nullable=False),
    Column("prints", LargeBinary, nullable=False),
    Column("published_at", Moment, nullable=False),
    Index("records_by_time", "published_at"),
)
"""The index of the records: the file's stamp, a print of each field as it was last seen, and the time; refreshed where stamps differ."""

addresses = Table(
    "addresses",
    metadata,
    Column("address", Key, primary_key=True),
    Column("path", Key, nullable=False),
    Index("addresses_by_path", "path"),
)
"""Every clean address under which a record is known."""

edits = Table(
    "edits",
    metadata,
    Column("path", Key, primary_key=True),
    Column("field", String(40), primary_key=True),
)
"""Fields of records that an editor or another program changed; they are theirs (RECORD.md, law 9)."""

writings = Table(
    "writings",
    metadata,
    Column("path", Key, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("stood", String(64)),
)
"""Records newsfold wrote and git does not have yet, with the SHA-256 of what was written. ``stood`` is that of what stood there when git
was not asked before (empty: no file); where git has something else, it was somebody's uncommitted change."""

stories = Table(
    "stories",
    metadata,
    Column("id", Key, primary_key=True),
    Column("lead", Key, nullable=False),
    Column("story", LargeBinary, nullable=False),
    Index("stories_by_lead", "lead"),
)
"""Stories with their members and reasons: :class:`newsfold.story.Story`."""

decision_files = Table(
    "decision_files",
    metadata,
    Column("path", Key, primary_key=True),
    Column("stamp", Words, nullable=False),
)
"""The files of editors' decisions, with their stamps as they were last read."""

decisions = Table(
    "decisions",
    metadata,
    Column("path", Key, primary_key=True),
    Column("id", String(16), primary_key=True),
    Column("obeyed", Boolean, nullable=False),
    Column("decision", LargeBinary, nullable=False),
    Index("decisions_by_obeyed", "obeyed"),
)
"""What editors decided about stories, and whether folding obeyed it: :class:`newsfold.story.Decision`."""

backfills = Table("backfills", metadata, Column("archive", Key, primary_key=True), Column("state", LargeBinary, nullable=False))
"""How far each web archive was taken in by `newsfold backfill`: :class:`newsfold.store.backfills.BackfillState` in JSON."""
