"""``newsfold store``: backups of the portal's state, and its retention."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import print_json, say
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
    """Write the whole store into a file. A run may go on meanwhile."""
    with Portal.open(portal) as opened:
        rows = opened.store.dump(file)
    _tell(json, "rows", rows, f"Wrote {rows:,} rows to {file}.")


@store_app.command("load")
def load_command(file: FileArgument, portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """Make the store again from a dump, in SQLite or PostgreSQL; what stood in it is gone. Records are not touched."""
    with Portal.open(portal) as opened:
        rows = opened.load_store(file)
    _tell(json, "rows", rows, f"The store has {rows:,} rows from {file}.")


@store_app.command("tidy")
def tidy_command(portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """Let go of what the settings of [store] keep no longer. A run does it at its end."""
    with Portal.open(portal) as opened:
        tidied = opened.tidy()
    if json:
        print_json(tidied)
    else:
        say(f"Let go of {tidied.entries:,} entries, {tidied.texts:,} texts and the reasons of {tidied.rejected:,} rejections.")


def _tell(json: bool, name: str, count: int, sentence: str) -> None:
    if json:
        print_json({name: count})
    else:
        say(sentence)
