"""The JSON API: list pages of the portal and of each topic, and a page for each article (RECORD.md, "The JSON API")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from newsfold.article import Article
from newsfold.publish.catalogue import Catalogue, Placed
from newsfold.publish.holdings import Output
from newsfold.publish.wire import WireArticle, WireList, wire_article, wire_article_page
from newsfold.settings import Settings

API_ROOT: Final = "api/news/"
"""Where the API of the news stands below the portal folder and below the site."""

_ENCODER = msgspec.json.Encoder()


def article_json(article: Article, settings: Settings | None = None) -> WireArticle:
    """An article in the JSON API's field names, as ``newsfold read`` writes it; ``msgspec.json.encode`` makes it a line."""
    settings = settings or Settings()
    return wire_article(article, site_url=settings.site_url, locale=settings.portal.locale)


def article_pages(catalogue: Catalogue) -> Iterator[Output]:
    """The page of each shown article."""
    site_url, locale = catalogue.settings.site_url, catalogue.settings.portal.locale
    for item in catalogue.placed:
        path = f"{API_ROOT}{item.name}/index.json"
        page = wire_article_page(item.article, site_url=site_url, locale=locale, source_url=f"{site_url}/{path}")
        yield Output(path=path, body=_ENCODER.encode(page))


def list_pages(catalogue: Catalogue) -> Iterator[Output]:
    """The list pages of each topic, then of the whole portal; the last page first, so that ``nextPage`` always leads somewhere."""
    site_url, locale = catalogue.settings.site_url, catalogue.settings.portal.locale
    encoded = {
        item.name: msgspec.Raw(_ENCODER.encode(wire_article(item.article, site_url=site_url, locale=locale))) for item in catalogue.placed
    }
    size = max(1, catalogue.settings.publish.page_size)
    for shelf in catalogue.shelves:
        yield from _pages(f"{API_ROOT}{shelf.topic.id}/", shelf.placed, encoded, size)
    yield from _pages(API_ROOT, catalogue.placed, encoded, size)


def _pages(folder: str, placed: Sequence[Placed], encoded: dict[str, msgspec.Raw], size: int) -> Iterator[Output]:
    last = max(1, -(-len(placed) // size))
    for page in range(last, 0, -1):
        items = placed[(page - 1) * size : page * size]
        value = [encoded[item.name] for item in items]
        body = _ENCODER.encode(WireList(page=page, value=value, next_page=page + 1 if page < last else None))
        # The reference's lists are indented by two; git shows their changes line by line.
        body = msgspec.json.format(body, indent=2)
        yield Output(path=f"{folder}page/{page}/index.json", body=body)
        if page == 1:
            yield Output(path=f"{folder}index.json", body=body)
