"""What is collected: sources, the entries they list, and fetched pages with their provenance."""

from __future__ import annotations

from datetime import datetime

from newsfold.article import Frozen


class Source(Frozen, frozen=True, kw_only=True):
    """A place that lists articles, as the portal's owner wrote it into ``_data/sources.yaml``."""

    url: str
    title: str | None = None
    category: str | None = None


class SourceState(Frozen, frozen=True, kw_only=True):
    """What is remembered of a source between runs. ``failures`` counts the failed visits since the last good one."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    title: str | None = None
    checked_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    error: str | None = None
    entry_count: int = 0


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
