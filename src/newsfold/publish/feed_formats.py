"""A feed and its three forms: Atom (RFC 4287), RSS 2.0 (rssboard.org) and JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from newsfold.article import Frozen
from newsfold.publish.cards import Card
from newsfold.publish.wording import ENGLISH
from newsfold.publish.xml_words import escaped

ATOM, RSS, JSON = "feed.xml", "rss.xml", "feed.json"
"""The names of a feed's files."""


class Entry(Frozen, frozen=True, kw_only=True):
    """An entry: the article's card, the address of its page here, when it last changed, and its picture's full address."""

    card: Card
    page_url: str
    updated: str
    picture_url: str | None


class Feed(Frozen, frozen=True, kw_only=True):
    """A feed. ``folder`` is where it stands below the site, ``page_url`` the page it follows; ``updated`` its newest change."""

    title: str
    subtitle: str
    author: str
    language: str
    folder: str
    site_url: str
    page_url: str
    updated: str
    entries: tuple[Entry, ...]

    def url(self, name: str) -> str:
        """The address of one of its files."""
        return f"{self.site_url}/{self.folder}{name}"


def atom(feed: Feed) -> bytes:
    """The feed as Atom. Its id is its own address, so that two feeds of one page are told apart."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escaped(feed.language)}">',
        f"<id>{escaped(feed.url('') if feed.folder else feed.page_url)}</id>",
        f"<title>{escaped(feed.title)}</title>",
        *([f"<subtitle>{escaped(feed.subtitle)}</subtitle>"] if feed.subtitle else []),
        f"<updated>{feed.updated}</updated>",
        f"<author><name>{escaped(feed.author)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{escaped(feed.url(ATOM))}"/>',
        f'<link rel="alternate" type="text/html" href="{escaped(feed.page_url)}"/>',
        "<generator>newsfold</generator>",
        *map(_atom_entry, feed.entries),
        "</feed>\n",
    ]
    return "\n".join(lines).encode("utf-8", "replace")


def _atom_entry(entry: Entry) -> str:
    card = entry.card
    return "\n".join(
        [
            "<entry>",
            f"<id>{escaped(entry.page_url)}</id>",
            f"<title>{escaped(card.title)}</title>",
            f'<link rel="alternate" type="text/html" href="{escaped(card.url or entry.page_url)}"/>',
            *([f'<link rel="related" type="text/html" href="{escaped(entry.page_url)}"/>'] if card.url else []),
            f"<published>{card.moment}</published>",
            f"<updated>{entry.updated}</updated>",
            f"<author><name>{escaped(card.provider)}</name></author>",
            *(f'<category term="{escaped(topic.id or topic.name)}" label="{escaped(topic.name)}"/>' for topic in card.topics),
            *([f"<summary>{escaped(card.excerpt)}</summary>"] if card.excerpt else []),
            "</entry>",
        ]
    )


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">',
        "<channel>",
        f"<title>{escaped(feed.title)}</title>",
        f"<link>{escaped(feed.page_url)}</link>",
        f"<description>{escaped(feed.subtitle or feed.title)}</description>",
        f"<language>{escaped(feed.language)}</language>",
        f"<lastBuildDate>{_rfc_822(feed.updated)}</lastBuildDate>",
        "<generator>newsfold</generator>",
        f'<atom:link rel="self" type="application/rss+xml" href="{escaped(feed.url(RSS))}"/>',
        *map(_rss_item, feed.entries),
        "</channel>",
        "</rss>\n",
    ]
    return "\n".join(lines).encode("utf-8", "replace")


def _rss_item(entry: Entry) -> str:
    card = entry.card
    return "\n".join(
        [
            "<item>",
            f"<title>{escaped(card.title)}</title>",
            f"<link>{escaped(card.url or entry.page_url)}</link>",
            f'<guid isPermaLink="true">{escaped(entry.page_url)}</guid>',
            f"<pubDate>{_rfc_822(card.moment)}</pubDate>",
            f"<dc:creator>{escaped(card.provider)}</dc:creator>",
            *(f"<category>{escaped(topic.name)}</category>" for topic in card.topics),
            *([f"<description>{escaped(escaped(card.excerpt))}</description>"] if card.excerpt else []),
            "</item>",
        ]
    )


def _rfc_822(moment: str) -> str:
    # RFC 822, section 5, with the four digits of RFC 1123. Not by strftime, which asks the locale.
    time = datetime.fromisoformat(moment)
    return f"{ENGLISH.days[time.weekday()][:3]}, {time.day:02} {ENGLISH.months[time.month - 1][:3]} {time.year:04} {time:%H:%M:%S} GMT"


class _Author(msgspec.Struct):
    name: str


class _Item(msgspec.Struct, omit_defaults=True):
    id: str
    url: str
    title: str
    content_text: str
    date_published: str
    date_modified: str
    authors: list[_Author]
    external_url: str | None = None
    image: str | None = None
    tags: list[str] = []
    language: str | None = None


class _JsonFeed(msgspec.Struct, omit_defaults=True):
    version: str
    title: str
    home_page_url: str
    feed_url: str
    language: str
    authors: list[_Author]
    items: list[_Item]
    description: str | None = None


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1. An item's ``url`` is the publisher's page; ``id`` its page here."""
    document = _JsonFeed(
        version="https://jsonfeed.org/version/1.1",
        title=feed.title,
        home_page_url=feed.page_url,
        feed_url=feed.url(JSON),
        language=feed.language,
        authors=[_Author(feed.author)],
        items=[_json_item(entry) for entry in feed.entries],
        description=feed.subtitle or None,
    )
    return msgspec.json.encode(document)


def _json_item(entry: Entry) -> _Item:
    card = entry.card
    return _Item(
        id=entry.page_url,
        url=card.url or entry.page_url,
        title=card.title,
        content_text=card.excerpt or card.title,
        date_published=card.moment,
        date_modified=entry.updated,
        authors=[_Author(card.provider)],
        external_url=entry.page_url if card.url else None,
        image=entry.picture_url,
        tags=[topic.name for topic in card.topics],
        language=card.language,
    )
