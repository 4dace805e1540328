"""Opening the store, and the one seam where the database's errors become ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, update
from sqlalchemy.exc import SQLAlchemyError

from newsfold.errors import StoreError
from newsfold.store.migrations import migrate


def open_engine(url: str) -> Engine:
    """The engine of a store at an SQLAlchemy URL, migrated. Raises :class:`StoreError`."""
    try:
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine)
        migrate(engine)
    except (SQLAlchemyError, OSError) as error:
        remedy = "Mend or delete it; a deleted store is made again."
        raise StoreError(f"the store cannot be opened: {_reason(error)}", where=url, remedy=remedy) from error
    return engine


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def settle(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA busy_timeout=10000")
        cursor.close()


class Part:
    """A part of the store: some tables and what is asked of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told_clearly(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction: all of it happens or nothing."""
        with told_clearly(), self._engine.begin() as connection:
            yield connection


@contextmanager
def told_clearly() -> Iterator[None]:
    """Turns the database's errors into :class:`StoreError`."""
    try:
        yield
    except SQLAlchemyError as error:
        remedy = "Free space or mend it, then run again; what was done is kept."
        raise StoreError(f"cannot be read or written: {_reason(error)}", where="the store", remedy=remedy) from error


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def put(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Update the row with this key, or insert it."""
    here = [table.c[name] == value for name, value in key.items()]
    if not connection.execute(update(table).where(*here).values(**values)).rowcount:
        connection.execute(insert(table).values(**values))
