"""What the desk's pages and actions are asked and what they answer: values, so that each is a plain function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from newsfold.article import Frozen
from newsfold.errors import InputError
from newsfold.store.people import Scope

if TYPE_CHECKING:
    from newsfold.desk.services import Desk

RANKS: Final[Mapping[Scope, int]] = {"tip": 0, "reader": 1, "editor": 2, "owner": 3}
"""A higher rank may do all that a lower one may."""

Values = Mapping[str, tuple[str, ...]]
"""Names and their values, as a query or a form gives them."""

MOST_NAMED = 200
"""Articles one decision may name."""


@dataclass(frozen=True)
class Ask:
    """A request of somebody who may make it. ``who`` is the account's name, ``secret`` the session's, empty for a program's token.

    ``here`` is the page that is asked for with its query, ``back`` where an action is to go on to.
    """

    path: str
    who: str
    role: Scope
    secret: str = ""
    place: Mapping[str, str] = field(default_factory=dict)
    query: Values = field(default_factory=dict)
    form: Values = field(default_factory=dict)
    file: bytes = b""
    back: str = "/"
    said: str = ""
    network: str = ""
    here: str = "/"

    def may(self, role: Scope) -> bool:
        """Whether who asks may do what this role may."""
        return RANKS[self.role] >= RANKS[role]

    def one(self, name: str, default: str = "") -> str:
        """The first value of a name in the form, else in the query."""
        return next(iter(self.form.get(name) or self.query.get(name) or (default,)))

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a name in the form, else in the query."""
        return self.form.get(name) or self.query.get(name) or ()

    def needed(self, name: str) -> str:
        """The value of a name that must be given. Raises :class:`InputError`."""
        value = self.one(name).strip()
        if not value:
            raise InputError("is missing", where=name, remedy="Fill it in.")
        return value

    def number(self, name: str, default: int, *, least: int = 0, most: int = 10_000) -> int:
        """A whole number, kept within bounds; the default where none is given. Raises :class:`InputError`."""
        value = self.one(name).strip()
        if not value:
            return default
        if not value.isascii() or not value.removeprefix("-").isdigit() or len(value) > 9:
            raise InputError(f"is no whole number: {value[:20]!r}", where=name, remedy="Write one such as 5.")
        return max(least, min(most, int(value)))

    def articles(self, name: str = "article") -> tuple[str, ...]:
        """The articles that are named. Raises :class:`InputError` where there are too many."""
        named = tuple(value for value in self.all(name) if value)
        if len(named) > MOST_NAMED:
            raise InputError(f"names more than {MOST_NAMED} articles", where=name, remedy="Decide about fewer at once.")
        return named


class Refusal(Frozen, frozen=True, kw_only=True):
    """Why what was sent was not taken, as every error is told to programs: part of a page that keeps what was typed."""

    code: str
    message: str


class Page(Frozen, frozen=True, kw_only=True):
    """A page: its template, its title, and what it shows. Programs get ``view`` as JSON."""

    template: str
    title: str
    view: Frozen
    status: int = 200


class Go(Frozen, frozen=True, kw_only=True):
    """An action that is done: where to go on, and what to say there. Programs get ``view``, else what is said.

    ``session`` is the token of a session that begins; empty where one ends.
    """

    to: str
    said: str = ""
    view: Frozen | None = None
    session: str | None = None


class Raw(Frozen, frozen=True, kw_only=True):
    """Bytes of a type; ``lasts``: seconds a browser may keep them. ``file_name`` makes it a download."""

    body: bytes
    type: str
    lasts: int = 0
    file_name: str = ""


Answer = Page | Go | Raw
Method = Literal["GET", "POST"]


class Field(Frozen, frozen=True, kw_only=True):
    """A name that an address or form takes, for the documentation of the interface. ``many``: it may be given more than once."""

    name: str
    help: str
    many: bool = False
    needed: bool = False


@dataclass(frozen=True)
class Way:
    """A way into the desk: what is asked at which address, who may ask it (``None``: anybody), and what does it."""

    method: Method
    path: str
    role: Scope | None
    does: Callable[[Desk, Ask], Answer]
    help: str
    fields: tuple[Field, ...] = ()
    takes_file: bool = False
