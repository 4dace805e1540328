"""Where a portal's store is: a file in the portal, or a schema of its own in PostgreSQL."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from newsfold.errors import SettingsError
from newsfold.settings import StoreSettings

FILE = ".newsfold/store.db"
PREFIX = "newsfold_"
LONGEST_NAME = 63
"""Bytes of a name in PostgreSQL."""

_REMEDY = "Write postgresql://USER@HOST/DATABASE, or leave store.url empty for a file in the portal."
_POSTGRESQL = frozenset({"postgres", "postgresql", "postgresql+psycopg"})


def url_of(settings: StoreSettings) -> URL:
    """The address of a portal's store. Raises :class:`SettingsError`, which never shows a password."""
    return parsed(settings.url) if settings.url else URL.create("sqlite", database=FILE)


def parsed(text: str) -> URL:
    """A store's address as it was written. Raises :class:`SettingsError`, which never shows a password."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise SettingsError("is no address of a database", where="store.url", remedy=_REMEDY) from None
    if url.drivername in _POSTGRESQL:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername != "sqlite" or not url.database:
        raise SettingsError(f"names a database that is not supported ({url.drivername})", where="store.url", remedy=_REMEDY)
    return url


def schema_of(folder: Path, settings: StoreSettings) -> str:
    """The schema of a portal in PostgreSQL: the one that is set, else ``newsfold_`` and the folder's name in plain letters.

    Raises :class:`SettingsError` for a name that is none.
    """
    if not settings.schema:
        plain = unicodedata.normalize("NFKD", folder.resolve().name).encode("ascii", "ignore").decode().lower()
        return (PREFIX + re.sub(r"[^a-z0-9]+", "_", plain).strip("_"))[:LONGEST_NAME].rstrip("_")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", settings.schema) or settings.schema.startswith("pg_"):
        remedy = "Use up to 63 small letters, digits and _, beginning with a letter, such as newsfold_ai."
        raise SettingsError(f"store.schema cannot be {settings.schema[:80]!r}", where="store.schema", remedy=remedy)
    return settings.schema


def place_of(folder: Path, settings: StoreSettings) -> str:
    """Where a portal's store is, in words that are the same for two portals only where they share it by their settings' own word.

    Raises :class:`SettingsError`.
    """
    url = url_of(settings)
    if url.get_backend_name() == "sqlite":
        return str((folder / (url.database or FILE)).resolve())
    return f"{url.set(password=None, drivername='postgresql').render_as_string()}, schema {schema_of(folder, settings)}"
