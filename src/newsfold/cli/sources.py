"""``newsfold sources``: the places that list articles, and their health."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import anyio
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import counted, out, print_json, say, warn
from newsfold.cli.web_address import check_web_address
from newsfold.collect import Checked, FoundFeed, kind_of
from newsfold.errors import InputError, SourceError
from newsfold.outcome import Rejected
from newsfold.page import RHYTHMS, Source, SourceHealth
from newsfold.portal import Portal

MOST_TOLD = 20
"""Entries of a source that is tried out which are told one by one; --json tells all."""

sources_app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="List the portal's sources with their health, and change the list.",
)
_WIDE = 100_000
"""Columns there are where the table is not shown on a terminal, so that a program finds each source, uncut, on one line."""

_PASSING = frozenset({"connect", "connection-broken", "timeout", "protocol", "dns-failed", "robots-unavailable", "host-resting", "endless"})
_PASSING_STATUSES = ("status-5", "status-408", "status-429")
_PAGES = frozenset({"web-page", "not-a-feed"})
_LISTING = frozenset({"not-a-feed", "web-page", "no-addresses", "not-a-sitemap", "gone", "empty"})

NameArgument = Annotated[str, typer.Argument(help="The source's address or title.")]


@sources_app.callback(invoke_without_command=True)
def sources_command(context: typer.Context, portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """List the portal's sources with their health; with a command, change the list."""
    if context.invoked_subcommand is None:
        list_command(portal, json)
    elif portal != HERE or json:
        raise InputError("stands before the command", where="--portal or --json", remedy="Put options behind it.")


@sources_app.command("list")
def list_command(portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """List the sources with their health."""
    with Portal.open(portal) as opened:
        health, states = opened.sourcing.health(), opened.source_states()
    if json:
        print_json([{"source": source, "state": states.get(source.url), "health": told} for source, told in health])
        return
    if not health:
        say("No sources yet. Add one with `newsfold sources add ADDRESS`.")
        return
    table = Table("source", box=None, header_style="bold")
    table.add_column("address", overflow="fold", no_wrap=not out.is_terminal)
    for name in ("asked", "last new", "a week", "articles", "shown", "folded"):
        table.add_column(name)
    table.add_column("health", overflow="fold", no_wrap=not out.is_terminal)
    for source, told in health:
        table.add_row(
            escape(source.title or told.title or ""),
            escape(source.url),
            source.every if source.every == "adaptive" else f"every {source.every}",
            f"{told.last_new:%Y-%m-%d %H:%M}" if told.last_new else "never",
            "" if told.per_week is None else f"{told.per_week:g}",
            str(told.articles),
            _share(told.share_published),
            _share(told.share_folded),
            "paused" if source.paused else escape(health_words(told)),
        )
    shown = out if out.is_terminal else Console(file=out.file, width=_WIDE, highlight=False)
    shown.print(table)


@sources_app.command("add")
def add_command(
    url: Annotated[str, typer.Argument(help="A feed or sitemap, any page of a site that has one, or the path of an archive or folder.")],
    title: Annotated[str | None, typer.Option(help="What to call it.")] = None,
    category: Annotated[str | None, typer.Option(help="A heading to sort it under.")] = None,
    portal: PortalOption = HERE,
) -> None:
    """Add a source to _data/sources.yaml. For a page, the feed it names is added."""
    with Portal.open(portal) as opened:
        found = _found(opened, url)
        source = Source(url=found.url, title=title or found.title, category=category, kind=found.kind)
        added = opened.sourcing.add([source])
    if found.url != url and added:
        say(f"{url} names the feed {found.url}.")
    say(f"Added {found.url}. `newsfold run` asks it from now on." if added else f"{found.url} is in the list already.")


def _found(opened: Portal, url: str) -> FoundFeed:
    """The feed meant by an address. A site that cannot be asked now is taken at its word."""
    if any(url == source.url for source in opened.sources()):
        return FoundFeed(url=url)
    if "://" not in url and (opened.folder / url).exists():
        return FoundFeed(url=url, kind=kind_of(url, portal=opened.folder))
    check_web_address(url)
    found = anyio.run(opened.collecting().discover, url)
    if not isinstance(found, Rejected):
        return found[0]
    if not _may_pass(found):
        raise SourceError(found.reason, where=url, remedy=_remedy(found))
    say(f"It could not be asked just now: {found.reason}")
    return FoundFeed(url=url)


def _may_pass(why: Rejected) -> bool:
    return why.code in _PASSING or why.code.startswith(_PASSING_STATUSES)


def _remedy(why: Rejected) -> str:
    """What to do about a source that could not be tried."""
    if why.code.startswith("address-") or why.code in ("scheme", "userinfo"):
        return "Give a public web address; collect.allow_addresses in newsfold.toml opens networks of your own."
    if why.code == "port":
        return "Give an address on an open port, or add the port to collect.ports in newsfold.toml."
    if why.code == "dns-unknown":
        return "Check the spelling of its host."
    if _may_pass(why):
        return "Try again later."
    if why.code in _LISTING or why.code.startswith("status-4"):
        return "Give the address of its feed; `newsfold sources add` finds it."
    # The reason of a page without a feed says what to do.
    return "" if why.code == "no-feed" else "docs/reference/collecting.md tells what is refused and which settings change it."


@sources_app.command("remove")
def remove_command(name: NameArgument, portal: PortalOption = HERE) -> None:
    """Take a source off the list. Its articles stay."""
    with Portal.open(portal) as opened:
        gone = opened.sourcing.remove(name)
    say(f"Removed {gone.url}. Its articles stay.")


@sources_app.command("pause")
def pause_command(name: NameArgument, portal: PortalOption = HERE) -> None:
    """Ask a source no more until it is resumed."""
    with Portal.open(portal) as opened:
        paused = opened.sourcing.pause(name, paused=True)
    say(f"Paused {paused.url}. `newsfold sources resume` has it asked again.")


@sources_app.command("resume")
def resume_command(name: NameArgument, portal: PortalOption = HERE) -> None:
    """Ask a source again that was paused, or retired because its server said it is gone."""
    with Portal.open(portal) as opened:
        resumed = opened.sourcing.pause(name, paused=False)
    say(f"{resumed.url} is asked again at the next run.")


@sources_app.command("every")
def every_command(
    name: NameArgument,
    rhythm: Annotated[str, typer.Argument(help=f"One of: {', '.join(RHYTHMS)}.")],
    portal: PortalOption = HERE,
) -> None:
    """Say how often a source is asked; adaptive is by its own rhythm."""
    every = next((known for known in RHYTHMS if known == rhythm), None)
    if every is None:
        raise InputError("is no rhythm", where=rhythm[:80], remedy=f"These are: {', '.join(RHYTHMS)}.")
    with Portal.open(portal) as opened:
        changed = opened.sourcing.ask_every(name, every)
    say(f"{changed.url} is asked {'by its own rhythm' if every == 'adaptive' else f'every {every}'}.")


@sources_app.command("test")
def try_command(
    url: Annotated[str, typer.Argument(help="A feed or sitemap, or any page of a site that has one.")],
    portal: PortalOption = HERE,
    json: JsonOption = False,
) -> None:
    """Show what would come in from a source. Writes nothing. For a page, the feed it names is tried."""
    check_web_address(url)
    with Portal.open(portal) as opened:
        checked = _tried(opened, url)
    if checked.state.url != url and not json:
        say(f"{url} names the feed {checked.state.url}.")
    if json:
        print_json(checked)
    else:
        _tell_tried(checked)
    if checked.rejected:
        raise SourceError(checked.rejected.reason, where=checked.state.url, remedy=_remedy(checked.rejected))


def _tried(opened: Portal, url: str) -> Checked:
    """What a source would bring; of a page that is none itself, the feed that ``add`` would add."""
    checked = anyio.run(opened.collecting().try_out, url)
    if checked.rejected is None or checked.rejected.code not in _PAGES:
        return checked
    found = anyio.run(opened.collecting().discover, url)
    if isinstance(found, Rejected):
        return checked.evolve(rejected=found)
    return anyio.run(opened.collecting().try_out, found[0].url)


def _tell_tried(checked: Checked) -> None:
    for entry in checked.entries[:MOST_TOLD]:
        when = f"{entry.published_at:%Y-%m-%d %H:%M}" if entry.published_at else "no date"
        say(f"  {when:<16}  {entry.title or '(no title)'}\n                    {entry.url}")
    if len(checked.entries) > MOST_TOLD:
        say(f"  and {len(checked.entries) - MOST_TOLD:,} more")
    if not checked.rejected:
        left_out = [f"; {len(checked.passed_over):,} are left out, the first because: {why.reason}" for _, why in checked.passed_over[:1]]
        say(f"{counted(len(checked.entries), 'entry', 'entries')} would come in{''.join(left_out) or '.'}")
    if checked.state.error and not checked.rejected:
        say(checked.state.error, style="yellow")


@sources_app.command("import")
def import_command(file: Annotated[Path, typer.Argument(help="An OPML file.", metavar="FILE.opml")], portal: PortalOption = HERE) -> None:
    """Add the sources of an OPML file, with its headings as categories."""
    with Portal.open(portal) as opened:
        added, left_out = opened.sourcing.import_opml(file)
    say(f"Added {counted(len(added), 'source')}.")
    for why in left_out[:MOST_TOLD]:
        warn(f"left out: {why.reason}")


@sources_app.command("export")
def export_command(portal: PortalOption = HERE) -> None:
    """Print the list of sources as OPML."""
    with Portal.open(portal) as opened:
        typer.echo(opened.sourcing.export_opml(opened.settings.portal.title or opened.settings.portal.topic), nl=False)


def health_words(told: SourceHealth) -> str:
    """A source's health in a few words."""
    if "new" in told.flags:
        return "not asked yet"
    words: list[str] = [flag for flag in told.flags if flag not in ("failing", "moved")]
    if told.failures:
        words.append(f"failed {told.failures}×: {told.error}")
    elif told.error:
        words.append(told.error)
    if told.moved_to:
        words.append(f"moved to {told.moved_to}")
    return "; ".join(words) or "good"


def _share(part: float | None) -> str:
    return "" if part is None else f"{part:.0%}"
