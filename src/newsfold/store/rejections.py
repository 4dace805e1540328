"""Rejections: what was dropped, where and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, delete, func, or_, select

from newsfold.outcome import Rejected
from newsfold.store.connection import Part
from newsfold.store.drafts import Draft
from newsfold.store.tables import rejected


class Rejections(Part):
    """All that was dropped."""

    def rejection_of(self, url: str) -> tuple[Rejected, Draft | None] | None:
        """Why the entry at an address was dropped, and what was read of it."""
        with self._reading() as connection:
            row = connection.execute(select(rejected).where(rejected.c.url == url)).one_or_none()
        if row is None:
            return None
        return _told(row), msgspec.json.decode(row.draft, type=Draft) if row.draft else None

    def rejections(self) -> tuple[Rejected, ...]:
        """All that was dropped, newest first."""
        columns = (rejected.c.url, rejected.c.stage, rejected.c.reason, rejected.c.source, rejected.c.code)
        with self._reading() as connection:
            rows = connection.execute(select(*columns).order_by(rejected.c.at.desc(), rejected.c.url))
            return tuple(_told(row) for row in rows)

    def rejected_since(self, at: datetime) -> tuple[tuple[Rejected, Draft | None, datetime], ...]:
        """What was dropped at or after a time, with what was read of it and when; the oldest first."""
        with self._reading() as connection:
            rows = connection.execute(select(rejected).where(rejected.c.at >= at).order_by(rejected.c.at, rejected.c.url))
            return tuple((_told(row), msgspec.json.decode(row.draft, type=Draft) if row.draft else None, row.at) for row in rows)

    def rejected_count(self) -> int:
        """How many articles are rejected; sources that failed are none."""
        with self._reading() as connection:
            query = select(func.count()).where(or_(rejected.c.source.is_(None), rejected.c.source != rejected.c.url))
            return connection.scalar(query.select_from(rejected)) or 0

    def take_back(self, url: str) -> None:
        """Forget that the entry at an address was dropped."""
        with self._writing() as connection:
            connection.execute(delete(rejected).where(rejected.c.url == url))


def rejection_row(why: Rejected, at: datetime) -> dict[str, Any]:
    """A rejection as it stands in its table."""
    return {"url": why.url, "stage": why.stage, "reason": why.reason, "source": why.source, "at": at, "code": why.code}


def _told(row: Row[*tuple[Any, ...]]) -> Rejected:
    return Rejected(stage=row.stage, reason=row.reason, url=row.url, source=row.source, code=row.code or "")
