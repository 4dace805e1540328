"""JSON-LD: the things a page says about itself, from scripts that are often damaged and may be hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

import msgspec

Thing = Mapping[str, object]
"""A JSON object of a page, as it stands there."""

MAX_SCRIPT_LENGTH = 2_000_000
"""Bytes of one script; longer ones are not read."""
MAX_DEPTH = 12
MAX_THINGS = 2_000
_MAX_SCRIPTS = 50

_COMMENT_MARKS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MISSING_COMMA = re.compile(r'("|\d|true|false|null|[}\]])(\s*\n\s*")(?=[\w@]+"\s*:)')
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])|\\u(?![0-9a-fA-F]{4})')
_CONTROL = re.compile("[\u0000-\u001f]+")

_ARTICLE_TYPES = re.compile(
    r"(?:^|[/:])(?:\w*Article|(?:Live)?BlogPosting|Report|LiveBlog|Review|Opinion\w*|Reportage|SocialMediaPosting|Recipe|HowTo)$"
)
_VIDEO_TYPES = re.compile(r"(?:^|[/:])(?:VideoObject|Clip|TVEpisode|Movie)$")
_PAGE_TYPES = re.compile(r"(?:^|[/:])(?:\w*WebPage|ItemPage|CreativeWork|MediaObject)$")


def things_in(scripts: Iterable[bytes], charset: str = "utf-8") -> tuple[Thing, ...]:
    """Every object with a type in the scripts, outer ones first; arrays and ``@graph`` are opened, what cannot be read is left out.

    JSON has no references, so a cycle can only be one of ``@id``; those are followed one step and no further.
    """
    found: list[Thing] = []
    for number, script in enumerate(scripts):
        if number >= _MAX_SCRIPTS or len(found) >= MAX_THINGS:
            break
        if len(script) <= MAX_SCRIPT_LENGTH:
            for value in _decoded(script, charset):
                _collect(value, found)
    return tuple(found)


def _decoded(script: bytes, charset: str) -> list[object]:
    try:
        return [msgspec.json.decode(script if charset == "utf-8" else script.decode(charset, "replace"))]
    except (ValueError, RecursionError):
        pass
    return _repaired(script.decode(charset, "replace"))


def _repaired(script: str) -> list[object]:
    """The values of a damaged script: comment marks, stray escapes, raw line ends, spare or missing commas, several roots, a cut end."""
    text = _COMMENT_MARKS.sub("", script).strip().rstrip(";").strip()
    for mend in (
        lambda t: t,
        lambda t: _TRAILING_COMMA.sub(r"\1", _BAD_ESCAPE.sub(r"\\\\", t)),
        lambda t: _MISSING_COMMA.sub(r"\1,\2", t),
    ):
        text = mend(text)
        values = _roots(text)
        if values:
            return values
    return []


def _roots(text: str) -> list[object]:
    decoder, values, at = json.JSONDecoder(strict=False), list[object](), 0
    while at < len(text) and len(values) < _MAX_SCRIPTS:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        values.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return [value for value in values if isinstance(value, dict | list)]


def _collect(root: object, found: list[Thing]) -> None:
    level: list[object] = [root]
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        for value in level:
            if isinstance(value, dict):
                if "@type" in value and len(found) < MAX_THINGS:
                    found.append(value)
                below.extend(child for child in value.values() if isinstance(child, dict | list))
            elif isinstance(value, list):
                below.extend(child for child in value[:MAX_THINGS] if isinstance(child, dict | list))
        level = below[:MAX_THINGS]


def types_of(thing: Thing) -> tuple[str, ...]:
    """The types of a thing as written."""
    kinds = thing.get("@type")
    return tuple(kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str))


def is_article(thing: Thing) -> bool:
    """Whether the thing calls itself an article of some kind (https://schema.org/Article and its descendants)."""
    return any(_ARTICLE_TYPES.search(kind) for kind in types_of(thing))


def is_video(thing: Thing) -> bool:
    """Whether the thing calls itself a video."""
    return any(_VIDEO_TYPES.search(kind) for kind in types_of(thing))


def is_page(thing: Thing) -> bool:
    """Whether the thing is the page itself, which may carry dates and a description where no article does."""
    return any(_PAGE_TYPES.search(kind) for kind in types_of(thing))


def texts(value: object) -> tuple[str, ...]:
    """The texts of a value that may be a text, a ``{"@value": …}``, a number or a list of these."""
    values = value if isinstance(value, list) else [value]
    out: list[str] = []
    for one in values[:100]:
        plain = one.get("@value") if isinstance(one, dict) else one
        if isinstance(plain, str) and plain.strip():
            out.append(plain)
        elif isinstance(plain, int | float) and not isinstance(plain, bool):
            out.append(str(plain))
    return tuple(out)


def objects(value: object) -> tuple[Thing, ...]:
    """The objects of a value that may be one object or a list."""
    values = value if isinstance(value, list) else [value]
    return tuple(one for one in values[:100] if isinstance(one, dict))
