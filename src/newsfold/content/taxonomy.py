"""Topics (``_data/topics/*.yaml``) and organizations (``_data/organizations/<domain>.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from newsfold.article import Image, Organization, Topic
from newsfold.content.front_matter import load_mapping, parse_document
from newsfold.content.paths import slug
from newsfold.errors import RecordError


class _Names(msgspec.Struct, rename={"id": "_id"}):
    name: str
    id: str = ""
    shortname: str | None = None
    parent: str | None = None
    description: str | None = None
    domain: str = ""
    keywords: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()


def read_topic(text: str, *, path: str) -> Topic:
    """A topic file. Raises :class:`RecordError` where it is no YAML, has no name, or a field of the wrong type."""
    names = _names(load_mapping(text, where=path), path, kind="topic")
    return Topic(
        id=names.id or slug(names.name, names.name),
        name=names.name,
        shortname=names.shortname,
        parent=names.parent,
        keywords=names.keywords,
        hashtags=names.hashtags,
    )


def read_organization(text: str, *, path: str) -> Organization:
    """An organization file. Raises :class:`RecordError` as :func:`read_topic` does."""
    mapping = load_mapping(parse_document(text, where=path).front_matter(), where=path, first_line=2)
    names = _names(mapping, path, kind="organization")
    if not (names.domain or names.id):
        raise RecordError("has no domain", where=path, remedy="Write `domain: example.org`.")
    try:
        images = msgspec.convert(mapping.get("images") or [], tuple[Image, ...])
    except msgspec.ValidationError as error:
        raise RecordError(f"has a wrong image: {error}", where=path, remedy="Write url, width and height of each.") from error
    return Organization(domain=names.domain or names.id, name=names.name, description=names.description, images=images)


def _names(mapping: Mapping[str, Any], path: str, *, kind: str) -> _Names:
    given = {key: value for key, value in mapping.items() if value is not None}
    if not str(given.get("name", "")).strip():
        raise RecordError(f"is a {kind} without a name", where=path, line=1, remedy="Write `name: …`.")
    try:
        return msgspec.convert(given, _Names)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        field = place.strip("`").removeprefix("$.")
        wanted = problem.replace("Expected ", "must be ").replace(", got ", ", not ")
        raise RecordError(f"has a wrong value: {field} {wanted}", where=path, remedy="Correct it.") from error
