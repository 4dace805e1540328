"""People: the accounts, for owners; and everybody's own page."""

from __future__ import annotations

from datetime import datetime

from newsfold.article import Frozen
from newsfold.desk.ask import RANKS, Ask, Page, Way
from newsfold.desk.services import Desk
from newsfold.store.people import Role, Scope


class AccountRow(Frozen, frozen=True, kw_only=True):
    """An account without its secret."""

    name: str
    role: Role
    made_at: datetime
    is_closed: bool


class TokenRow(Frozen, frozen=True, kw_only=True):
    """A program's token without its secret."""

    id: str
    label: str
    scope: Scope
    made_at: datetime
    used_at: datetime | None


class PeopleView(Frozen, frozen=True, kw_only=True):
    """The accounts."""

    accounts: tuple[AccountRow, ...]
    roles: tuple[Role, ...] = ("reader", "editor", "owner")


class MeView(Frozen, frozen=True, kw_only=True):
    """Who asks, their tokens, and one that was just made: it is shown once."""

    name: str
    role: Scope
    tokens: tuple[TokenRow, ...]
    scopes: tuple[Scope, ...]
    fresh: str = ""


def people(desk: Desk, ask: Ask) -> Page:
    """Show the accounts."""
    rows = tuple(
        AccountRow(name=one.name, role=one.role, made_at=one.made_at, is_closed=one.is_closed) for one in desk.people.accounts.all()
    )
    return Page(template="people.html", title="People", view=PeopleView(accounts=rows))


def me(desk: Desk, ask: Ask) -> Page:
    """Show who asks their own account."""
    return Page(template="me.html", title="Your account", view=me_view(desk, ask))


def me_view(desk: Desk, ask: Ask) -> MeView:
    """Somebody's own account."""
    rows = tuple(
        TokenRow(id=one.id, label=one.label, scope=one.scope, made_at=one.made_at, used_at=one.used_at)
        for one in desk.people.accounts.tokens_of(ask.who)
    )
    return MeView(name=ask.who, role=ask.role, tokens=rows, scopes=tuple(role for role in RANKS if ask.may(role)))


WAY = Way("GET", "/people", "owner", people, "The accounts.")
ME = Way("GET", "/me", "reader", me, "Your own account and tokens.")
