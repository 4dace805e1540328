"""``newsfold report``: what the portal published, with plots."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import counted, print_json, say, table_row
from newsfold.content.atomic import write_atomically
from newsfold.editors.reporting import PortalReport, html_page, png
from newsfold.errors import InputError
from newsfold.portal import Portal


def report_command(
    portal: PortalOption = HERE,
    days: Annotated[int | None, typer.Option("--days", min=1, help="Count only the last so many days.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Where to write: report.html for a page, report.png for a picture.", metavar="FILE")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Tell what was published by topic, provider, quality and kind; as a page or picture with --output."""
    with Portal.open(portal) as opened:
        report = opened.report(days)
    if output is not None:
        _write(report, output)
    if json:
        print_json(report)
    elif output is not None:
        say(f"Written to {output}.")
    else:
        _tell(report)


def _write(report: PortalReport, output: Path) -> None:
    if output.suffix.lower() not in (".html", ".png"):
        raise InputError("is neither a page nor a picture", where=str(output), remedy="End the name with .html or .png.")
    body = png(report) if output.suffix.lower() == ".png" else html_page(report).encode()
    try:
        write_atomically(output, body)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(output), remedy="Choose another place.") from error


def _tell(report: PortalReport) -> None:
    table_row("shown", f"{report.published} of {counted(report.articles, 'article')}; {report.folded} folded")
    for heading, bars in report.charts:
        say(f"\n{heading}", style="bold")
        for name, count in bars:
            say(f"  {count:6d}  {name}")
    if report.gaps:
        table_row("nothing about", ", ".join(report.gaps))
