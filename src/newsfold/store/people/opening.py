"""Opening the people database, and its one door."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Engine, event
from sqlalchemy.exc import SQLAlchemyError

from newsfold.errors import StoreError
from newsfold.settings import StoreSettings
from newsfold.store.connection import made_engine, reason, shown
from newsfold.store.holders import hold
from newsfold.store.people.accounts import Accounts
from newsfold.store.people.deliveries import Deliveries
from newsfold.store.people.desk_notes import DeskNotes
from newsfold.store.people.dumping import dump_people, load_people
from newsfold.store.people.migrations import PEOPLE
from newsfold.store.people.subscribers import Subscribers
from newsfold.store.people.tips import Tips
from newsfold.store.people.webhooks import Webhooks
from newsfold.store.places import LONGEST_NAME, schema_of, url_of
from newsfold.store.places import place_of as place_of_store

FILE = ".newsfold/people.db"
SUFFIX = "_people"
"""What follows the store's schema in the name of the people's, in PostgreSQL."""


class People:
    """The people database of one portal, in SQLite or PostgreSQL: each matter has its part.

    It is never shared over the store's engine, so that what empties the store cannot reach it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.subscribers = Subscribers(engine)
        self.deliveries = Deliveries(engine)
        self.webhooks = Webhooks(engine)
        self.accounts = Accounts(engine)
        self.desk = DeskNotes(engine)
        self.tips = Tips(engine)

    @classmethod
    def in_folder(cls, folder: Path, settings: StoreSettings = StoreSettings()) -> Self:  # noqa: B008 - it is frozen
        """The people database of a portal folder: ``.newsfold/people.db``, or beside the store's schema where that is in PostgreSQL.

        Raises :class:`StoreError`, also where the settings lead to another portal's, and :class:`newsfold.errors.SettingsError`.
        """
        url, schema = place_of(folder, settings)
        engine = made_engine(url, schema=schema)
        try:
            if url.get_backend_name() == "sqlite":
                Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
                _make_durable(engine)
            else:
                _hold_store(url, folder, settings)
            PEOPLE.migrate(engine)
        except StoreError:
            engine.dispose()
            raise
        except (SQLAlchemyError, OSError) as error:
            engine.dispose()
            problem = f"the people database cannot be opened: {reason(error, url)}"
            remedy = "Mend it or put a backup in its place; it holds subscribers and consent, so do not delete it."
            raise StoreError(problem, where=shown(url), remedy=remedy) from error
        return cls(engine)

    @property
    def engine(self) -> Engine:
        """What its parts are opened with."""
        return self._engine

    def dump(self, file: Path) -> int:
        """Write all of it into a file and return how many rows that were; see :func:`newsfold.store.people.dumping.dump_people`."""
        return dump_people(self._engine, file)

    def load(self, file: Path) -> int:
        """Make all of it again from a dump and return how many rows it has; what stood in it is gone."""
        return load_people(self._engine, file)

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def place_of(folder: Path, settings: StoreSettings) -> tuple[URL, str]:
    """Where a portal's people database is: its address and, in PostgreSQL, its schema. Raises as :func:`url_of` and :func:`schema_of`."""
    url = url_of(settings)
    if url.get_backend_name() == "sqlite":
        return URL.create("sqlite", database=str(folder / FILE)), ""
    return url, schema_of(folder, settings)[: LONGEST_NAME - len(SUFFIX)] + SUFFIX


def _hold_store(url: URL, folder: Path, settings: StoreSettings) -> None:
    """Claim the store the people stand beside: whose it is, theirs they are. Raises :class:`StoreError` where it is another portal's."""
    store = made_engine(url, schema=schema_of(folder, settings))
    try:
        store.connect().close()  # A server that is not there is told as one that has no people.
        hold(store, folder, where=place_of_store(folder, settings))
    finally:
        store.dispose()


def _make_durable(engine: Engine) -> None:
    """A mail that was sent cannot be unsent: what is committed is on the disk, also after a power failure. What is deleted is gone."""

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _: object) -> None:
        for pragma in ("synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}").close()
