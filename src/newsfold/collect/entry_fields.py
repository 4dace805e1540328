"""One item of a feed as an Entry, whatever parser read it: addresses absolute, words plain, times in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urljoin, urlsplit

from newsfold.article import Frozen
from newsfold.collect.plain_text import excerpt_text, title_text
from newsfold.page import Entry

LONGEST_ADDRESS = 4_000
"""Characters; longer addresses and ids are no entry's."""

MOST_AUTHORS = 20

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Times before it are no time of news, as in read: programs write them for "none" (year 1 in .NET and Go, 1970 elsewhere)."""

_MAIL_AND_NAME = re.compile(r"\s*\S+@\S+\s*\((?P<name>[^()]+)\)\s*")  # RSS 2.0: "mail (name)"
_UNSAFE = re.compile(r"[^\x21-\x7e]|[\"<>\\^`{|}]")
_PICTURE_PATH = re.compile(r"\.(?:jpe?g|png|webp|gif)$", re.IGNORECASE)


class Item(Frozen, frozen=True, kw_only=True):
    """What a parser found of one item, unchecked. ``links`` and ``pictures``: the preferred one first. Times: ISO 8601.

    ``base`` is what relative addresses are seen from, itself seen from the feed (``xml:base``).
    """

    id: str = ""
    links: tuple[str, ...] = ()
    title: str = ""
    excerpt: str = ""
    published: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    base: str = ""


def is_linked(item: Item) -> bool:
    """Whether the item has what may be its address."""
    return any(link.strip() for link in item.links) or item.id.startswith(("http://", "https://"))


def entries_of(items: Iterable[Item], *, url: str) -> tuple[Entry, ...]:
    """The entries of the feed at ``url``, in its order. Items without a web address are left out."""
    found = (_entry(item, url) for item in items)
    return tuple(entry for entry in found if entry is not None)


def _entry(item: Item, base: str) -> Entry | None:
    seen_from = (absolute(item.base, base) if item.base else None) or base
    address = _first(item.links, seen_from) or (absolute(item.id, "") if item.id.startswith(("http://", "https://")) else None)
    if address is None:
        return None
    name = item.id.strip()
    return Entry(
        source=base,
        id=name if 0 < len(name) <= LONGEST_ADDRESS else address,
        url=address,
        title=title_text(item.title),
        excerpt=excerpt_text(item.excerpt),
        published_at=_news_time(item.published),
        updated_at=_news_time(item.updated),
        authors=_authors(item.authors),
        picture=_first(item.pictures, seen_from),
    )


def absolute(link: str, base: str) -> str | None:
    """``link`` seen from ``base`` as an http or https address without fragment, spaces and the like escaped; ``None`` where it is none."""
    link = "".join(link.split("\n")).strip()
    if not link or len(link) > LONGEST_ADDRESS:
        return None
    try:
        joined = urljoin(base, link)
        parts = urlsplit(joined)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            return None
    except ValueError:
        return None
    address = _UNSAFE.sub(lambda sign: quote(sign.group(), safe=""), parts._replace(netloc="", scheme="", fragment="").geturl())
    return f"{parts.scheme}://{parts.netloc}{address}"


def utc(text: str) -> datetime | None:
    """A time in ISO 8601 as UTC with whole seconds; without a zone it is UTC already. ``None`` where it cannot be read."""
    try:
        moment = datetime.fromisoformat(text.strip())
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return moment.replace(microsecond=0)


def _news_time(text: str) -> datetime | None:
    moment = utc(text)
    return moment if moment is not None and moment >= EARLIEST else None


def looks_like_picture(address: str, kind: str, medium: str = "") -> bool:
    """Whether an enclosure is a picture: by its type, its medium, or where neither is told by its address."""
    if kind or medium:
        return kind.lower().startswith("image/") or medium.lower() == "image"
    return bool(_PICTURE_PATH.search(address.partition("?")[0]))


def _first(links: Sequence[str], base: str) -> str | None:
    return next((found for link in links if (found := absolute(link, base))), None)


def _authors(names: Sequence[str]) -> tuple[str, ...]:
    plain = (title_text(_named(name))[:200] for name in names)
    return tuple(dict.fromkeys(name for name in plain if name))[:MOST_AUTHORS]


def _named(author: str) -> str:
    match = _MAIL_AND_NAME.fullmatch(author[:400])
    if match:
        return match.group("name")
    return "" if "@" in author and " " not in author.strip() else author
