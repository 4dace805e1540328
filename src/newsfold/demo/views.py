"""What the templates are given: a page's or feed entry's fields, ready to print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime

from markupsafe import Markup

from newsfold.article import Frozen
from newsfold.demo.bundle import FeedFormat, Piece, Publisher

Json = str | int | bool | None | list["Json"] | Mapping[str, "Json"]

FEED_TYPES: Mapping[FeedFormat, str] = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
    "broken": "application/rss+xml",
}
"""The media type each feed format is served with."""

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")

FALSE_YEAR = 2031
"""The year that a page with a false date claims."""


class PictureView(Frozen, frozen=True, kw_only=True):
    """A picture as a page names it: its address (relative on some pages), the absolute one, and the size the page declares."""

    address: str
    absolute: str
    width: int
    height: int


class MostRead(Frozen, frozen=True, kw_only=True):
    """A link in the sidebar."""

    href: str
    title: str


class FeedItem(Frozen, frozen=True, kw_only=True):
    """A feed entry; times as the formats print them, ``None`` where the feed is silent."""

    id: str
    url: str
    title: str
    excerpt: str
    author: str | None
    published: str | None
    published_rfc: str | None
    updated: str | None
    html: Markup | None
    picture: str | None


class PageView(Frozen, frozen=True, kw_only=True):
    """An article's page, for the templates."""

    publisher: Publisher
    piece: Piece
    most_read: tuple[MostRead, ...]

    @property
    def canonical(self) -> str:
        """The address readers are sent to."""
        return self.publisher.canonical_of(self.piece)

    @property
    def charset(self) -> str:
        """How the page is encoded."""
        return "windows-1252" if {"windows-1252", "header-charset"} & set(self.piece.traits) else "utf-8"

    @property
    def declares_charset(self) -> bool:
        """Whether the page itself says how it is encoded."""
        return "header-charset" not in self.piece.traits

    @property
    def feed_type(self) -> str:
        """The media type of the publisher's feed."""
        return FEED_TYPES[self.publisher.feed.format]

    @property
    def amp_url(self) -> str | None:
        """The AMP version's address, as the page states it."""
        return f"https://{self.publisher.domain}{amp_path(self.piece)}" if "amp" in self.piece.traits else None

    @property
    def embed_url(self) -> str | None:
        """The player's address, on a video."""
        return f"https://video.{self.publisher.domain}/embed/{self.piece.slug}" if "video" in self.piece.traits else None

    @property
    def picture(self) -> PictureView | None:
        """The picture; on one page with a size that is wrong."""
        if not self.piece.picture:
            return None
        absolute = f"http://{self.publisher.domain}{picture_path(self.piece)}"
        width, height = (640, 480) if "wrong-picture-size" in self.piece.traits else self.piece.picture_size
        address = picture_path(self.piece) if "relative-picture" in self.piece.traits else absolute
        return PictureView(address=address, absolute=absolute, width=width, height=height)

    @property
    def page_date(self) -> datetime:
        """When the page says it was published, true or not."""
        date = self.piece.published
        # 29 February is no day of that year.
        return date.replace(year=FALSE_YEAR, day=min(date.day, 28)) if "false-date" in self.piece.traits else date

    @property
    def published(self) -> str:
        """The page's date in ISO 8601, with its zone."""
        return self.page_date.isoformat()

    @property
    def modified(self) -> str | None:
        """When the page says it was changed."""
        return self.piece.updated.isoformat() if self.piece.updated else None

    @property
    def shown_date(self) -> str:
        """The date as readers see it."""
        date = self.page_date
        return f"{date.day} {MONTHS[date.month - 1]} {date.year}, {date:%H:%M}"

    @property
    def minutes(self) -> int:
        """Minutes it takes to read, at 200 words a minute."""
        return max(1, round(len(self.piece.text.split()) / 200))

    @property
    def paywall(self) -> bool:
        """Whether readers meet a paywall."""
        return "paywall" in self.piece.traits

    @property
    def paywall_note(self) -> Json:
        """What a page behind a paywall says of itself, schema.org ``isAccessibleForFree``."""
        return {"@context": "https://schema.org", "@type": "NewsArticle", "url": self.canonical, "isAccessibleForFree": False}

    @property
    def news_article(self) -> Json:
        """The page as schema.org ``NewsArticle``."""
        return {"@context": "https://schema.org"} | self._fields(f"{self.canonical}#article")

    @property
    def graph(self) -> Json:
        """The same among its neighbours, in an ``@graph``."""
        site = f"https://{self.publisher.domain}/"
        return {
            "@context": "https://schema.org",
            "@graph": [
                {"@type": "WebSite", "@id": f"{site}#website", "url": site, "name": self.publisher.name},
                {"@type": "WebPage", "@id": self.canonical, "url": self.canonical, "name": f"{self.piece.title} - {self.publisher.name}"},
                {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Home", "item": site}]},
                self._fields(f"{self.canonical}#article"),
            ],
        }

    @property
    def video_object(self) -> Json:
        """A video as schema.org ``VideoObject``."""
        return {
            "@context": "https://schema.org",
            "@type": "VideoObject",
            "name": self.piece.title,
            "description": self.piece.excerpt,
            "embedUrl": self.embed_url,
            "thumbnailUrl": self.picture.absolute if self.picture else None,
            "uploadDate": self.published,
            "duration": "PT8M12S",
            "author": {"@type": "Person", "name": self.piece.author},
            "publisher": {"@type": "Organization", "name": self.publisher.name},
        }

    def _fields(self, identity: str) -> dict[str, Json]:
        fields: dict[str, Json] = {
            "@type": "NewsArticle",
            "@id": identity,
            "headline": self.piece.title,
            "description": self.piece.excerpt,
            "datePublished": self.published,
            "articleSection": self.piece.section,
            "author": [{"@type": "Person", "name": self.piece.author}],
            "publisher": {"@type": "NewsMediaOrganization", "name": self.publisher.name},
            "mainEntityOfPage": self.canonical,
        }
        if self.modified:
            fields["dateModified"] = self.modified
        if self.picture:
            fields["image"] = {
                "@type": "ImageObject",
                "url": self.picture.address,
                "width": self.picture.width,
                "height": self.picture.height,
            }
        return fields


def amp_path(piece: Piece) -> str:
    """Where a piece's AMP version stands."""
    return f"/amp/{piece.slug}"


def picture_path(piece: Piece) -> str:
    """Where a piece's picture stands."""
    return f"/pictures/{piece.slug}.jpg"


def page_view(publisher: Publisher, piece: Piece) -> PageView:
    """A piece's page, with links to up to five others of its publisher."""
    others = [other for other in publisher.articles if other.slug != piece.slug and other.text][:5]
    most_read = tuple(MostRead(href=publisher.path_of(other), title=other.title) for other in others)
    return PageView(publisher=publisher, piece=piece, most_read=most_read)


def feed_item(publisher: Publisher, piece: Piece, *, whole: bool, query: str = "") -> FeedItem:
    """A piece as a feed lists it; ``whole`` gives its text, ``query`` is appended to its address."""
    if "tracking" in piece.traits:
        query = query or "utm_source=rss&utm_medium=feed&utm_campaign=all"
    dated = "no-feed-date" not in piece.traits
    body = Markup("\n").join(Markup("<p>{}</p>").format(paragraph) for paragraph in piece.paragraphs)
    return FeedItem(
        id=publisher.canonical_of(piece),
        url=publisher.url_of(piece) + (f"?{query}" if query else ""),
        title=piece.title,
        excerpt=piece.excerpt,
        author=piece.author,
        published=piece.published.isoformat() if dated else None,
        published_rfc=format_datetime(piece.published) if dated else None,
        updated=piece.modified.isoformat() if dated else None,
        html=body if whole and piece.text else None,
        picture=f"http://{publisher.domain}{picture_path(piece)}" if piece.picture and piece.text else None,
    )
