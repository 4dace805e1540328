"""``newsfold rate``: the portal's rate stage, or a filter over JSON lines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from newsfold.cli.json_lines import STANDARD, articles_of, read_lines, write_lines
from newsfold.cli.options import HERE, InputOption, JsonOption, OutputOption, PortalOption
from newsfold.cli.reports import tell_errors, tell_rated
from newsfold.cli.terminal import counted, print_json, progress, say, table_row, warn
from newsfold.content.repository import Repository
from newsfold.day.rater import Rater
from newsfold.editors.supposing import Supposition
from newsfold.portal import Portal
from newsfold.portal_folder import is_portal, settings_of
from newsfold.rate import learned_reason
from newsfold.settings import Settings

LearnOption = Annotated[bool, typer.Option("--learn", help="Learn topics from the portal's records and print the gain.")]
WhatIfOption = Annotated[
    str | None, typer.Option("--what-if", help="Tell what a rate setting would do to the last 30 days' articles.", metavar="SETTING=VALUE")
]

MOST_TOLD = 12
"""Changed articles told one by one; --json tells all."""


def rate_command(
    portal: PortalOption = HERE,
    input: InputOption = None,
    output: OutputOption = None,
    *,
    learn: LearnOption = False,
    what_if: WhatIfOption = None,
    json: JsonOption = False,
) -> None:
    """Give articles topics, a kind and a quality, with reasons.

    Without --input, rates what the portal has read. With --input, reads articles (url and title needed) and writes the same lines
    plus topics, kind, quality and reasons, by the topic files of the portal. --learn and --what-if rate nothing.
    """
    if input is not None:
        _filter(input, output or STANDARD, portal)
        return
    with progress(quiet=json) as bars, Portal.open(portal, progress=bars) as opened:
        if learn:
            _tell_learned(opened, json=json)
        elif what_if is not None:
            _tell_supposed(opened.what_if(what_if), json=json)
        else:
            rated = opened.rate()
            if json:
                print_json(rated)
            else:
                tell_rated(rated)
            tell_errors(rated.errors)


def _tell_learned(portal: Portal, *, json: bool) -> None:
    learned, signs = portal.learn()
    if json:
        print_json(learned)
        return
    table_row("learned", learned_reason(learned).words)
    for sign in signs:
        say(f"  {sign.name}: {sign.words}")


def _tell_supposed(supposed: Supposition, *, json: bool) -> None:
    if json:
        print_json({"setting": supposed.setting, "value": supposed.value, "articles": supposed.articles, "changed": supposed.changed})
        return
    table_row("what if", f"{supposed.setting} = {supposed.value}, over {counted(supposed.articles, 'article')} of the last 30 days")
    through = f"{supposed.hidden} more held back, {supposed.shown} more let through as leads"
    table_row("would change", f"{counted(len(supposed.changed), 'article')}; {through}")
    for one in supposed.changed[:MOST_TOLD]:
        gate = (", let through" if one.passes_after else ", held back") if one.passes_before != one.passes_after else ""
        say(f"  {one.before:4d} to {one.after:4d}{gate}  {one.title}")


def _filter(input: str, output: str, folder: Path) -> None:
    settings = Settings()
    if is_portal(folder):
        settings = settings_of(folder, os.environ)
    else:
        warn(f"{folder.resolve()} is no portal, so no article gets a topic. Name one with --portal.")
    repository = Repository(folder)
    for error in (*repository.topics()[1], *repository.organizations()[1]):
        warn(str(error))
    rater = Rater.of(repository, settings)
    lines = read_lines(input)
    told = []
    for line, article in zip(lines, articles_of(lines, where=input), strict=True):
        rated = rater.rate(article.evolve(kind=None))
        told.append(
            {**line, "topics": rated.article.topics, "kind": rated.article.kind, "quality": rated.article.quality, "reasons": rated.reasons}
        )
    write_lines(output, told)
