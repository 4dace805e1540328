"""The command line: thin commands over :class:`newsfold.portal.Portal` and the rooms."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from newsfold.cli.commands import LazyGroup
from newsfold.errors import NewsfoldError
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


def main() -> None:
    """Run a command. Errors are one sentence on standard error and the error's exit status, never a traceback."""
    try:
        app()
    except NewsfoldError as error:
        from newsfold.cli.terminal import err  # noqa: PLC0415  (rich is slow to load, and most commands end well)

        err.print(f"newsfold: {error}", style="red", markup=False)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        # The reader of our output went away; what is left in the buffer must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
