"""The shelf: the desk's own index of every article ever seen, in ``.newsfold/desk.db``.

It is a cache made from records and store, whatever database the store is in; deleting it loses nothing. Lists and search ask it alone, so
that a page costs the same at a hundred articles and at a hundred thousand.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

import msgspec

from newsfold.article import Frozen
from newsfold.desk.cards import Card, CardState
from newsfold.errors import StoreError

FILE = ".newsfold/desk.db"

VERSION = 1
"""Raised whenever the tables or the cards change: an older shelf is thrown away and made again."""

_TABLES = """
CREATE TABLE cards (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, path TEXT, stamp TEXT, state TEXT NOT NULL, lead INTEGER NOT NULL,
    shown INTEGER NOT NULL, grown INTEGER NOT NULL, heat INTEGER NOT NULL, quality INTEGER NOT NULL, at INTEGER NOT NULL,
    members INTEGER NOT NULL, domain TEXT NOT NULL, code TEXT NOT NULL, lag INTEGER, card BLOB NOT NULL
);
CREATE UNIQUE INDEX cards_by_path ON cards (path) WHERE path IS NOT NULL;
CREATE INDEX cards_by_growth ON cards (lead, shown, grown, heat);
CREATE INDEX cards_by_heat ON cards (lead, shown, heat, at);
CREATE INDEX cards_by_state ON cards (state, at);
CREATE INDEX cards_by_code ON cards (code, at) WHERE state = 'rejected';
CREATE INDEX cards_by_time ON cards (at);
CREATE VIRTUAL TABLE words USING fts5 (title, excerpt, names, marks, tokenize = "unicode61 remove_diacritics 2");
CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Slot(Frozen, frozen=True, kw_only=True):
    """What stands on the shelf of a record: its file's stamp, and how many articles its story had when it last grew, in Unix seconds."""

    stamp: str
    is_lead: bool
    members: int
    grown: int


class Shelf:
    """The cards of all articles. Safe to be used by many threads: each question borrows a connection."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        self._writing = threading.Lock()
        file.parent.mkdir(parents=True, exist_ok=True)
        self._settle()

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else uses meanwhile. There are never more than were used at once."""
        try:
            connection = self._idle.get_nowait()
        except Empty:
            connection = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False, timeout=10)
            for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-6000"):
                connection.execute(f"PRAGMA {pragma}")
        try:
            yield connection
        finally:
            self._idle.put(connection)

    def close(self) -> None:
        """Let go of all connections."""
        while not self._idle.empty():
            self._idle.get_nowait().close()

    def _settle(self) -> None:
        try:
            with self._borrowed() as connection:
                if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
                    return
        except sqlite3.DatabaseError:
            pass  # It is no database, or damaged: it is made again below.
        self.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        with self._borrowed() as connection:
            connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")

    def rows(self, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[object, ...]]:
        """Ask the shelf. Raises :class:`StoreError`."""
        with _told_clearly(), self._borrowed() as connection:
            return connection.execute(query, values).fetchall()

    def number(self, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> int:
        """The one number a query gives; 0 for nothing."""
        rows = self.rows(query, values)
        return int(str(rows[0][0])) if rows and rows[0][0] is not None else 0

    def cards(self, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> tuple[Card, ...]:
        """The cards a query gives in its first column."""
        decoder = _CARDS
        return tuple(decoder.decode(row[0]) for row in self.rows(query, values))  # type: ignore[arg-type]

    def at(self, *, paths: Collection[str] = (), addresses: Collection[str] = ()) -> tuple[Card, ...]:
        """The cards with these paths or addresses, in order of time."""
        found: dict[str, Card] = {}
        for column, wanted in (("path", sorted(paths)), ("address", sorted(addresses))):
            for start in range(0, len(wanted), 500):
                part = wanted[start : start + 500]
                asked = ", ".join("?" * len(part))
                query = f"SELECT card FROM cards WHERE {column} IN ({asked})"  # noqa: S608 - only signs for values are put in
                found.update((card.address, card) for card in self.cards(query, part))
        return tuple(sorted(found.values(), key=lambda card: (card.published_at, card.address)))

    def stamps(self, paths: Sequence[str]) -> dict[str, str]:
        """The stamps of some records' files as they were last read, by path."""
        asked = ", ".join("?" * len(paths))
        rows = self.rows(f"SELECT path, stamp FROM cards WHERE path IN ({asked})", paths)  # noqa: S608 - only signs for values are put in
        return {str(path): str(stamp) for path, stamp in rows}

    def note(self, name: str) -> str:
        """What was noted under a name; empty where nothing was."""
        rows = self.rows("SELECT value FROM notes WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def put_note(self, name: str, value: str) -> None:
        """Note a value under a name."""
        with self.writing() as connection:
            connection.execute("INSERT INTO notes VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))

    @property
    def version(self) -> str:
        """A text that changes whenever the shelf does, whoever changed it."""
        return self.note("version")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with self._writing, _told_clearly(), self._borrowed() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute(
                    "INSERT INTO notes VALUES ('version', '1') ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
                )
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    def put(self, cards: Iterable[tuple[Card, str]], *, now: int | None, gone: Collection[str] = (), first: bool = False) -> None:
        """Put cards with their files' stamps on the shelf, and take those of ``gone`` paths off it.

        A lead that is new or has more articles than before grew ``now`` (Unix seconds). Without ``now`` an editor changed these stories:
        none grew. ``first``: the shelf is being made, so a story grew when its latest article was published.
        """
        cards = list(cards)
        with self.writing() as connection:
            known = {card.address: _slot(connection, card) for card, _ in cards}
            inherited = max((slot.grown for slot in known.values() if slot), default=0)
            for path in gone:
                _drop(connection, "path = ?", path)
            for card, stamp in cards:
                grown = 0
                if card.is_lead:
                    grown = int(card.latest.timestamp()) if first else _grown(card, known[card.address], now, inherited)
                _put(connection, card, stamp, grown)

    def take_off(self, addresses: Collection[str], *, state: CardState) -> None:
        """Take the cards in a state at these addresses off the shelf."""
        with self.writing() as connection:
            for address in addresses:
                _drop(connection, "address = ? AND state = ?", address, state)


_CARDS = msgspec.json.Decoder(Card)


def in_folder(folder: Path) -> Shelf:
    """The shelf of a portal folder."""
    return Shelf(folder / FILE)


def _slot(connection: sqlite3.Connection, card: Card) -> Slot | None:
    row = connection.execute(
        "SELECT stamp, lead, members, grown FROM cards WHERE address = ? OR path = ?", (card.address, card.path or None)
    ).fetchone()
    return Slot(stamp=row[0] or "", is_lead=bool(row[1]), members=row[2], grown=row[3]) if row else None


def _grown(card: Card, before: Slot | None, now: int | None, inherited: int) -> int:
    if now is None:
        return max(before.grown if before else 0, inherited)
    if before is None or not before.is_lead or card.members > before.members:
        return now
    return before.grown


def _put(connection: sqlite3.Connection, card: Card, stamp: str, grown: int) -> None:
    if card.path:
        _drop(connection, "path = ? AND address <> ?", card.path, card.address)
    at = int(card.published_at.timestamp())
    if card.state == "rejected" and card.rejected_at:
        at = int(card.rejected_at.timestamp())
    lag = int((card.fetched_at - card.published_at).total_seconds()) if card.fetched_at else None
    values = (card.address, card.path or None, stamp, card.state, int(card.is_lead), int(card.is_shown), grown, card.heat)
    values += (card.quality, at, card.members, card.domain, card.code, lag, msgspec.json.encode(card))  # type: ignore[assignment]
    row = connection.execute(
        """INSERT INTO cards (address, path, stamp, state, lead, shown, grown, heat, quality, at, members, domain, code, lag, card)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (address) DO UPDATE SET path = excluded.path, stamp = excluded.stamp, state = excluded.state, lead = excluded.lead,
        shown = excluded.shown, grown = excluded.grown, heat = excluded.heat, quality = excluded.quality, at = excluded.at,
        members = excluded.members, domain = excluded.domain, code = excluded.code, lag = excluded.lag, card = excluded.card
        RETURNING id""",
        values,
    ).fetchone()
    names = " ".join((card.provider, *card.authors, *card.topics))
    words = (row[0], card.title, card.excerpt, names, " ".join(card.marks))
    connection.execute("DELETE FROM words WHERE rowid = ?", (row[0],))
    connection.execute("INSERT INTO words (rowid, title, excerpt, names, marks) VALUES (?, ?, ?, ?, ?)", words)


def _drop(connection: sqlite3.Connection, here: str, *values: object) -> None:
    query = f"DELETE FROM cards WHERE {here} RETURNING id"  # noqa: S608 - one of three conditions above
    for row in connection.execute(query, values).fetchall():
        connection.execute("DELETE FROM words WHERE rowid = ?", row)


@contextmanager
def _told_clearly() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        remedy = f"Delete {FILE}; the desk makes it again."
        raise StoreError(f"cannot be read or written: {error}", where=FILE, remedy=remedy) from error
