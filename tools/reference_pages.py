"""The reference pages that stand in tables of the code: errors, points of quality, environment, the record's fields, the JSON API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from newsfold.content.fields import ARTICLE, AUTHOR, IMAGE, PROVIDER, RELATED, Field, Shape
from newsfold.content.schema import record_schema
from newsfold.content.seal import KEY_VARIABLE
from newsfold.errors import NewsfoldError
from newsfold.publish.openapi import openapi_json
from newsfold.rate.points import POINTS
from newsfold.settings import ENVIRONMENT_PREFIX, table

NOTE = "<!-- Written by tools/write_reference.py (`make docs`); do not edit. -->\n\n"

ERRORS = """\
# Errors

What stops a command is one sentence on standard error that names the thing and the remedy, and an exit status; at the desk the same
sentence with an HTTP status; in Python an exception of `newsfold.errors`. A source or page that fails stops nothing: it is rejected with
a reason ([codes](collecting.md#codes)).

| code | class | exit status | HTTP status | what it tells |
|---|---|---|---|---|
"""
OTHER_STATUSES = """\
Programs read the code: the desk answers with `{"error": {"code": …, "message": …}}`. Of the other exit statuses 0 means done, 2 also a
command line that cannot be understood, and 141 that the reader of the output went away.
"""
QUALITY = """\
# Points of quality

Quality is the sum of these, never below 0. `newsfold explain` tells which an article got. The points of a family are multiplied by its
weight, `rate.authority_weight` and so on; how they are found is in [Rating](rating.md#quality).

| point | family | bounds | meaning |
|---|---|---|---|
"""
ENVIRONMENT = """\
# Environment variables

Each setting has a variable, `PREFIX` with section and name, which wins over `newsfold.toml`. A list is given with commas.

| variable | is |
|---|---|
| `KEYS` | the keys of the sealed fields, joined by commas; wins over the key file ([sealing](sealing.md#keys)) |
| `NO_COLOR` | set to anything: no colours, also on a terminal |
"""
API = """\
# The JSON API

Static files below `api/`, written by every run. They keep the field names, order and paging of the reference portals; fields may be
added, none is renamed. Times are UTC with `Z`; what is absent is null; addresses are absolute. Each portal describes its own in
`api/openapi.json` ([OpenAPI 3.1](openapi.json)).

## Paths

| path | answers with | |
|---|---|---|
"""
FORMS = {
    "quoted": "double-quoted text",
    "word": "bare word",
    "type": "`article` or `video`",
    "whole": "whole number",
    "yes-no": "`true` or `false`",
    "moment": "UTC, `2026-11-10T08:00:00Z`",
    "words": "list of texts",
    "mapping": "mapping",
    "items": "list of mappings",
}
MEANINGS = {
    "category": "always `news`",
    "title": "the headline, no site name",
    "excerpt": "plain text",
    "publishedDateTime": "when the publisher published it",
    "updatedDateTime": "when the publisher changed it",
    "originalUrl": "the address as found in the source",
    "webUrl": "the canonical address readers are sent to; absent on a video",
    "ampWebUrl": "the AMP version",
    "cdnAmpWebUrl": "the AMP version's address in the AMP cache",
    "type": "what readers find there",
    "kind": "news, analysis, announcement, press-release, market-research, deal, how-to, roundup, stock, event, other",
    "language": "its language",
    "paywall": "`true` where readers meet a paywall",
    "quality": "the article on its own, 0 upward ([points](quality-points.md))",
    "heat": "a lead's quality and 20 for each further publisher; -1 on a folded article",
    "published": "shown to readers or not; always `false` on a folded article",
    "removed": "`true`: taken down for good",
    "featuredContent": "on a video: the player's `<iframe>`",
    "provider": "who published it",
    "topics": "in order of relevance",
    "images": "pictures, the first is shown",
    "related": "the other articles of the story, by quality, highest first",
    "secured": "[private fields](sealing.md), kept byte for byte where no key opens them",
    "name": "the name",
    "domain": "the registrable domain by the Public Suffix List",
    "authors": "who wrote it",
    "url": "where it is; `/assets/…` for the portal's own copy",
    "width": "pixels",
    "height": "pixels",
    "isCached": "`true` where the portal holds its own copy in `assets/pictures/`",
    "attribution": "who made it",
}


def errors() -> str:
    """The tree of errors, each with what it means for a program."""
    rows = "".join(
        f"| `{kind.code}` | {'&emsp;' * depth}`{kind.__name__}` | {kind.exit_status} | {kind.http_status} | {_first(kind)} |\n"
        for depth, kind in _tree(NewsfoldError, 0)
    )
    return f"{NOTE}{ERRORS}{rows}\n{OTHER_STATUSES}"


def _first(kind: type[NewsfoldError]) -> str:
    return (kind.__doc__ or "").split("``where``")[0].split("\n")[0].strip().replace("|", "\\|")


def _tree(kind: type[NewsfoldError], depth: int) -> Iterator[tuple[int, type[NewsfoldError]]]:
    yield depth, kind
    for below in kind.__subclasses__():
        if below.__module__ == kind.__module__:
            yield from _tree(below, depth + 1)


def points() -> str:
    """Every point of quality, in the order in which they are told."""
    rows = "".join(f"| {one.name} | {one.family} | {one.least} to {one.most} | {one.meaning} |\n" for one in POINTS)
    return f"{NOTE}{QUALITY}{rows}"


def environment() -> str:
    """Every environment variable newsfold reads."""
    rows = "".join(f"| `{row.environment_name}` | `{row.section}.{row.name}` |\n" for row in table())
    return f"{NOTE}{ENVIRONMENT.replace('PREFIX', ENVIRONMENT_PREFIX).replace('KEYS', KEY_VARIABLE)}{rows}"


def fields() -> str:
    """The tables of the record's fields: what stands between the marks in record.md."""
    schema = record_schema()
    parts = [_fields(ARTICLE, schema["required"])]
    for title, name, shape in (
        ("provider", "Provider", PROVIDER),
        ("provider.authors", "Author", AUTHOR),
        ("images", "Image", IMAGE),
        ("related", "Related", RELATED),
    ):
        parts.append(f"Inside `{title}`:\n\n{_fields(shape, schema['$defs'][name]['required'])}")
    return "\n".join(parts)


def _fields(shape: Shape, required: list[str]) -> str:
    rows = "".join(f"| `{one.name}` | {FORMS[one.form]}{_optional(one, required)} | {MEANINGS[one.name]} |\n" for one in shape.fields)
    return f"| field | form | meaning |\n|---|---|---|\n{rows}"


def _optional(field: Field, required: list[str]) -> str:
    return "" if field.name in required else ", optional"


def openapi_text() -> str:
    """The description of the JSON API, as a portal at this address has it."""
    return openapi_json("A portal", "https://news.example.org", ()).decode()


def api() -> str:
    """The JSON API: its paths and what they answer with."""
    document = json.loads(openapi_text())
    parts = [NOTE, API]
    for path, item in document["paths"].items():
        schema = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        parts.append(f"| `{path}` | {_kind(schema)} | {item['get']['summary']} |\n")
    parts.append("\n`{page}` is counted from 1, `{topic}` is a topic's id, `{name}` a topic's id or date and name of an article.\n")
    for name, schema in document["components"]["schemas"].items():
        about = schema.get("description", "").replace("``", "`")
        parts.append(f"\n## {_plain(name)}\n\n{about}\n\n| field | type |\n|---|---|\n")
        parts.extend(f"| `{field}` | {_kind(inner)} |\n" for field, inner in schema["properties"].items())
    return "".join(parts)


def _plain(name: str) -> str:
    return name.removeprefix("Wire")


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a few words, with links to what it refers to."""
    if "$ref" in schema:
        name = _plain(schema["$ref"].rpartition("/")[2])
        return f"[{name}](#{name.lower()})"
    either = schema.get("anyOf") or schema.get("oneOf")
    if either:
        return " or ".join(_kind(one) for one in either)
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("format") or schema.get("type", "any"))
