"""What is wrong with a portal's files: errors that stop a record from being used, and notes on what older programs did otherwise."""

from __future__ import annotations

import binascii
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import yaml

from newsfold.article import Article, Frozen, Topic
from newsfold.content.front_matter import load_mapping
from newsfold.content.paths import LONGEST_SLUG, record_path
from newsfold.content.record import Record
from newsfold.content.repository import Readable
from newsfold.content.yaml_tree import compose
from newsfold.errors import RecordError

POINTS_PER_PUBLISHER = 20
"""What each further publisher adds to a lead's heat (RECORD.md, law 5)."""

_SLUG = bytes(ord("-") if chr(byte).isspace() else ord(chr(byte).lower()) for byte in range(128)) + bytes(range(128, 256))
_NOT_IN_SLUG = bytes(byte for byte in range(128) if not (chr(byte).isalnum() or chr(byte).isspace() or chr(byte) in "_-"))


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
    found = [*check_unreadable(content.errors), *check_topics(content.topics), *check_each(content.records, topics=content.topics)]
    return in_order(found)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in order of file, line and rule."""
    return tuple(sorted(findings, key=lambda finding: (finding.file, finding.line, finding.rule, finding.message)))


def check_unreadable(errors: Iterable[RecordError]) -> Iterator[Finding]:
    """A finding for each file that could not be read."""
    for error in errors:
        yield Finding(severity="error", rule="unreadable", file=error.where, line=error.line, message=error.problem, remedy=error.remedy)


def check_topics(topics: Sequence[Topic], *, files: Sequence[str] = ()) -> Iterator[Finding]:
    """Findings on the topics among themselves. ``files`` are their files in the same order; without them the folder is named."""
    names = {topic.name for topic in topics}
    seen: dict[tuple[str, str], str] = {}
    for number, topic in enumerate(topics):
        file = files[number] if files else "_data/topics"
        if topic.parent and topic.parent not in names:
            yield Finding(
                severity="note",
                rule="topic-parent",
                file=file,
                message=f"topic {topic.name} has the parent {topic.parent}, which has no file",
                remedy="Add the parent's file or correct its name.",
            )
        for field, value in (("_id", topic.id), ("name", topic.name)):
            if (field, value) in seen:
                first = seen[field, value]
                yield Finding(
                    severity="error",
                    rule="topic-twice",
                    file=file,
                    message=f"topic {topic.name} has the {field} {value}, which {'another topic' if first == file else first} has too",
                    remedy=f"Give each topic a {field} of its own, or delete one of the files.",
                )
            seen.setdefault((field, value), file)


def check_each(records: Iterable[Record], *, topics: Sequence[Topic] = ()) -> Iterator[Finding]:
    """Findings on records, each record's as it comes, then those on all of them together.

    Nothing of a record is kept but its address and path, so that a caller may read one record after the other. ``topics`` are the
    portal's; without any, topics without a file are not told.
    """
    addresses: dict[str, str] = {}
    removed: dict[str, str] = {}
    shown: dict[str, str] = {}
    known = {topic.name for topic in topics}
    unknown: dict[str, tuple[str, int, int]] = {}
    for record in records:
        yield from _record(record)
        article = record.article
        if article.web_url and article.removed:
            removed.setdefault(article.web_url, article.path)
        if article.web_url and article.is_shown:
            shown.setdefault(article.web_url, article.path)
        if article.web_url and not article.removed:
            first = addresses.setdefault(article.web_url, article.path)
            if first != article.path:
                message = f"tells of the same address as {first}"
                yield _note(record, "same-address", message, "Take one of the two out: published: false, or removed: true.", "webUrl")
        for number, topic in enumerate(article.topics if known else ()):
            if topic not in known:
                file, line, count = unknown.get(topic) or (article.path, record.line_of("topics", number), 0)
                unknown[topic] = (file, line, count + 1)
    for address in removed.keys() & shown.keys():
        yield Finding(
            severity="error",
            rule="removed-shown",
            file=shown[address],
            message=f"has the address of a removed record, {removed[address]}, and is shown",
            remedy=f"Take it down too: newsfold remove {shown[address]}",
        )
    for topic, (file, line, count) in unknown.items():
        others = f", nor in {count - 1} other record{'s' * (count != 2)}" if count > 1 else ""
        yield Finding(
            severity="note",
            rule="topic-without-file",
            file=file,
            line=line,
            message=f"has the topic {topic}, which has no file in _data/topics{others}",
            remedy="Add the topic's file or correct its name.",
        )


def _record(record: Record) -> Iterator[Finding]:
    article = record.article
    if not record.is_canonical:
        yield from _irregular(record)
    if article.is_folded and article.published:
        message = "is folded (heat -1) and yet published"
        yield _error(record, "folded-published", message, "Write published: false. (law 4)", "published")
    if article.secured is not None and not _is_sealed(article.secured):
        message = "has a secured field that is not two texts in base64 with a semicolon between them"
        yield _error(record, "secured", message, "Take the field from an earlier version of the file, or delete it.", "secured")
    yield from _notes(record)


def _irregular(record: Record) -> Iterator[Finding]:
    """What cannot be in a record that the strict reader has read."""
    if record.empty_topics:
        remedy = "Name the topic or delete the line."
        yield _error(record, "empty-topic", "has an empty topic item", remedy, "topics", *_empty_topic(record))
    for name, line, first in _twice(compose(record.document.front)):
        message = f"has the field {name} twice, in line {first} and in line {line}; the last one counts"
        yield Finding(
            severity="error", rule="field-twice", file=record.article.path, line=line, message=message, remedy="Delete one of the two."
        )


def _empty_topic(record: Record) -> Iterator[int]:
    """Which item of the topics is the first empty one."""
    topics = load_mapping(record.document.front, where=record.article.path)["topics"]
    yield from [number for number, topic in enumerate(topics) if topic in (None, "")][:1]


def _twice(root: yaml.Node | None) -> Iterator[tuple[str, int, int]]:
    """The names that stand twice in one mapping, with the line of the later and of the first one."""
    waiting, known = [root], set[int]()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in known or not isinstance(node, yaml.CollectionNode):
            continue
        known.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
            continue
        lines: dict[tuple[str, str], int] = {}
        for key, value in node.value:
            waiting.append(value)
            if isinstance(key, yaml.ScalarNode) and key.start_mark and not key.tag.endswith(":merge"):
                line = 2 + key.start_mark.line
                first = lines.setdefault((key.tag, key.value), line)
                if first != line:
                    yield key.value, line, first


def _notes(record: Record) -> Iterator[Finding]:
    article = record.article
    if not _follows_path_law(article):
        yield _note(record, "path", "stands under another path than law 1 gives; it stays there", "Nothing needs doing.")
    missing = [name for name in ("quality", "heat", "published") if getattr(article, name) is None]
    if missing:
        yield _note(record, "old-fields", f"lacks {', '.join(missing)}, as records of older programs do", "Nothing needs doing.")
    if article.original_url is None:
        yield _note(record, "old-fields", "lacks originalUrl, as records of older programs do", "Nothing needs doing.")
    if not article.is_folded and None not in (article.quality, article.heat) and not _heat_fits(article):
        message = f"has heat {article.heat}; law 5 gives at most {_most_heat(article)}"
        yield _note(record, "heat", message, "The next run that changes the story mends it.", "heat")
    if not _related_in_order(article):
        message = "has related articles in another order than law 6 gives"
        yield _note(record, "related-order", message, "The next run that changes the story mends it.", "related")


def _error(record: Record, rule: str, message: str, remedy: str, *place: str | int) -> Finding:
    line = record.line_of(*place)
    return Finding(severity="error", rule=rule, file=record.article.path, line=line, message=message, remedy=remedy)


def _note(record: Record, rule: str, message: str, remedy: str, *place: str | int) -> Finding:
    line = record.line_of(*place) if place else 0
    return Finding(severity="note", rule=rule, file=record.article.path, line=line, message=message, remedy=remedy)


def _is_sealed(secured: str) -> bool:
    """Whether it is two texts in base64 with padding (RFC 4648, section 4): the sealed fields and the nonce."""
    parts = secured.split(";")
    try:
        return len(parts) == 2 and all(binascii.a2b_base64(part, strict_mode=True) for part in parts)
    except ValueError:
        return False


def _follows_path_law(article: Article) -> bool:
    path, day = article.path, article.published_at.isoformat()[:10]
    if path == f"_news/{day}-{_quick_slug(article.title)}.md":
        return True
    stem = record_path(article.title, article.address, article.published_at, ()).removesuffix(".md")
    rest = path.removesuffix(".md").removeprefix(stem)
    return path.startswith(stem) and (not rest or rest.removeprefix("-").isdigit())


def _quick_slug(title: str) -> str:
    """What :func:`newsfold.content.paths.slug` gives for most titles, in a tenth of the time; empty where it is not sure."""
    plain = title.strip() if title.isascii() else unicodedata.normalize("NFKD", title.strip())
    name = plain.encode("ascii", "ignore").translate(_SLUG, _NOT_IN_SLUG).decode()
    while "--" in name:
        name = name.replace("--", "-")
    return name if title.isprintable() and len(name) <= LONGEST_SLUG and name != "-" else ""


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
