"""Templates to bytes. Everything is escaped; a name that does not exist is an error, never an empty place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from newsfold.desk.edit_form import RECORD_FIELDS

STATIC: Final[Mapping[str, str]] = {
    "desk.css": "text/css; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "htmx.LICENSE.txt": "text/plain; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""The files the desk serves, and their types."""


@cache
def static_file(name: str) -> bytes:
    """A file the desk serves."""
    return (files("newsfold.desk") / "static" / name).read_bytes()


@cache
def static_url(name: str) -> str:
    """Its address, which changes when the file does."""
    return f"/static/{sha256(static_file(name)).hexdigest()[:10]}/{name}"


def web_address(url: str | None) -> str:
    """An address that may stand in a link: of the web, else ``#``."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else "#"
    except ValueError:
        return "#"


def moment(at: datetime | None) -> str:
    """A time as editors read it, in UTC."""
    return f"{at:%a %d %b %Y, %H:%M}" if at else "–"


def ago(at: datetime | None, now: datetime) -> str:
    """How long ago a time was, in few words."""
    if at is None:
        return "never"
    past = now - at
    if past < timedelta(0):
        return f"in {_span(-past)}"
    return "just now" if past < timedelta(minutes=1) else f"{_span(past)} ago"


def _span(past: timedelta) -> str:
    minutes = int(past.total_seconds() // 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its word."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@cache
def environment() -> Environment:
    """The templates' surroundings."""
    made = Environment(
        loader=PackageLoader("newsfold.desk"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(web=web_address, moment=moment, ago=ago, place=lambda text: quote(text, safe=""))
    made.globals.update(static=static_url, plural=plural, record_fields=RECORD_FIELDS)
    return made


def rendered(template: str, values: Mapping[str, Any]) -> bytes:
    """A page's bytes."""
    return environment().get_template(template).render(values).encode()
