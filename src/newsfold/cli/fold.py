"""``newsfold fold``: the portal's fold stage, or a filter over JSON lines."""

from __future__ import annotations

from newsfold.article import Article
from newsfold.cli.json_lines import STANDARD, Line, articles_of, read_lines, write_lines
from newsfold.cli.options import HERE, InputOption, JsonOption, OutputOption, PortalOption
from newsfold.cli.reports import tell_errors, tell_folded
from newsfold.cli.terminal import print_json, progress
from newsfold.fold import Folding, fold
from newsfold.portal import Portal, is_portal, settings_of
from newsfold.settings import Settings


def fold_command(portal: PortalOption = HERE, input: InputOption = None, output: OutputOption = None, json: JsonOption = False) -> None:
    """Fold articles on one event into one story.

    Without --input, folds what the portal has rated and writes its records. With --input, reads articles (url and title needed;
    excerpt, publishedDateTime, provider, quality, text, type used) and writes the same lines plus story, lead, heat, published and
    related; that needs no portal.
    """
    if input is not None:
        _filter(input, output or STANDARD, settings_of(portal) if is_portal(portal) else Settings())
        return
    with progress(quiet=json) as bars, Portal.open(portal, progress=bars) as opened:
        report = opened.fold()
    if json:
        print_json(report)
    else:
        tell_folded(report)
    tell_errors(report.errors)


def _filter(input: str, output: str, settings: Settings) -> None:
    lines = read_lines(input)
    articles = articles_of(lines, where=input)
    folding = fold(articles, settings=settings.fold, minimum_quality=settings.rate.minimum_quality)
    write_lines(output, _told(lines, articles, folding))


def _told(lines: list[Line], articles: list[Article], folding: Folding) -> list[Line]:
    stories = {member: story for story in folding.stories for member in story.members}
    settled = {article.address: article for article in folding.articles}
    told: list[Line] = []
    for line, article in zip(lines, articles, strict=True):
        done, story = settled[article.address], stories[article.address]
        related = [other.web_url for other in done.related]
        told.append(
            {
                **line,
                "story": story.id,
                "lead": story.lead == article.address,
                "heat": done.heat,
                "published": done.published,
                "related": related,
            }
        )
    return told
