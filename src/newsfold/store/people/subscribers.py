"""Subscribers and their consent: who asked for the edition, when, in which words, and who left again."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from typing import Literal

import msgspec
from sqlalchemy import Column, Index, Integer, MetaData, Row, String, Table, delete, func, insert, select, update

from newsfold.article import Frozen
from newsfold.store.column_types import Key, Moment, Words, key_of
from newsfold.store.connection import Part, batches, put
from newsfold.store.people.deliveries import deliveries

SubscriberState = Literal["waiting", "subscribed", "left", "bounced"]
"""``waiting`` until the address was confirmed (double opt-in), ``left`` by unsubscribing, ``bounced`` where its server refuses mail."""

PAGE = 500
"""Subscribers read at once, so that a list of any length is gone through in bounded memory."""

metadata = MetaData()

subscribers = Table(
    "subscribers",
    metadata,
    Column("key", Key, primary_key=True),
    Column("address", Words, nullable=False),
    Column("state", String(12), nullable=False),
    Column("topics", Words, nullable=False),
    Column("token", String(64), nullable=False),
    Column("consent", Words, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("invited_at", Moment),
    Column("confirmed_at", Moment),
    Column("left_at", Moment),
    Column("bounces", Integer, nullable=False),
    Column("bounced_at", Moment),
    Column("bounce", Words),
    Index("subscribers_by_token", "token", unique=True),
    Index("subscribers_by_state", "state", "key"),
)
"""One row an address. ``key`` is the address in lower case, ``topics`` a JSON list, ``token`` the secret part of its links."""

erasures = Table(
    "erasures",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("deliveries", Integer, nullable=False),
)
"""Deletions. ``digest`` is SHA-256 of a salt that only the person was given and the address, so nobody can find the address from it."""


class Subscriber(Frozen, frozen=True, kw_only=True):
    """A person who asked for the edition.

    ``topics`` are the names of the topics wanted, none for all. ``consent`` says in words what was agreed to and how. ``invited_at`` is
    when the mail that asks for confirmation was last sent. ``bounces`` counts the failures of late; ``bounce`` is what the last one
    said. ``token`` stands in the links of this person's mails and is a secret.
    """

    address: str
    state: SubscriberState = "waiting"
    topics: tuple[str, ...] = ()
    token: str = ""
    consent: str = ""
    asked_at: datetime
    invited_at: datetime | None = None
    confirmed_at: datetime | None = None
    left_at: datetime | None = None
    bounces: int = 0
    bounced_at: datetime | None = None
    bounce: str | None = None

    @property
    def key(self) -> str:
        """What tells one address from another: the address in lower case."""
        return key_of(self.address.lower())


class Erasure(Frozen, frozen=True, kw_only=True):
    """The proof that a person's data was deleted. ``salt`` is known to nobody but who was given this; without it the digest says nothing.

    SHA-256 of ``salt``, a colon and the address in lower case is the digest that stays in the database under ``id``.
    """

    id: str
    salt: str
    at: datetime
    deliveries: int


class Subscribers(Part):
    """The subscribers."""

    def find(self, address: str) -> Subscriber | None:
        """The subscriber with an address, however it is written."""
        return self._one(subscribers.c.key == key_of(address.lower()))

    def by_token(self, token: str) -> Subscriber | None:
        """The subscriber whose links bear a token."""
        return self._one(subscribers.c.token == token) if token else None

    def _one(self, which: object) -> Subscriber | None:
        with self._reading() as connection:
            row = connection.execute(select(subscribers).where(which)).one_or_none()  # type: ignore[arg-type]
            return _told(row) if row else None

    def put(self, subscriber: Subscriber) -> Subscriber:
        """Keep a subscriber, new or changed; a new one gets its token. What is returned is what stands there now."""
        kept = subscriber if subscriber.token else subscriber.evolve(token=secrets.token_urlsafe(24))
        with self._writing() as connection:
            put(connection, subscribers, {"key": kept.key}, _row(kept))
        return kept

    def put_new(self, given: Sequence[Subscriber]) -> int:
        """Keep those whose address is not known yet, in one transaction; return how many that were."""
        fresh = {one.key: one if one.token else one.evolve(token=secrets.token_urlsafe(24)) for one in reversed(given)}
        with self._writing() as connection:
            for batch in batches(list(fresh)):
                for known in connection.scalars(select(subscribers.c.key).where(subscribers.c.key.in_(batch))).all():
                    del fresh[known]
            for batch in batches(list(fresh)):
                connection.execute(insert(subscribers), [_row(fresh[key]) for key in batch])
        return len(fresh)

    def all(self, state: SubscriberState | None = None) -> Iterator[Subscriber]:
        """Every subscriber, or those in one state, in order of address."""
        after = ""
        while True:
            query = select(subscribers).where(subscribers.c.key > after).order_by(subscribers.c.key).limit(PAGE)
            with self._reading() as connection:
                rows = connection.execute(query.where(subscribers.c.state == state) if state else query).all()
            yield from (_told(row) for row in rows)
            if len(rows) < PAGE:
                return
            after = rows[-1].key

    def counts(self) -> dict[SubscriberState, int]:
        """How many there are in each state."""
        with self._reading() as connection:
            query = select(subscribers.c.state, func.count()).group_by(subscribers.c.state)
            return {row[0]: row[1] for row in connection.execute(query)}

    def invited_since(self, at: datetime) -> int:
        """How many were sent a mail that asks for confirmation since a time."""
        with self._reading() as connection:
            return connection.scalar(select(func.count()).where(subscribers.c.invited_at >= at)) or 0

    def forget_unconfirmed(self, *, before: datetime) -> int:
        """Forget those who asked before a time and never confirmed; return how many that were."""
        with self._writing() as connection:
            old = (subscribers.c.state == "waiting") & (subscribers.c.asked_at < before)
            gone = connection.execute(delete(subscribers).where(old)).rowcount
        self._clear_log()
        return gone

    def delete(self, address: str, *, at: datetime) -> Erasure | None:
        """Delete all that is known of an address and return the proof; None where nothing is known of it."""
        key = key_of(address.lower())
        salt = secrets.token_hex(16)
        with self._writing() as connection:
            gone = connection.execute(delete(subscribers).where(subscribers.c.key == key)).rowcount
            sent = connection.execute(delete(deliveries).where(deliveries.c.key == key)).rowcount
            if not gone and not sent:
                return None
            digest = erasure_digest(salt, address)
            done = Erasure(id=digest[:16], salt=salt, at=at.replace(microsecond=0), deliveries=sent)
            connection.execute(insert(erasures).values(id=done.id, digest=digest, at=at, deliveries=sent))
        self._clear_log()
        return done

    def _clear_log(self) -> None:
        """SQLite keeps what was deleted in its write-ahead log until that is emptied."""
        if self._engine.dialect.name == "sqlite":
            with closing(self._engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def was_deleted(self, proof: Erasure, address: str) -> bool:
        """Whether a proof is of this database and of this address."""
        with self._reading() as connection:
            digest = connection.scalar(select(erasures.c.digest).where(erasures.c.id == proof.id))
        return digest is not None and secrets.compare_digest(digest, erasure_digest(proof.salt, address))

    def forgive(self, *, before: datetime) -> None:
        """Forget passing failures of which the last was before a time."""
        with self._writing() as connection:
            old = (subscribers.c.bounced_at < before) & (subscribers.c.bounces > 0) & (subscribers.c.state == "subscribed")
            connection.execute(update(subscribers).where(old).values(bounces=0))


def erasure_digest(salt: str, address: str) -> str:
    """The digest of a deletion's proof, in hex."""
    return sha256(f"{salt}:{address.lower()}".encode()).hexdigest()


def _row(subscriber: Subscriber) -> dict[str, object]:
    return {
        **{name: getattr(subscriber, name) for name in subscriber.__struct_fields__},
        "key": subscriber.key,
        "topics": msgspec.json.encode(subscriber.topics).decode(),
    }


def _told(row: Row[tuple[object, ...]]) -> Subscriber:
    known = row._mapping
    values = {name: known[name] for name in Subscriber.__struct_fields__}
    return Subscriber(**{**values, "topics": msgspec.json.decode(str(known["topics"]), type=tuple[str, ...])})
