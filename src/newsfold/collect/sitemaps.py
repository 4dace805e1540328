"""Sitemaps and news sitemaps (sitemaps.org 0.9, Google News 0.9) as entries; an index as the sitemaps it lists."""

from __future__ import annotations

import re
import zlib
from datetime import datetime
from xml.parsers.expat import ExpatError, ParserCreate

from newsfold.article import Frozen
from newsfold.collect.ampersands import mended_ampersands
from newsfold.collect.entry_fields import Item, absolute, entries_of, utc
from newsfold.collect.refusal import RefusalError
from newsfold.collect.unpack import Unpacker
from newsfold.collect.xml_text import plain_xml
from newsfold.outcome import Rejected
from newsfold.page import Entry

MOST_ADDRESSES = 50_000
"""Addresses read of one sitemap (sitemaps.org allows as many)."""

_ROOT = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_MOST_PIECES = 200  # expat hands long text over in pieces; no address or title needs more.
_YEAR_OR_MONTH = re.compile(r"\d{4}(-\d{2})?")


class Listed(Frozen, frozen=True, kw_only=True):
    """A sitemap that an index lists, and when the index says it changed."""

    url: str
    changed_at: datetime | None = None


class Sitemap(Frozen, frozen=True, kw_only=True):
    """A sitemap as it was read: its entries, or for an index the sitemaps it lists; ``note`` says what was damaged."""

    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[Listed, ...] = ()
    note: str | None = None


class _Row:
    """One ``url`` or ``sitemap`` element, by the bare names of what stands in it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.said: dict[str, str] = {}


class _Rows:
    """Takes a sitemap's elements as expat meets them, by their names without a prefix; in ``news`` and ``image`` that stands before."""

    def __init__(self) -> None:
        self.rows: list[_Row] = []
        self._open: list[str] = []
        self._words: list[str] = []

    def start(self, tag: str, _: dict[str, str]) -> None:
        name = tag.rpartition(":")[2].lower()
        self._open.append(name)
        self._words.clear()
        if name in ("url", "sitemap"):
            self.rows.append(_Row(name))

    def data(self, words: str) -> None:
        if len(self._words) < _MOST_PIECES:
            self._words.append(words)

    def end(self, _: str) -> None:
        words = "".join(self._words).strip()
        path = self._open[-2:]
        self._words.clear()
        self._open.pop()
        if words and self.rows:
            name = ":".join(path) if path[0] in ("news", "image") else path[-1]
            self.rows[-1].said.setdefault(name, words)


def looks_like_sitemap(body: bytes) -> bool:
    """Whether the bytes, packed or not, begin as a sitemap."""
    head = _unpacked_head(body) if body[:2] == b"\x1f\x8b" else body[:4_000]
    return _ROOT.search(head.replace(b"\0", b"")) is not None


def parse_sitemap(body: bytes, *, url: str, limit: int, content_type: str | None = None) -> Sitemap | Rejected:
    """The sitemap in ``body``: XML, gzip of it, or a text file of one address a line. ``limit`` is the most bytes it may unpack to.

    Titles, times and pictures come from the news and image extensions where they are used; otherwise an entry has its address and,
    as the time it was updated, ``lastmod``. What breaks off gives what stood before.
    """
    try:
        plain = _unpacked(body, limit) if body[:2] == b"\x1f\x8b" else body
        if not _ROOT.search(plain[:4_000].replace(b"\0", b"")):
            return _from_lines(plain, url)
        rows, note = _rows(mended_ampersands(plain_xml(plain, content_type)))
    except RefusalError as refusal:
        return refusal.as_rejected(url, source=url)
    pages = [row.said for row in rows if row.kind == "url"]
    listed = [Listed(url=place, changed_at=_moment(row.said.get("lastmod", ""))) for row in rows if (place := _place(row, url))]
    return Sitemap(entries=entries_of(map(_item, pages), url=url), sitemaps=tuple(listed), note=note)


def _place(row: _Row, url: str) -> str | None:
    return absolute(row.said.get("loc", ""), url) if row.kind == "sitemap" else None


def _item(said: dict[str, str]) -> Item:
    published = _moment(said.get("news:publication_date", ""))
    updated = _moment(said.get("lastmod", ""))
    return Item(
        links=(said.get("loc", ""),),
        title=said.get("news:title", ""),
        published=published.isoformat() if published else "",
        updated=updated.isoformat() if updated else "",
        pictures=(said["image:loc"],) if "image:loc" in said else (),
    )


def _rows(xml: bytes) -> tuple[list[_Row], str | None]:
    # plain_xml took the document type away, so there are no entities to expand; no tree is built.
    found = _Rows()
    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = found.start, found.end, found.data
    try:
        for start in range(0, len(xml), 65_536):
            parser.Parse(xml[start : start + 65_536])
            if len(found.rows) > MOST_ADDRESSES:
                return found.rows[:MOST_ADDRESSES], f"Only the first {MOST_ADDRESSES:,} addresses of the sitemap were read."
        parser.Parse(b"", True)
    except ExpatError:
        if not found.rows:
            raise RefusalError("The sitemap is no XML that can be read.", code="not-a-sitemap") from None
        return found.rows, "The sitemap is not well formed or breaks off; what stood before that was read."
    return found.rows, None


def _from_lines(body: bytes, url: str) -> Sitemap | Rejected:
    lines = body.decode("utf-8-sig", "replace").splitlines()[:MOST_ADDRESSES]
    items = [Item(links=(line.strip(),)) for line in lines if line.strip().startswith(("http://", "https://"))]
    if not items or b"<" in body[:1_000]:
        return Rejected(stage="collect", reason="This is no sitemap that can be read.", code="not-a-sitemap", url=url, source=url)
    return Sitemap(entries=entries_of(items, url=url))


def _moment(text: str) -> datetime | None:
    """A W3C time; a year or a month alone says too little. A day without a time is its midnight in UTC."""
    return None if _YEAR_OR_MONTH.fullmatch(text) else utc(text)


def _unpacked(body: bytes, limit: int) -> bytes:
    unpacker = Unpacker("gzip", limit)
    unpacker.take(body)
    return unpacker.body


def _unpacked_head(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body[:4_000], 4_000)
    except zlib.error:
        return b""
