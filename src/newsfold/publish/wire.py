"""The wire format of the JSON API: the field names, order and nulls of the reference pages (RECORD.md, "The JSON API").

Fields of newsfold's own stand behind the reference's. None is ever renamed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from newsfold.article import Article, Image, Provider, Related
from newsfold.publish.addresses import absolute


class WireImage(msgspec.Struct, frozen=True, rename="camel"):
    """A picture."""

    url: str
    width: int | None
    height: int | None
    title: str | None
    attribution: str | None
    is_cached: bool


class WireAuthor(msgspec.Struct, frozen=True, rename="camel"):
    """A writer."""

    name: str


class WireProvider(msgspec.Struct, frozen=True, rename="camel"):
    """A publisher. ``publishers`` is always null; the reference has the field."""

    name: str
    domain: str
    images: list[WireImage] | None
    publishers: None
    authors: list[WireAuthor] | None


class WireRelated(msgspec.Struct, frozen=True, rename="camel"):
    """Another article of the same story, in the fields of the record's ``related`` list."""

    title: str
    excerpt: str | None
    published_at: datetime | None = msgspec.field(name="publishedDateTime")
    web_url: str | None
    amp_web_url: str | None
    cdn_amp_web_url: str | None
    type: str
    provider: WireProvider | None
    quality: int | None
    images: list[WireImage] | None


class WireArticle(msgspec.Struct, frozen=True, rename="camel"):
    """An article as it stands in a list page."""

    path: str
    title: str
    excerpt: str
    source_url: str | None
    web_url: str | None
    original_url: str | None
    featured_content: str | None
    highlight: None
    heat: int | None
    tags: None
    images: list[WireImage] | None
    content: str
    type: str
    amp_web_url: str | None
    cdn_amp_web_url: str | None
    published_at: datetime = msgspec.field(name="publishedDateTime")
    updated_at: datetime | None = msgspec.field(name="updatedDateTime")
    provider: WireProvider
    locale: str
    categories: list[str]
    topics: list[str]
    kind: str | None
    language: str | None
    paywall: bool | None
    quality: int | None


class WireArticlePage(WireArticle, frozen=True, rename="camel"):
    """An article on its own page: with the other articles of its story."""

    related: list[WireRelated] | None


class WireListPage(msgspec.Struct, frozen=True, rename="camel"):
    """A list page. ``page`` is counted from 1; ``next_page`` is null on the last."""

    page: int
    value: list[WireArticle]
    next_page: int | None


def wire_article(article: Article, *, site_url: str, locale: str) -> WireArticle:
    """An article as list pages show it. Addresses that begin with ``/`` are made absolute with ``site_url``."""
    return WireArticle(*_fields(article, site_url, locale, None))


def wire_article_page(article: Article, *, site_url: str, locale: str, source_url: str) -> WireArticlePage:
    """An article as its own page shows it. ``source_url`` is that page's address."""
    related = [_related(other, site_url) for other in article.related]
    return WireArticlePage(*_fields(article, site_url, locale, source_url, related or None))


def _fields(article: Article, site_url: str, locale: str, source_url: str | None, *more: object) -> tuple[Any, ...]:
    return (
        article.path,
        article.title,
        article.excerpt,
        source_url,
        _address(article.web_url, site_url),
        _address(article.original_url, site_url),
        article.featured_content,
        None,
        article.heat,
        None,
        _images(article.images, site_url),
        article.content,
        article.type,
        _address(article.amp_web_url, site_url),
        _address(article.cdn_amp_web_url, site_url),
        article.published_at.astimezone(UTC),
        article.updated_at and article.updated_at.astimezone(UTC),
        _provider(article.provider, site_url),
        locale,
        [article.category],
        list(article.topics),
        article.kind,
        article.language,
        article.paywall,
        article.quality,
        *more,
    )


def _related(other: Related, site_url: str) -> WireRelated:
    return WireRelated(
        other.title,
        other.excerpt,
        other.published_at and other.published_at.astimezone(UTC),
        _address(other.web_url, site_url),
        _address(other.amp_web_url, site_url),
        _address(other.cdn_amp_web_url, site_url),
        other.type,
        _provider(other.provider, site_url) if other.provider else None,
        other.quality,
        _images(other.images, site_url),
    )


def _provider(provider: Provider, site_url: str) -> WireProvider:
    authors = [WireAuthor(author.name) for author in provider.authors]
    return WireProvider(provider.name, provider.domain, _images(provider.images, site_url), None, authors or None)


def _images(images: tuple[Image, ...], site_url: str) -> list[WireImage] | None:
    if not images:
        return None
    return [
        WireImage(absolute(image.url, site_url), image.width, image.height, image.title, image.attribution, bool(image.is_cached))
        for image in images
    ]


def _address(url: str | None, site_url: str) -> str | None:
    return absolute(url, site_url) if url else None
