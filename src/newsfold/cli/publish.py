"""``newsfold publish``: what readers and other programs see."""

from __future__ import annotations

from typing import Annotated

import typer

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.plain import PublishAsked
from newsfold.cli.publishing import publish_now


def publish_command(
    portal: PortalOption = HERE,
    clean: Annotated[bool, typer.Option("--clean", help="Forget what earlier runs remembered, and draw every file again.")] = False,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="Then bring the site there: a folder, rsync:TARGET or branch:NAME. May be repeated.", metavar="PLACE"),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Write the JSON API (api/) and the site (site/) from the records. Changes no record; opens no connection but for --to."""
    status = publish_now(PublishAsked(portal=portal, clean=clean, to=tuple(to or ()), json=json))
    if status:
        raise typer.Exit(status)
