"""Who may come in: passwords, sessions, tokens for programs, and patience with those who guess."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from newsfold.article import Frozen
from newsfold.desk.ask import RANKS
from newsfold.errors import InputError
from newsfold.store.people import Account, People, Role, Scope, Session, Token
from newsfold.store.people.accounts import digest_of

IDLE: Final = timedelta(hours=12)
"""A session that is not used for so long ends."""

LONGEST: Final = timedelta(days=14)
"""Every session ends after so long."""

ROTATES: Final = timedelta(hours=1)
"""How old a session's token grows before it gets another; the old one holds for :data:`GRACE`."""

GRACE: Final = timedelta(minutes=1)
SEEN_EVERY: Final = timedelta(minutes=5)

MOST_TRIES: Final = 5
"""Failed logins in a row, for one account or from one address, before waiting begins."""

FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=1)
FORGOTTEN: Final = timedelta(days=1)

SHORTEST, LARGEST_PASSWORD = 12, 1_000
"""Signs of a password (NIST SP 800-63B, 5.1.1.2, asks for 8 at least and no rules of composition; argon2 needs some bound above)."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
TOKEN_MARK = "newsfold_"  # noqa: S105 - what every token begins with, so that scanners of leaked secrets know it


class Refused(Frozen, frozen=True, kw_only=True):
    """Why somebody was not let in, and for how many seconds trying again is of no use."""

    words: str
    wait: int = 0


class Admitted(Frozen, frozen=True, kw_only=True):
    """Who came in, as what. ``secret`` is the session's; ``token`` is set where the browser is to be given another."""

    who: str
    role: Scope
    secret: str = ""
    token: str = ""


@cache
def hasher() -> PasswordHasher:
    """argon2id with 19 MiB, two passes and one lane, the least of OWASP's Password Storage Cheat Sheet: several may log in at once and the
    desk is to stay below 300 MB. Guessing is slowed down besides (:data:`MOST_TRIES`).
    """
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _nobody() -> str:
    """A hash to check against where there is no such account, so that the time an answer takes does not tell."""
    return hasher().hash(secrets.token_hex(16))


@dataclass(frozen=True)
class Admitting:
    """Lets people and programs in."""

    people: People

    def add(self, name: str, role: Role, password: str, *, at: datetime) -> Account:
        """Make an account, or give one that was closed a new password. Raises :class:`InputError`."""
        name = name.strip().lower()
        if not _NAME.fullmatch(name):
            remedy = "Use up to 64 small letters, digits and . _ @ -, beginning with a letter or digit."
            raise InputError("cannot be an account's name", where=name[:80] or "the name", remedy=remedy)
        known = self.people.accounts.find(name)
        if known and not known.is_closed:
            raise InputError("has an account already", where=name, remedy="Choose another name.")
        account = Account(name=name, role=role, password=self._hashed(password), made_at=at)
        self.people.accounts.put(account)
        return account

    def change_password(self, name: str, password: str) -> None:
        """Give an account another password and end all its sessions and tokens. Raises :class:`InputError`."""
        account = self.account(name)
        self.people.accounts.put(account.evolve(password=self._hashed(password)))
        self.people.accounts.end_all(account.name)

    def change_role(self, name: str, role: Role, *, closed: bool = False) -> Account:
        """Give an account another role, or close it. The last owner stays one. Raises :class:`InputError`."""
        account = self.account(name)
        others = [one for one in self.people.accounts.all() if one.role == "owner" and not one.is_closed and one.name != account.name]
        if account.role == "owner" and not others and (closed or role != "owner"):
            raise InputError("is the last owner", where=account.name, remedy="Make another account an owner first.")
        changed = account.evolve(role=role, is_closed=closed)
        self.people.accounts.put(changed)
        self.people.accounts.end_all(account.name)
        return changed

    def account(self, name: str) -> Account:
        """The account with this name. Raises :class:`InputError` where there is none."""
        account = self.people.accounts.find(name)
        if account is None:
            raise InputError("is no account of this desk", where=name[:80], remedy="`newsfold desk user list` lists them.")
        return account

    def _hashed(self, password: str) -> str:
        if not SHORTEST <= len(password) <= LARGEST_PASSWORD:
            raise InputError("is too short or far too long", where="the password", remedy=f"Use {SHORTEST} signs or more, say four words.")
        return hasher().hash(password)

    def log_in(self, name: str, password: str, *, network: str, at: datetime) -> Admitted | Refused:
        """Begin a session. What is refused says the same whether the name or the password is wrong."""
        name = name.strip().lower()[:64]
        keys = (f"name:{name}", f"network:{network}")
        wait = max(self._wait(key, at) for key in keys)
        if wait > 0:
            return Refused(words=f"There were too many wrong tries. Wait {_spoken(wait)}, then try again.", wait=wait)
        account = self.people.accounts.find(name)
        is_right = _is_right(account.password if account and not account.is_closed else _nobody(), password[: LARGEST_PASSWORD + 1])
        if account is None or account.is_closed or not is_right:
            for key in keys:
                self.people.accounts.count_try(key, at, fresh_after=at - FORGOTTEN)
            return Refused(words="Name or password is wrong.")
        self.people.accounts.forget_tries(keys[0], before=at - FORGOTTEN)
        if hasher().check_needs_rehash(account.password):
            self.people.accounts.put(account.evolve(password=hasher().hash(password)))
        self.people.accounts.forget_sessions(seen_before=at - IDLE, now=at)
        token, secret = secrets.token_urlsafe(32), secrets.token_hex(32)
        session = Session(digest=digest_of(token), name=account.name, secret=secret, begun_at=at, rotated_at=at, seen_at=at)
        self.people.accounts.begin_session(session)
        return Admitted(who=account.name, role=account.role, secret=secret, token=token)

    def _wait(self, key: str, at: datetime) -> int:
        tries = self.people.accounts.tries(key)
        if tries is None or tries.count < MOST_TRIES or at - tries.at > FORGOTTEN:
            return 0
        wait = min(FIRST_WAIT * 2 ** min(tries.count - MOST_TRIES, 12), LONGEST_WAIT)
        return max(0, int((tries.at + wait - at).total_seconds()))

    def by_cookie(self, token: str, *, at: datetime) -> Admitted | None:
        """Who holds a session's token; it is given another once it is an hour old."""
        session = self.people.accounts.session(digest_of(token)) if token else None
        if session is None or at - session.seen_at > IDLE or at - session.begun_at > LONGEST or (session.ends_at and at > session.ends_at):
            return None
        account = self.people.accounts.find(session.name)
        if account is None or account.is_closed:
            return None
        admitted = Admitted(who=account.name, role=account.role, secret=session.secret)
        if at - session.rotated_at > ROTATES and session.ends_at is None:
            fresh = secrets.token_urlsafe(32)
            changed = session.evolve(digest=digest_of(fresh), rotated_at=at, seen_at=at)
            self.people.accounts.rotate_session(session, changed, ends_at=at + GRACE)
            return admitted.evolve(token=fresh)
        if at - session.seen_at > SEEN_EVERY:
            self.people.accounts.see_session(session.digest, at)
        return admitted

    def log_out(self, secret: str) -> None:
        """End a session."""
        self.people.accounts.end_session(secret)

    def new_token(self, name: str, label: str, scope: Scope, *, at: datetime) -> str:
        """Make a token for a program; it is shown once and kept as a digest. Raises :class:`InputError`."""
        account = self.account(name)
        if RANKS[scope] > RANKS[account.role]:
            raise InputError("is more than the account may", where=scope, remedy=f"Choose {account.role} or less.")
        token = TOKEN_MARK + secrets.token_urlsafe(32)
        digest = digest_of(token)
        made = Token(digest=digest, id=digest[:12], name=account.name, label=label.strip()[:80] or "a program", scope=scope, made_at=at)
        self.people.accounts.add_token(made)
        return token

    def by_token(self, text: str, *, at: datetime) -> Admitted | None:
        """Who a program speaks for, and what it may do: its scope, or its account's role where that is less."""
        token = self.people.accounts.token(digest_of(text)) if text.startswith(TOKEN_MARK) else None
        account = self.people.accounts.find(token.name) if token else None
        if token is None or account is None or account.is_closed:
            return None
        if token.used_at is None or at - token.used_at > SEEN_EVERY:
            self.people.accounts.use_token(token.digest, at)
        role = min(token.scope, account.role, key=RANKS.__getitem__)
        return Admitted(who=account.name, role=role)


def form_token(secret: str) -> str:
    """What the forms of a session carry, so that no other site can send them: a digest of its secret (OWASP, synchronizer token)."""
    return hmac.new(secret.encode(), b"newsfold form", sha256).hexdigest()


def is_form_token(given: str, secret: str) -> bool:
    """Whether a form carries its session's token."""
    return bool(secret) and hmac.compare_digest(given.encode(), form_token(secret).encode())


def _is_right(known: str, password: str) -> bool:
    try:
        return hasher().verify(known, password)
    except (VerificationError, InvalidHashError):
        return False


def _spoken(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{seconds // 60 + 1} minutes"
