"""``check`` over a whole portal folder, and the safe corrections. Records are read one after the other; none is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from newsfold.content.check import Finding, check_each, check_topics, check_unreadable, in_order
from newsfold.content.fixes import fixed
from newsfold.content.record import Record
from newsfold.content.repository import Repository
from newsfold.errors import NewsfoldError, PortalError, RecordError, SettingsError
from newsfold.portal import Portal
from newsfold.portal_folder import settings_of
from newsfold.settings import Settings


def check_portal(folder: str | Path) -> tuple[Finding, ...]:
    """What is wrong with a portal's records, topics, organizations, sources and settings. Raises :class:`PortalError` only."""
    path = Path(folder)
    findings: list[Finding] = []
    try:
        settings_of(path, {})
    except PortalError:
        raise
    except SettingsError as error:
        findings.append(_finding(error, "setting"))
    portal = Portal(path, Settings())
    try:
        portal.sources()
    except NewsfoldError as error:
        findings.append(_finding(error, "source-list"))
    for file in portal.repository.decision_stamps():
        try:
            findings.extend(_finding(error, "decision") for error in portal.repository.decisions_in(file)[1])
        except RecordError as error:
            findings.append(_finding(error, "decision"))
    topics, errors = portal.repository.topics()
    unreadable = [*errors, *portal.repository.organizations()[1]]
    found = [*check_topics(topics), *check_each(_readable(portal.repository, unreadable), topics=topics)]
    return (*findings, *in_order([*check_unreadable(unreadable), *found]))


def fix_portal(portal: Portal) -> tuple[str, ...]:
    """Correct what has one right answer, and return the paths of the records that changed. In a git repository they are committed."""
    done = []
    with portal.rewriting("check --fix") as write:
        for record in _readable(portal.repository, []):
            better = fixed(record)
            if better is not None:
                write(better)
                done.append(better.article.path)
    return tuple(done)


def _readable(repository: Repository, errors: list[RecordError]) -> Iterator[Record]:
    for path in repository.paths():
        try:
            yield repository.record(path)
        except RecordError as error:
            errors.append(error)


def _finding(error: NewsfoldError, rule: str) -> Finding:
    return Finding(
        severity="error", rule=rule, file=error.where, line=getattr(error, "line", 0), message=error.problem, remedy=error.remedy
    )
