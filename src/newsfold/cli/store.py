"""``newsfold store``: backups of the portal's state, and its retention."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsfold.backing_up import BackedUp
from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import counted, print_json, say
from newsfold.portal import Portal

store_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Back up the portal's state, bring it back, and let go of what is old.",
)
FileArgument = Annotated[Path, typer.Argument(help="The dump, JSON lines packed with gzip.", metavar="FILE")]


@store_app.command("dump")
def dump_command(file: FileArgument, portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """Write the store and the people (accounts, subscribers, editions sent, webhooks) into a file. A run may go on meanwhile.

    The file holds mail addresses and secrets; only you can read it, so keep it so.
    """
    with Portal.open(portal) as opened:
        done = opened.dump_store(file)
    _tell(json, done, f"Wrote {done.rows:,} rows of the store and {done.people or 0:,} of people to {file}.")


@store_app.command("load")
def load_command(
    file: FileArgument,
    portal: PortalOption = HERE,
    without_people: Annotated[
        bool, typer.Option("--without-people", help="Leave accounts and subscribers as they are: who left since the dump stays gone.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Make the store and the people again from a dump, in SQLite or PostgreSQL; what stood in them is gone. Records are not touched.

    A dump of an older newsfold has no people and leaves them alone.
    """
    with Portal.open(portal) as opened:
        done = opened.load_store(file, with_people=not without_people)
    people = "the people were left as they are" if done.people is None else f"{done.people:,} of people"
    _tell(json, done, f"The store has {done.rows:,} rows from {file}; {people}.")


@store_app.command("tidy")
def tidy_command(portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """Let go of what the settings of [store] keep no longer. A run does it at its end."""
    with Portal.open(portal) as opened:
        tidied = opened.tidy()
    if json:
        print_json(tidied)
    else:
        reasons = f"the reasons of {counted(tidied.rejected, 'rejection')}"
        say(f"Let go of {counted(tidied.entries, 'entry', 'entries')}, {counted(tidied.texts, 'text')} and {reasons}.")


def _tell(json: bool, done: BackedUp, sentence: str) -> None:
    if json:
        print_json(done)
    else:
        say(sentence)
