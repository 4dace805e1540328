"""``newsfold run`` and ``collect``: the portal's day and its first stage, or the days of many portals."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsfold.cli.many import run_many
from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.reports import tell_collected, tell_day, tell_errors, tell_rejected, tell_silent
from newsfold.cli.terminal import print_json, progress
from newsfold.portal import Portal

AllOption = Annotated[bool, typer.Option("--all", help="Ask every source, also those whose time has not come.")]
RunAllOption = Annotated[bool, typer.Option("--all", help="With FOLDER: run every portal in it. Without: the same as --every.")]
EveryOption = Annotated[bool, typer.Option("--every", help="Ask every source, also those whose time has not come.")]
FolderArgument = Annotated[Path | None, typer.Argument(help="With --all: the folder that the portals are in.", metavar="[FOLDER]")]


def run_command(
    folder: FolderArgument = None,
    portal: PortalOption = HERE,
    run_all: RunAllOption = False,
    every: EveryOption = False,
    json: JsonOption = False,
) -> None:
    """Run the whole day: collect, read, rate, fold, publish.

    Sources are asked in their own rhythm, between ten minutes and a day; --every asks every one.
    A source or page that fails is told and does not stop the run. Exit status 1 where a file of the portal itself is wrong.

    --all FOLDER runs every portal in FOLDER: what one of them fetches serves all, a host is asked by one at a time, and what is wrong
    with one portal stops no other. The exit status is that of the portal that fared worst.
    """
    if folder is not None:
        run_many(folder, is_all=run_all, names_portal=portal != HERE, every=every, json=json)
        return
    every = every or run_all
    with progress(quiet=json) as bars, Portal.open(portal, progress=bars) as opened:
        report = opened.run(every=every)
    if json:
        print_json(report)
    else:
        tell_day(report)
    tell_errors(report.errors)


def collect_command(
    names: Annotated[list[str] | None, typer.Argument(help="Only these sources, by address or title.", metavar="SOURCE")] = None,
    portal: PortalOption = HERE,
    every: AllOption = False,
    json: JsonOption = False,
) -> None:
    """Ask the sources whose time has come what is new, and read those pages."""
    with progress(quiet=json) as bars, Portal.open(portal, progress=bars) as opened:
        report = opened.collect(every=every, only=names or ())
    if json:
        print_json(report)
    else:
        tell_collected(report)
        tell_rejected(report.rejected, report.failed_sources)
        tell_silent(report.silent)
