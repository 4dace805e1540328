"""The fields of a record: their names in the file, their order, and their canonical form (RECORD.md, "Fields, in file order").

``render_field`` gives the lines of one field; ``GROUPS`` says which fields stand together and where a blank line goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import yaml

from newsfold.article import Article, Image, Provider, Related
from newsfold.errors import RecordError

NAMES: Mapping[str, str] = {
    "category": "category",
    "title": "title",
    "excerpt": "excerpt",
    "publishedDateTime": "published_at",
    "updatedDateTime": "updated_at",
    "originalUrl": "original_url",
    "webUrl": "web_url",
    "ampWebUrl": "amp_web_url",
    "cdnAmpWebUrl": "cdn_amp_web_url",
    "type": "type",
    "kind": "kind",
    "language": "language",
    "paywall": "paywall",
    "quality": "quality",
    "heat": "heat",
    "published": "published",
    "removed": "removed",
    "featuredContent": "featured_content",
    "provider": "provider",
    "topics": "topics",
    "images": "images",
    "related": "related",
    "secured": "secured",
}
"""The field's name in the file, and in :class:`newsfold.article.Article`; in file order."""

SECTIONS = ("featuredContent", "provider", "topics", "images", "related", "secured")
"""Fields that stand apart, each below a blank line."""

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


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """The text as a plain scalar where YAML reads it back unchanged, else in double quotes."""
    try:
        plain = yaml.safe_load(f"- {text}\n- k: {text}\n") == [text, {"k": text}]
    except (yaml.YAMLError, ValueError):
        plain = False
    return text if plain and "\n" not in text else quoted(text)


def moment(time: datetime) -> str:
    """A time as records write it: UTC, whole seconds, ``Z``."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _yes_no(value: bool) -> str:
    return "true" if value else "false"


_LINES: Mapping[str, Callable[[Any], str]] = {
    "category": bare,
    "title": quoted,
    "excerpt": quoted,
    "publishedDateTime": moment,
    "updatedDateTime": moment,
    "originalUrl": quoted,
    "webUrl": quoted,
    "ampWebUrl": quoted,
    "cdnAmpWebUrl": quoted,
    "type": str,
    "kind": bare,
    "language": bare,
    "paywall": _yes_no,
    "quality": str,
    "heat": str,
    "published": _yes_no,
    "removed": _yes_no,
    "featuredContent": quoted,
    "secured": quoted,
}


def render_field(name: str, article: Article) -> str:
    """The lines of one field, with ``\\n`` line ends; empty where the article does not have it."""
    value = getattr(article, NAMES[name])
    if value is None or value == ():
        return ""
    if name in _LINES:
        return f"{name}: {_LINES[name](value)}\n"
    return "".join(f"{line}\n" for line in (f"{name}:", *_BLOCKS[name](value)))


def _provider(provider: Provider) -> Iterable[str]:
    yield f"  name: {bare(provider.name)}"
    yield f"  domain: {bare(provider.domain)}"
    if provider.images:
        yield "  images:"
        yield from _images(provider.images, indent="    ")
    if provider.authors:
        yield "  authors:"
        yield from (f"    - name: {bare(author.name)}" for author in provider.authors)


def _topics(topics: tuple[str, ...]) -> Iterable[str]:
    return (f"  - {bare(topic)}" for topic in topics)


def _images(images: tuple[Image, ...], *, indent: str = "  ") -> Iterable[str]:
    for image in images:
        yield f"{indent}- url: {quoted(image.url)}"
        if image.width is not None:
            yield f"{indent}  width: {image.width}"
        if image.height is not None:
            yield f"{indent}  height: {image.height}"
        if image.is_cached is not None:
            yield f"{indent}  isCached: {_yes_no(image.is_cached)}"
        if image.title is not None:
            yield f"{indent}  title: {quoted(image.title)}"
        if image.attribution is not None:
            yield f"{indent}  attribution: {quoted(image.attribution)}"


def _related(related: tuple[Related, ...]) -> Iterable[str]:
    for other in related:
        yield f"  - title: {quoted(other.title)}"
        if other.excerpt is not None:
            yield f"    excerpt: {quoted(other.excerpt)}"
        if other.published_at is not None:
            yield f"    publishedDateTime: {moment(other.published_at)}"
        for name in ("webUrl", "ampWebUrl", "cdnAmpWebUrl"):
            address = getattr(other, NAMES[name])
            if address is not None:
                yield f"    {name}: {quoted(address)}"
        yield f"    type: {other.type}"
        if other.provider is not None:
            yield "    provider:"
            yield from (f"    {line}" for line in _provider(other.provider))
        if other.quality is not None:
            yield f"    quality: {other.quality}"
        if other.images:
            yield "    images:"
            yield from _images(other.images, indent="      ")


_BLOCKS: Mapping[str, Callable[[Any], Iterable[str]]] = {
    "provider": _provider,
    "topics": _topics,
    "images": _images,
    "related": _related,
}
