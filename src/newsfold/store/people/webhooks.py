"""Webhooks: programs that are told of new leads, and the calls that wait or were made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, delete, insert, select, update

from newsfold.article import Frozen
from newsfold.store.column_types import Key, Moment, Words
from newsfold.store.connection import Part, keep_first

CallState = Literal["waiting", "made", "given up"]

metadata = MetaData()

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("url", Words, nullable=False),
    Column("secret", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Column("minimum_heat", Integer, nullable=False),
    Column("since", Moment, nullable=False),
)
calls = Table(
    "calls",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("webhook", String(16), nullable=False),
    Column("article", Key, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("answer", Words),
    Index("calls_by_state", "state", "due_at"),
    Index("calls_by_webhook", "webhook", "article", unique=True),
)
"""One row a webhook and lead, so that no lead is told twice."""


class Webhook(Frozen, frozen=True, kw_only=True):
    """A program to be told: where, with which secret, of leads of which topic (empty: all) from which heat on, published since when."""

    id: str
    url: str
    secret: str
    topic: str = ""
    minimum_heat: int = 0
    since: datetime


class Call(Frozen, frozen=True, kw_only=True):
    """One message to a webhook. ``id`` stays the same over all tries, so that who gets it twice can tell; ``body`` are the signed bytes."""

    id: str
    webhook: str
    article: str
    body: bytes
    state: CallState = "waiting"
    tries: int = 0
    due_at: datetime
    answer: str | None = None


class Webhooks(Part):
    """Webhooks and their calls."""

    def add(self, webhook: Webhook) -> None:
        """Keep a new webhook."""
        with self._writing() as connection:
            connection.execute(insert(webhooks).values({name: getattr(webhook, name) for name in webhook.__struct_fields__}))

    def remove(self, id: str) -> bool:
        """Forget a webhook and its calls; False where there is none."""
        with self._writing() as connection:
            connection.execute(delete(calls).where(calls.c.webhook == id))
            return connection.execute(delete(webhooks).where(webhooks.c.id == id)).rowcount == 1

    def all(self) -> tuple[Webhook, ...]:
        """Every webhook, in order of id."""
        with self._reading() as connection:
            rows = connection.execute(select(webhooks).order_by(webhooks.c.id)).mappings()
            return tuple(Webhook(**row) for row in rows)

    def add_calls(self, given: Sequence[Call]) -> None:
        """Keep calls that are to be made; one whose webhook was told of that article stays as it is."""
        with self._writing() as connection:
            keep_first(connection, calls, [{name: getattr(call, name) for name in call.__struct_fields__} for call in given])

    def due(self, now: datetime, *, limit: int = 100) -> tuple[Call, ...]:
        """Calls that are to be made now, the longest waiting first."""
        with self._reading() as connection:
            query = select(calls).where(calls.c.state == "waiting", calls.c.due_at <= now).order_by(calls.c.due_at, calls.c.id).limit(limit)
            return tuple(Call(**row) for row in connection.execute(query).mappings())

    def settle(self, call: Call) -> None:
        """Note what became of a call."""
        with self._writing() as connection:
            values = {"state": call.state, "tries": call.tries, "due_at": call.due_at, "answer": call.answer}
            connection.execute(update(calls).where(calls.c.id == call.id).values(values))

    def calls_of(self, webhook: str) -> tuple[Call, ...]:
        """Every call of a webhook, by id."""
        with self._reading() as connection:
            query = select(calls).where(calls.c.webhook == webhook).order_by(calls.c.id)
            return tuple(Call(**row) for row in connection.execute(query).mappings())
