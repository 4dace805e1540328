"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read leniently: an item that breaks the format is left out, the others stay."""

from __future__ import annotations

from typing import Any

import msgspec

from newsfold.collect.entry_fields import Item, absolute, looks_like_picture


class _Author(msgspec.Struct):
    name: str | None = None


class _Attachment(msgspec.Struct):
    url: str = ""
    mime_type: str | None = None


class _Item(msgspec.Struct):
    id: str | int | float | None = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    summary: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    image: str | None = None
    banner_image: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    author: _Author | None = None
    authors: list[_Author] | None = None
    attachments: list[_Attachment] | None = None


class _Feed(msgspec.Struct):
    items: list[Any]
    title: Any = None
    feed_url: Any = None
    hubs: Any = None


class JsonFeed(msgspec.Struct):
    """The title and items of a JSON Feed, how many items could not be read, its WebSub hub and its own name there."""

    title: str
    items: tuple[Item, ...]
    broken: int
    hub: str | None = None
    topic: str | None = None


def read_json_feed(body: bytes) -> JsonFeed | None:
    """The feed in ``body``, or ``None`` where it is no JSON Feed."""
    try:
        feed = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=_Feed)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    items: list[Item] = []
    for raw in feed.items:
        try:
            items.append(_item(msgspec.convert(raw, _Item)))
        except msgspec.ValidationError:
            continue
    title = feed.title if isinstance(feed.title, str) else ""
    topic = feed.feed_url if isinstance(feed.feed_url, str) else None
    return JsonFeed(title=title, items=tuple(items), broken=len(feed.items) - len(items), hub=_hub(feed.hubs), topic=topic)


def _hub(hubs: object) -> str | None:
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and str(hub.get("type", "")).lower() == "websub" and isinstance(hub.get("url"), str):
            return absolute(hub["url"], "")
    return None


def _item(raw: _Item) -> Item:
    writers = raw.authors or ([raw.author] if raw.author else [])
    attached = tuple(one.url for one in raw.attachments or () if looks_like_picture(one.url, one.mime_type or ""))
    return Item(
        id="" if raw.id is None else str(raw.id),
        links=tuple(link for link in (raw.url, raw.external_url) if link),
        title=raw.title or "",
        excerpt=raw.summary or raw.content_text or raw.content_html or "",
        published=raw.date_published or "",
        updated=raw.date_modified or "",
        authors=tuple(writer.name for writer in writers if writer.name),
        pictures=tuple(link for link in (raw.image, raw.banner_image, *attached) if link),
    )
