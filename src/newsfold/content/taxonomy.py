"""Topics (``_data/topics/*.yaml``) and organizations (``_data/organizations/<domain>.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from newsfold.article import Image, Organization, Topic
from newsfold.content.front_matter import load_mapping, parse_document
from newsfold.content.paths import slug
from newsfold.errors import RecordError

LARGEST_WEIGHT = 10
"""The most a topic's ``weight`` may be: more would make one passing mention outweigh every headline."""

LARGEST_AUTHORITY = 30
"""The most points an organization's ``authority`` may be; 0 is the least."""


class _Names(msgspec.Struct, rename={"id": "_id", "excluded": "not", "case_keywords": "case"}):
    name: str
    id: str = ""
    shortname: str | None = None
    parent: str | None = None
    description: str | None = None
    domain: str = ""
    keywords: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    case_keywords: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    weight: float = 1.0
    authority: int | None = None
    zone: str | None = None
    network: str | None = None
    notes: str | None = None


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
        case_keywords=names.case_keywords,
        excluded=names.excluded,
        context=names.context,
        together=names.together,
        rivals=names.rivals,
        addresses=tuple(_bare_address(address) for address in names.addresses),
        weight=_weight(names.weight, path),
    )


@cache
def _zones() -> frozenset[str]:
    from zoneinfo import available_timezones  # noqa: PLC0415 - few organizations have a zone

    return frozenset(available_timezones())


def _zone_meant(mistyped: str) -> str:
    """The zone whose name is most like a mistyped one; an example where none is."""
    from difflib import get_close_matches  # noqa: PLC0415 - few organizations have a mistyped zone

    return next(iter(get_close_matches(mistyped[:100], sorted(_zones()), n=1)), "one such as Europe/Berlin")


def _bare_address(address: str) -> str:
    """An address as it is compared: without scheme and "www."."""
    return address.strip().lower().rpartition("://")[2].removeprefix("www.")


def _weight(weight: float, path: str) -> float:
    if not 0 <= weight <= LARGEST_WEIGHT:
        remedy = f"Write a number from 0 to {LARGEST_WEIGHT}; 1 is usual."
        raise RecordError(f"has the weight {weight:g}", where=path, remedy=remedy)
    return weight


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
    if names.authority is not None and not 0 <= names.authority <= LARGEST_AUTHORITY:
        raise RecordError(
            f"has the authority {names.authority}",
            where=path,
            remedy=f"Write a whole number from 0 to {LARGEST_AUTHORITY}, or leave it out.",
        )
    if names.zone is not None and names.zone not in _zones():
        raise RecordError(
            f"has the zone {names.zone!r}, which is no IANA time zone",
            where=path,
            remedy=f"Write {_zone_meant(names.zone)}, or leave it out.",
        )
    return Organization(
        domain=names.domain or names.id,
        name=names.name,
        description=names.description,
        images=images,
        authority=names.authority,
        zone=names.zone,
        network=names.network,
        notes=names.notes,
    )


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
