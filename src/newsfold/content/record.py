"""Records as files: text to :class:`Article` and back, changing only what changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from newsfold.article import Article, Frozen
from newsfold.content.fields import NAMES, SECTIONS, render_field
from newsfold.content.front_matter import Block, Document, load_mapping, parse_document
from newsfold.errors import RecordError

_NESTED_NAMES = {**NAMES, "isCached": "is_cached"}
MOST_VALUES = 100_000
"""The most values in a record; the story of 180 articles, the largest real one, has 3,000."""

_FILE_NAMES = {value: key for key, value in _NESTED_NAMES.items()}


class Record(Frozen, frozen=True, kw_only=True):
    """A file of the portal: the article it tells, the document it stands in, and how many empty topic items were passed over."""

    article: Article
    document: Document
    empty_topics: int = 0

    @property
    def text(self) -> str:
        """The file's text."""
        return self.document.text


def read_record(text: str, *, path: str) -> Record:
    """The article in a record's text. Raises :class:`RecordError` naming the file, the field and the remedy."""
    document = parse_document(text, where=path)
    mapping = load_mapping(document.front_matter(), where=path, first_line=2)
    topics = mapping.get("topics")
    empty = sum(topic is None or topic == "" for topic in topics) if isinstance(topics, list) else 0
    values = _renamed(mapping, path)
    if empty:
        values["topics"] = [topic for topic in values["topics"] if topic not in (None, "")]
    try:
        article = msgspec.convert({**values, "path": path, "content": document.body, "text": ""}, Article)
    except msgspec.ValidationError as error:
        raise _wrong_field(error, document, path) from error
    return Record(article=article, document=document, empty_topics=empty)


def write_record(article: Article) -> str:
    """The canonical text of a record. Raises :class:`RecordError` where a text holds what YAML cannot."""
    lines = ["---\n"]
    for name in NAMES:
        field = render_field(name, article)
        if field:
            lines.append(f"\n{field}" if name in SECTIONS else field)
    return "".join([*lines, "---\n\n", article.content])


def change_record(record: Record, article: Article) -> Record:
    """The record telling ``article`` instead: the fields that differ are written anew, every other byte stays.

    The body and the path are never changed. Raises :class:`RecordError` where the file is written in a form in which that cannot be
    done safely.
    """
    blocks = list(record.document.blocks)
    newline = record.document.newline
    for name, attribute in NAMES.items():
        if getattr(article, attribute) != getattr(record.article, attribute):
            _replace(blocks, name, render_field(name, article).replace("\n", newline), newline)
    document = record.document.evolve(blocks=tuple(blocks))
    changed = read_record(document.text, path=record.article.path)
    if changed.article != article.evolve(path=record.article.path, content=record.article.content, text=""):
        raise RecordError("is written in a form that cannot be changed safely", where=article.path, remedy="Bring it into canonical form.")
    return changed


def _replace(blocks: list[Block], name: str, text: str, newline: str) -> None:
    places = [number for number, block in enumerate(blocks) if block.field == name]
    for number in reversed(places[0 if not text else 1 :]):
        del blocks[number]
    if text and places:
        blocks[places[0]] = blocks[places[0]].evolve(text=text)
    elif text:
        order = list(NAMES)
        earlier = set(order[: order.index(name)])
        place = max((number + 1 for number, block in enumerate(blocks) if block.field in earlier), default=0)
        blocks.insert(place, Block(gap=newline if name in SECTIONS else "", field=name, text=text))


def _renamed(mapping: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The known fields with the model's names, without empty values, times aware.

    Values are counted, because YAML aliases can make a small file stand for more values than memory holds.
    """
    left = MOST_VALUES

    def renamed(value: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise RecordError(f"holds more than {MOST_VALUES:,} values", where=path, remedy="Take the YAML aliases out.")
        if isinstance(value, Mapping):
            return {_NESTED_NAMES.get(key, key): renamed(item) for key, item in value.items() if item is not None}
        if isinstance(value, list):
            return [renamed(item) for item in value]
        if isinstance(value, datetime):
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return value

    return {NAMES[key]: renamed(item) for key, item in mapping.items() if key in NAMES and item is not None}


def _wrong_field(error: msgspec.ValidationError, document: Document, path: str) -> RecordError:
    message = str(error)
    missing = re.search(r"missing required field `(\w+)`", message)
    problem, _, place = message.partition(" - at ")
    field = re.sub(r"[a-z_]+", lambda match: _FILE_NAMES.get(match[0], match[0]), place.strip("`").removeprefix("$.").removeprefix("$"))
    if missing:
        name = _FILE_NAMES.get(missing[1], missing[1])
        return RecordError(f"lacks the field {field + '.' if field else ''}{name}", where=path, line=2, remedy="Write it.")
    top = re.match(r"\w*", field)
    line = document.line_of(top[0] if top else "")
    wanted = problem.replace("Expected ", "must be ").replace(", got ", ", not ")
    return RecordError(f"has a wrong value in line {line}: {field} {wanted}", where=path, line=line, remedy="Correct it.")
