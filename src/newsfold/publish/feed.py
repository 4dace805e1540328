"""Feeds: of the portal, of each topic, and of the top stories; each as Atom, RSS and JSON Feed.

An entry links to the publisher. Its id is its page on the portal, for good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from newsfold.article import Article
from newsfold.publish.catalogue import Placed
from newsfold.publish.feed_formats import ATOM, JSON, RSS, Entry, Feed, atom, json_feed, rss
from newsfold.publish.holdings import Plan
from newsfold.publish.plain_text import MAX_NAME, shown
from newsfold.publish.prints import print_of, print_of_prints
from newsfold.publish.site import Site
from newsfold.written_time import moment

_NEVER = "1970-01-01T00:00:00Z"
"""The ``updated`` of a feed without entries, which RFC 4287 asks for all the same."""

_TOP_A_DAY = 3
"""Stories that a day gives to the top feed: those with the most heat."""


def feeds(site: Site) -> Iterator[Plan]:
    """The feeds of each topic, then of the top stories, then of the portal; newest articles first."""
    catalogue, words = site.catalogue, site.words
    for shelf in catalogue.shelves:
        if not shelf.is_own:
            title = f"{shown(shelf.topic.name, MAX_NAME)} · {site.title}"
            yield from _feed(site, shelf.placed, f"topics/{shelf.topic.id}/", title, f"topics/{shelf.topic.id}/")
    yield from _feed(
        site, top_stories(catalogue.placed, catalogue.settings.publish.feed_size), "top/", f"{words.top_feed} · {site.title}", ""
    )
    yield from _feed(site, catalogue.placed, "", site.title, "")


def top_stories(placed: Sequence[Placed], most: int) -> tuple[Placed, ...]:
    """The stories with the most heat of each day, newest first; a day that has passed keeps its own.

    ``placed`` comes newest first. Stories no second publisher reported are passed over where a day has others.
    """
    top: list[Placed] = []
    start = 0
    while start < len(placed) and len(top) < most:
        day = placed[start].slip.published_at.date()
        end = start
        while end < len(placed) and placed[end].slip.published_at.date() == day:
            end += 1
        hottest = sorted(placed[start:end], key=lambda item: -item.slip.heat)[:_TOP_A_DAY]
        widely = [item for item in hottest if item.article.related] or hottest[:1]
        top.extend(item for item in placed[start:end] if item in widely)
        start = end
    return tuple(top[:most])


def _feed(site: Site, placed: Sequence[Placed], folder: str, title: str, page: str) -> Iterator[Plan]:
    chosen = tuple(placed[: site.catalogue.settings.publish.feed_size])
    inputs = print_of_prints(print_of(site.print, folder, title, page), [item.print for item in chosen])
    for name, draw in ((JSON, json_feed), (RSS, rss), (ATOM, atom)):
        yield Plan(
            paths=(f"site/{folder}{name}",), inputs=inputs, draw=partial(_drawn, site, draw, chosen, folder=folder, title=title, page=page)
        )


def _drawn(site: Site, draw: Callable[[Feed], bytes], placed: Sequence[Placed], *, folder: str, title: str, page: str) -> bytes:
    entries = tuple(_entry(site, item) for item in placed)
    feed = Feed(
        title=title,
        subtitle=site.about.description,
        author=site.title,
        language=site.about.locale,
        folder=folder,
        site_url=site.url,
        page_url=f"{site.url}/{page}",
        updated=max((entry.updated for entry in entries), default=_NEVER),
        entries=entries,
    )
    return draw(feed)


def _entry(site: Site, item: Placed) -> Entry:
    card = site.dealer.card(item)
    picture = card.picture
    url = (f"{site.url}/{picture.url}" if picture.is_held else picture.url) if picture else None
    return Entry(card=card, page_url=f"{site.url}/news/{item.name}/", updated=_changed(item.article), picture_url=url)


def _changed(article: Article) -> str:
    return moment(max(article.updated_at or article.published_at, article.published_at))
