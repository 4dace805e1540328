"""The record: one article of a portal and what it is made of.

Everything here is frozen. An article grows by :meth:`Article.evolve` as it walks through the rooms; nothing is changed in place.
Times are aware datetimes in UTC with whole seconds. What a record does not have is ``None`` or an empty tuple, never an empty word,
so that a record read from a file and written again has the same fields.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

import msgspec

ArticleType = Literal["article", "video"]

Whole = Annotated[int, msgspec.Meta(ge=-(2**31), lt=2**31)]
"""A whole number as other programs and databases hold it, in 32 bits; a record with a larger one cannot be read."""

FOLDED_HEAT = -1
"""The heat of every article that is not the lead of its story (RECORD.md, law 4)."""


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """The base of all values of the model."""

    def evolve(self, **changes: Any) -> Self:
        """The same value with some fields replaced."""
        return msgspec.structs.replace(self, **changes)


class Image(Frozen, frozen=True, kw_only=True):
    """A picture: where it is and its true size in pixels. ``is_cached``: the portal holds its own copy."""

    url: str
    width: Whole | None = None
    height: Whole | None = None
    title: str | None = None
    attribution: str | None = None
    is_cached: bool | None = None


class Author(Frozen, frozen=True, kw_only=True):
    """A person or agency named as the writer."""

    name: str


class Provider(Frozen, frozen=True, kw_only=True):
    """Who published an article. ``domain`` is the registrable domain (RECORD.md, law 3)."""

    name: str
    domain: str
    images: tuple[Image, ...] = ()
    authors: tuple[Author, ...] = ()


class Related(Frozen, frozen=True, kw_only=True):
    """Another article of the same story, as it stands in a record's ``related`` list."""

    title: str
    excerpt: str | None = None
    published_at: datetime | None = None
    web_url: str | None = None
    amp_web_url: str | None = None
    cdn_amp_web_url: str | None = None
    type: ArticleType = "article"
    provider: Provider | None = None
    quality: Whole | None = None
    images: tuple[Image, ...] = ()


class Article(Frozen, frozen=True, kw_only=True):
    """One article: the record's fields in file order, then what the record does not hold.

    ``path`` is where the record stands in the portal (``_news/<date>-<slug>.md``), empty until it has one.
    ``content`` is the body below the front matter, empty for news. ``text`` is the main text read from the page and
    ``syndicated_from`` the agency or site whose copy it is; both are kept in the store and never written into a record.
    """

    title: str
    published_at: datetime
    category: str = "news"
    excerpt: str = ""
    updated_at: datetime | None = None
    original_url: str | None = None
    web_url: str | None = None
    amp_web_url: str | None = None
    cdn_amp_web_url: str | None = None
    type: ArticleType = "article"
    kind: str | None = None
    language: str | None = None
    paywall: bool | None = None
    quality: Whole | None = None
    heat: Whole | None = None
    published: bool | None = None
    removed: bool | None = None
    featured_content: str | None = None
    provider: Provider
    topics: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    related: tuple[Related, ...] = ()
    secured: str | None = None
    path: str = ""
    content: str = ""
    text: str = ""
    syndicated_from: str | None = None

    @property
    def address(self) -> str:
        """What tells this article from every other: the canonical address, else the one the source gave, else the path."""
        return self.web_url or self.original_url or self.path

    @property
    def is_shown(self) -> bool:
        """Whether readers see it: published and not taken down."""
        return bool(self.published) and not self.removed

    @property
    def is_folded(self) -> bool:
        """Whether another article leads its story (RECORD.md, law 4)."""
        return self.heat == FOLDED_HEAT

    def as_related(self) -> Related:
        """This article as it stands in the ``related`` list of the others of its story."""
        return Related(
            title=self.title,
            excerpt=self.excerpt,
            published_at=self.published_at,
            web_url=self.web_url,
            amp_web_url=self.amp_web_url,
            cdn_amp_web_url=self.cdn_amp_web_url,
            type=self.type,
            provider=Provider(name=self.provider.name, domain=self.provider.domain),
            quality=self.quality,
            images=self.images,
        )


class Topic(Frozen, frozen=True, kw_only=True):
    """A subject of the portal, from ``_data/topics/*.yaml``.

    ``id`` is its name in addresses; a topic without a parent is the portal's own. ``case_keywords`` count only as they are spelled,
    ``excluded`` are phrases in which a keyword does not count (``not:`` in the file), ``weight`` multiplies what its keywords score.
    ``context`` are words in whose company an ambiguous keyword is believed, ``together`` keywords of several parts ("maker + cloud") that
    count where all parts stand in one title or excerpt, ``addresses`` the subject's own sites ("azure.microsoft.com/blog"),
    ``rivals`` names beside which, in one list, a keyword is only mentioned in passing ("AWS and Azure").
    """

    id: str
    name: str
    shortname: str | None = None
    parent: str | None = None
    keywords: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    case_keywords: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    weight: float = 1.0
    context: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()


class Organization(Frozen, frozen=True, kw_only=True):
    """A publisher the portal knows, from ``_data/organizations/<domain>.md``.

    ``authority`` is the points its articles get for who published them, ``zone`` the IANA name of its time zone, ``network`` the owner's
    registrable domain where one owner has many, ``notes`` the editors' own.
    """

    domain: str
    name: str
    description: str | None = None
    images: tuple[Image, ...] = ()
    authority: int | None = None
    zone: str | None = None
    network: str | None = None
    notes: str | None = None
