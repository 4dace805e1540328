"""``newsfold desk user``: the accounts of the desk."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import print_json, say
from newsfold.errors import InputError
from newsfold.extras import missing
from newsfold.portal_folder import settings_of
from newsfold.store.people import Deed, People, Role

if TYPE_CHECKING:
    from newsfold.desk.admitting import Admitting

users_app = typer.Typer(
    help="Add, list and change the accounts of the desk.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Name = Annotated[str, typer.Argument(help="The account's name.")]
RoleOption = Annotated[str, typer.Option("--role", help="reader (looks), editor (decides and edits) or owner (all).")]
_CLI = "newsfold desk user"


@users_app.command("add")
def add_command(name: Name, role: RoleOption = "editor", portal: PortalOption = HERE) -> None:
    """Let somebody in. The password is asked for, or read from standard input where that is no terminal."""
    with _admitting(portal) as admitting:
        account = admitting.add(name, _role(role), _password(), at=_now())
        admitting.people.desk.tell(Deed(at=_now(), who=_CLI, did="add account", what=f"{account.name}, {account.role}"))
    say(f"{account.name} may come in as {account.role}.")


@users_app.command("list")
def list_command(portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """List the accounts."""
    with _admitting(portal) as admitting:
        accounts = admitting.people.accounts.all()
    if json:
        print_json([{"name": one.name, "role": one.role, "closed": one.is_closed, "made": one.made_at} for one in accounts])
        return
    for one in accounts:
        say(f"{one.name}  {'closed' if one.is_closed else one.role}  since {one.made_at:%Y-%m-%d}")
    if not accounts:
        say("No account yet.")


@users_app.command("password")
def password_command(name: Name, portal: PortalOption = HERE) -> None:
    """Give an account another password; all its sessions and tokens end."""
    with _admitting(portal) as admitting:
        admitting.account(name)
        admitting.change_password(name, _password())
        admitting.people.desk.tell(Deed(at=_now(), who=_CLI, did="change password", what=name))
    say(f"{name} has another password; its sessions and tokens ended.")


@users_app.command("role")
def role_command(name: Name, role: RoleOption, portal: PortalOption = HERE) -> None:
    """Give an account another role; one that was closed is open again."""
    with _admitting(portal) as admitting:
        account = admitting.change_role(name, _role(role))
        admitting.people.desk.tell(Deed(at=_now(), who=_CLI, did="change account", what=f"{account.name}, {account.role}"))
    say(f"{account.name} is {account.role} now.")


@users_app.command("close")
def close_command(name: Name, portal: PortalOption = HERE) -> None:
    """Close an account; what it decided keeps its name."""
    with _admitting(portal) as admitting:
        account = admitting.change_role(name, admitting.account(name).role, closed=True)
        admitting.people.desk.tell(Deed(at=_now(), who=_CLI, did="change account", what=f"{account.name}, closed"))
    say(f"{account.name} is closed.")


@contextmanager
def _admitting(portal: Path) -> Iterator[Admitting]:
    try:
        from newsfold.desk.admitting import Admitting  # noqa: PLC0415 - argon2 is an extra
    except ImportError as error:
        raise missing("desk", error.name, where="the desk") from error
    with People.in_folder(portal, settings_of(portal, os.environ).store) as people:
        yield Admitting(people)


def _password() -> str:
    if sys.stdin.isatty():
        return cast("str", typer.prompt("Password, 12 signs or more", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


def _role(text: str) -> Role:
    if text not in ("reader", "editor", "owner"):
        raise InputError("is no role", where=text, remedy="Choose reader, editor or owner.")
    return cast("Role", text)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
