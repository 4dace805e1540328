"""What was published, out of a portal's records: the articles, in the order of their times, and their feeds and pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import NamedTuple

import httpx
import msgspec

from newsfold.article import Article, Provider, Related
from newsfold.content.repository import Repository
from newsfold.read import clean_address

LISTED = 30
"""Articles in a feed, the newest."""


class Address(NamedTuple):
    """Where a server finds something: the host and the path with its query."""

    host: str
    path: str

    @property
    def url(self) -> str:
        """The address over plain HTTP, as the feeds tell it; the page's canonical address is the record's own."""
        return f"http://{self.host}{self.path}"


class Labelled(msgspec.Struct):
    """An article of a window that was folded by hand: what it says, and the label of its story."""

    url: str
    title: str
    provider: str
    published: datetime = msgspec.field(name="publishedDateTime")
    excerpt: str = ""
    story: str = ""


def labelled(window: Path) -> dict[str, Labelled]:
    """The articles of a labelled window, by clean address."""
    rows = (msgspec.json.decode(line, type=Labelled) for line in window.read_bytes().splitlines())
    return {clean_address(row.url): row for row in rows}


def published_between(folder: Path, first: datetime, end: datetime, window: Path | None = None) -> tuple[Article, ...]:
    """The articles that were published from ``first`` to before ``end``, as far as a portal folder tells.

    Its records, those they name as related that have none of their own, and those of a labelled window; all with an address.
    """
    found: dict[str, Article] = {}
    records = [record.article for record in Repository(folder).records()[0]]
    for one in (*records, *(_article(related) for each in records for related in each.related), *_of_window(window)):
        if one is not None and one.web_url and first <= one.published_at < end:
            found.setdefault(clean_address(one.web_url), one)
    return tuple(sorted(found.values(), key=lambda one: (one.published_at, one.address)))


def _article(told: Related) -> Article | None:
    """A related article as one of its own."""
    if not (told.provider and told.published_at):
        return None
    same = {name: getattr(told, name) for name in ("title", "excerpt", "published_at", "web_url", "amp_web_url", "provider", "images")}
    return Article(**same)


def _of_window(window: Path | None) -> Iterator[Article]:
    for row in labelled(window).values() if window else ():
        yield Article(
            title=row.title,
            excerpt=row.excerpt,
            published_at=row.published.astimezone(UTC),
            web_url=row.url,
            provider=Provider(name=row.provider, domain=row.provider),
        )


def place(url: str) -> Address:
    """Where an address stands."""
    parts = httpx.URL(url)
    return Address(parts.host, parts.raw_path.decode())


def feed_place(domain: str) -> Address:
    """Where a publisher's feed stands."""
    return Address(domain, "/feed-of-the-replay.xml")


def feed(domain: str, articles: Sequence[Article], now: datetime) -> bytes:
    """A publisher's feed as it was at a time: its newest articles, the newest first."""
    listed = [one for one in articles if one.published_at <= now][-LISTED:]
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{escape(place(one.address).url)}</link><guid>{escape(one.address)}</guid>"
        f"<description>{escape(one.excerpt)}</description><pubDate>{format_datetime(one.published_at, usegmt=True)}</pubDate></item>"
        for one in reversed(listed)
    )
    head = f"<title>{escape(domain)}</title><link>http://{domain}/</link>"
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>{head}{items}</channel></rss>".encode()


def page(article: Article) -> bytes:
    """An article's page, with what its record knows: title, excerpt, times, publisher, addresses, picture."""
    metas = {
        "og:type": "article",
        "og:title": article.title,
        "og:description": article.excerpt,
        "og:site_name": article.provider.name,
        "article:published_time": article.published_at.isoformat(),
    }
    if article.updated_at:
        metas["article:modified_time"] = article.updated_at.isoformat()
    for image in article.images[:1]:
        sizes = {"og:image:width": image.width, "og:image:height": image.height}
        metas |= {"og:image": place(image.url).url, **{name: str(size) for name, size in sizes.items() if size}}
    told = "".join(f'<meta property="{name}" content="{escape(text)}">' for name, text in metas.items() if text)
    links = f'<link rel="canonical" href="{escape(article.address)}">'
    if article.amp_web_url:
        links += f'<link rel="amphtml" href="{escape(article.amp_web_url)}">'
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(article.title)}</title>{told}{links}</head>'
        f"<body><article><h1>{escape(article.title)}</h1><p>{escape(article.excerpt)}</p></article></body></html>"
    ).encode()
