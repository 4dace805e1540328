"""What the templates of the site are given: typed contexts, one for each kind of page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from newsfold.article import Frozen
from newsfold.publish.cards import Card, Dealer, TopicLink
from newsfold.publish.catalogue import Placed
from newsfold.publish.player import Player
from newsfold.publish.timeline import Report
from newsfold.publish.wording import month_words, weekday_words


class MenuItem(Frozen, frozen=True, kw_only=True):
    """A topic in the menu, with the number of its stories."""

    topic: TopicLink
    label: str
    count: int


class About(Frozen, frozen=True, kw_only=True):
    """What every page says about the portal. ``style`` is the style sheet's path, ``latest`` the day of the newest story in words."""

    title: str
    description: str
    url: str
    locale: str
    style: str
    menu: tuple[MenuItem, ...]
    latest: str


class Around(Frozen, frozen=True, kw_only=True):
    """The header and footer around a page, drawn once for all pages that have the same."""

    header: Markup
    footer: Markup


class Frame(Frozen, frozen=True, kw_only=True):
    """What surrounds every page. ``path`` is the page's place below the site; ``root`` the relative way from it to the site's root."""

    title: str
    description: str
    path: str
    root: str
    feed: str
    is_front: bool = False
    current_topic: str | None = None
    kind: str = "website"
    picture_url: str | None = None


class Day(Frozen, frozen=True, kw_only=True):
    """The stories of one UTC day, hottest first. ``number`` is the day of the month."""

    iso: str
    weekday: str
    number: int
    month: str
    cards: tuple[Card, ...]


HALF_LIFE_DAYS = 3.0
"""Days in which a story's claim to the top of the page halves."""


class Pager(Frozen, frozen=True, kw_only=True):
    """Where the pages before and after a list page are, relative to it; None where there is none."""

    page: int
    last: int
    newer: str | None
    older: str | None


class ListPage(Frozen, frozen=True, kw_only=True):
    """A page of stories by day. ``hero`` is the lead story of the first page, shown large."""

    frame: Frame
    heading: str | None
    count: int
    hero: Card | None
    days: tuple[Day, ...]
    pager: Pager


class StoryPage(Frozen, frozen=True, kw_only=True):
    """The page of one story."""

    frame: Frame
    card: Card
    updated: str | None
    timeline: tuple[Report, ...]
    player: Player | None
    data: Markup


def front_order(placed: Iterable[Placed]) -> list[Placed]:
    """The top story, then by day, newest day first; within a day by heat, hottest first, then newest first.

    The top story is the one with the most heat left: heat halves every :data:`HALF_LIFE_DAYS` before the newest story, so that a quiet
    day's best does not push yesterday's great story off the top.
    """
    # ``placed`` comes newest first and sorting is stable, so two keys suffice.
    ordered = sorted(placed, key=lambda item: (-item.article.published_at.date().toordinal(), -(item.article.heat or 0)))
    if ordered:
        newest = max(item.article.published_at for item in ordered)
        ages = ((newest - item.article.published_at).total_seconds() / 86400 for item in ordered)
        left = [(item.article.heat or 0) * 0.5 ** (age / HALF_LIFE_DAYS) for item, age in zip(ordered, ages, strict=True)]
        ordered.insert(0, ordered.pop(left.index(max(left))))
    return ordered


def days_of(placed: Sequence[Placed], dealer: Dealer) -> tuple[Day, ...]:
    """The days of a run of stories in front order."""
    days: dict[str, list[Placed]] = {}
    for item in placed:
        days.setdefault(f"{item.article.published_at:%Y-%m-%d}", []).append(item)
    return tuple(
        Day(
            iso=iso,
            weekday=weekday_words(items[0].article.published_at),
            number=items[0].article.published_at.day,
            month=month_words(items[0].article.published_at),
            cards=tuple(dealer.card(item) for item in items),
        )
        for iso, items in days.items()
    )
