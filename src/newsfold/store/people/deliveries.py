"""Deliveries: who gets which edition. A row is claimed before a mail leaves and settled after, so that nobody gets one twice.

The states and how a mail walks through them:

    waiting -> handed -> sent        the server took it
                      -> waiting     the server asked to try later
                      -> refused     the server does not take it
    waiting -> refused               the server refused the address

``handed`` is written after the server has the whole text but for the line that ends it, and before that line is sent. What a killed sender
leaves as ``handed`` is not sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Column, Connection, Index, Integer, MetaData, String, Table, delete, func, select, text, update

from newsfold.article import Frozen
from newsfold.store.column_types import Key, Moment, Words, key_of
from newsfold.store.connection import Part, keep_first, told_clearly
from newsfold.store.migrations import WRITING

DeliveryState = Literal["waiting", "handed", "sent", "refused"]

MOST_TRIES = 5
"""How often a mail is offered to a server that asks to try later."""

metadata = MetaData()

deliveries = Table(
    "deliveries",
    metadata,
    Column("edition", Key, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("address", Words, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("answer", Words),
    Index("deliveries_by_state", "edition", "state", "key"),
    Index("deliveries_by_key", "key"),
)
"""One row an edition and address. ``answer`` is what the server said last."""


class Delivery(Frozen, frozen=True, kw_only=True):
    """One mail of an edition: to whom, how far it came, and what the server said."""

    edition: str
    address: str
    state: DeliveryState = "waiting"
    tries: int = 0
    at: datetime
    answer: str | None = None


class Tally(Frozen, frozen=True, kw_only=True):
    """How many mails of an edition are in which state."""

    waiting: int = 0
    handed: int = 0
    sent: int = 0
    refused: int = 0


class Deliveries(Part):
    """Who gets which edition, and how far that came."""

    def add(self, edition: str, addresses: Sequence[str], *, at: datetime) -> None:
        """Put addresses down for an edition, in one transaction; those that stand there stay as they are."""
        rows = [
            {"edition": edition, "key": key_of(address.lower()), "address": address, "state": "waiting", "tries": 0, "at": at}
            for address in addresses
        ]
        with self._writing() as connection:
            keep_first(connection, deliveries, rows)

    def waiting(self, edition: str, *, limit: int, after: str = "") -> tuple[Delivery, ...]:
        """Mails of an edition that are still to be sent, in order of address, from behind the address ``after`` on."""
        with self._reading() as connection:
            wanted = (deliveries.c.edition == edition) & (deliveries.c.state == "waiting") & (deliveries.c.key > key_of(after.lower()))
            rows = connection.execute(select(deliveries).where(wanted).order_by(deliveries.c.key).limit(limit)).all()
        return tuple(
            Delivery(edition=row.edition, address=row.address, state=row.state, tries=row.tries, at=row.at, answer=row.answer)
            for row in rows
        )

    def hand_over(self, edition: str, address: str, *, at: datetime, then: Callable[[], None] = lambda: None) -> bool:
        """Claim a mail whose text the server has but for its end, and do ``then`` at once; False where another sender has it.

        Between the claim and ``then`` nothing is waited for: the claim is written, not flushed to the disk, for a flush takes as long as
        many mails and a kill within it would leave a mail claimed that was never ended. :meth:`settle` flushes both.
        """
        wanted = (deliveries.c.edition == edition) & (deliveries.c.key == key_of(address.lower())) & (deliveries.c.state == "waiting")
        with told_clearly(), self._engine.connect().execution_options(**WRITING) as connection, _unflushed(connection):
            is_ours = connection.execute(update(deliveries).where(wanted).values(state="handed", at=at)).rowcount == 1
            if is_ours:
                connection.commit()
                then()
            return is_ours

    def settle(self, edition: str, address: str, state: DeliveryState, *, at: datetime, answer: str) -> None:
        """Note what became of a mail. One that is to be tried again counts a try and is refused after :data:`MOST_TRIES`."""
        which = (deliveries.c.edition == edition) & (deliveries.c.key == key_of(address.lower()))
        with self._writing() as connection:
            tries = (connection.scalar(select(deliveries.c.tries).where(which)) or 0) + 1
            ends = "refused" if state == "waiting" and tries >= MOST_TRIES else state
            connection.execute(update(deliveries).where(which).values(state=ends, tries=tries, at=at, answer=answer[:500]))

    def tally(self, edition: str) -> Tally:
        """How far an edition came."""
        with self._reading() as connection:
            query = select(deliveries.c.state, func.count()).where(deliveries.c.edition == edition).group_by(deliveries.c.state)
            return Tally(**{row[0]: row[1] for row in connection.execute(query)})

    def unfinished(self) -> tuple[str, ...]:
        """The editions that somebody still waits for, by name."""
        with self._reading() as connection:
            query = select(deliveries.c.edition).where(deliveries.c.state == "waiting").distinct().order_by(deliveries.c.edition)
            return tuple(connection.scalars(query))

    def drop(self, edition: str) -> None:
        """Forget whom an edition was meant for, of which nothing has left."""
        with self._writing() as connection:
            connection.execute(delete(deliveries).where((deliveries.c.edition == edition) & (deliveries.c.state == "waiting")))

    def of(self, address: str) -> tuple[Delivery, ...]:
        """Every mail to an address, by edition."""
        with self._reading() as connection:
            query = select(deliveries).where(deliveries.c.key == key_of(address.lower())).order_by(deliveries.c.edition)
            return tuple(
                Delivery(edition=row.edition, address=row.address, state=row.state, tries=row.tries, at=row.at, answer=row.answer)
                for row in connection.execute(query)
            )

    def withdraw(self, address: str) -> int:
        """Take back what has not been sent to an address yet; return how many mails that were."""
        with self._writing() as connection:
            wanted = (deliveries.c.key == key_of(address.lower())) & (deliveries.c.state == "waiting")
            return connection.execute(delete(deliveries).where(wanted)).rowcount

    def forget(self, *, before: datetime) -> int:
        """Let go of what was settled before a time; return how many rows that were."""
        with self._writing() as connection:
            old = (deliveries.c.at < before) & deliveries.c.state.in_(("sent", "refused", "handed"))
            return connection.execute(delete(deliveries).where(old)).rowcount


@contextmanager
def _unflushed(connection: Connection) -> Iterator[None]:
    """Transactions of this connection survive a kill of the process, as always, but perhaps not a power failure right after them."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL synchronous_commit TO off"))
        yield
        return
    driver = connection.connection.driver_connection
    try:
        _set(driver, "synchronous=NORMAL", "wal_autocheckpoint=0")
        yield
    finally:
        connection.rollback()  # Where nothing is under way, nothing happens.
        _set(driver, "synchronous=FULL", "wal_autocheckpoint=1000")


def _set(driver: Any, *pragmas: str) -> None:
    for pragma in pragmas:
        driver.execute(f"PRAGMA {pragma}").close()
