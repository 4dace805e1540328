"""Atom feeds (RFC 4287) of the portal and of each topic. An entry links to the publisher; its id is its page on the portal, for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsfold.article import Article, Frozen
from newsfold.publish.cards import Card, Dealer
from newsfold.publish.catalogue import Catalogue, Placed
from newsfold.publish.holdings import Output
from newsfold.publish.plain_text import MAX_EXCERPT, MAX_NAME, shown
from newsfold.publish.site import templates
from newsfold.publish.wording import ENGLISH

_NEVER = "1970-01-01T00:00:00Z"
"""The ``updated`` of a feed without entries, which RFC 4287 asks for all the same."""


class FeedEntry(Frozen, frozen=True, kw_only=True):
    """An entry: the article's card, the address of its page here, and when it last changed."""

    card: Card
    page_url: str
    updated: str


class Feed(Frozen, frozen=True, kw_only=True):
    """A feed. ``page_url`` is the page it follows and its id; ``updated`` the newest change in it."""

    title: str
    subtitle: str
    author: str
    language: str
    url: str
    page_url: str
    updated: str
    entries: tuple[FeedEntry, ...]


def feeds(catalogue: Catalogue, dealer: Dealer) -> Iterator[Output]:
    """The feed of each topic, then that of the portal; newest articles first."""
    portal = catalogue.settings.portal
    name = shown(portal.title or portal.topic, MAX_NAME) or ENGLISH.untitled
    for shelf in catalogue.shelves:
        if not shelf.is_own:
            title = f"{shown(shelf.topic.name, MAX_NAME)} · {name}"
            yield _feed(catalogue, dealer, shelf.placed, f"topics/{shelf.topic.id}/", title)
    yield _feed(catalogue, dealer, catalogue.placed, "", name)


def _feed(catalogue: Catalogue, dealer: Dealer, placed: Sequence[Placed], folder: str, title: str) -> Output:
    portal, site_url = catalogue.settings.portal, catalogue.settings.site_url
    entries = tuple(
        FeedEntry(card=dealer.card(item), page_url=f"{site_url}/news/{item.name}/", updated=_changed(item.article))
        for item in placed[: catalogue.settings.publish.feed_size]
    )
    feed = Feed(
        title=title,
        subtitle=shown(portal.description, MAX_EXCERPT),
        author=shown(portal.title or portal.topic, MAX_NAME) or ENGLISH.untitled,
        language=portal.locale,
        url=f"{site_url}/{folder}feed.xml",
        page_url=f"{site_url}/{folder}",
        updated=max((entry.updated for entry in entries), default=_NEVER),
        entries=entries,
    )
    text = templates().get_template("feed.xml").render(feed=feed)
    return Output(path=f"site/{folder}feed.xml", body=text.encode("utf-8", "replace"))


def _changed(article: Article) -> str:
    return f"{max(article.updated_at or article.published_at, article.published_at):%Y-%m-%dT%H:%M:%SZ}"
