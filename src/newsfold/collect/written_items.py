"""What the quick parser leaves out of items or takes from the wrong tag, read from the feed as it is written.

Links behind ``atom:link``, words with tags inside, the item's own title where ``media:title`` stands first, dates in dialects or half
written, and ``xml:base``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from newsfold.collect.date_dialects import any_date, is_whole
from newsfold.collect.entry_fields import Item, is_linked
from newsfold.collect.item_text import Field, fields_of
from newsfold.collect.plain_text import title_text

_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)(?=[\s>])[^<>]*>", re.IGNORECASE)
_DATE = re.compile(
    rb"<(?:\w+:)?(?:pubDate|published|issued|date|created|updated|modified)(?:\s[^<>]*)?>\s*+(?:<!\[CDATA\[)?+([^<]{1,200})<", re.IGNORECASE
)
_ODD_WORDS = re.compile(
    # A title or description of a foreign namespace, or with a tag or comment in it.
    rb"<\w+:(?:title|description)[\s>]|<(title|description|summary)(?=[\s>])[^<>]*>[^<]*<(?!/|!\[CDATA\[)",
    re.IGNORECASE,
)
_BASE = re.compile(rb"\sxml:base\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')")
_OPENING = re.compile(rb"<(?:\w+:)?(?:feed|rss|rdf|channel)(?=[\s>])[^<>]*>", re.IGNORECASE)
_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_UPDATED = ("updated", "modified")
_FEWEST_DIGITS = 6  # Of a date; "10:30" or "2004" alone would be taken for today's.
_LONGEST_ITEM = 100_000


def as_written(items: Sequence[Item], xml: bytes) -> tuple[Item, ...]:
    """The items with what they write and the quick parser missed, and the base their addresses are seen from.

    Left as they are where nothing is missing, or where the items cannot be told apart in ``xml``.
    """
    has_base = b"xml:base" in xml
    if not has_base and not _is_wanting(items, xml):
        return tuple(items)
    opened = list(_ITEM.finditer(_without_hidden(xml)))
    if len(opened) != len(items):
        return tuple(items)
    base = _joined(xml[: opened[0].start()], "") if has_base and opened else ""
    ends = [*(match.start() for match in opened[1:]), len(xml)]
    return tuple(
        _mended(item, fields_of(xml[match.start() : min(end, match.start() + _LONGEST_ITEM)])).evolve(
            base=_based(match.group(), base) if has_base else ""
        )
        for item, match, end in zip(items, opened, ends, strict=True)
    )


def _is_wanting(items: Sequence[Item], xml: bytes) -> bool:
    if not all(item.published and is_linked(item) for item in items) or _ODD_WORDS.search(xml):
        return True
    return any(not is_whole(match.group(1).decode("utf-8", "replace")) for match in _DATE.finditer(xml))


def _without_hidden(xml: bytes) -> bytes:
    """``xml`` with CDATA and comments blanked out, at the same length: an ``<item>`` there is none."""
    parts: list[bytes] = []
    at = 0
    while hidden := _hidden(xml, at):
        start, end = hidden
        parts += [xml[at:start], b" " * (end - start)]
        at = end
    return b"".join([*parts, xml[at:]])


def _hidden(xml: bytes, at: int) -> tuple[int, int] | None:
    start = xml.find(b"<!", at)
    while start >= 0:
        for opening, closing in ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->")):
            if xml.startswith(opening, start):
                end = xml.find(closing, start + len(opening))
                return start, end + 3 if end >= 0 else len(xml)
        start = xml.find(b"<!", start + 2)
    return None


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


def _mended(item: Item, fields: Sequence[Field]) -> Item:
    item = _with_dates(item, fields)
    if not is_linked(item):
        item = item.evolve(links=tuple(_links(fields)))
    title, excerpt = _own(fields, "title"), _own(fields, "description") or _own(fields, "summary")
    if title and (title.has_tags or _has_rival(fields, "title")):
        item = item.evolve(title=re.sub("<[^<>]*>", "", title.markup) if title.has_tags else title.text)
    if excerpt and (excerpt.has_tags or _has_rival(fields, excerpt.name)):
        item = item.evolve(excerpt=excerpt.markup)
    return item


def _own(fields: Sequence[Field], name: str) -> Field | None:
    return next((field for field in fields if field.own and field.name == name and field.text.strip()), None)


def _has_rival(fields: Sequence[Field], name: str) -> bool:
    return any(field.name == name and not field.own for field in fields)


def _links(fields: Sequence[Field]) -> list[str]:
    links = [field for field in fields if field.name == "link" and field.rel in ("", "alternate")]
    links.sort(key=lambda field: not field.own)
    return [address for field in links if (address := field.text.strip() or field.href.strip())]


def _with_dates(item: Item, fields: Sequence[Field]) -> Item:
    """The item with its dates read anew where one is missing, in a dialect, or half written: then the quick parser took today's rest."""
    said = {field.name: field.text for field in reversed(fields) if field.name in _PUBLISHED + _UPDATED and field.text.strip()}
    if not said or (item.published and all(map(is_whole, said.values()))):
        return item
    read = {name: _moment(words) for name, words in said.items()}
    published = next((read[name] for name in _PUBLISHED if read.get(name)), "")
    updated = next((read[name] for name in _UPDATED if read.get(name)), "")
    return item.evolve(published=published, updated=updated)


def _moment(words: str) -> str:
    plain = title_text(words)
    moment = any_date(plain) if sum(sign.isdecimal() for sign in plain) >= _FEWEST_DIGITS else None
    return moment.isoformat() if moment else ""
