"""``newsfold fold``: the portal's fold stage, or a filter over JSON lines."""

from __future__ import annotations

from pathlib import Path

from newsfold.article import Article
from newsfold.cli.json_lines import STANDARD, Line, articles_of, read_lines, write_lines
from newsfold.cli.options import HERE, InputOption, JsonOption, OutputOption, PortalOption
from newsfold.story import Story


def fold_command(portal: PortalOption = HERE, input: InputOption = None, output: OutputOption = None, json: JsonOption = False) -> None:
    """Fold articles on one event into one story.

    Without --input, folds what the portal has rated and writes its records. With --input, reads articles (url and title needed;
    excerpt, publishedDateTime, provider, quality, text, type used) and writes the same lines plus story, lead, heat, published and
    related; that needs no portal.
    """
    # Imported here because a person waits for the filter, which needs no HTTP client, database or terminal, and the stage no filter.
    if input is not None:
        _filter(input, output or STANDARD, portal)
    else:
        _stage(portal, json=json)


def _stage(portal: Path, *, json: bool) -> None:
    from newsfold.cli.reports import tell_errors, tell_folded  # noqa: PLC0415
    from newsfold.cli.terminal import print_json, progress  # noqa: PLC0415
    from newsfold.portal import Portal  # noqa: PLC0415

    with progress(quiet=json) as bars, Portal.open(portal, progress=bars) as opened:
        report = opened.fold()
    if json:
        print_json(report)
    else:
        tell_folded(report)
    tell_errors(report.errors)


def _filter(input: str, output: str, portal: Path) -> None:
    import os  # noqa: PLC0415

    from newsfold.fold import Folding, Gate, fold  # noqa: PLC0415
    from newsfold.fold.loading import embedder_in, weights_in  # noqa: PLC0415
    from newsfold.portal_folder import is_portal, settings_of  # noqa: PLC0415
    from newsfold.settings import Settings  # noqa: PLC0415

    settings = settings_of(portal, os.environ) if is_portal(portal) else Settings()
    lines = read_lines(input)
    articles = articles_of(lines, where=input)
    folding: Folding = fold(
        articles,
        settings=settings.fold,
        gate=Gate.of(settings.rate),
        model=weights_in(portal, settings.fold),
        embedder=embedder_in(portal, settings.fold),
    )
    stories = {member: story for story in folding.stories for member in story.members}
    settled = {article.address: article for article in folding.articles}
    write_lines(
        output, [_told(line, settled[article.address], stories[article.address]) for line, article in zip(lines, articles, strict=True)]
    )


def _told(line: Line, article: Article, story: Story) -> Line:
    return {
        **line,
        "story": story.id,
        "lead": story.lead == article.address,
        "heat": article.heat,
        "published": article.published,
        "related": [other.web_url for other in article.related],
    }
