"""Accounts of the desk: who may come in, as what, their sessions, tokens and failed tries. No secret stands here but as its digest."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Literal

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table, bindparam, delete, func, insert, select, update

from newsfold.article import Frozen
from newsfold.store.column_types import Key, Moment, Words
from newsfold.store.connection import Part, put

Role = Literal["reader", "editor", "owner"]
"""What somebody may do at the desk: look; decide and edit; also rules, sources and people."""

Scope = Literal["tip", "reader", "editor", "owner"]
"""What a program's token may do at the desk: send in tips and nothing else, or what a role may."""

metadata = MetaData()

accounts = Table(
    "accounts",
    metadata,
    Column("name", Key, primary_key=True),
    Column("role", String(10), nullable=False),
    Column("password", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("is_closed", Boolean, nullable=False),
)
"""``name`` is in lower case; ``password`` is an argon2id hash in PHC form (RFC 9106)."""

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("name", Key, nullable=False),
    Column("secret", String(64), nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("rotated_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment),
    Index("sessions_by_name", "name"),
)
"""``digest`` is the SHA-256 of the token in the cookie; ``secret`` makes the forms' tokens; ``ends_at`` is set once it was rotated."""

tokens = Table(
    "tokens",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("id", String(12), nullable=False),
    Column("name", Key, nullable=False),
    Column("label", Words, nullable=False),
    Column("scope", String(10), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
    Index("tokens_by_name", "name"),
)
"""Tokens for programs. ``scope`` is the most they may do, and never more than their account's role."""

tries = Table(
    "login_tries",
    metadata,
    Column("key", Key, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)
"""Failed logins in a row, by account and by address of the network."""


class Account(Frozen, frozen=True, kw_only=True):
    """Somebody who may come in. A closed account may not, but its decisions keep their name."""

    name: str
    role: Role
    password: str
    made_at: datetime
    is_closed: bool = False


class Session(Frozen, frozen=True, kw_only=True):
    """A browser that logged in. ``secret`` stays when its token is rotated, so that open forms go on working."""

    digest: str
    name: str
    secret: str
    begun_at: datetime
    rotated_at: datetime
    seen_at: datetime
    ends_at: datetime | None = None


class Token(Frozen, frozen=True, kw_only=True):
    """A program's key to the desk."""

    digest: str
    id: str
    name: str
    label: str
    scope: Scope
    made_at: datetime
    used_at: datetime | None = None


class Tries(Frozen, frozen=True, kw_only=True):
    """Failed logins in a row, and when the last was."""

    count: int
    at: datetime


def digest_of(token: str) -> str:
    """What is kept of a token of 256 random bits: its SHA-256, in hex. Such a token cannot be guessed, so no slow hash is needed."""
    return sha256(token.encode()).hexdigest()


# Asked with every request: to make a statement takes longer than to execute it.
_ACCOUNT = select(accounts).where(accounts.c.name == bindparam("name"))
_SESSION = select(sessions).where(sessions.c.digest == bindparam("digest"))


class Accounts(Part):
    """The accounts."""

    def find(self, name: str) -> Account | None:
        """The account with this name, in any case."""
        with self._asking() as connection:
            row = connection.execute(_ACCOUNT, {"name": name.strip().lower()}).mappings().one_or_none()
            return Account(**row) if row else None

    def all(self) -> tuple[Account, ...]:
        """Every account, in order of name."""
        with self._reading() as connection:
            return tuple(Account(**row) for row in connection.execute(select(accounts).order_by(accounts.c.name)).mappings())

    def put(self, account: Account) -> None:
        """Keep an account as it is now."""
        values = {name: getattr(account, name) for name in account.__struct_fields__}
        with self._writing() as connection:
            put(connection, accounts, {"name": account.name}, values)

    def end_all(self, name: str) -> None:
        """End every session and token of an account."""
        with self._writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.name == name))
            connection.execute(delete(tokens).where(tokens.c.name == name))

    def begin_session(self, session: Session) -> None:
        """Keep a new session."""
        with self._writing() as connection:
            connection.execute(insert(sessions).values({name: getattr(session, name) for name in session.__struct_fields__}))

    def session(self, digest: str) -> Session | None:
        """The session with a digest."""
        with self._asking() as connection:
            row = connection.execute(_SESSION, {"digest": digest}).mappings().one_or_none()
            return Session(**row) if row else None

    def see_session(self, digest: str, at: datetime) -> None:
        """Note that a session was used."""
        with self._writing() as connection:
            connection.execute(update(sessions).where(sessions.c.digest == digest).values(seen_at=at))

    def rotate_session(self, old: Session, new: Session, *, ends_at: datetime) -> None:
        """Give a session another token; the old one holds until ``ends_at`` for requests that are under way."""
        with self._writing() as connection:
            connection.execute(update(sessions).where(sessions.c.digest == old.digest).values(ends_at=ends_at))
            connection.execute(insert(sessions).values({name: getattr(new, name) for name in new.__struct_fields__}))

    def end_session(self, secret: str) -> None:
        """End a session, under all its tokens."""
        with self._writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.secret == secret))

    def forget_sessions(self, *, seen_before: datetime, now: datetime) -> None:
        """Let go of sessions that were not used since a time or have ended."""
        with self._writing() as connection:
            connection.execute(delete(sessions).where((sessions.c.seen_at < seen_before) | (sessions.c.ends_at < now)))

    def add_token(self, token: Token) -> None:
        """Keep a new token."""
        with self._writing() as connection:
            connection.execute(insert(tokens).values({name: getattr(token, name) for name in token.__struct_fields__}))

    def token(self, digest: str) -> Token | None:
        """The token with a digest."""
        with self._reading() as connection:
            row = connection.execute(select(tokens).where(tokens.c.digest == digest)).mappings().one_or_none()
            return Token(**row) if row else None

    def tokens_of(self, name: str) -> tuple[Token, ...]:
        """An account's tokens, the newest first."""
        with self._reading() as connection:
            query = select(tokens).where(tokens.c.name == name).order_by(tokens.c.made_at.desc(), tokens.c.id)
            return tuple(Token(**row) for row in connection.execute(query).mappings())

    def use_token(self, digest: str, at: datetime) -> None:
        """Note that a token was used."""
        with self._writing() as connection:
            connection.execute(update(tokens).where(tokens.c.digest == digest).values(used_at=at))

    def end_token(self, name: str, id: str) -> bool:
        """End one of an account's tokens; False where it has none of that id."""
        with self._writing() as connection:
            return connection.execute(delete(tokens).where(tokens.c.name == name, tokens.c.id == id)).rowcount > 0

    def tries(self, key: str) -> Tries | None:
        """The failed logins in a row under a key."""
        with self._reading() as connection:
            row = connection.execute(select(tries.c.count, tries.c.at).where(tries.c.key == key)).mappings().one_or_none()
            return Tries(**row) if row else None

    def count_try(self, key: str, at: datetime, *, fresh_after: datetime) -> None:
        """Count a failed login; one that is older than ``fresh_after`` is forgotten."""
        with self._writing() as connection:
            row = connection.execute(select(tries.c.count, tries.c.at).where(tries.c.key == key)).one_or_none()
            count = row.count + 1 if row and row.at > fresh_after else 1  # type: ignore[operator]
            put(connection, tries, {"key": key}, {"key": key, "count": count, "at": at})

    def forget_tries(self, key: str, *, before: datetime) -> None:
        """Forget the failed logins under a key, and all that are old."""
        with self._writing() as connection:
            connection.execute(delete(tries).where((tries.c.key == key) | (tries.c.at < before)))

    def count(self) -> int:
        """How many accounts there are."""
        with self._reading() as connection:
            return connection.scalar(select(func.count()).select_from(accounts)) or 0
