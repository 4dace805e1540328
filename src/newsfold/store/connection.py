"""Opening the store, and the one seam where the database's errors become ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Column, ColumnElement, Connection, Engine, Executable, Table, bindparam, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from newsfold.errors import StoreError
from newsfold.extras import missing
from newsfold.store.migrations import STORE, WRITING

BATCH = 500
"""Values in one IN (…); SQLite's smallest limit on variables is 999."""

ASKING: Final[Mapping[str, bool]] = {"newsfold_asks": True}
"""The execution option of a connection that asks outside of a transaction."""

T = TypeVar("T")

_SCHEMA_LOCK = 0x6E6577736F70656E  # "newsopen" in ASCII: the key of PostgreSQL's advisory lock

_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_SOUND: Final = frozenset(
    {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY}
)
"""SQLite's primary result codes (sqlite.org/rescode.html) that tell of the disk or of rights, not of the store."""

_PATIENCE = "-c lock_timeout=60s -c idle_in_transaction_session_timeout=600s"
"""How long PostgreSQL lets one wait for another's writing, and how long it bears with one that stopped in the midst of it."""


def open_engine(url: URL, *, schema: str = "") -> Engine:
    """The engine of the store at ``url``, migrated; in PostgreSQL in a schema of its own. Raises :class:`StoreError`."""
    engine = made_engine(url, schema=schema)
    try:
        STORE.migrate(engine)
    except (SQLAlchemyError, OSError) as error:
        engine.dispose()
        raise StoreError(f"the store cannot be opened: {reason(error, url)}", where=shown(url), remedy=_remedy(url, error)) from error
    except StoreError as error:
        engine.dispose()
        raise StoreError(error.problem, where=shown(url), remedy=error.remedy) from error
    return engine


def made_engine(url: URL, *, schema: str = "") -> Engine:
    """The engine of a store that may still have no tables. Raises :class:`StoreError` where the driver is missing."""
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url)
            _prepare_sqlite(engine)
        else:
            options = f"-c search_path={schema} {_PATIENCE}" if schema else _PATIENCE
            engine = create_engine(url, pool_pre_ping=True, connect_args={"options": options})
            _prepare_postgresql(engine, schema)
    except ImportError as error:
        raise missing("postgres", error.name or "psycopg", where="store.url", otherwise="leave store.url empty for a file") from error
    except NoSuchModuleError as error:
        remedy = "Use postgresql://USER@HOST/DATABASE, or leave store.url empty for a file."
        raise StoreError(f"has no driver here ({url.drivername})", where="store.url", remedy=remedy) from error
    return engine


def shown(url: URL) -> str:
    """A store's address as it may be printed: without its password."""
    return url.database or str(url) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def _remedy(url: URL, error: Exception) -> str:
    if url.get_backend_name() == "sqlite":
        # Nobody is told to delete a store that is sound: the drafts that wait in it would be lost.
        code = getattr(getattr(error, "orig", None), "sqlite_errorcode", 0) & 0xFF
        if isinstance(error, OSError) or code in _SOUND:
            return "Make room or mend the rights, then run again."
        if code in _BUSY:
            return "Wait until the other program is done with it, then run again."
        return "Mend or delete it; a deleted store is made again."
    return "See that PostgreSQL runs there and lets this user create a schema, or mend store.url."


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def settle(connection: Any, _: object) -> None:
        # Python's module would begin no transaction for a CREATE or ALTER TABLE; so it begins none, and we begin all.
        connection.isolation_level = None
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Two that read and then both want to write would fail; who is going to write says so at once and waits for its turn.
        options = connection.get_execution_options()
        if not ASKING.items() <= options.items():
            connection.exec_driver_sql("BEGIN IMMEDIATE" if WRITING.items() <= options.items() else "BEGIN")


def _prepare_postgresql(engine: Engine, schema: str) -> None:
    key = int.from_bytes(sha256(f"newsfold writes {schema}".encode()).digest()[:8], signed=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # As in SQLite, one writes at a time: two that put the same rows in another order would meet in a deadlock, and who reads
        # before writing would miss what the other is writing. Portals do not wait for each other; readers wait for nobody.
        if WRITING.items() <= connection.get_execution_options().items():
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (key,))

    # Before SQLAlchemy looks which schema is the current one.
    @event.listens_for(engine, "connect", insert=True)
    def settle(connection: Any, _: object) -> None:
        if not schema:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regnamespace(%s)", (f'"{schema}"',))
            if cursor.fetchone()[0] is None:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_SCHEMA_LOCK,))
                cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        connection.commit()


class Part:
    """A part of the store: some tables and what is asked of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told_clearly(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _asking(self) -> Iterator[Connection]:
        """The same for questions whose answers need not be of one moment; SQLite begins no transaction for them, which costs as much."""
        with told_clearly(), self._engine.connect().execution_options(**ASKING) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction: all of it happens or nothing."""
        with told_clearly(), self._engine.connect().execution_options(**WRITING) as connection, connection.begin():
            yield connection


@contextmanager
def told_clearly() -> Iterator[None]:
    """Turns the database's errors into :class:`StoreError`."""
    try:
        yield
    except SQLAlchemyError as error:
        remedy = "Free space or mend it, then run again; what was done is kept."
        raise StoreError(f"cannot be read or written: {reason(error)}", where="the store", remedy=remedy) from error


def reason(error: Exception, url: URL | None = None) -> str:
    """What a database says is wrong, in one line, without the password of its address."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    line = lines[0].rstrip(":") if lines else type(error).__name__
    return line.replace(str(url.password), "***") if url is not None and url.password else line


def put(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Update the row with this key, or insert it, at one stroke: two who put the same row at once both succeed."""
    put_all(connection, table, tuple(key), [values])


def put_all(connection: Connection, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """:func:`put` for many rows with the same columns; no two with the same key."""
    if rows:
        connection.execute(_putting(table, connection.dialect.name, tuple(key), tuple(rows[0])), list(rows))


@lru_cache(maxsize=128)
def _putting(table: Table, dialect: str, key: tuple[str, ...], names: tuple[str, ...]) -> Executable:
    """The statement of :func:`put_all`. To make one takes longer than to execute it."""
    statement = _insert(dialect)(table)
    changes = {name: statement.excluded[name] for name in names if name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=changes) if changes else statement.on_conflict_do_nothing()


def keep_first(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; where one with the same key stands, it stays."""
    if rows:
        connection.execute(_keeping(table, connection.dialect.name), list(rows))


@lru_cache(maxsize=64)
def _keeping(table: Table, dialect: str) -> Executable:
    return _insert(dialect)(table).on_conflict_do_nothing()


def _insert(dialect: str) -> Callable[[Table], sqlite.Insert | postgresql.Insert]:
    return postgresql.insert if dialect == "postgresql" else sqlite.insert


def among(column: Column[Any]) -> ColumnElement[bool]:
    """That a column has one of some values, which are given when the statement is executed, as ``some``.

    For statements that are made once: to make one takes longer than to execute it.
    """
    return column.in_(bindparam("some", expanding=True))


def batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """``values`` in parts that fit into one IN (…)."""
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))


def parted(items: Iterable[T], names: Callable[[T], Collection[str]], *, most: int = BATCH // 2) -> Iterator[list[T]]:
    """``items`` in their order, in parts of at most so many in which no two share a name: what one statement may write."""
    part: list[T] = []
    taken: set[str] = set()
    for item in items:
        own = names(item)
        if part and (len(part) == most or not taken.isdisjoint(own)):
            yield part
            part, taken = [], set()
        part.append(item)
        taken.update(own)
    if part:
        yield part
