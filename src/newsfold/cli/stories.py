"""``newsfold stories``: what editors decide about stories."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from newsfold.article import Article
from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import print_json, say, warn
from newsfold.editors.deciding import Decided
from newsfold.portal import Portal
from newsfold.story import DecisionKind

stories_app = typer.Typer(
    help="Correct what folding did: merge, split, move, pin, hide. Decisions are kept in _data/decisions and outlast every run.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Names = Annotated[list[str], typer.Argument(help="Articles, by record path or address.", metavar="ARTICLE…")]
Name = Annotated[str, typer.Argument(help="An article, by record path or address.", metavar="ARTICLE")]
To = Annotated[str, typer.Option("--to", help="An article of the story to move to, by record path or address.")]
From = Annotated[list[str], typer.Option("--from", help="An article they are not one story with; may be given often.")]
By = Annotated[str, typer.Option("--by", help="Who decides. Default: your name on this machine.")]


@stories_app.command("merge")
def merge_command(articles: Names, portal: PortalOption = HERE, by: By = "", json: JsonOption = False) -> None:
    """Make the stories of these articles one story."""
    _decide(portal, "merge", articles, [], by, json=json)


@stories_app.command("split")
def split_command(articles: Names, portal: PortalOption = HERE, by: By = "", json: JsonOption = False) -> None:
    """Take these articles out of their story; they become a story of their own."""
    _decide(portal, "split", articles, [], by, json=json)


@stories_app.command("move")
def move_command(articles: Names, to: To, portal: PortalOption = HERE, by: By = "", json: JsonOption = False) -> None:
    """Move these articles to another story."""
    _decide(portal, "move", articles, [to], by, json=json)


@stories_app.command("apart")
def apart_command(articles: Names, others: From, portal: PortalOption = HERE, by: By = "", json: JsonOption = False) -> None:
    """Say that these articles are not one story with others, now and later."""
    _decide(portal, "not-the-same-story", articles, others, by, json=json)


@stories_app.command("pin")
def pin_command(article: Name, portal: PortalOption = HERE, by: By = "", json: JsonOption = False) -> None:
    """Make this article lead its story, whatever joins it."""
    _decide(portal, "pin", [article], [], by, json=json)


@stories_app.command("unpin")
def unpin_command(article: Name, portal: PortalOption = HERE, by: By = "", json: JsonOption = False) -> None:
    """Let the best article lead again."""
    _decide(portal, "unpin", [article], [], by, json=json)


@stories_app.command("hide")
def hide_command(article: Name, portal: PortalOption = HERE, by: By = "", json: JsonOption = False) -> None:
    """Do not show the story of this article."""
    _decide(portal, "hide", [article], [], by, json=json)


@stories_app.command("show")
def show_command(article: Name, portal: PortalOption = HERE, by: By = "", json: JsonOption = False) -> None:
    """Show the story of this article again."""
    _decide(portal, "show", [article], [], by, json=json)


@stories_app.command("undo")
def undo_command(portal: PortalOption = HERE, by: By = "", json: JsonOption = False) -> None:
    """Take back the latest decision that stands."""
    _run(portal, lambda opened: opened.undo(by=by or _me()), json=json)


@stories_app.command("log")
def log_command(portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """List what editors decided, the latest last."""
    with Portal.open(portal) as opened:
        decisions, unread = opened.decisions(), opened.unread_decisions()
    for error in unread:
        warn(error)
    if json:
        print_json(decisions)
        return
    undone = {decision.undoes for decision in decisions}
    for decision in decisions:
        mark = "  (taken back)" if decision.id in undone else ""
        say(f"{decision.at:%Y-%m-%d %H:%M}  {decision.by}  {decision.kind}{mark}")
        for address in (*decision.articles, *decision.others):
            say(f"    {address}")
    if not decisions:
        say("Nothing was decided yet.")


def _decide(portal: Path, kind: DecisionKind, articles: list[str], others: list[str], by: str, *, json: bool) -> None:
    _run(portal, lambda opened: opened.decide(kind, articles, others, by=by or _me()), json=json)


def _run(portal: Path, decide: Callable[[Portal], Decided], *, json: bool) -> None:
    with Portal.open(portal) as opened:
        decided = decide(opened)
    for error in decided.errors:
        warn(error)
    if json:
        print_json(decided)
        return
    if decided.took_back:
        say(f"Took back: {decided.took_back.kind} by {decided.took_back.by}.")
    for story in decided.stories:
        _tell(story)
    say("`newsfold publish` takes it to the site.")


def _tell(story: tuple[Article, ...]) -> None:
    lead, *others = story
    say(f"Story of {len(story)}, heat {lead.heat}{'' if lead.published else ', not shown'}", style="bold")
    say(f"  lead    {lead.title} ({lead.provider.name})")
    for other in others:
        say(f"  folded  {other.title} ({other.provider.name})")


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "editor"
