"""Records as files: text to :class:`Article` and back. A record changed in place stands in `record_change.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from newsfold.article import Article, Frozen
from newsfold.content.canonical import canonical_article
from newsfold.content.fields import (
    NAMES,
    NESTED_NAMES,
    SECTIONS,
    model_values,
    render_field,
)
from newsfold.content.front_matter import Document, load_mapping, parse_document
from newsfold.errors import RecordError

_FILE_NAMES = {value: key for key, value in NESTED_NAMES.items()}


class Record(Frozen, frozen=True, kw_only=True):
    """A file of the portal: the article it tells, the document it stands in, and how many empty topic items were passed over.

    ``is_canonical``: the front matter is in the form newsfold writes, without unknown fields or comments.
    """

    article: Article
    document: Document
    empty_topics: int = 0
    is_canonical: bool = False

    @property
    def text(self) -> str:
        """The file's text."""
        return self.document.text

    def line_of(self, *place: str | int) -> int:
        """As :meth:`Document.line_of`, quickly for a field of a canonical record."""
        if self.is_canonical and len(place) == 1:
            at = f"\n{self.document.front}".find(f"\n{place[0]}:")
            return 2 + self.document.front.count("\n", 0, at) if at >= 0 else 2
        return self.document.line_of(*place)


def read_record(text: str, *, path: str) -> Record:
    """The article in a record's text. Raises :class:`RecordError` naming the file, the field and the remedy."""
    document = parse_document(text, where=path)
    article = canonical_article(document.front, path=path, content=document.body)
    if article is not None:
        return Record(article=article, document=document, is_canonical=True)
    mapping = load_mapping(document.front, where=path, first_line=2)
    topics = mapping.get("topics")
    empty = sum(topic is None or topic == "" for topic in topics) if isinstance(topics, list) else 0
    values = model_values(mapping, path=path)
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


def _wrong_field(error: msgspec.ValidationError, document: Document, path: str) -> RecordError:
    message = str(error)
    missing = re.search(r"missing required field `(\w+)`", message)
    problem, _, place = message.partition(" - at ")
    field = re.sub(r"[a-z_]+", lambda match: _FILE_NAMES.get(match[0], match[0]), place.strip("`").removeprefix("$.").removeprefix("$"))
    if missing:
        name = _FILE_NAMES.get(missing[1], missing[1])
        line = document.line_of(*_steps(field))
        return RecordError(f"lacks the field {field + '.' if field else ''}{name}", where=path, line=line, remedy="Write it.")
    line = document.line_of(*_steps(field))
    wanted = problem.replace("Expected ", "must be ").replace(", got ", ", not ")
    return RecordError(f"has a wrong value in line {line}: {field} {wanted}", where=path, line=line, remedy="Correct it.")


def _steps(field: str) -> Iterator[str | int]:
    """The names and numbers in ``related[3].webUrl``."""
    return (int(number) if number else name for name, number in re.findall(r"([^.\[\]]+)(?![^\[]*\])|\[(\d+)\]", field))
