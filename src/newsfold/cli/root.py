"""The whole command line as Typer has it: every command, its options and its help."""

from __future__ import annotations

from typing import Annotated

import typer

from newsfold.cli.commands import LazyGroup
from newsfold.version import __version__

app = typer.Typer(
    name="newsfold",
    cls=LazyGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsfold {__version__}")
        raise typer.Exit


@app.callback(cls=LazyGroup, invoke_without_command=False)
def _newsfold(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")] = False,
) -> None:
    """The engine for topic news portals: one subject's news, every story once."""
