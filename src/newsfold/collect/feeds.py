"""Feeds: RSS 0.9x to 2.0, RDF, Atom and JSON Feed as entries. Any bytes give entries or a reason, never an exception.

fastfeedparser reads first (some hundred feeds a second); feedparser, far slower and far more forgiving, what it refuses.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from time import struct_time
from typing import Any

import fastfeedparser
import feedparser

from newsfold.article import Frozen
from newsfold.collect.ampersands import mended_ampersands
from newsfold.collect.attributes import refuse_crowded_tags
from newsfold.collect.date_dialects import any_date, is_whole
from newsfold.collect.entry_fields import Item, entries_of, is_linked, looks_like_picture
from newsfold.collect.feed_head import FeedHead, feed_head
from newsfold.collect.json_feed import read_json_feed
from newsfold.collect.plain_text import title_text
from newsfold.collect.refusal import RefusalError
from newsfold.collect.written_items import as_written
from newsfold.collect.xml_text import plain_xml
from newsfold.outcome import Rejected
from newsfold.page import Entry

SLOW_BYTES = 500_000
"""What feedparser is given at most, from the start: the worst feed of this size took it 5 s."""

MOST_ITEMS = 10_000
"""Items read of one feed: of longer ones the first and the last half as many, because the newest stand at one end."""

_ROOT_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_EMPTY = re.compile(rb"\s*<(?:\w+:)?(?:rss|feed|rdf|channel)(?:\s[^<>]*)?/>\s*", re.IGNORECASE)
_FIRST_TAG = re.compile(rb"<\s*([A-Za-z_][\w.:-]*)")


class Feed(Frozen, frozen=True, kw_only=True):
    """A feed as it was read: its title, its entries in its order, and ``note``, a sentence on what was damaged, where something was.

    ``head`` is what the feed says of itself: how long it stays fresh, its hub.
    """

    title: str
    entries: tuple[Entry, ...]
    note: str | None = None
    head: FeedHead = FeedHead()


class _Read(Frozen, frozen=True, kw_only=True):
    title: str
    items: tuple[Item, ...]
    note: str | None = None
    head: FeedHead = FeedHead()


def parse_feed(body: bytes, *, url: str, content_type: str | None = None) -> Feed | Rejected:
    """The feed in ``body``. ``url`` is where it came from: relative addresses are seen from it, and a rejection names it."""
    try:
        found = _read(body, content_type, url)
    except RefusalError as refusal:
        return refusal.as_rejected(url, source=url)
    entries = entries_of(found.items, url=url)
    if found.items and not entries:
        return Rejected(stage="collect", reason="No item of the feed has a web address.", code="no-addresses", url=url, source=url)
    return Feed(title=title_text(found.title), entries=entries, note=found.note, head=found.head)


def _read(body: bytes, content_type: str | None, url: str) -> _Read:
    if not body.strip():
        raise RefusalError("The feed is empty: not one byte came.", code="empty")
    if body.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] in (b"{", b"["):
        feed = read_json_feed(body, content_type)
        if feed is None:
            raise RefusalError("This is JSON, but not a JSON Feed.", code="not-a-feed")
        note = f"{feed.broken} items of the feed cannot be read." if feed.broken else None
        return _Read(title=feed.title, items=feed.items, note=note, head=FeedHead(hub=feed.hub, topic=feed.topic))
    xml = mended_ampersands(plain_xml(body, content_type))
    first = _FIRST_TAG.search(xml)
    if first is None:
        raise RefusalError("This is no feed: it holds no XML.", code="not-a-feed")
    if first.group(1).lower() == b"html":
        raise RefusalError("This is a web page, not a feed.", code="web-page")
    refuse_crowded_tags(xml)
    return _read_xml(xml).evolve(head=feed_head(xml, url=url))


def _read_xml(xml: bytes) -> _Read:
    quick = _attempt(_quickly, xml)
    if quick is not None and quick.items:
        if len(quick.items) < MOST_ITEMS and not all(map(is_linked, quick.items)):
            slow = _attempt(_patiently, xml)
            if slow is not None and _linked(slow) > _linked(quick):
                return slow
        broken_off = not _ROOT_END.search(xml, max(0, len(xml) - 2_000))
        return quick.evolve(note=quick.note or "The feed breaks off before its end.") if broken_off else quick
    slow = _attempt(_patiently, xml)
    if slow is not None and slow.items:
        return slow
    if quick is not None and _ROOT_END.search(xml):
        return quick  # A feed that lists nothing just now.
    if _EMPTY.fullmatch(xml):
        return _Read(title="", items=())
    raise RefusalError("This is no feed that can be read: neither RSS, RDF, Atom nor JSON Feed.", code="not-a-feed")


def _linked(read: _Read) -> int:
    return sum(map(is_linked, read.items))


def _attempt(parser: Callable[[bytes], _Read], xml: bytes) -> _Read | None:
    """The one seam to foreign parsers. They raise whatever the bytes drive them to, so everything is caught, and told by the caller."""
    try:
        return parser(xml)
    except Exception:
        return None


def _quickly(xml: bytes) -> _Read:
    parsed = fastfeedparser.parse(xml, include_tags=False)
    listed = parsed["entries"]
    read, note = listed, None
    if len(listed) > MOST_ITEMS:
        read = [*listed[: MOST_ITEMS // 2], *listed[-MOST_ITEMS // 2 :]]
        note = f"Only {MOST_ITEMS:,} of the feed's {len(listed):,} items were read, half from each end."
    items = tuple(_quick_item(raw) for raw in read)
    return _Read(title=_text(parsed["feed"].get("title")), items=items if note else as_written(items, xml), note=note)


def _quick_item(raw: Mapping[str, Any]) -> Item:
    contents = (part.get("value") for part in _maps(raw, "content"))
    return Item(
        id=_text(raw.get("id")),
        links=tuple(_links(raw)),
        title=_text(raw.get("title")),
        excerpt=next((text for text in map(_text, (raw.get("description"), raw.get("summary"), *contents)) if text), ""),
        published=_text(raw.get("published")),
        updated=_text(raw.get("updated")) if "updated" in raw else "",  # feedparser answers with the published time, and a warning.
        authors=tuple(_text(author.get("name")) for author in _maps(raw, "authors")),
        pictures=tuple(_pictures(raw)),
    )


def _patiently(xml: bytes) -> _Read:
    # A stream, because feedparser opens what looks like a file name or an address. Sanitising is not needed: only plain text is kept.
    parsed = feedparser.parse(io.BytesIO(xml[:SLOW_BYTES]), sanitize_html=False, resolve_relative_uris=False)
    note = "The feed is not well formed; what could be read of it was." if parsed.bozo else None
    if len(xml) > SLOW_BYTES:
        note = f"Only the first {SLOW_BYTES:,} bytes of the damaged feed were read."
    return _Read(title=_text(parsed.feed.get("title")), items=tuple(_slow_item(raw) for raw in parsed.entries), note=note)


def _slow_item(raw: Mapping[str, Any]) -> Item:
    item = _quick_item(raw)
    contents = (_text(part.get("value")) for part in _maps(raw, "content"))
    return item.evolve(
        excerpt=item.excerpt or next((text for text in contents if text), ""),
        published=_iso(raw.get("published_parsed"), _text(raw.get("published"))),
        updated=_iso(raw.get("updated_parsed"), item.updated) if item.updated else "",
    )


def _links(raw: Mapping[str, Any]) -> Iterator[str]:
    """Where an item may lead, best first. Enclosures are files, no articles."""
    yield _text(raw.get("link"))
    for link in _maps(raw, "links"):
        if link.get("rel") in (None, "", "alternate"):
            yield _text(link.get("href"))


def _pictures(raw: Mapping[str, Any]) -> Iterator[str]:
    for media in _maps(raw, "media_content"):
        address = _text(media.get("url"))
        if looks_like_picture(address, _text(media.get("type")), _text(media.get("medium"))):
            yield address
        yield _text(media.get("thumbnail_url"))
    for thumbnail in _maps(raw, "media_thumbnail"):
        yield _text(thumbnail.get("url"))
    for enclosure in (*_maps(raw, "enclosures"), *(link for link in _maps(raw, "links") if link.get("rel") == "enclosure")):
        address = _text(enclosure.get("url") or enclosure.get("href"))
        if looks_like_picture(address, _text(enclosure.get("type"))):
            yield address


def _maps(raw: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], ...]:
    value = raw.get(name)
    return tuple(part for part in value if isinstance(part, Mapping)) if isinstance(value, list | tuple) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _iso(moment: object, written: str) -> str:
    try:
        if isinstance(moment, struct_time) and is_whole(written):  # What a date leaves out would be taken from today's.
            return datetime.fromtimestamp(calendar.timegm(moment), UTC).isoformat()
    except (ValueError, OverflowError):
        pass
    read = any_date(written)
    return read.isoformat() if read else ""
