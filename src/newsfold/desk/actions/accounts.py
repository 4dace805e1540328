"""Accounts: logging in and out, people added and changed by owners, everybody's own password and tokens."""

from __future__ import annotations

from typing import cast, get_args

from newsfold.article import Frozen
from newsfold.desk.admitting import Admitting, Refused
from newsfold.desk.ask import RANKS, Ask, Field, Go, Page, Way
from newsfold.desk.pages.people import me_view
from newsfold.desk.protection import safe_place
from newsfold.desk.services import Desk
from newsfold.errors import InputError
from newsfold.store.people import Role, Scope


class LoginView(Frozen, frozen=True, kw_only=True):
    """The form to log in: what was wrong, and where to go on to. ``is_empty``: there is no account yet."""

    wrong: str = ""
    next: str = "/"
    name: str = ""
    is_empty: bool = False


def login_page(desk: Desk, ask: Ask) -> Page:
    """Show the form to log in."""
    view = LoginView(next=safe_place(ask.one("next", "/")), is_empty=desk.people.accounts.count() == 0)
    return Page(template="login.html", title="Log in", view=view)


def log_in(desk: Desk, ask: Ask) -> Go | Page:
    """Begin a session. A session there was before is not taken over."""
    name, next = ask.one("name"), safe_place(ask.one("next", "/"))
    admitted = Admitting(desk.people).log_in(name, ask.one("password"), network=ask.network, at=desk.now())
    if isinstance(admitted, Refused):
        desk.tell(name.strip().lower()[:64] or "nobody", "login refused", ask.network)
        status = 429 if admitted.wait else 401
        return Page(template="login.html", title="Log in", view=LoginView(wrong=admitted.words, next=next, name=name[:64]), status=status)
    desk.tell(admitted.who, "login", ask.network)
    return Go(to=next, session=admitted.token)


def log_out(desk: Desk, ask: Ask) -> Go:
    """End the session."""
    Admitting(desk.people).log_out(ask.secret)
    desk.tell(ask.who, "logout")
    return Go(to="/login", session="")


def add_account(desk: Desk, ask: Ask) -> Go:
    """Make an account."""
    account = Admitting(desk.people).add(ask.needed("name"), _role(ask.one("role")), ask.one("password"), at=desk.now())
    desk.tell(ask.who, "add account", f"{account.name}, {account.role}")
    return Go(to="/people", said=f"{account.name} may come in as {account.role}.")


def change_account(desk: Desk, ask: Ask) -> Go:
    """Give an account another role or password, or close it; its sessions end."""
    name, admitting = ask.needed("name"), Admitting(desk.people)
    if ask.one("password"):
        admitting.change_password(name, ask.one("password"))
        desk.tell(ask.who, "change password", name)
        return Go(to="/people", said=f"{name} has another password; its sessions ended.")
    account = admitting.change_role(name, _role(ask.one("role")), closed=ask.one("close") == "yes")
    desk.tell(ask.who, "change account", f"{account.name}, {'closed' if account.is_closed else account.role}")
    return Go(to="/people", said=f"{account.name} {'is closed' if account.is_closed else f'is {account.role} now'}.")


def own_password(desk: Desk, ask: Ask) -> Go:
    """Change one's own password; every session ends and a new one begins by logging in again."""
    admitting = Admitting(desk.people)
    old = admitting.log_in(ask.who, ask.one("old"), network=ask.network, at=desk.now())
    if isinstance(old, Refused):
        raise InputError("is wrong", where="the old password", remedy="Type it again.")
    admitting.change_password(ask.who, ask.one("password"))
    desk.tell(ask.who, "change own password")
    return Go(to="/login", said="", session="")


def new_token(desk: Desk, ask: Ask) -> Page:
    """Make a token for a program; it is shown this once."""
    scope = _scope(ask.one("scope"))
    token = Admitting(desk.people).new_token(ask.who, ask.one("label"), scope, at=desk.now())
    desk.tell(ask.who, "new token", scope)
    return Page(template="me.html", title="Your account", view=me_view(desk, ask).evolve(fresh=token))


def end_token(desk: Desk, ask: Ask) -> Go:
    """End a token."""
    if not desk.people.accounts.end_token(ask.who, ask.needed("id")):
        raise InputError("is none of your tokens", where=ask.one("id")[:20], remedy="Your account's page lists them.")
    desk.tell(ask.who, "end token", ask.one("id"))
    return Go(to="/me", said="It holds no longer.")


def _role(text: str) -> Role:
    if text not in get_args(Role):
        raise InputError("is no role", where=text[:40] or "role", remedy=f"These are: {', '.join(get_args(Role))}.")
    return cast("Role", text)


def _scope(text: str) -> Scope:
    if text not in RANKS:
        raise InputError("is no scope", where=text[:40] or "scope", remedy=f"These are: {', '.join(RANKS)}.")
    return cast("Scope", text)


_NAME, _ROLE = Field(name="name", help="the account", needed=True), Field(name="role", help="reader, editor or owner", needed=True)
_PASSWORD = Field(name="password", help="12 signs or more")
WAYS = (
    Way("GET", "/login", None, login_page, "The form to log in.", (Field(name="next", help="where to go on to"),)),
    Way("POST", "/login", None, log_in, "Begin a session.", (_NAME, _PASSWORD)),
    Way("POST", "/logout", "reader", log_out, "End the session."),
    Way("POST", "/people/add", "owner", add_account, "Make an account.", (_NAME, _ROLE, _PASSWORD)),
    Way(
        "POST",
        "/people/change",
        "owner",
        change_account,
        "Change or close an account.",
        (_NAME, _ROLE, _PASSWORD, Field(name="close", help="yes")),
    ),
    Way(
        "POST",
        "/me/password",
        "reader",
        own_password,
        "Change your own password.",
        (Field(name="old", help="the old one", needed=True), _PASSWORD),
    ),
    Way(
        "POST",
        "/me/tokens",
        "reader",
        new_token,
        "Make a token for a program.",
        (Field(name="label", help="for what"), Field(name="scope", help="tip, or a role")),
    ),
    Way("POST", "/me/tokens/end", "reader", end_token, "End a token.", (Field(name="id", help="its id", needed=True),)),
)
