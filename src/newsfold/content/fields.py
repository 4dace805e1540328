"""The fields of a record: their names in the file, their order, and their canonical form (RECORD.md, "Fields, in file order").

A :class:`Shape` tells the fields of one kind of mapping; ``ARTICLE`` is the record itself. The writer, the quick reader, the changer
and the JSON Schema all work from these shapes, so that a field is named once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

import msgspec

from newsfold.article import Article, Frozen
from newsfold.errors import RecordError
from newsfold.written_time import moment

Form = Literal["quoted", "word", "type", "whole", "yes-no", "moment", "words", "mapping", "items"]
"""How a field's value stands in the file: a scalar of some kind, a list of words, a mapping, or a list of mappings."""


class Field(Frozen, frozen=True, kw_only=True):
    """A field: its name in the file, its name in the model, its form, and the shape of what it holds where it holds mappings."""

    name: str
    attribute: str
    form: Form
    shape: Shape | None = None


class Shape(Frozen, frozen=True, kw_only=True):
    """The fields of one kind of mapping, in file order."""

    fields: tuple[Field, ...]

    def named(self, name: object) -> Field | None:
        """The field with this name in the file."""
        return next((field for field in self.fields if field.name == name), None)


def _field(name: str, form: Form, shape: Shape | None = None, attribute: str = "") -> Field:
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return Field(name=name, attribute=attribute or plain, form=form, shape=shape)


IMAGE = Shape(
    fields=(
        _field("url", "quoted"),
        _field("width", "whole"),
        _field("height", "whole"),
        _field("isCached", "yes-no"),
        _field("title", "quoted"),
        _field("attribution", "quoted"),
    )
)
AUTHOR = Shape(fields=(_field("name", "word"),))
PROVIDER = Shape(
    fields=(
        _field("name", "word"),
        _field("domain", "word"),
        _field("images", "items", IMAGE),
        _field("authors", "items", AUTHOR),
    )
)
_PUBLISHED_AT = _field("publishedDateTime", "moment", attribute="published_at")
_ADDRESSES = (_field("webUrl", "quoted"), _field("ampWebUrl", "quoted"), _field("cdnAmpWebUrl", "quoted"))
RELATED = Shape(
    fields=(
        _field("title", "quoted"),
        _field("excerpt", "quoted"),
        _PUBLISHED_AT,
        *_ADDRESSES,
        _field("type", "type"),
        _field("provider", "mapping", PROVIDER),
        _field("quality", "whole"),
        _field("images", "items", IMAGE),
    )
)
ARTICLE = Shape(
    fields=(
        _field("category", "word"),
        _field("title", "quoted"),
        _field("excerpt", "quoted"),
        _PUBLISHED_AT,
        _field("updatedDateTime", "moment", attribute="updated_at"),
        _field("originalUrl", "quoted"),
        *_ADDRESSES,
        _field("type", "type"),
        _field("kind", "word"),
        _field("language", "word"),
        _field("paywall", "yes-no"),
        _field("quality", "whole"),
        _field("heat", "whole"),
        _field("published", "yes-no"),
        _field("removed", "yes-no"),
        _field("featuredContent", "quoted"),
        _field("provider", "mapping", PROVIDER),
        _field("topics", "words"),
        _field("images", "items", IMAGE),
        _field("related", "items", RELATED),
        _field("secured", "quoted"),
    )
)

NAMES: Mapping[str, str] = {field.name: field.attribute for field in ARTICLE.fields}
"""The field's name in the file, and in :class:`newsfold.article.Article`; in file order."""

NESTED_NAMES: Mapping[str, str] = {**NAMES, "isCached": "is_cached"}
"""The same with the names that stand only deeper inside and differ."""

_TIMES = ("publishedDateTime", "updatedDateTime")

SECTIONS = ("featuredContent", "provider", "topics", "images", "related", "secured")
"""Fields that stand apart, each below a blank line."""

MOST_VALUES = 100_000
"""The most values in a record; the story of 180 articles, the largest real one, has 3,000."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNSAFE = re.compile('[\\\\"\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ud800-\\udfff\\ufffe\\uffff]')


def quoted(text: str) -> str:
    """The text in double quotes, escaped as YAML 1.1 wants it. Raises :class:`RecordError` for NUL and lone surrogates."""
    return f'"{_UNSAFE.sub(_escaped, text)}"'


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if character == "\x00" or "\ud800" <= character <= "\udfff":
        raise RecordError(f"a text holds the character U+{ord(character):04X}, which no YAML file can", remedy="Take the character out.")
    return _ESCAPES.get(character) or (f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\u{ord(character):04x}")


_PLAINLY_BARE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[ .-][A-Za-z0-9]+)*")
"""What YAML reads as a text without asking it, which takes 0.5 ms: letters first, so no number or time, and no sign with a meaning."""

_OTHER_WORDS = frozenset({"yes", "no", "true", "false", "on", "off", "null", "y", "n"})


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """The text as a plain scalar where YAML reads it back unchanged, else in double quotes."""
    if _PLAINLY_BARE.fullmatch(text) and text.lower() not in _OTHER_WORDS:
        return text
    import yaml  # noqa: PLC0415 - only for writing: it takes 12 ms to load

    try:
        plain = yaml.safe_load(f"- {text}\n- k: {text}\n") == [text, {"k": text}]
    except (yaml.YAMLError, ValueError):
        plain = False
    return text if plain and "\n" not in text else quoted(text)


def _yes_no(value: bool) -> str:
    return "true" if value else "false"


SCALARS: Mapping[str, Callable[[Any], str]] = {
    "quoted": quoted,
    "word": bare,
    "type": str,
    "whole": str,
    "yes-no": _yes_no,
    "moment": moment,
}
"""The writer of each form that is a single value."""


def is_missing(value: object) -> bool:
    """Whether a value is what the model has for a field that is not in the file."""
    return value is None or value == ()


def render_field(name: str, article: Article) -> str:
    """The lines of one field of a record, with ``\\n`` line ends; empty where the article does not have it."""
    field = _TOP[name]
    return "".join([f"{line}\n" for line in field_lines(field, getattr(article, field.attribute))])


_TOP: Mapping[str, Field] = {field.name: field for field in ARTICLE.fields}


def field_lines(field: Field, value: Any) -> list[str]:
    """The lines of a field with this value, without line ends; none for a value that is missing."""
    if is_missing(value):
        return []
    if field.form in SCALARS:
        return [f"{field.name}: {SCALARS[field.form](value)}"]
    inside = mapping_lines(field.shape, value) if field.form == "mapping" else [line for item in value for line in item_lines(field, item)]
    return [f"{field.name}:", *[f"  {line}" for line in inside]]


def item_lines(field: Field, item: Any) -> list[str]:
    """The lines of one item of a list field, the first with its hyphen."""
    if field.form == "words":
        return [f"- {bare(item)}"]
    lines = mapping_lines(field.shape, item)
    return [f"- {lines[0]}", *[f"  {line}" for line in lines[1:]]] if lines else []


def mapping_lines(shape: Shape | None, value: Any) -> list[str]:
    """The lines of a mapping, not indented."""
    return [line for field in shape.fields for line in field_lines(field, getattr(value, field.attribute))] if shape else []


def model_values(mapping: Mapping[str, Any], *, path: str) -> dict[str, Any]:
    """The known fields of a record as YAML gives it, with the model's names, without empty values, times in UTC.

    Values are counted, because YAML aliases can make a small file stand for more values than memory holds. Raises
    :class:`RecordError` for more than MOST_VALUES.
    """
    left = MOST_VALUES

    def renamed(value: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise RecordError(f"holds more than {MOST_VALUES:,} values", where=path, remedy="Take the YAML aliases out.")
        if isinstance(value, Mapping):
            return {NESTED_NAMES.get(key, key): _timed(key, renamed(item)) for key, item in value.items() if item is not None}
        if isinstance(value, list):
            return [renamed(item) for item in value]
        # YAML's set is a mapping without values; Python's would come in another order every time.
        return dict.fromkeys(value) if isinstance(value, set) else value

    return {NAMES[key]: _timed(key, renamed(item)) for key, item in mapping.items() if key in NAMES and item is not None}


def _timed(name: object, value: Any) -> Any:
    """A time in UTC, also where it stands in quotes; other values as they are."""
    if name in _TIMES and isinstance(value, str):
        with suppress(msgspec.ValidationError):
            value = msgspec.convert(value, datetime)
    if isinstance(value, datetime):
        with suppress(OverflowError):
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value
