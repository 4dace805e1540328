"""What is wrong with a portal's files: errors that stop a record from being used, and notes on what older programs did otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from newsfold.article import Article, Frozen, Topic
from newsfold.content.paths import record_path
from newsfold.content.record import Record
from newsfold.content.repository import Readable
from newsfold.errors import RecordError

POINTS_PER_PUBLISHER = 20
"""What each further publisher adds to a lead's heat (RECORD.md, law 5)."""


class Finding(Frozen, frozen=True, kw_only=True):
    """One thing found: how bad, by which rule, where, and what to do. ``line`` is counted from 1, 0 for the file as a whole."""

    severity: Literal["error", "note"]
    rule: str
    file: str
    line: int = 0
    message: str
    remedy: str = ""


def check(content: Readable) -> tuple[Finding, ...]:
    """Findings on everything that was read, in order of file, line and rule."""
    found = [*_unreadable(content.errors), *_topics(content.topics)]
    for record in content.records:
        found.extend(_record(record))
    return tuple(sorted(found, key=lambda finding: (finding.file, finding.line, finding.rule)))


def _unreadable(errors: Iterable[RecordError]) -> Iterator[Finding]:
    for error in errors:
        yield Finding(severity="error", rule="unreadable", file=error.where, line=error.line, message=error.problem, remedy=error.remedy)


def _topics(topics: tuple[Topic, ...]) -> Iterator[Finding]:
    names = {topic.name for topic in topics}
    for topic in topics:
        if topic.parent and topic.parent not in names:
            yield Finding(
                severity="note",
                rule="topic-parent",
                file="_data/topics",
                message=f"topic {topic.name} has the parent {topic.parent}, which has no file",
                remedy="Add the parent's file or correct its name.",
            )


def _record(record: Record) -> Iterator[Finding]:
    article = record.article
    path = article.path
    if record.empty_topics:
        yield _error(record, "empty-topic", "topics", "has an empty topic item", "Name the topic or delete the line.")
    if article.is_folded and article.published:
        yield _error(record, "folded-published", "published", "is folded (heat -1) and yet published", "Write published: false. (law 4)")
    if not _follows_path_law(article):
        yield _note(path, "path", "stands under another path than law 1 gives; it stays there")
    missing = [name for name in ("quality", "heat", "published") if getattr(article, name) is None]
    if missing:
        yield _note(path, "old-fields", f"lacks {', '.join(missing)}, as records of older programs do")
    if article.original_url is None:
        yield _note(path, "old-fields", "lacks originalUrl, as records of older programs do")
    if not article.is_folded and None not in (article.quality, article.heat) and not _heat_fits(article):
        yield _note(path, "heat", f"has heat {article.heat}; law 5 gives at most {_most_heat(article)}")
    if not _related_in_order(article):
        yield _note(path, "related-order", "has related articles in another order than law 6 gives")


def _error(record: Record, rule: str, field: str, message: str, remedy: str) -> Finding:
    return Finding(
        severity="error", rule=rule, file=record.article.path, line=record.document.line_of(field), message=message, remedy=remedy
    )


def _note(path: str, rule: str, message: str) -> Finding:
    return Finding(severity="note", rule=rule, file=path, message=message)


def _follows_path_law(article: Article) -> bool:
    stem = record_path(article.title, article.address, article.published_at, ()).removesuffix(".md")
    rest = article.path.removesuffix(".md").removeprefix(stem)
    return article.path.startswith(stem) and (not rest or rest.removeprefix("-").isdigit())


def _most_heat(article: Article) -> int:
    others = {related.provider.domain for related in article.related if related.provider} - {article.provider.domain}
    return (article.quality or 0) + POINTS_PER_PUBLISHER * len(others)


def _heat_fits(article: Article) -> bool:
    """Whether the heat is the quality and whole publishers. Fewer than are related is right: copies of one text count once."""
    above = (article.heat or 0) - (article.quality or 0)
    return above % POINTS_PER_PUBLISHER == 0 and 0 <= above <= _most_heat(article) - (article.quality or 0)


def _related_in_order(article: Article) -> bool:
    qualities = [related.quality or 0 for related in article.related]
    return qualities == sorted(qualities, reverse=True)
