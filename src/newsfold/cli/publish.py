"""``newsfold publish``: what readers and other programs see. It loads neither HTTP client nor database: it starts at once."""

from __future__ import annotations

import os
from typing import Annotated

import msgspec
import typer

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.content.lock import locked
from newsfold.content.repository import Repository
from newsfold.day.publishing import Published, publish
from newsfold.portal_folder import settings_of


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
    settings = settings_of(portal, os.environ)
    delivered = []
    with locked(portal, "publish"):
        report = publish(settings, Repository(portal), clean=clean)
        if to:
            from newsfold.day.delivering import deliver  # noqa: PLC0415 - it runs other programs; few runs need it

            delivered = [deliver(portal, place, push=settings.git.push) for place in to]
    if json:
        told = {**msgspec.to_builtins(report), "delivered": delivered} if to else report
        typer.echo(msgspec.json.format(msgspec.json.encode(told), indent=2).decode())
    else:
        tell_published(report)
        for each in delivered:
            gone = "" if each.removed is None else f", {each.removed:,} removed"
            _tell("delivered", f"to {each.to}: {each.changed or 0:,} changed{gone}")
    for error in report.errors:
        _warn(f"error: {error}")
    if report.errors:
        raise typer.Exit(1)


def tell_published(report: Published) -> None:
    """What readers see."""
    files = report.files
    changed = f"{files.written:,} files written, {files.unchanged:,} unchanged, {files.removed:,} removed"
    _tell("published", f"{report.shown:,} {'article' if report.shown == 1 else 'articles'} shown; {changed}")
    for path in files.missing[:5]:
        _warn(f"a held picture is missing: {path}")


# Not by `newsfold.cli.terminal`: rich takes a sixth of the time of a run that has little to do.


def _tell(name: str, text: str) -> None:
    typer.echo(f"{typer.style(f'{name:<14}', bold=True)} {text}")


def _warn(text: str) -> None:
    typer.secho(text, err=True, fg="yellow")
