"""schema.org data of a story page as JSON-LD, so that search engines and readers know whose report it is (schema.org/NewsArticle)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from markupsafe import Markup

from newsfold.article import Article
from newsfold.publish.cards import Card
from newsfold.written_time import moment


class _Organization(msgspec.Struct, tag_field="@type", tag="Organization"):
    name: str
    url: str | msgspec.UnsetType = msgspec.UNSET


class _Report(msgspec.Struct, tag_field="@type", tag="NewsArticle", rename="camel", omit_defaults=True):
    headline: str
    date_published: str
    publisher: _Organization
    url: str | None = None
    date_modified: str | None = None
    description: str | None = None
    image: list[str] | None = None
    in_language: str | None = None
    is_accessible_for_free: bool | None = None


class _Page(
    msgspec.Struct, tag_field="@type", tag="WebPage", rename={"context": "@context", "main_entity": "mainEntity", "is_part_of": "isPartOf"}
):
    context: str
    url: str
    name: str
    main_entity: _Report
    is_part_of: _Organization


class _WebSite(msgspec.Struct, tag_field="@type", tag="WebSite"):
    name: str
    url: str


class _ListItem(msgspec.Struct, tag_field="@type", tag="ListItem"):
    position: int
    name: str
    url: str


class _ItemList(msgspec.Struct, tag_field="@type", tag="ItemList", rename="camel"):
    item_list_element: list[_ListItem]


class _Collection(
    msgspec.Struct,
    tag_field="@type",
    tag="CollectionPage",
    omit_defaults=True,
    rename={"context": "@context", "main_entity": "mainEntity", "is_part_of": "isPartOf"},
):
    context: str
    url: str
    name: str
    main_entity: _ItemList
    is_part_of: _WebSite | None = None


def story_data(article: Article, card: Card, *, url: str, picture_url: str | None, site_name: str, site_url: str) -> Markup:
    """The JSON of a ``<script type="application/ld+json">``. The page is the portal's, the report the publisher's.

    ``<``, ``>`` and ``&`` are written as escapes, so that no text ends the element (HTML standard, "Restrictions for contents of script").
    """
    report = _Report(
        headline=card.title,
        date_published=card.moment,
        publisher=_Organization(name=card.provider),
        url=card.url,
        date_modified=moment(article.updated_at) if article.updated_at else None,
        description=card.excerpt or None,
        image=[picture_url] if picture_url else None,
        in_language=card.language,
        is_accessible_for_free=False if card.is_paywalled else None,
    )
    page = _Page(
        context="https://schema.org",
        url=url,
        name=card.title,
        main_entity=report,
        is_part_of=_Organization(name=site_name, url=f"{site_url}/"),
    )
    return _script(page)


def list_data(url: str, title: str, stories: Sequence[tuple[str, str]], *, site_name: str, site_url: str, is_front: bool) -> Markup:
    """The JSON-LD of a page of stories, given by headline and address, in order (schema.org/CollectionPage, schema.org/ItemList)."""
    listed = _ItemList(
        item_list_element=[_ListItem(position=number, name=name, url=address) for number, (name, address) in enumerate(stories, 1)]
    )
    site = _WebSite(name=site_name, url=f"{site_url}/")
    return _script(
        _Collection(context="https://schema.org", url=url, name=title, main_entity=listed, is_part_of=None if is_front else site)
    )


def _script(page: msgspec.Struct) -> Markup:
    text = msgspec.json.encode(page).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 - escaped here
