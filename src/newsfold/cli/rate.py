"""``newsfold rate``: the portal's rate stage, or a filter over JSON lines."""

from __future__ import annotations

from newsfold.cli.json_lines import STANDARD, articles_of, read_lines, write_lines
from newsfold.cli.options import HERE, InputOption, JsonOption, OutputOption, PortalOption
from newsfold.cli.reports import tell_rated
from newsfold.cli.terminal import print_json, progress, warn
from newsfold.content.repository import Repository
from newsfold.portal import Portal, is_portal
from newsfold.rate import TopicIndex, rate


def rate_command(portal: PortalOption = HERE, input: InputOption = None, output: OutputOption = None, json: JsonOption = False) -> None:
    """Give articles topics, a kind and a quality, with reasons.

    Without --input, rates what the portal has read. With --input, reads articles (url and title needed) and writes the same lines
    plus topics, kind, quality and reasons, by the topic files of the portal.
    """
    if input is not None:
        _filter(input, output or STANDARD, Repository(portal), has_portal=is_portal(portal))
        return
    with progress(quiet=json) as bars, Portal.open(portal, progress=bars) as opened:
        report = opened.rate()
    if json:
        print_json(report)
    else:
        tell_rated(report)


def _filter(input: str, output: str, repository: Repository, *, has_portal: bool) -> None:
    if not has_portal:
        warn(f"{repository.folder.resolve()} is no portal, so no article gets a topic. Name one with --portal.")
    topics, errors = repository.topics()
    for error in errors:
        warn(str(error))
    index = TopicIndex(topics)
    providers = frozenset(organization.domain for organization in repository.organizations()[0])
    lines = read_lines(input)
    told = []
    for line, article in zip(lines, articles_of(lines, where=input), strict=True):
        rated = rate(article.evolve(kind=None), index, known_providers=providers)
        told.append(
            {**line, "topics": rated.article.topics, "kind": rated.article.kind, "quality": rated.article.quality, "reasons": rated.reasons}
        )
    write_lines(output, told)
