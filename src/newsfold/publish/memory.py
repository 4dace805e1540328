"""What publishing remembers between runs: records, topics and organizations as they were read, and what each published file was made of.

A cache in ``.newsfold/``, nothing more: without it everything is read and drawn again, with the same bytes as the result.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple, Self, TypeVar
from zlib import crc32

import msgspec

from newsfold.article import Article, Author, Image, Organization, Provider, Related, Topic
from newsfold.publish.holdings import Letter
from newsfold.publish.leaves import Leaf, Leaves
from newsfold.publish.slips import Slip, print_of_body
from newsfold.version import __version__

MEMORY: Final = "published.db"
"""The file's name in ``.newsfold/``."""

_ENCODER = msgspec.msgpack.Encoder()
_LEAVES = msgspec.msgpack.Decoder(dict[str, Leaf])
_LETTERS = msgspec.msgpack.Decoder(tuple[bytes, tuple[Letter, ...]])
_SLIPS = msgspec.msgpack.Decoder(dict[str, tuple[str, Slip | None]])
_ARTICLE = msgspec.msgpack.Decoder(Article)

_TABLE_OF: Final[Mapping[type[msgspec.Struct], str]] = {Topic: "topics", Organization: "organizations"}

_READ = "(path TEXT PRIMARY KEY, stamp TEXT NOT NULL, value BLOB NOT NULL) WITHOUT ROWID"
_TABLES = f"""
CREATE TABLE IF NOT EXISTS records (path TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS topics {_READ};
CREATE TABLE IF NOT EXISTS organizations {_READ};
CREATE TABLE IF NOT EXISTS files
  (path TEXT PRIMARY KEY, inputs BLOB NOT NULL, size INTEGER NOT NULL, changed INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wholes (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts (name TEXT NOT NULL, month TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (name, month));
"""


_DIGEST: Final = 8
"""Bytes of a value's digest: a page torn by a power cut must not be taken for what was read."""

T = TypeVar("T", bound=msgspec.Struct)


def _month(key: str) -> str:
    """The month in the path of a record or in the name of its folder."""
    return key.removeprefix("_news/")[:7]


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

    def known(self, kind: type[T], stamps: Mapping[str, str]) -> dict[str, T]:
        """What was read of the files whose stamp is still the same, by path."""
        known: dict[str, T] = {}
        decode = msgspec.msgpack.Decoder(kind).decode
        table, gone = _TABLE_OF[kind], []
        with suppress(sqlite3.Error, msgspec.MsgspecError):
            for path, stamp, body in self._base.execute(f"SELECT path, stamp, value FROM {table}"):  # noqa: S608 - our names
                if stamps.get(path) == stamp and body[:_DIGEST] == _digest(stamp, body[_DIGEST:]):
                    known[path] = decode(body[_DIGEST:])
                elif path not in stamps:
                    gone.append((path,))
        self._forget(table, gone)
        return known

    def learn(self, kind: type[T], read: Iterable[tuple[str, str, T]]) -> None:
        """Remember what was read of files, given by path and stamp."""
        bodies = ((path, stamp, _ENCODER.encode(value)) for path, stamp, value in read)
        rows = ((path, stamp, _digest(stamp, body) + body) for path, stamp, body in bodies)
        self._put(f"INSERT OR REPLACE INTO {_TABLE_OF[kind]} VALUES (?, ?, ?)", rows)  # noqa: S608 - our names

    def traces(self) -> dict[str, Trace]:
        """How each published file was left, by path."""
        found: dict[str, Trace] = {}
        with suppress(sqlite3.Error):
            found = {path: Trace(inputs, size, at) for path, inputs, size, at in self._base.execute("SELECT * FROM files")}
        return found

    def put_traces(self, traces: Mapping[str, Trace], before: Mapping[str, Trace]) -> None:
        """Remember how files were left, where that is news; forget those that are no longer published."""
        self._put("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", ((path, *t) for path, t in traces.items() if before.get(path) != t))
        self._forget("files", [(path,) for path in before if path not in traces])

    def slips(self) -> dict[str, tuple[str, Slip | None]]:
        """The stamp and the slip of each record that was read, by path; no slip for one that is not shown."""
        found: dict[str, tuple[str, Slip | None]] = {}
        for body in self._parts("slips"):
            with suppress(msgspec.MsgspecError):
                found.update(_SLIPS.decode(body))
        return found

    def put_articles(self, slips: Mapping[str, tuple[str, Slip | None]], bodies: Mapping[str, bytes], changed: Collection[str]) -> None:
        """Remember the slips of all records, of which those at the paths ``changed`` are news, and the bytes of those that were read."""
        self._put("INSERT OR REPLACE INTO records VALUES (?, ?)", bodies.items())
        self._forget("records", [(path,) for path in changed if path not in bodies])
        self._put_parts("slips", slips, changed)

    def article(self, slip: Slip) -> Article | None:
        """The article of a slip; None where it is not remembered."""
        with suppress(sqlite3.Error, msgspec.MsgspecError):
            for (body,) in self._base.execute("SELECT value FROM records WHERE path = ?", (slip.path,)):
                if print_of_body(body) == slip.print:
                    return _ARTICLE.decode(body)
        return None

    def leaves(self) -> Leaves:
        """How articles were left."""
        before: dict[str, Leaf] = {}
        for body in self._parts("leaves"):
            with suppress(msgspec.MsgspecError):
                before.update(_LEAVES.decode(body))
        return Leaves(before, self._whole("leaves"))

    def put_leaves(self, shared: bytes, leaves: Mapping[str, Leaf], changed: Collection[str]) -> None:
        """Remember how articles were left; those of the names ``changed`` are news."""
        if shared != self._whole("leaves"):
            self._put("INSERT OR REPLACE INTO wholes VALUES (?, ?)", [("leaves", _digest("leaves", shared) + shared)])
        self._put_parts("leaves", leaves, changed)

    def letters(self, made_of: bytes) -> tuple[Letter, ...] | None:
        """The editions made of what has that print; None where they are not remembered."""
        with suppress(msgspec.MsgspecError):
            before, letters = _LETTERS.decode(self._whole("letters"))
            return letters if before == made_of else None
        return None

    def put_letters(self, made_of: bytes, letters: Sequence[Letter]) -> None:
        """Remember the editions and the print of what they were made of."""
        self._put_whole("letters", (made_of, letters))

    def _whole(self, name: str) -> bytes:
        """A value that a run asks for as a whole: ten thousand rows take ten times as long to fetch. Empty where it is not there."""
        with suppress(sqlite3.Error):
            for (body,) in self._base.execute("SELECT value FROM wholes WHERE name = ?", (name,)):
                if body[:_DIGEST] == _digest(name, body[_DIGEST:]):
                    return bytes(body[_DIGEST:])
        return b""

    def _put_whole(self, name: str, value: object) -> None:
        body = _ENCODER.encode(value)
        self._put("INSERT OR REPLACE INTO wholes VALUES (?, ?)", [(name, _digest(name, body) + body)])

    def _parts(self, name: str) -> list[bytes]:
        """The same in parts, a month each, so that a run after one new article writes one of them."""
        with suppress(sqlite3.Error):
            found = self._base.execute("SELECT month, value FROM parts WHERE name = ? ORDER BY month", (name,))
            return [body[_DIGEST:] for month, body in found if body[:_DIGEST] == _digest(name + month, body[_DIGEST:])]
        return []

    def _put_parts(self, name: str, values: Mapping[str, object], changed: Collection[str]) -> None:
        parts: dict[str, dict[str, object]] = {_month(key): {} for key in changed}
        for key in sorted(values):
            part = parts.get(_month(key))
            if part is not None:
                part[key] = values[key]
        bodies = ((month, _ENCODER.encode(part)) for month, part in parts.items())
        rows = ((name, month, _digest(name + month, body) + body) for month, body in bodies)
        self._put("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", rows)

    def _put(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        with suppress(sqlite3.Error, UnicodeError), self._base:
            self._base.executemany(statement, rows)

    def _forget(self, table: str, gone: list[tuple[str]]) -> None:
        if gone:
            with suppress(sqlite3.Error), self._base:
                self._base.executemany(f"DELETE FROM {table} WHERE path = ?", gone)  # noqa: S608 - our names


def _connected(file: Path) -> sqlite3.Connection:
    base = sqlite3.connect(file, timeout=5)
    try:
        # Killed runs are survived by the journal; power cuts are, because a file that was not kept has another size or time.
        base.execute("PRAGMA synchronous = OFF")
        model = [kind.__struct_fields__ for kind in (Article, Author, Image, Letter, Organization, Provider, Related, Slip, Topic)]
        release = crc32(f"{__version__} {_TABLES} {model}".encode()) & 0x7FFFFFFF
        if base.execute("PRAGMA user_version").fetchone()[0] != release:
            base.executescript(
                "".join(f"DROP TABLE IF EXISTS {table};" for table in (*_TABLE_OF.values(), "records", "files", "wholes", "parts"))
            )
        base.executescript(_TABLES)
        base.execute(f"PRAGMA user_version = {release}")
        base.execute("SELECT count(*) FROM (SELECT path FROM records LIMIT 1)").fetchone()
    except BaseException:
        base.close()
        raise
    return base
