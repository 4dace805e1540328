"""Files: the desk's own, and the pictures the portal holds."""

from __future__ import annotations

import re

from newsfold.content.repository import PICTURES
from newsfold.desk.ask import Ask, Raw, Way
from newsfold.desk.places import UnknownError
from newsfold.desk.rendering import STATIC, static_file
from newsfold.desk.services import Desk

_KEY = re.compile(r"[0-9a-f]{32}")
_TYPES = {".jpeg": "image/jpeg", ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif"}
_YEAR, _DAY = 31_536_000, 86_400


def static(desk: Desk, ask: Ask) -> Raw:
    """A file of the desk's own."""
    name = ask.place["name"]
    if name not in STATIC:
        raise UnknownError("is no file of the desk", where=name[:80])
    return Raw(body=static_file(name), type=STATIC[name], lasts=_YEAR)


def picture(desk: Desk, ask: Ask) -> Raw:
    """A picture the portal holds, by its key."""
    key = ask.place["key"]
    found = sorted((desk.folder / PICTURES).glob(f"{key}.*")) if _KEY.fullmatch(key) else []
    usable = next((file for file in found if file.suffix in _TYPES), None)
    if usable is None:
        raise UnknownError("is no picture the portal holds", where=key[:40])
    return Raw(body=usable.read_bytes(), type=_TYPES[usable.suffix], lasts=_DAY)


def health(desk: Desk, ask: Ask) -> Raw:
    """Whether the desk runs; for programs that watch it."""
    return Raw(body=b"good\n", type="text/plain; charset=utf-8")


STATIC_WAY = Way("GET", "/static/{version}/{name}", None, static, "A file of the desk's own.")
PICTURE = Way("GET", "/pictures/{key}", "reader", picture, "A picture the portal holds.")
HEALTH = Way("GET", "/healthz", None, health, "Whether the desk runs.")
