"""The JSON API: list pages of the portal and of each topic, and a page for each article (RECORD.md, "The JSON API")."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import partial
from typing import Final

import msgspec

from newsfold.article import Article
from newsfold.publish.cards import KEPT
from newsfold.publish.catalogue import Catalogue, Placed
from newsfold.publish.holdings import Plan
from newsfold.publish.item_stock import BETWEEN, END, HEAD, ItemStock
from newsfold.publish.openapi import openapi_json
from newsfold.publish.prints import print_of, print_of_prints
from newsfold.publish.wire import WireArticle, wire_article, wire_article_page
from newsfold.settings import Settings
from newsfold.version import __version__

API_ROOT: Final = "api/news/"
"""Where the API of the news stands below the portal folder and below the site."""

_ENCODER = msgspec.json.Encoder()

_BEGIN: Final = b'{\n      "path": "'
_CLOSE: Final = b"\n    }"
"""The beginning and the end of every item as it is encoded; lists put them back (:data:`newsfold.publish.item_stock.BETWEEN`)."""


def article_json(article: Article, settings: Settings | None = None) -> WireArticle:
    """An article in the JSON API's field names, as ``newsfold read`` writes it; ``msgspec.json.encode`` makes it a line."""
    settings = settings or Settings()
    return wire_article(article, site_url=settings.site_url, locale=settings.portal.locale)


class Api:
    """Plans the API of one run. Every file stands in the portal folder and on the site. ``print`` is that of all files depend on beside
    articles, ``stock`` what stands of an earlier run."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.stock: ItemStock | None = None
        self._looked: set[str] = set()
        self._catalogue = catalogue
        self._site_url = catalogue.settings.site_url
        self._locale = catalogue.settings.portal.locale
        self._size = max(1, catalogue.settings.publish.page_size)
        self.print = print_of(__version__, self._site_url, self._locale)
        self._items: dict[str, bytes] = {}

    def article_pages(self, but: Container[str] = ()) -> Iterator[Plan]:
        """The page of each shown article ``but`` those of these names."""
        for item in self._catalogue.placed:
            if item.name not in but:
                path = f"{API_ROOT}{item.name}/index.json"
                yield Plan(paths=(path, f"site/{path}"), draw=partial(self._article_page, item, path))

    def list_pages(self) -> Iterator[Plan]:
        """The list pages of each topic, then of the whole portal; the last page first, so that ``nextPage`` always leads somewhere.

        A topic that every article is on, as the portal's own mostly is, has the very pages of the portal: they are made once for both.
        """
        everywhere = [API_ROOT]
        for shelf in self._catalogue.shelves:
            folder = f"{API_ROOT}{shelf.topic.id}/"
            if shelf.placed == self._catalogue.placed:
                everywhere.append(folder)
            else:
                yield from self._pages([folder], shelf.placed)
        yield from self._pages(everywhere, self._catalogue.placed)

    def description(self) -> Plan:
        """The OpenAPI description of it all."""
        settings = self._catalogue.settings
        topics = tuple(shelf.topic.id for shelf in self._catalogue.shelves)
        draw = partial(openapi_json, settings.portal.title or settings.portal.topic, self._site_url, topics)
        path = "api/openapi.json"
        return Plan(paths=(path, f"site/{path}"), inputs=print_of(self.print, settings.portal, topics), draw=draw)

    def _article_page(self, item: Placed, path: str) -> bytes:
        page = wire_article_page(item.article, site_url=self._site_url, locale=self._locale, source_url=f"{self._site_url}/{path}")
        return _ENCODER.encode(page)

    def _pages(self, folders: Sequence[str], placed: Sequence[Placed]) -> Iterator[Plan]:
        last = max(1, -(-len(placed) // self._size))
        for page in range(last, 0, -1):
            items = placed[(page - 1) * self._size : page * self._size]
            ends = (f"page/{page}/index.json", "index.json") if page == 1 else (f"page/{page}/index.json",)
            paths = tuple(f"{root}{folder}{end}" for folder in folders for end in ends for root in ("", "site/"))
            next_page = page + 1 if page < last else None
            inputs = print_of_prints(print_of(self.print, page, next_page), [item.print for item in items])
            yield Plan(paths=paths, inputs=inputs, draw=partial(self._page, folders[0], items, page, next_page))

    def _page(self, folder: str, items: Sequence[Placed], page: int, next_page: int | None) -> bytes:
        # By law a new article moves every other one by a place, so that all pages change: items are encoded once and put together.
        if any(item.name not in self._items for item in items):
            self._look(f"{folder}page/{page - 1}/index.json")
            self._look(f"{folder}page/{page}/index.json")
        listed = b"%s%s%s" % (HEAD, BETWEEN.join(map(self._item, items)), END) if items else b'"value": [],\n'
        return b'{\n  "page": %d,\n  %s  "nextPage": %s\n}' % (page, listed, b"null" if next_page is None else b"%d" % next_page)

    def _look(self, path: str) -> None:
        """Take out of a page what stands there, before it is written over."""
        if self.stock and path not in self._looked:
            if len(self._items) >= KEPT:
                self._items.clear()
                self._looked.clear()
            self._looked.add(path)
            self._items.update(self.stock.items(path))

    def _item(self, item: Placed) -> bytes:
        known = self._items.get(item.name)
        if known is None:
            if len(self._items) >= KEPT:
                self._items.clear()
                self._looked.clear()
            body = _ENCODER.encode(wire_article(item.article, site_url=self._site_url, locale=self._locale))
            # The reference's lists are indented by two; git shows their changes line by line. JSON strings hold no line ends.
            indented = msgspec.json.format(body, indent=2).replace(b"\n", b"\n    ")
            known = self._items[item.name] = indented[len(_BEGIN) : -len(_CLOSE)]
        return known
