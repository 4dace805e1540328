"""``newsfold add``: one article, by its address."""

from __future__ import annotations

from typing import Annotated

import typer

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.reports import tell_day, tell_errors
from newsfold.cli.terminal import print_json, progress, say
from newsfold.cli.web_address import check_web_address
from newsfold.errors import SourceError
from newsfold.portal import Portal


def add_command(
    url: Annotated[str, typer.Argument(help="The address of an article.", metavar="URL")],
    portal: PortalOption = HERE,
    json: JsonOption = False,
) -> None:
    """Take one article in by its address: read, rated, folded, published.

    One that was rejected before is tried again. Exit status 1 where it is rejected, with the reason.
    """
    check_web_address(url)
    with progress(quiet=json) as bars, Portal.open(portal, progress=bars) as opened:
        report = opened.add(url)
    if json:
        print_json(report)
    elif report.collected.known:
        say(f"{url} is known already. `newsfold explain {url}` tells how it stands.")
    else:
        tell_day(report)
    tell_errors(report.errors)
    why = next((why for why in report.rejected if why.source in (None, "newsfold add")), None)
    if why is not None:
        raise SourceError(f"was rejected by {why.stage}: {why.reason}", where=url, remedy="`newsfold explain` tells more.")
