"""A site's own feeds, found from the address of any of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from urllib.parse import urljoin

from anyio.to_thread import run_sync
from selectolax.lexbor import LexborHTMLParser

from newsfold.article import Frozen
from newsfold.collect.answer import Response
from newsfold.collect.client import Client
from newsfold.collect.entry_fields import absolute
from newsfold.collect.feeds import parse_feed
from newsfold.collect.plain_text import title_text
from newsfold.collect.sitemaps import looks_like_sitemap
from newsfold.outcome import Rejected
from newsfold.page import SourceKind

MOST_FOUND = 20
"""Feeds named of one page."""

USUAL_PLACES = ("/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss", "/feed.json", "/news-sitemap.xml", "/sitemap.xml")
"""Where feeds stand that no page names; asked in this order until one answers, only where the page names none."""

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/rss+xml"})
_JSON = "application/json"  # Also the type of WordPress' own interface, which is no feed.


class FoundFeed(Frozen, frozen=True, kw_only=True):
    """A feed or sitemap of a site: its address, the title its page gives it, and its kind."""

    url: str
    title: str | None = None
    kind: SourceKind = "feed"


async def discover_feeds(client: Client, url: str) -> tuple[FoundFeed, ...] | Rejected:
    """The feeds of the site at ``url``, best first.

    A feed or sitemap is its own. A page's are those it names (``<link rel=alternate>``); where it names none, the first of
    :data:`USUAL_PLACES` that answers with one. The rejection's code is ``no-feed`` where there is none.
    """
    answer = await client.get(url)
    if isinstance(answer, Rejected):
        return answer
    own = await _own(client, answer)
    if own is not None:
        return (own,)
    named = named_feeds(answer.body, url=answer.final_url)
    if named:
        return named
    for place in USUAL_PLACES:
        tried = await client.get(urljoin(answer.final_url, place))
        found = await _own(client, tried) if isinstance(tried, Response) else None
        if found is not None:
            return (found,)
    reason = "This page names no feed, and none stands in the usual places. Give the address of its feed or sitemap."
    return Rejected(stage="collect", reason=reason, code="no-feed", url=url)


def named_feeds(body: bytes, *, url: str) -> tuple[FoundFeed, ...]:
    """The feeds a page names in its head, in its order, feeds of comments last, :data:`MOST_FOUND` at most."""
    found: dict[str, FoundFeed] = {}
    for feed in _named(body, url):
        found.setdefault(feed.url, feed)
    # A page's first feed is nearly always the site's own; comments are no news.
    return tuple(sorted(found.values(), key=lambda feed: "comment" in f"{feed.url} {feed.title}".lower())[:MOST_FOUND])


def _named(body: bytes, url: str) -> Iterator[FoundFeed]:
    tree = LexborHTMLParser(body)
    first = tree.css_first("base[href]")
    base = (absolute(first.attributes.get("href") or "", url) if first else None) or url
    for node in tree.css("link[rel][href]"):
        said = {name.lower(): value or "" for name, value in node.attributes.items()}
        kind = said.get("type", "").partition(";")[0].strip().lower()
        if "alternate" not in said["rel"].lower().split() and "feed" not in said["rel"].lower().split():
            continue
        address = absolute(said["href"].replace("feed:", "", 1) if said["href"].startswith("feed:http") else said["href"], base)
        if address and (kind in _FEED_TYPES or (kind == _JSON and "/wp-json/" not in address)):
            yield FoundFeed(url=address, title=title_text(said.get("title", "")) or None)


async def _own(client: Client, answer: Response) -> FoundFeed | None:
    if looks_like_sitemap(answer.body):
        return FoundFeed(url=answer.final_url, kind="sitemap")
    parse = partial(parse_feed, answer.body, url=answer.final_url, content_type=answer.content_type)
    feed = await run_sync(parse, limiter=client.workers)
    return None if isinstance(feed, Rejected) else FoundFeed(url=answer.final_url, title=feed.title or None)
