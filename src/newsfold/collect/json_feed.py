"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read leniently: a field that breaks the format is left out, the rest of the item stays."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping

import msgspec

from newsfold.collect.date_dialects import any_date
from newsfold.collect.entry_fields import Item, absolute, is_linked, looks_like_picture, utc
from newsfold.collect.xml_text import decoded

_BARE_UTF16 = ((re.compile(rb"[{\s]\x00"), "utf-16-le"), (re.compile(rb"\x00[{\s]"), "utf-16-be"))


class JsonFeed(msgspec.Struct):
    """The title and items of a JSON Feed, how many items cannot be read or have no address, its WebSub hub and its own name there."""

    title: str
    items: tuple[Item, ...]
    broken: int
    hub: str | None = None
    topic: str | None = None


def read_json_feed(body: bytes, content_type: str | None = None) -> JsonFeed | None:
    """The feed in ``body``, or ``None`` where it is no JSON Feed."""
    feed = _decoded(body, content_type)
    listed = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(feed, dict) or not isinstance(listed, list):
        return None
    items = tuple(_item(raw) for raw in listed if isinstance(raw, dict))
    topic = _text(feed, "feed_url") or None
    broken = len(listed) - sum(map(is_linked, items))
    return JsonFeed(title=_text(feed, "title"), items=items, broken=broken, hub=_hub(feed.get("hubs")), topic=topic)


def _decoded(body: bytes, content_type: str | None) -> object:
    try:
        return msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass
    wide = next((name for start, name in _BARE_UTF16 if start.fullmatch(body[:2])), None)
    try:
        # The standard reader takes lone surrogates and numbers that are too large; long whole numbers are refused as ValueError.
        return json.loads(body.decode(wide, "replace") if wide else decoded(body, content_type).lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError):
        return None


def _hub(hubs: object) -> str | None:
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and str(hub.get("type", "")).lower() == "websub" and isinstance(hub.get("url"), str):
            return absolute(hub["url"], "")
    return None


def _item(raw: Mapping[str, object]) -> Item:
    attached = (_text(one, "url") for one in _maps(raw, "attachments") if looks_like_picture(_text(one, "url"), _text(one, "mime_type")))
    return Item(
        id=_id(raw.get("id")),
        links=tuple(_texts(raw, "url", "external_url")),
        title=_text(raw, "title"),
        excerpt=next(_texts(raw, "summary", "content_text", "content_html"), ""),
        published=_when(_text(raw, "date_published")),
        updated=_when(_text(raw, "date_modified")),
        authors=tuple(_authors(raw)),
        pictures=tuple(link for link in (*_texts(raw, "image", "banner_image"), *attached) if link),
    )


def _id(value: object) -> str:
    """Numbers are ids too, says jsonfeed.org; those without end are not."""
    if isinstance(value, str):
        return _valid(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return ""
    return str(value)


def _authors(raw: Mapping[str, object]) -> Iterator[str]:
    """Names, as objects (jsonfeed.org) or as bare words."""
    named = raw.get("authors") or raw.get("author")
    for author in named if isinstance(named, list) else [named]:
        name = _text(author, "name") if isinstance(author, dict) else author
        if isinstance(name, str) and name:
            yield _valid(name)


def _when(words: str) -> str:
    if not words or utc(words):
        return words
    moment = any_date(words)
    return moment.isoformat() if moment else ""


def _maps(raw: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    value = raw.get(name)
    for part in value if isinstance(value, list) else ():
        if isinstance(part, dict):
            yield part


def _texts(raw: Mapping[str, object], *names: str) -> Iterator[str]:
    return (text for name in names if (text := _text(raw, name)))


def _text(raw: Mapping[str, object], name: str) -> str:
    value = raw.get(name)
    return _valid(value) if isinstance(value, str) else ""


def _valid(text: str) -> str:
    """``text`` without half signs (lone surrogates), which no file could hold."""
    return text.encode("utf-8", "replace").decode()
