"""Organization files as the tool keeps them: new ones written, known fields changed, everything else left as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from newsfold.article import Image, Organization
from newsfold.content.fields import bare, quoted
from newsfold.content.front_matter import parse_document
from newsfold.content.taxonomy import read_organization

_SCALARS: Final = ("name", "domain", "description", "authority", "zone", "network", "notes")
_TEXTS: Final = frozenset(("description", "notes"))


def write_organization(organization: Organization) -> str:
    """The text of a new organization file."""
    lines = ["---", "taxonomy: organization", f"_id: {bare(organization.domain)}"]
    lines += [f"{name}: {value}" for name, value in _values(organization).items() if value is not None]
    lines += _images(organization.images)
    return "\n".join([*lines, "---", ""])


def change_organization(text: str, organization: Organization, *, path: str) -> str:
    """The file's text made to tell this organization; unknown fields, comments, order and body stay.

    A field that is None is taken out. Raises :class:`newsfold.errors.RecordError` where the file cannot be read.
    """
    before = read_organization(text, path=path)
    front = parse_document(text, where=path).front_matter()
    changed = front if front.endswith("\n") else f"{front}\n"
    wanted, had = _values(organization), _values(before)
    for name in _SCALARS:
        if wanted[name] != had[name]:
            changed = _with(changed, name, wanted[name])
    if organization.images != before.images:
        without = re.sub(r"(?m)^images:[^\n]*\n(?:[ \t-][^\n]*\n)*", "", changed)
        changed = without + "".join(f"{line}\n" for line in _images(organization.images))
    return text.replace(front, changed if front.endswith("\n") else changed.removesuffix("\n"), 1)


def _values(organization: Organization) -> Mapping[str, str | None]:
    found: dict[str, str | None] = {}
    for name in _SCALARS:
        value = getattr(organization, name)
        found[name] = None if value is None else quoted(value) if name in _TEXTS else bare(value) if isinstance(value, str) else str(value)
    return found


def _with(front: str, name: str, value: str | None) -> str:
    line = "" if value is None else f"{name}: {value}\n"
    # A value may run on over lines that are set in.
    pattern = re.compile(rf"(?m)^{name}:[^\n]*\n(?:[ \t]+[^\n]*\n)*")
    if pattern.search(front):
        return pattern.sub(lambda _: line, front, count=1)
    place = re.search(r"(?m)^images:", front)
    return front[: place.start()] + line + front[place.start() :] if place else front + line


def _images(images: tuple[Image, ...]) -> list[str]:
    lines = ["images:"] if images else []
    for image in images:
        lines.append(f"  - url: {bare(image.url)}")
        lines += [f"    {name}: {size}" for name, size in (("width", image.width), ("height", image.height)) if size is not None]
    return lines
