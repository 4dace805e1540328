"""The commands by name, loaded when they are asked for.

Loading all of them takes over a second (an HTTP client, a database, a language model); ``--version`` and ``check`` need little of it.
Typer keeps its click to itself, so the overrides below name typer's own classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final, cast

import typer
from typer.core import TyperCommand, TyperGroup

COMMANDS: Final[Mapping[str, str]] = {
    "init": "newsfold.cli.init:init_command",
    "run": "newsfold.cli.day:run_command",
    "collect": "newsfold.cli.day:collect_command",
    "read": "newsfold.cli.read:read_command",
    "rate": "newsfold.cli.rate:rate_command",
    "fold": "newsfold.cli.fold:fold_command",
    "publish": "newsfold.cli.publish:publish_command",
    "explain": "newsfold.cli.explain:explain_command",
    "stories": "newsfold.cli.stories:stories_app",
    "sources": "newsfold.cli.sources:sources_app",
    "add": "newsfold.cli.add:add_command",
    "watch": "newsfold.cli.watch:watch_command",
    "serve": "newsfold.cli.serve:serve_command",
    "store": "newsfold.cli.store:store_app",
    "report": "newsfold.cli.report:report_command",
    "edition": "newsfold.cli.edition:edition_command",
    "subscribers": "newsfold.cli.subscribers:subscribers_app",
    "alerts": "newsfold.cli.alerts:alerts_app",
    "pictures": "newsfold.cli.pictures:pictures_app",
    "desk": "newsfold.cli.desk:desk_app",
    "mcp": "newsfold.cli.mcp:mcp_command",
    "check": "newsfold.cli.check:check_command",
    "remove": "newsfold.cli.keep:remove_command",
    "rebuild": "newsfold.cli.keep:rebuild_command",
    "backfill": "newsfold.cli.backfill:backfill_command",
    "seal": "newsfold.cli.seal:seal_app",
    "demo": "newsfold.cli.demo:demo_command",
}
"""Each command, in the order of ``--help``, and where it stands."""


class LazyGroup(TyperGroup):
    """A group whose commands are loaded when they are asked for."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """The names, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> TyperCommand | TyperGroup | None:  # type: ignore[override]
        """Load a command; None where there is none of that name."""
        place = COMMANDS.get(cmd_name)
        return load(cmd_name, place) if place else None


def load(name: str, place: str) -> TyperCommand | TyperGroup:
    """The command that stands at ``module:name``."""
    module, _, attribute = place.partition(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        group = cast("TyperGroup", typer.main.get_command(found))
        group.name = name
        return group
    single = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})
    single.command(name)(found)
    return cast("TyperCommand", typer.main.get_command(single))
