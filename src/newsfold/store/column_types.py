"""The types of the store's columns: the same values, the same order, and the same limits in SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Dialect, String, Text
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.types import TypeDecorator, TypeEngine

from newsfold.written_time import moment

LONGEST_KEY = 1_000
"""Bytes of a key. PostgreSQL takes no index row over a third of a page, about 2,700 bytes, and two keys may stand in one."""

_WIDTH = len("2026-11-15T07:30:00Z")
"""Signs of a time. Earlier versions wrote years before 1000 with fewer; they are filled up when read."""

_KEPT = 900
"""Bytes of a longer key that are kept before its digest."""


class Moment(TypeDecorator[datetime]):
    """A UTC time as text, so that SQLite and PostgreSQL sort and return the same."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write the time with whole seconds and ``Z``."""
        return moment(value.astimezone(UTC)) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read it back as an aware datetime."""
        return datetime.fromisoformat(value.zfill(_WIDTH)) if value else None


class Words(TypeDecorator[str]):
    """A text that any database takes, in the order of its code points."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """PostgreSQL would sort by the language of the server."""
        return dialect.type_descriptor(TEXT(collation="C") if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Leave out what PostgreSQL or UTF-8 does not hold: NUL and halves of surrogate pairs."""
        return None if value is None else storable(value)


class Key(Words):
    """A text that rows are found by; of one longer than :data:`LONGEST_KEY` bytes, its beginning and its digest."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Shorten a key that no index would take."""
        return None if value is None else key_of(value)


def storable(text: str) -> str:
    """``text`` as a database keeps it."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def key_of(text: str) -> str:
    """``text`` as it stands in a column of type :class:`Key`."""
    whole = storable(text)
    if len(whole) <= LONGEST_KEY // 4 or len(whole.encode()) <= LONGEST_KEY:
        return whole
    return f"{whole.encode()[:_KEPT].decode(errors='ignore')}#{sha256(whole.encode()).hexdigest()}"
