"""What the quick parser leaves out of items, taken from the feed as it is written: dates in dialects and ``xml:base``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from newsfold.collect.date_dialects import any_date
from newsfold.collect.entry_fields import Item
from newsfold.collect.plain_text import title_text

_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)(?=[\s>])[^<>]*>", re.IGNORECASE)
_DATE = re.compile(rb"<(?:\w+:)?(pubDate|published|issued|date|created|updated|modified)(?:\s[^<>]*)?>([^<]{1,200})<", re.IGNORECASE)
_BASE = re.compile(rb"\sxml:base\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')")
_OPENING = re.compile(rb"<(?:\w+:)?(?:feed|rss|rdf|channel)(?=[\s>])[^<>]*>", re.IGNORECASE)
_UPDATES = (b"updated", b"modified")
_FEWEST_DIGITS = 6  # Of a date; "10:30" or "2004" alone would be taken for today's.
_LONGEST_ITEM = 100_000


def as_written(items: Sequence[Item], xml: bytes) -> tuple[Item, ...]:
    """The items with the times they write in a dialect and the base their addresses are seen from.

    Left as they are where nothing is missing, or where the items cannot be told apart in ``xml``.
    """
    has_base = b"xml:base" in xml
    if not has_base and all(item.published for item in items) and not any(_says_little(match.group(2)) for match in _DATE.finditer(xml)):
        return tuple(items)
    opened = list(_ITEM.finditer(xml))
    if len(opened) != len(items):
        return tuple(items)
    base = _joined(xml[: opened[0].start()], "") if has_base and opened else ""
    ends = [*(match.start() for match in opened[1:]), len(xml)]
    return tuple(
        _mended(item, xml[match.start() : min(end, match.start() + _LONGEST_ITEM)]).evolve(
            base=_based(match.group(), base) if has_base else ""
        )
        for item, match, end in zip(items, opened, ends, strict=True)
    )


def _joined(head: bytes, base: str) -> str:
    for match in _OPENING.finditer(head):
        base = _based(match.group(), base)
    return base


def _based(tag: bytes, base: str) -> str:
    found = _BASE.search(tag)
    if found is None:
        return base
    try:
        return urljoin(base, title_text((found.group(1) or found.group(2) or b"").decode("utf-8", "replace")))
    except ValueError:
        return base


def _mended(item: Item, xml: bytes) -> Item:
    said = {match.group(1).lower(): match.group(2) for match in reversed(list(_DATE.finditer(xml)))}
    if not said:
        return item
    if all(_says_little(words) for words in said.values()):
        return item.evolve(published="", updated="")
    if item.published:
        return item
    for name, words in reversed(said.items()):
        moment = None if _says_little(words) else any_date(title_text(words.decode("utf-8", "replace")))
        if moment is not None:
            return item.evolve(**{"updated" if name in _UPDATES else "published": moment.isoformat()})
    return item


def _says_little(words: bytes) -> bool:
    return sum(sign in b"0123456789" for sign in words) < _FEWEST_DIGITS
