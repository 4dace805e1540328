"""The bundle: invented publishers and what they print, read from ``publishers/<domain>.yaml``.

Nothing in it is real: every company, product, person and publisher is made up, and every domain ends in ``.example`` (RFC 2606),
so that no demo can reach or be mistaken for a site that exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Literal

import msgspec
import yaml

from newsfold.article import Frozen
from newsfold.errors import InputError
from newsfold.page import Source

FeedFormat = Literal["rss", "atom", "rdf", "json", "broken"]
"""How a publisher lists its articles; ``broken`` is a feed cut off in the middle of a tag."""

PageStyle = Literal["jsonld", "graph", "opengraph", "microdata", "timetag", "rdfa", "player"]
"""How a publisher's pages say what they are; each has its template ``article-<style>.html``."""

Trait = Literal[
    "amp",  # has an AMP version
    "artist-named-ai",  # holds the letters "Ai", not the subject
    "dead",  # listed in the feed, answers 404
    "false-date",  # the page claims the year 2031, the feed has the right date
    "german",
    "header-charset",  # windows-1252, told by the HTTP header only
    "large-picture",  # 1600 x 900
    "lookalike-funding",  # alike, but another event than its twin
    "lookalike-hospital",
    "no-feed-date",  # only the page has the date
    "odd-title",  # dashes, both quote kinds and an emoji
    "off-topic",
    "paywall",
    "press-release",
    "relative-picture",  # the picture's address is relative
    "reprint",  # a wire article, word for word
    "robots",  # stands below a path that robots.txt forbids
    "square-picture",  # 800 x 800
    "tracking",  # the feed's link carries utm_ parameters
    "update",  # the same publisher's second article on the story
    "video",
    "windows-1252",  # told by the page's meta element only
    "wrong-picture-size",  # the page declares a size that is not the picture's
]
"""What makes an article worth testing with. The bundle's tests hold that each occurs."""

_HOUR = timedelta(hours=1)

FORBIDDEN_PATH = "/members/"
"""What every publisher's robots.txt forbids."""


class Strict(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value of the bundle; a field that is misspelt in its file is an error."""


class FeedForm(Strict, frozen=True, kw_only=True):
    """A publisher's feed: its format, its path, and whether entries carry the whole text (``content``) or the excerpt."""

    format: FeedFormat
    path: str
    body: Literal["content", "description"] = "description"


class Piece(Strict, frozen=True, kw_only=True):
    """One article as an invented publisher prints it.

    ``text`` has paragraphs parted by blank lines. ``story`` is the truth for tests: pieces with one label report one event,
    ``None`` stands alone. ``reprint_of`` names the piece (``<domain>/<slug>``) whose text this one repeats word for word.
    """

    slug: str
    title: str
    published: datetime
    updated: datetime | None = None
    author: str
    section: str
    excerpt: str
    text: str = ""
    picture: bool = True
    story: str | None = None
    traits: tuple[Trait, ...] = ()
    reprint_of: str | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text, paragraph by paragraph."""
        return tuple(" ".join(part.split()) for part in self.text.split("\n\n") if part.strip())

    @property
    def modified(self) -> datetime:
        """When it last changed."""
        return self.updated or self.published

    @property
    def picture_size(self) -> tuple[int, int]:
        """Width and height of its picture in pixels."""
        if "square-picture" in self.traits:
            return 800, 800
        return (1600, 900) if "large-picture" in self.traits else (1200, 675)


class Link(Strict, frozen=True, kw_only=True):
    """A feed entry that points to another publisher's piece (``to``: ``<domain>/<slug>``), with a query string of its own."""

    to: str
    query: str = ""


class Publisher(Strict, frozen=True, kw_only=True):
    """An invented publisher: who it is, how its pages and feed are made, and its articles."""

    name: str
    domain: str
    tagline: str
    colour: str
    category: str
    language: str = "en"
    feed: FeedForm
    page_style: PageStyle
    article_path: str
    articles: tuple[Piece, ...]
    links: tuple[Link, ...] = ()

    @property
    def home_url(self) -> str:
        """The front page's address, as it is fetched."""
        return f"http://{self.domain}/"

    @property
    def feed_url(self) -> str:
        """The feed's address, as it is fetched."""
        return f"http://{self.domain}{self.feed.path}"

    @property
    def newest(self) -> datetime | None:
        """When its latest article came out or changed; ``None`` where it has none."""
        return max((piece.modified for piece in self.articles), default=None)

    def path_of(self, piece: Piece) -> str:
        """Where a piece stands on this publisher's host."""
        if "robots" in piece.traits:
            return f"{FORBIDDEN_PATH}{piece.slug}"
        date = piece.published
        return self.article_path.format(year=date.year, month=f"{date.month:02}", day=f"{date.day:02}", slug=piece.slug)

    def url_of(self, piece: Piece) -> str:
        """A piece's address as it is fetched, over plain HTTP as the demo server speaks it."""
        return f"http://{self.domain}{self.path_of(piece)}"

    def canonical_of(self, piece: Piece) -> str:
        """A piece's canonical address, as its page states it."""
        return f"https://{self.domain}{self.path_of(piece)}"


@cache
def load() -> tuple[Publisher, ...]:
    """All publishers of the bundle, by domain, with reprints filled in. Raises :class:`InputError` naming the file that is wrong."""
    folder = resources.files("newsfold.demo") / "publishers"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    publishers = tuple(parse(file.read_text(encoding="utf-8"), where=file.name) for file in files)
    pieces = index(publishers)
    return tuple(publisher.evolve(articles=tuple(_filled(piece, pieces) for piece in publisher.articles)) for publisher in publishers)


def moved_to(publishers: tuple[Publisher, ...], now: datetime) -> tuple[Publisher, ...]:
    """The publishers with all dates moved by whole hours, so that the newest article is of the hour before ``now``.

    Whatever depends on how old the news is, as which source has gone silent, is so the same at every hour. What a page prints as its date
    and what its address has of it are made of the moved dates.
    """
    newest = max(publisher.newest for publisher in publishers if publisher.newest)
    by = (now - newest) // _HOUR * _HOUR
    return tuple(
        publisher.evolve(
            articles=tuple(
                piece.evolve(published=piece.published + by, updated=piece.updated + by if piece.updated else None)
                for piece in publisher.articles
            )
        )
        for publisher in publishers
    )


def parse(text: str, *, where: str) -> Publisher:
    """A publisher from the text of its file. Raises :class:`InputError` naming the file and the field."""
    try:
        return msgspec.convert(yaml.safe_load(text), Publisher)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise InputError(f"is not a publisher: {error}", where=where, remedy="Mend that field.") from error


def index(publishers: tuple[Publisher, ...]) -> Mapping[str, tuple[Publisher, Piece]]:
    """Every piece by its name ``<domain>/<slug>``, with its publisher."""
    return {f"{publisher.domain}/{piece.slug}": (publisher, piece) for publisher in publishers for piece in publisher.articles}


def sources() -> tuple[Source, ...]:
    """The publishers as sources of a portal, with title and category."""
    return tuple(Source(url=publisher.feed_url, title=publisher.name, category=publisher.category) for publisher in load())


def _filled(piece: Piece, pieces: Mapping[str, tuple[Publisher, Piece]]) -> Piece:
    if piece.reprint_of is None:
        return piece
    if piece.reprint_of not in pieces:
        raise InputError(f"reprints {piece.reprint_of}, which is nowhere", where=piece.slug, remedy="Name it <domain>/<slug>.")
    return piece.evolve(text=pieces[piece.reprint_of][1].text)
