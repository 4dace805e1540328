"""What a record may hold: its JSON Schema, and what stands in a record beside that, the strangers newsfold keeps as they are.

The schema (draft 2020-12) is made from the model's types and the file's names. It describes the YAML after times have become text, as
JSON has no times. Fields newsfold does not know are allowed.
"""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from newsfold.article import Article, Related
from newsfold.content.fields import ARTICLE, MOST_VALUES, Field, Shape
from newsfold.errors import RecordError

SCHEMA_FILE = "docs/reference/record.schema.json"
"""Where the schema is published, below the project's root."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def record_schema() -> Mapping[str, Any]:
    """The JSON Schema of a record's front matter."""
    (_,), definitions = msgspec.json.schema_components([Article], ref_template="#/$defs/{name}")
    named: dict[str, Any] = {}
    _describe("Article", ARTICLE, definitions, named)
    article = named.pop("Article")
    about = "The front matter of one article's file, `_news/<date>-<slug>.md`. Times are written as text here."
    return {"$schema": _DIALECT, **article, "title": "newsfold record", "description": about, "$defs": dict(sorted(named.items()))}


def _describe(name: str, shape: Shape, definitions: Mapping[str, Any], named: dict[str, Any]) -> None:
    """Put the schema of one kind of mapping, and of those inside it, into ``named``: with the file's names, in file order."""
    known = definitions[name]
    required = [field.name for field in shape.fields if field.attribute in known["required"]]
    properties = {}
    for field in shape.fields:
        schema = _described(field, known["properties"][field.attribute])
        properties[field.name] = schema if field.name in required else _or_nothing(schema)
        inner = _referred(schema)
        if field.shape and inner not in named:
            named[inner] = None
            _describe(inner, field.shape, definitions, named)
    named[name] = {"type": "object", "description": known["description"], "properties": properties, "required": required}


def _described(field: Field, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A field's schema without the model's default, and with what the model's types do not tell."""
    kinds = [kind for kind in schema.get("anyOf", [schema]) if kind != {"type": "null"}]
    plain = {key: value for key, value in kinds[0].items() if key != "default"}
    if field.form == "moment":
        plain["format"] = "date-time"
    if field.form == "words":
        plain["items"] = {"type": "string", "minLength": 1}
    return plain


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema allowing null: a field without a value is as one that is not there."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if "type" in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _referred(schema: Mapping[str, Any]) -> str:
    """The name of the kind of mapping a field holds."""
    return str(schema.get("items", schema).get("$ref", "")).rpartition("/")[2]


def schema_text() -> str:
    """The text of the published schema."""
    return json.dumps(record_schema(), indent=2, ensure_ascii=False) + "\n"


def write_schema(root: Path) -> Path:
    """Write the schema below the project's root and return its path."""
    path = root / SCHEMA_FILE
    path.write_text(schema_text(), encoding="utf-8")
    return path


def continued(old: Sequence[Any], new: Sequence[Any]) -> tuple[int | None, ...]:
    """For each new item of a list the old one that it continues: an equal one, else one of the same address, title or place."""
    found: list[int | None] = [None] * len(new)
    free = dict.fromkeys(range(len(old)))
    for identity in (_whole, _address, _title, _place if len(old) == len(new) else _nothing):
        places: defaultdict[object, deque[int]] = defaultdict(deque)
        for number in free:
            places[identity(old[number], number)].append(number)
        for number, value in enumerate(new):
            key = identity(value, number)
            if found[number] is None and key is not None and places[key]:
                found[number] = place = places[key].popleft()
                del free[place]
    return tuple(found)


def _whole(value: Any, _: int) -> object:
    return value


def _address(value: Any, _: int) -> object:
    return getattr(value, "web_url", None) or getattr(value, "url", None)


def _title(value: Any, _: int) -> object:
    return value.title if isinstance(value, Related) else None


def _place(value: Any, number: int) -> object:
    """What changed wholly and has no address stands where it stood; a related article with another address is another one."""
    return None if isinstance(value, str) or (isinstance(value, Related) and value.web_url) else number


def _nothing(_: Any, __: int) -> object:
    return None


def strangers(tree: Mapping[Any, Any], shape: Shape) -> dict[Any, Any]:
    """What newsfold does not know in a mapping as YAML gives it, also deeper inside; without what is known."""
    return kept_strangers(tree, shape, None, None)


def kept_strangers(tree: Mapping[Any, Any], shape: Shape, old: Any, new: Any) -> dict[Any, Any]:
    """The strangers that must be there when ``new`` is written in the place of ``old``: those of items that go, go."""
    found: dict[Any, Any] = {}
    for name, value in tree.items():
        field = shape.named(name)
        if field is None:
            found[name] = value
        elif field.shape and value:
            before: Any = getattr(old, field.attribute, None)
            after: Any = getattr(new, field.attribute, None)
            inner: Any = None
            if field.form == "mapping":
                inner = kept_strangers(value, field.shape, before, after) if before == after or after is not None else None
            elif before == after:
                inner = [strangers(item, field.shape) for item in value]
            else:
                pairs = zip(after, continued(before, after), strict=True)
                inner = [{} if place is None else kept_strangers(value[place], field.shape, before[place], item) for item, place in pairs]
            if inner and (field.form == "mapping" or any(inner)):
                found[name] = inner
    return found


def alike(one: object, other: object) -> bool:
    """Whether two values as YAML gives them are the same, in whatever order mappings have; False for more than MOST_VALUES."""
    first, second = ([*islice(_tokens(value), MOST_VALUES + 1)] for value in (one, other))
    return first == second and len(first) <= MOST_VALUES


def _tokens(value: object) -> Iterator[object]:
    """A value as a row of plain ones; without recursion, because YAML aliases may lead in circles."""
    waiting: deque[object] = deque([value])
    while waiting:
        if len(waiting) > MOST_VALUES:
            raise RecordError(f"holds more than {MOST_VALUES:,} values", remedy="Take the YAML aliases out.")
        one = waiting.pop()
        if isinstance(one, Mapping):
            yield "mapping", len(one)
            waiting.extend(part for pair in sorted(one.items(), key=lambda pair: repr(pair[0])) for part in pair)
        elif isinstance(one, (list, tuple)):
            yield "list", len(one)
            waiting.extend(one)
        else:
            yield repr(one)
