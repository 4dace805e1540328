"""``newsfold sources``: the places that list articles, and their health."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.table import Table

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import out, print_json, say
from newsfold.errors import InputError
from newsfold.page import Source, SourceState
from newsfold.portal import Portal

sources_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="List the portal's sources with their health, and add one.",
)


@sources_app.command("list")
def list_command(portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """List the sources with what happened at the last visit."""
    with Portal.open(portal) as opened:
        sources, states = opened.sources(), opened.source_states()
    if json:
        print_json([{"source": source, "state": states.get(source.url)} for source in sources])
        return
    if not sources:
        say("No sources yet. Add one with `newsfold sources add ADDRESS`.")
        return
    table = Table("source", "address", "entries", "last good visit", "health", box=None, header_style="bold")
    for source in sources:
        state = states.get(source.url)
        good = f"{state.succeeded_at:%Y-%m-%d %H:%M}" if state and state.succeeded_at else "never"
        table.add_row(
            source.title or (state and state.title) or "", source.url, str(state.entry_count if state else 0), good, _health(state)
        )
    out.print(table)


@sources_app.command("add")
def add_command(
    url: Annotated[str, typer.Argument(help="The address of a feed (RSS, Atom, RDF or JSON Feed).")],
    title: Annotated[str | None, typer.Option(help="What to call it.")] = None,
    category: Annotated[str | None, typer.Option(help="A heading to sort it under.")] = None,
    portal: PortalOption = HERE,
) -> None:
    """Add a source to _data/sources.yaml."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError("is no web address", where=url, remedy="Give one that begins with https:// or http://.")
    with Portal.open(portal) as opened:
        added = opened.add_source(Source(url=url, title=title, category=category))
    say(f"Added {url}. `newsfold run` asks it from now on." if added else f"{url} is in the list already.")


def _health(state: SourceState | None) -> str:
    if state is None or state.checked_at is None:
        return "not asked yet"
    return f"failed {state.failures}×: {state.error}" if state.failures else (state.error or "good")
