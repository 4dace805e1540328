"""``newsfold run --all FOLDER``: the days of many portals, a line or two each."""

from __future__ import annotations

from pathlib import Path

import typer

from newsfold.cli.terminal import counted, print_json, progress, say, table_row, warn
from newsfold.errors import InputError
from newsfold.many_portals import ManyDays, ManyPortals, PortalDay


def run_many(folder: Path, *, is_all: bool, names_portal: bool, every: bool, json: bool) -> None:
    """Run every portal in a folder and tell of each. Ends with the exit status of the one that fared worst.

    Raises :class:`InputError` for a folder without ``--all``, beside ``--portal``, or without portals.
    """
    if not is_all or names_portal:
        problem = "is named beside --portal" if names_portal else "is named without --all"
        remedy = "Say `newsfold run --all FOLDER` for every portal in a folder, `newsfold run --portal DIR` for one."
        raise InputError(problem, where=str(folder), remedy=remedy)
    with progress(quiet=json) as bars:
        days = ManyPortals(folder, progress=bars).run(every=every)
    if json:
        print_json(days)
    else:
        _tell(days, folder)
    if days.exit_status:
        raise typer.Exit(days.exit_status)


def _tell(days: ManyDays, folder: Path) -> None:
    wrong = sum(bool(one.exit_status) for one in days.portals)
    for one in days.portals:
        _tell_one(one, folder)
    fetched = f"{counted(days.fetched, 'address', 'addresses')} fetched, {counted(days.spared, 'fetch', 'fetches')} shared"
    say(f"{counted(len(days.portals), 'portal')}, {wrong or 'nothing'} wrong; {fetched}")


def _tell_one(one: PortalDay, folder: Path) -> None:
    name = Path(one.folder).relative_to(folder).as_posix()
    width = max(14, len(name))
    if one.report is None:
        table_row(name, "failed", width=width)
        warn(f"error: {one.error}")
        return
    collected, folded = one.report.collected, one.report.folded
    parts = (
        f"{counted(collected.sources, 'source')} asked, {len(collected.failed_sources)} failed",
        f"{counted(collected.read, 'article')} read, {len(one.report.rejected)} rejected",
        f"{counted(folded.new_records, 'new record')}, {folded.folded} folded",
        f"{one.report.published.shown} shown",
    )
    table_row(name, "; ".join(parts), width=width)
    for error in one.report.errors:
        warn(f"error: {name}: {error}")
