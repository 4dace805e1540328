"""What the templates of the site are given: typed contexts, one for each kind of page."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from newsfold.article import Frozen
from newsfold.publish.cards import Card, ShownPicture, TopicLink
from newsfold.publish.catalogue import Placed
from newsfold.publish.heat_plot import Plot
from newsfold.publish.pieces import Pieces
from newsfold.publish.player import Player
from newsfold.publish.timeline import Report
from newsfold.publish.wording import Wording, month_words, weekday_words
from newsfold.written_time import day


class MenuItem(Frozen, frozen=True, kw_only=True):
    """A topic in the menu."""

    topic: TopicLink
    label: str


class OwnLink(Frozen, frozen=True, kw_only=True):
    """A link to a page of the portal's own, at the foot of every page. ``path`` goes from the root of the site."""

    title: str
    path: str


class About(Frozen, frozen=True, kw_only=True):
    """What every page says about the portal. ``style``, ``script`` and ``search_script`` are paths from the root of the site."""

    title: str
    description: str
    url: str
    locale: str
    style: str
    script: str
    search_script: str
    menu: tuple[MenuItem, ...]
    links: tuple[OwnLink, ...]
    contact: str | None
    has_search: bool


class Around(Frozen, frozen=True, kw_only=True):
    """What is around a page, drawn once for all pages that have the same: header, footer, and the page's language.

    ``in_words`` are the attributes of an element in the language of the site's words where the page's is another, ``in_own`` those of
    one in the portal's language within such.
    """

    header: Markup
    footer: Markup
    language: str
    is_from_the_right: bool
    in_words: Markup
    in_own: Markup


class Frame(Frozen, frozen=True, kw_only=True):
    """What surrounds every page.

    ``path`` is the page's place below the site; ``root`` the relative way from it to the site's root; ``feed`` the folder of the feeds
    that follow it, and ``feed_title`` what they are called; ``data`` its schema.org data. ``language`` is the page's where it is not the
    portal's.
    """

    title: str
    description: str
    path: str
    root: str
    feed: str = ""
    feed_title: str = ""
    is_front: bool = False
    current_topic: str | None = None
    kind: str = "website"
    picture_url: str | None = None
    data: Markup | None = None
    language: str = ""


class Day(Frozen, frozen=True, kw_only=True):
    """The stories of one UTC day, hottest first. ``number`` is the day of the month."""

    iso: str
    weekday: str
    number: int
    month: str
    cards: tuple[Markup, ...]


class Pager(Frozen, frozen=True, kw_only=True):
    """Where the pages of newer and older stories are, relative to this one; None where there is none."""

    newer: str | None = None
    older: str | None = None


class ListPage(Frozen, frozen=True, kw_only=True):
    """A page of cards by day. ``hero`` is the lead story of a first page, shown large; ``count`` is told on first pages only."""

    heading: str | None
    count: int | None
    hero: Markup | None
    days: tuple[Day, ...]
    pager: Pager


class Group(Frozen, frozen=True, kw_only=True):
    """Rows below a heading."""

    heading: str
    rows: tuple[Markup, ...]


class RowsPage(Frozen, frozen=True, kw_only=True):
    """A long list: a publisher's stories or those of a month."""

    heading: str
    groups: tuple[Group, ...]
    pager: Pager
    count: int | None = None
    note: str = ""
    logo: ShownPicture | None = None
    site_url: str | None = None
    domain: str = ""


class IndexEntry(Frozen, frozen=True, kw_only=True):
    """A page that an index leads to, with the number of its stories or a note."""

    title: str
    path: str
    count: int | None = None
    note: str = ""


class IndexGroup(Frozen, frozen=True, kw_only=True):
    """Entries of an index below a heading, which may be empty."""

    heading: str
    entries: tuple[IndexEntry, ...]


class IndexPage(Frozen, frozen=True, kw_only=True):
    """The index of the publishers, of the archive or of the posts."""

    heading: str
    note: str
    groups: tuple[IndexGroup, ...]


class StoryPage(Frozen, frozen=True, kw_only=True):
    """The page of one story."""

    card: Card
    updated: str | None
    timeline: tuple[Report, ...]
    plot: Plot | None
    player: Player | None


class WrittenPage(Frozen, frozen=True, kw_only=True):
    """A page or post of the portal's own. ``day`` and ``date`` are a post's, for machines and in words. ``is_shipped``: it is newsfold's,
    and so in the language of the site's words.
    """

    heading: str
    body: Markup
    day: str = ""
    date: str = ""
    is_shipped: bool = False


class LostPage(Frozen, frozen=True, kw_only=True):
    """The page for addresses that lead nowhere, which carries its style with it."""

    style: Markup


HALF_LIFE_DAYS = 3.0
"""Days in which a story's claim to the top of the page halves."""


def front_order(placed: Iterable[Placed]) -> list[Placed]:
    """The top story, then by day, newest day first; within a day by heat, hottest first, then newest first.

    The top story is the one with the most heat left: heat halves every :data:`HALF_LIFE_DAYS` before the newest story, so that a quiet
    day's best does not push yesterday's great story off the top.
    """
    # ``placed`` comes newest first and sorting is stable, so two keys suffice.
    ordered = sorted(placed, key=lambda item: (-item.slip.published_at.date().toordinal(), -item.slip.heat))
    if ordered:
        newest = max(item.slip.published_at for item in ordered)
        ages = ((newest - item.slip.published_at).total_seconds() / 86400 for item in ordered)
        left = [item.slip.heat * 0.5 ** (age / HALF_LIFE_DAYS) for item, age in zip(ordered, ages, strict=True)]
        ordered.insert(0, ordered.pop(left.index(max(left))))
    return ordered


def days_of(placed: Iterable[Placed], pieces: Pieces, words: Wording) -> tuple[Day, ...]:
    """The days of a run of stories in front order."""
    days: dict[str, list[Placed]] = {}
    for item in placed:
        days.setdefault(day(item.slip.published_at), []).append(item)
    return tuple(
        Day(
            iso=iso,
            weekday=weekday_words(words, items[0].slip.published_at),
            number=items[0].slip.published_at.day,
            month=month_words(words, items[0].slip.published_at.month, items[0].slip.published_at.year),
            cards=tuple(pieces.card(item) for item in items),
        )
        for iso, items in days.items()
    )
