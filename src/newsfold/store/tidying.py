"""Retention: what grows old is let go of at the end of a day. Nothing published or decided goes, and what was known stays known."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import delete, select, update

from newsfold.article import Frozen
from newsfold.settings import StoreSettings
from newsfold.store.connection import BATCH, Part, batches
from newsfold.store.drafts import Draft, know
from newsfold.store.tables import drafts, entries, rejected


class Tidied(Frozen, frozen=True, kw_only=True):
    """How much was let go of: entries, texts of articles, reasons of rejections."""

    entries: int = 0
    texts: int = 0
    rejected: int = 0


class Tidying(Part):
    """Lets go of what is old."""

    def tidy(self, settings: StoreSettings, *, now: datetime, open_days: int) -> Tidied:
        """Let go of what is older than the settings say; 0 days are for ever.

        ``open_days`` is how long a story stays open: an article's text is kept three times as long at least, because a story may be
        older than its latest article. Done in batches, each in one transaction.
        """
        texts = max(settings.keep_texts_days, 3 * open_days) if settings.keep_texts_days > 0 else 0
        return Tidied(
            entries=self._entries(now, timedelta(days=settings.keep_entries_days)) if settings.keep_entries_days > 0 else 0,
            texts=self._texts(now - timedelta(days=texts)) if texts else 0,
            rejected=self._rejected(now - timedelta(days=settings.keep_rejected_days)) if settings.keep_rejected_days > 0 else 0,
        )

    def _entries(self, now: datetime, kept: timedelta) -> int:
        """Let go of entries that are done and were not listed lately; their addresses stay known."""
        with self._writing() as connection:
            # Those of stores that did not note it count from now on.
            connection.execute(update(entries).where(entries.c.listed_at.is_(None)).values(listed_at=now))
        gone = 0
        old = (entries.c.state == "done") & (entries.c.listed_at < now - kept)
        while True:
            with self._writing() as connection:
                query = select(entries.c.source, entries.c.id, entries.c.address).where(old).limit(BATCH)
                rows = connection.execute(query).all()
                know(connection, (row.address for row in rows))
                for row in rows:
                    connection.execute(delete(entries).where(entries.c.source == row.source, entries.c.id == row.id))
            gone += len(rows)
            if len(rows) < BATCH:
                return gone

    def _texts(self, before: datetime) -> int:
        """Let go of the texts of old articles that have their record; all else of the drafts stays."""
        lean = 0
        old = (drafts.c.is_lean == 0) & (drafts.c.published_at < before) & (drafts.c.state == "recorded")
        while True:
            with self._writing() as connection:
                rows = connection.execute(select(drafts.c.address, drafts.c.draft).where(old).limit(BATCH)).all()
                for row in rows:
                    draft = msgspec.json.decode(row.draft, type=Draft)
                    body = msgspec.json.encode(draft.evolve(article=draft.article.evolve(text="")))
                    connection.execute(update(drafts).where(drafts.c.address == row.address).values(draft=body, is_lean=1))
            lean += len(rows)
            if len(rows) < BATCH:
                return lean

    def _rejected(self, before: datetime) -> int:
        """Let go of old reasons; the addresses stay known, but for those of sources, which are no articles."""
        gone = 0
        while True:
            with self._writing() as connection:
                query = select(rejected.c.url, rejected.c.source).where(rejected.c.at < before).limit(BATCH)
                rows = connection.execute(query).all()
                know(connection, (row.url for row in rows if row.source != row.url))
                for batch in batches([row.url for row in rows]):
                    connection.execute(delete(rejected).where(rejected.c.url.in_(batch)))
            gone += len(rows)
            if len(rows) < BATCH:
                return gone
