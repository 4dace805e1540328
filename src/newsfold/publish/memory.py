"""What publishing remembers between runs: the shown articles as they were read, and what each published file was made of.

A cache in ``.newsfold/``, nothing more: without it everything is read and drawn again, with the same bytes as the result.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple, Self
from zlib import crc32

import msgspec

from newsfold.article import Article
from newsfold.version import __version__

MEMORY: Final = "published.db"
"""The file's name in ``.newsfold/``."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Article)

_TABLES = """
CREATE TABLE IF NOT EXISTS records (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, article BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files
  (path TEXT PRIMARY KEY, inputs BLOB NOT NULL, size INTEGER NOT NULL, changed INTEGER NOT NULL) WITHOUT ROWID;
"""


_DIGEST: Final = 8
"""Bytes of a record's digest: a page torn by a power cut must not be taken for what was read."""


def _digest(stamp: str, body: bytes) -> bytes:
    return blake2b(body, key=stamp.encode()[:64], digest_size=_DIGEST).digest()


class Trace(NamedTuple):
    """A published file as it was left: the print of what it was made of, its size in bytes, its time in nanoseconds."""

    inputs: bytes
    size: int
    changed: int


class Memory:
    """The open cache. Every failure of it is as if it were empty."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """The cache in a folder, made where there is none; one that is damaged or of another release is begun anew."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return None
        for _ in range(2):
            with suppress(sqlite3.Error):
                return cls(_connected(folder / MEMORY))
            with suppress(OSError):
                (folder / MEMORY).unlink(missing_ok=True)
        return None

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def articles(self, stamps: Mapping[str, str]) -> dict[str, Article | None]:
        """The records whose stamp is still the same, by path; None for one that is not shown."""
        known: dict[str, Article | None] = {}
        with suppress(sqlite3.Error, msgspec.MsgspecError):
            for path, stamp, body in self._base.execute("SELECT path, stamp, article FROM records"):
                if stamps.get(path) == stamp and body[:_DIGEST] == _digest(stamp, body[_DIGEST:]):
                    known[path] = _DECODER.decode(body[_DIGEST:]) if body[_DIGEST:] else None
        return known

    def put_articles(self, articles: Iterable[tuple[str, str, Article | None]], *, here: Collection[str]) -> None:
        """Remember records by path and stamp; forget those whose path is not ``here``."""
        bodies = ((path, stamp, _ENCODER.encode(article) if article else b"") for path, stamp, article in articles)
        rows = ((path, stamp, _digest(stamp, body) + body) for path, stamp, body in bodies)
        self._put("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", rows)
        self._forget("records", here)

    def traces(self) -> dict[str, Trace]:
        """How each published file was left, by path."""
        found: dict[str, Trace] = {}
        with suppress(sqlite3.Error):
            found = {path: Trace(inputs, size, at) for path, inputs, size, at in self._base.execute("SELECT * FROM files")}
        return found

    def put_traces(self, traces: Mapping[str, Trace], before: Mapping[str, Trace]) -> None:
        """Remember how files were left, where that is news; forget those that are no longer published."""
        changed = ((path, *trace) for path, trace in traces.items() if before.get(path) != trace)
        self._put("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", changed)
        self._forget("files", traces.keys())

    def _put(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        with suppress(sqlite3.Error, UnicodeError), self._base:
            self._base.executemany(statement, rows)

    def _forget(self, table: str, here: Collection[str]) -> None:
        with suppress(sqlite3.Error), self._base:
            gone = [(path,) for (path,) in self._base.execute(f"SELECT path FROM {table}") if path not in here]  # noqa: S608 - our names
            self._base.executemany(f"DELETE FROM {table} WHERE path = ?", gone)  # noqa: S608 - our names


def _connected(file: Path) -> sqlite3.Connection:
    base = sqlite3.connect(file, timeout=5)
    try:
        # Killed runs are survived by the journal; power cuts are, because a file that was not kept has another size or time.
        base.execute("PRAGMA synchronous = OFF")
        release = crc32(f"{__version__} {Article.__struct_fields__}".encode()) & 0x7FFFFFFF
        if base.execute("PRAGMA user_version").fetchone()[0] != release:
            base.executescript("DROP TABLE IF EXISTS records; DROP TABLE IF EXISTS files;")
        base.executescript(_TABLES)
        base.execute(f"PRAGMA user_version = {release}")
        base.execute("SELECT count(*) FROM (SELECT path FROM records LIMIT 1)").fetchone()
    except BaseException:
        base.close()
        raise
    return base
