"""The steps that bring a people database of any age to the tables of today, in the manner of :mod:`newsfold.store.migrations`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from sqlalchemy import Connection, Engine, insert, inspect, select, text

from newsfold.errors import StoreError
from newsfold.store.migrations import WRITING, migrations
from newsfold.store.people.steps import deliveries, desk, subscribers, webhooks

STEPS: Mapping[str, Callable[[Connection], None]] = {
    "0001-subscribers": subscribers.take,
    "0002-deliveries": deliveries.take,
    "0003-webhooks": webhooks.take,
    "0004-desk": desk.take,
}
"""Every step there ever was, in order. A step is never changed once released."""

_LOCK = 0x6E65777370656F70  # "newspeop" in ASCII: the key of PostgreSQL's advisory lock


def migrate(engine: Engine) -> tuple[str, ...]:
    """Take the steps that this database has not taken, each in one transaction, and return their names.

    Raises :class:`StoreError` where the database has taken a step this newsfold does not know.
    """
    with engine.connect() as connection:
        known = taken(connection)
    done: list[str] = []
    for name in STEPS:
        if name not in known:
            with engine.connect().execution_options(**WRITING) as connection, connection.begin():
                done.extend(take(connection, (name,)))
    return tuple(done)


def take(connection: Connection, names: Collection[str]) -> tuple[str, ...]:
    """Take those of the named steps that the database has not taken, in their order, in the transaction that is under way."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    migrations.create(connection, checkfirst=True)
    known = taken(connection)  # Another process may have been quicker.
    fresh = tuple(name for name in STEPS if name in names and name not in known)
    for name in fresh:
        STEPS[name](connection)
        connection.execute(insert(migrations).values(name=name))
    return fresh


def taken(connection: Connection) -> frozenset[str]:
    """The steps a people database has taken. Raises :class:`StoreError` where a newer newsfold wrote it."""
    if not inspect(connection).has_table(migrations.name):
        return frozenset()
    return checked(frozenset(connection.scalars(select(migrations.c.name))), where="the people database")


def checked(names: Collection[str], *, where: str) -> frozenset[str]:
    """These names of steps, all known. Raises :class:`StoreError` where one is of a newer newsfold."""
    newer = sorted(set(names) - STEPS.keys())
    if newer:
        raise StoreError(f"was written by a newer newsfold (step {newer[-1][:80]})", where=where, remedy="Update newsfold.")
    return frozenset(names)
