"""What is collected: sources, the entries they list, and fetched pages with their provenance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

from newsfold.article import Frozen

SourceKind = Literal["feed", "sitemap", "archive", "folder"]
"""What a source is: a feed, a sitemap (or an index of sitemaps), a WARC or WACZ file, a folder of saved pages."""

Rhythm = Literal["adaptive", "30 minutes", "hour", "3 hours", "6 hours", "12 hours", "day"]
"""How often a source is asked: ``adaptive`` is by its own rhythm, the others are its owner's wish."""

RHYTHMS: Final[Mapping[Rhythm, int]] = {
    "adaptive": 0,
    "30 minutes": 1_800,
    "hour": 3_600,
    "3 hours": 10_800,
    "6 hours": 21_600,
    "12 hours": 43_200,
    "day": 86_400,
}
"""Each rhythm's seconds between two visits; 0: the source's own tell."""

MOVES_THAT_HOLD = 3
"""Visits in a row that must be sent for ever (301, 308) to one address before it is asked in place of the source's own."""

HealthFlag = Literal["new", "failing", "never worked", "went silent", "only old items", "moved", "retired"]
"""What `newsfold sources` says of a source beside its figures."""


class Source(Frozen, frozen=True, kw_only=True):
    """A place that lists articles, as the portal's owner wrote it into ``_data/sources.yaml``.

    ``url`` is a web address; for an archive or a folder a path, seen from the portal's folder. A source of kind ``feed`` that turns
    out to be a sitemap is read as one. One that is ``paused`` is not asked; ``every`` is how often the others are.
    """

    url: str
    title: str | None = None
    category: str | None = None
    kind: SourceKind = "feed"
    paused: bool = False
    every: Rhythm = "adaptive"


class SourceState(Frozen, frozen=True, kw_only=True):
    """What is remembered of a source between visits.

    ``failures`` counts the failed visits since the last good one; ``error`` says in a sentence and ``error_code`` in a word what the
    last visit ended in. ``kind`` is what the source turned out to be. ``body_hash`` is the SHA-256 of the bytes last read.

    The schedule: ``next_at`` is when to ask again (``None``: now), ``interval`` the seconds between visits its rhythm led to, ``every``
    the seconds its owner wished (0: by its rhythm),
    ``not_before`` until when the server asked to be left alone, ``fresh_until`` until when it said nothing changes. ``recent`` holds
    the times of the newest entries, newest first, :data:`newsfold.collect.rhythm.MOST_TIMES` at most; ``newest_at`` when a visit last
    found something new.

    ``moved_to`` is where the server says for ever (301, 308) the source stands now, ``moves`` how many visits in a row it said so.
    ``retired_at``: the server said the source is gone for good (410); it is not asked again until its owner says so.
    ``only_old``: the last good visit listed entries, and all were older than ``collect.max_age_days``.
    ``hub`` and ``topic`` are the WebSub hub the source names and its own name there.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    title: str | None = None
    checked_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    error: str | None = None
    entry_count: int = 0
    error_code: str = ""
    failed_at: datetime | None = None
    kind: SourceKind | None = None
    body_hash: str | None = None
    first_seen: datetime | None = None
    newest_at: datetime | None = None
    recent: tuple[datetime, ...] = ()
    only_old: bool = False
    interval: int = 0
    every: int = 0
    next_at: datetime | None = None
    not_before: datetime | None = None
    fresh_until: datetime | None = None
    moved_to: str | None = None
    moves: int = 0
    retired_at: datetime | None = None
    hub: str | None = None
    topic: str | None = None

    @property
    def address(self) -> str:
        """The address to ask: where the source moved to, once that held for :data:`MOVES_THAT_HOLD` visits, else its own."""
        return self.moved_to if self.moved_to and self.moves >= MOVES_THAT_HOLD else self.url


class SourceCounts(Frozen, frozen=True, kw_only=True):
    """What became of a source's articles, as the store counts it: drafts read, records published, records folded, entries rejected."""

    url: str
    articles: int = 0
    published: int = 0
    folded: int = 0
    rejected: int = 0


class SourceHealth(Frozen, frozen=True, kw_only=True):
    """How a source does, as `newsfold sources` shows it.

    ``last_success`` is the last good visit, ``last_new`` when a visit last found something new, ``last_published`` the time of its
    newest entry. ``median_interval`` is the seconds between two of its entries, ``per_week`` how many entries it brings in a week;
    both ``None`` where too few are known. ``share_published`` and ``share_folded`` are parts (0 to 1) of its articles, ``None``
    without articles. ``flags`` say what is out of the ordinary.
    """

    url: str
    title: str | None = None
    category: str | None = None
    kind: SourceKind = "feed"
    last_success: datetime | None = None
    last_new: datetime | None = None
    last_published: datetime | None = None
    failures: int = 0
    error: str | None = None
    error_code: str = ""
    median_interval: int | None = None
    per_week: float | None = None
    articles: int = 0
    rejected: int = 0
    share_published: float | None = None
    share_folded: float | None = None
    moved_to: str | None = None
    next_at: datetime | None = None
    every: Rhythm = "adaptive"
    flags: tuple[HealthFlag, ...] = ()


class RobotsFile(Frozen, frozen=True, kw_only=True):
    """An origin's robots.txt as it is remembered: its text (``None``: there is none, all is allowed) and how long that holds.

    ``closed`` is the sentence why nothing may be fetched there for now, and ``closed_code`` its word.
    """

    origin: str
    until: datetime
    text: str | None = None
    closed: str | None = None
    closed_code: str = ""


class Subscription(Frozen, frozen=True, kw_only=True):
    """A WebSub subscription (W3C WebSub, 2018). ``token`` is the last part of our callback's path, ``secret`` signs what the hub sends.

    ``expires_at`` is ``None`` until the hub has verified the intent.
    """

    source: str
    hub: str
    topic: str
    token: str
    secret: str
    requested_at: datetime
    expires_at: datetime | None = None


class Entry(Frozen, frozen=True, kw_only=True):
    """An item a source lists. ``id`` is the source's own name for it (else its address); the rest is the source's word, unchecked."""

    source: str
    id: str
    url: str
    title: str = ""
    excerpt: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    authors: tuple[str, ...] = ()
    picture: str | None = None


class EntryPrint(Frozen, frozen=True, kw_only=True):
    """What is remembered of an entry, to know it again: its id, cleaned address and two digests of 16 hex digits.

    ``likeness`` is of title and time together (empty where one is missing), ``words`` of title and excerpt without digits, by which
    an edit is seen. The times are what the source said last.
    """

    id: str
    address: str
    likeness: str = ""
    words: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None


class Page(Frozen, frozen=True, kw_only=True):
    """Fetched bytes and where they came from: the address asked for, the one that answered, the time, and the entry that led here."""

    url: str
    final_url: str
    fetched_at: datetime
    body: bytes
    content_type: str | None = None
    entry: Entry | None = None


class Picture(Frozen, frozen=True, kw_only=True):
    """A fetched and decoded picture: its address, true size in pixels, file format (``jpeg``, ``png``, ``webp``, ``gif``) and bytes."""

    url: str
    width: int
    height: int
    format: str
    body: bytes
