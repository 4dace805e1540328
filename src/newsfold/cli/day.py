"""``newsfold run``, ``collect`` and ``publish``: the portal's day and its stages."""

from __future__ import annotations

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.reports import tell_collected, tell_day, tell_errors, tell_published, tell_rejected
from newsfold.cli.terminal import print_json, progress
from newsfold.portal import Portal


def run_command(portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """Run the whole day: collect, read, rate, fold, publish.

    A source or page that fails is told and does not stop the run. Exit status 1 where a file of the portal itself is wrong.
    """
    with progress(quiet=json) as bars, Portal.open(portal, progress=bars) as opened:
        report = opened.run()
    if json:
        print_json(report)
    else:
        tell_day(report)
    tell_errors(report.errors)


def collect_command(portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """Ask the sources what is new and read those pages."""
    with progress(quiet=json) as bars, Portal.open(portal, progress=bars) as opened:
        report = opened.collect()
    if json:
        print_json(report)
    else:
        tell_collected(report)
        tell_rejected(report.rejected, report.failed_sources)


def publish_command(portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """Write the JSON API (api/) and the site (site/) from the records. Opens no connection and changes no record."""
    with Portal.open(portal) as opened:
        report = opened.publish()
    if json:
        print_json(report)
    else:
        tell_published(report)
    tell_errors(report.errors)
