"""``newsfold remove`` and ``rebuild``: what an owner does to records and the store for good."""

from __future__ import annotations

from typing import Annotated

import typer

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import counted, print_json, say
from newsfold.portal import Portal


def remove_command(
    path: Annotated[str, typer.Argument(help="The record's path, such as _news/2026-11-15-….md.", metavar="PATH")],
    why: Annotated[str, typer.Option(help="The reason, for the log.")],
    portal: PortalOption = HERE,
    json: JsonOption = False,
) -> None:
    """Take one article down for good.

    Its record stays as a tombstone (removed: true): gone from site, API and feeds at the next publish, and never collected again.
    Other records of the same address go with it. Its story is settled without it.
    """
    with Portal.open(portal) as opened:
        changed = opened.remove(path, why=why)
    if json:
        print_json(changed)
        return
    say(f"Removed {changed[0].title}.")
    for article in changed[1:]:
        if article.removed:
            say(f"  and its copy {article.path}")
        else:
            say(f"  now {'folded' if article.is_folded else f'leads with heat {article.heat}'}: {article.title}")
    say("`newsfold publish` takes it off the site.")


def rebuild_command(portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """Make the store again from the records.

    Nothing published is lost. Forgotten are what was rejected, what still waits to be read, and the reasons behind explain.
    """
    with Portal.open(portal) as opened:
        count = opened.rebuild()
    if json:
        print_json({"records": count})
    else:
        say(f"The store knows {counted(count, 'record')}.")
