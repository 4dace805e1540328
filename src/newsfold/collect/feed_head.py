"""What a feed says of itself before its first item: how long it stays fresh, and its WebSub hub."""

from __future__ import annotations

import re

from newsfold.article import Frozen
from newsfold.collect.entry_fields import absolute
from newsfold.collect.plain_text import title_text

_HEAD = 20_000  # Bytes looked at.
_FIRST_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_LINK = re.compile(rb"<(?:\w+:)?link\s([^<>]{1,5000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"(?<![\w:])(rel|href)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_HEADER_LINK = re.compile(r"<([^<>]{1,4000})>\s*;([^<]{0,1000})")
_HEADER_REL = re.compile(r"\brel\s*=\s*\"?([^\";,]{1,200})", re.IGNORECASE)


class FeedHead(Frozen, frozen=True, kw_only=True):
    """``fresh_for`` in seconds (RSS 2.0 ``ttl``, 0 where it is silent); the hub and the feed's own name there (``rel=self``)."""

    fresh_for: int = 0
    hub: str | None = None
    topic: str | None = None


def feed_head(xml: bytes, *, url: str) -> FeedHead:
    """What the head of a feed in XML says."""
    head = xml[:_HEAD]
    first = _FIRST_ITEM.search(head)
    head = head[: first.start()] if first else head
    ttl = _TTL.search(head)
    links: list[tuple[str, str]] = []
    for match in _LINK.finditer(head):
        said = {name.lower(): one or other for name, one, other in _ATTRIBUTE.findall(match.group(1))}
        links.append((_text(said.get(b"rel", b"")), _text(said.get(b"href", b""))))
    return _with_links(FeedHead(fresh_for=60 * int(ttl.group(1)) if ttl else 0), links, url)


def linked_head(head: FeedHead, link_header: str | None, *, url: str) -> FeedHead:
    """The same with what the HTTP header ``Link`` names; it wins over the feed (W3C WebSub section 4)."""
    found = [
        (rel.group(1), place) for place, rest in _HEADER_LINK.findall((link_header or "")[:8_000]) if (rel := _HEADER_REL.search(rest))
    ]
    return _with_links(head, found, url)


def _with_links(head: FeedHead, links: list[tuple[str, str]], url: str) -> FeedHead:
    named: dict[str, str] = {}
    for rels, href in links:
        address = absolute(href, url)
        for rel in rels.lower().split():
            if address:
                named.setdefault(rel, address)
    return head.evolve(hub=named.get("hub", head.hub), topic=named.get("self", head.topic))


def _text(raw: bytes) -> str:
    return title_text(raw.decode("utf-8", "replace"))
