"""The steps that bring a database of any age to the tables of today: named, recorded, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, insert, inspect, select, text

from newsfold.errors import StoreError
from newsfold.store.steps import backfills, collecting, decisions, first_tables, index_of_records, journal

WRITING: Mapping[str, bool] = {"newsfold_writing": True}
"""The option of a connection that is going to write: SQLite then takes its one lock for writing at the beginning."""

migrations = Table("migrations", MetaData(), Column("name", String(200), primary_key=True))
"""The steps that were taken. It is not among the tables of a step, nor of a dump."""


@dataclass(frozen=True)
class Migrations:
    """The steps of one database. ``steps`` has every one there ever was, in order; a step is never changed once released.

    ``what`` is the database's name in an error, ``lock`` the key of PostgreSQL's advisory lock under which steps are taken.
    """

    what: str
    lock: int
    steps: Mapping[str, Callable[[Connection], None]]

    def migrate(self, engine: Engine) -> tuple[str, ...]:
        """Take the steps that this database has not taken, and return their names.

        Raises :class:`StoreError` where the database has taken a step this newsfold does not know.
        """
        with engine.connect() as connection:
            known = self.taken(connection)
        done: list[str] = []
        for name in self.steps:
            if name not in known:
                with engine.connect().execution_options(**WRITING) as connection, connection.begin():
                    done.extend(self.take(connection, (name,)))
        return tuple(done)

    def take(self, connection: Connection, names: Collection[str]) -> tuple[str, ...]:
        """Take those of the named steps that the database has not taken, in their order, in the transaction that is under way."""
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": self.lock})
        migrations.create(connection, checkfirst=True)
        known = self.taken(connection)  # Another process may have been quicker.
        fresh = tuple(name for name in self.steps if name in names and name not in known)
        for name in fresh:
            self.steps[name](connection)
            connection.execute(insert(migrations).values(name=name))
        return fresh

    def taken(self, connection: Connection) -> frozenset[str]:
        """The steps a database has taken. Raises :class:`StoreError` where a newer newsfold wrote it."""
        if not inspect(connection).has_table(migrations.name):
            return frozenset()
        return self.checked(frozenset(connection.scalars(select(migrations.c.name))), where=self.what)

    def checked(self, names: Collection[str], *, where: str) -> frozenset[str]:
        """These names of steps, all known. Raises :class:`StoreError` where one is of a newer newsfold."""
        newer = sorted(set(names) - self.steps.keys())
        if newer:
            raise StoreError(f"was written by a newer newsfold (step {newer[-1][:80]})", where=where, remedy="Update newsfold.")
        return frozenset(names)


STORE = Migrations(
    what="the store",
    lock=0x6E657773666F6C64,  # "newsfold" in ASCII
    steps={
        "0001-first-tables": first_tables.take,
        "0002-index-of-records": index_of_records.take,
        "0003-collecting": collecting.take,
        "0004-decisions": decisions.take,
        "0005-journal": journal.take,
        "0006-backfills": backfills.take,
    },
)
"""The steps of the store."""
