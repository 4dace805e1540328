"""The store's one door: every question and change the portal puts to it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Engine, event
from sqlalchemy.exc import DatabaseError

from newsfold.errors import StoreError
from newsfold.settings import StoreSettings
from newsfold.store.backfills import Backfills
from newsfold.store.connection import made_engine, open_engine, told_clearly
from newsfold.store.decisions import Decisions
from newsfold.store.drafts import Draft, Drafts, put_drafts
from newsfold.store.dump import Dumping, empty, load_dump
from newsfold.store.entries import Entries
from newsfold.store.holders import hold
from newsfold.store.index import IndexRow, RecordIndex, put_rows
from newsfold.store.places import parsed, place_of, schema_of, url_of
from newsfold.store.rejections import Rejections
from newsfold.store.sources import Sources
from newsfold.store.tidying import Tidying

LATE = 20_000
"""Pages that were committed, 80 MB, after which SQLite moves them into the store's file by itself; else it does after 1,000."""


class Store(Sources, Entries, Drafts, Rejections, Backfills, Tidying, Dumping):
    """The state of one portal, in SQLite or PostgreSQL. ``records`` is the index of the records, ``decisions`` what editors decided."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.records = RecordIndex(engine)
        self.decisions = Decisions(engine)

    @classmethod
    def open(cls, url: str, *, schema: str = "") -> Self:
        """Open the store at an SQLAlchemy URL, in PostgreSQL in a schema of its own, and bring it up to date.

        Raises :class:`StoreError`, and :class:`newsfold.errors.SettingsError` where the URL is none.
        """
        return cls(open_engine(parsed(url), schema=schema))

    @classmethod
    def in_folder(cls, folder: Path, settings: StoreSettings = StoreSettings()) -> Self:  # noqa: B008 - it is frozen
        """The store of a portal folder: ``.newsfold/store.db``, or where its settings say. Raises as :meth:`open`, and :class:`StoreError`
        where the settings lead to another portal's.
        """
        engine = open_engine(_url(folder, settings), schema=schema_of(folder, settings))
        try:
            _hold(engine, folder, settings)
        except StoreError:
            engine.dispose()
            raise
        return cls(engine)

    @staticmethod
    def delete_in_folder(folder: Path, settings: StoreSettings = StoreSettings()) -> None:  # noqa: B008 - it is frozen
        """Delete the store of a portal folder, also one that is damaged. Raises :class:`StoreError`, before anything is gone where the
        settings lead to another portal's.
        """
        url = _url(folder, settings)
        engine = made_engine(url, schema=schema_of(folder, settings))
        try:
            _hold(engine, folder, settings, may_be_damaged=True)
            if url.get_backend_name() != "sqlite":
                with told_clearly(), engine.begin() as connection:
                    empty(connection)
        finally:
            engine.dispose()
        if url.get_backend_name() == "sqlite":
            for file in _files(url):
                with suppress(FileNotFoundError):
                    file.unlink()

    @staticmethod
    def load_in_folder(folder: Path, dump: Path, settings: StoreSettings = StoreSettings()) -> int:  # noqa: B008 - it is frozen
        """Make the store of a portal folder again from a dump; return how many rows it has. What stood in it is gone.

        Raises :class:`newsfold.errors.InputError` for what is no dump and :class:`StoreError` where the settings lead to another
        portal's, both before anything is changed.
        """
        engine = made_engine(_url(folder, settings), schema=schema_of(folder, settings))
        try:
            _hold(engine, folder, settings)
            return load_dump(engine, dump)
        finally:
            engine.dispose()

    def put_written(self, rows: Iterable[IndexRow], settled: Iterable[Draft]) -> None:
        """Keep how records stand that were written, and that their drafts are recorded, in one transaction."""
        with self._writing() as connection:
            put_rows(connection, rows)
            put_drafts(connection, settled)

    def checkpoint_apart(self) -> None:
        """No commit waits from now on until SQLite moves what was committed into the store's file: whoever calls this calls
        :meth:`checkpoint` now and then. Where that is not done, SQLite does it after :data:`LATE` pages.
        """
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _checkpoint_late)
            self._engine.dispose()  # Connections that are idle now are opened anew.

    def checkpoint(self) -> None:
        """Move what was committed into the store's file, where it is in SQLite; others read and write meanwhile."""
        if self._engine.dialect.name == "sqlite":
            with self._asking() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _checkpoint_late(connection: Any, _: object) -> None:
    connection.execute(f"PRAGMA wal_autocheckpoint={LATE}").close()


def _hold(engine: Engine, folder: Path, settings: StoreSettings, *, may_be_damaged: bool = False) -> None:
    """Claim a store that the settings name; one in the portal's own folder is nobody else's."""
    if not settings.url:
        return
    try:
        hold(engine, folder, where=place_of(folder, settings))
    except StoreError as error:
        # SQLite's word for a file that is no database any more; one that is busy or not to be opened is an OperationalError.
        is_damaged = engine.dialect.name == "sqlite" and type(error.__cause__) is DatabaseError
        if not (may_be_damaged and is_damaged):
            raise


def _url(folder: Path, settings: StoreSettings) -> URL:
    url = url_of(settings)
    if url.get_backend_name() == "sqlite" and url.database:
        url = url.set(database=str(folder / url.database))  # Joined to an absolute path, a folder changes nothing.
        try:
            Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the store cannot be made: {error.strerror}", where=str(url.database), remedy="Mend store.url.") from error
    return url


def _files(url: URL) -> list[Path]:
    file = Path(str(url.database))
    return [file, *(file.with_name(file.name + suffix) for suffix in ("-wal", "-shm", "-journal"))]
