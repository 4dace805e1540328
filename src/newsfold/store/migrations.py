"""The steps that bring a store of any age to the tables of today: named, recorded, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, Engine, insert, inspect, select

from newsfold.store.tables import metadata, migrations


def _create_first_tables(connection: Connection) -> None:
    metadata.create_all(connection)


def _create_index_of_records(connection: Connection) -> None:
    # Creates only what is missing.
    metadata.create_all(connection)


STEPS: Mapping[str, Callable[[Connection], None]] = {
    "0001-first-tables": _create_first_tables,
    "0002-index-of-records": _create_index_of_records,
}
"""Every step there ever was, in order. A step is never changed once released."""


def migrate(engine: Engine) -> tuple[str, ...]:
    """Take the steps this store has not taken and return their names."""
    taken = []
    for name, step in STEPS.items():
        with engine.begin() as connection:
            if inspect(connection).has_table(migrations.name) and name in connection.scalars(select(migrations.c.name)).all():
                continue
            step(connection)
            connection.execute(insert(migrations).values(name=name))
            taken.append(name)
    return tuple(taken)
