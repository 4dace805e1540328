"""``newsfold explain``: why an article stands as it does."""

from __future__ import annotations

from typing import Annotated

import typer

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import print_json, say, table_row
from newsfold.editors.comparing import Comparison
from newsfold.editors.explaining import Explanation
from newsfold.portal import Portal


def explain_command(
    name: Annotated[str, typer.Argument(help="A record's path or any address of the article.", metavar="PATH-OR-URL")],
    other: Annotated[str | None, typer.Option("--and", help="Another article: tell why the two are, or are not, one story.")] = None,
    portal: PortalOption = HERE,
    json: JsonOption = False,
) -> None:
    """Tell why this quality, these topics, this story, this lead."""
    with Portal.open(portal) as opened:
        if other is not None:
            _tell_comparison(opened.compare(name, other), enough=opened.settings.fold.likeness, json=json)
            return
        explanation = opened.explain(name)
    if json:
        print_json(explanation)
    else:
        _tell(explanation)


def _tell(explanation: Explanation) -> None:
    article = explanation.article
    if article:
        say(article.title, style="bold")
        table_row("record", article.path or "none")
        table_row("address", article.address)
        if article.quality is not None:
            table_row("quality", article.quality)
        table_row("topics", ", ".join(article.topics) or "none")
    if explanation.rejected:
        table_row("rejected", f"by {explanation.rejected.stage}: {explanation.rejected.reason}")
    if explanation.reasons:
        say("\nWhy (today's rules on the record alone)" if explanation.is_recomputed else "\nWhy", style="bold")
        for reason in explanation.reasons:
            say(f"  {reason.points:+4d}  {reason.name}: {reason.words}" if reason.points else f"        {reason.name}: {reason.words}")
    if explanation.witnesses:
        say("\nWhere its fields come from", style="bold")
        for witness in explanation.witnesses:
            say(f"  {witness.field}: {witness.name}")
    if explanation.story and explanation.members:
        _tell_story(explanation)


def _tell_comparison(comparison: Comparison, *, enough: float, json: bool) -> None:
    if json:
        print_json(comparison)
        return
    say(comparison.words, style="bold")
    say(f"An article joins a story from {enough:.0%} on, over the nearer half of its articles; editors' decisions stand above that.")
    for each in comparison.evidence:
        say(f"  {each.points:+5.1f}  {each.name} ({each.figure:.2f})")


def _tell_story(explanation: Explanation) -> None:
    lead, *others = explanation.members
    say(f"\nStory of {len(explanation.members)}, heat {lead.heat}", style="bold")
    say(f"  lead    {lead.title} ({lead.provider.name}, quality {lead.quality})")
    for other in others:
        say(f"  folded  {other.title} ({other.provider.name}, quality {other.quality})")
    for reason in explanation.story.reasons if explanation.story else ():
        say(f"  {reason.points:+4d}  {reason.name}: {reason.words}" if reason.points else f"        {reason.name}: {reason.words}")
