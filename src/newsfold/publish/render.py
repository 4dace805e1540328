"""From a portal's holdings to the files that are published, in the order in which a reader may meet them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import partial
from pathlib import Path

from newsfold.publish.api import Api
from newsfold.publish.catalogue import Catalogue, catalogue_of
from newsfold.publish.feed import feeds
from newsfold.publish.holdings import FileCopy, Holdings, Letter, Output, Plan
from newsfold.publish.item_stock import ItemStock
from newsfold.publish.leaves import Leaves
from newsfold.publish.letters import letter_pages, letter_path
from newsfold.publish.lists import Lists
from newsfold.publish.outlines import llms, opml
from newsfold.publish.own_words import own_pages
from newsfold.publish.pages import Frame
from newsfold.publish.pictures import picture_copies
from newsfold.publish.prints import print_of
from newsfold.publish.site import Site
from newsfold.publish.sitemap import news_sitemap, robots, sitemaps
from newsfold.publish.theme import theme_of
from newsfold.publish.write import Traces


def plans(
    holdings: Holdings,
    catalogue: Catalogue | None = None,
    *,
    cache: Path | None = None,
    leaves: Leaves | None = None,
    base: str = "",
    traces: Traces | None = None,
) -> Iterator[Output | Plan]:
    """Every file to publish: assets and articles first, then the lists that lead to them, the front page last.

    Pure but for ``cache``, a folder for compiled templates, and for ``leaves``, which are settled in the portal folder ``base`` before
    this returns: articles that stand there are left out, and ``traces`` tell which lists stand, from which items are taken. No clock or
    network, and the same holdings give the same bytes. Raises :class:`newsfold.errors.RecordError` for a template of the portal's own
    that cannot be used.
    """
    catalogue = catalogue or catalogue_of(holdings)
    site = Site(catalogue, holdings, theme_of(holdings.templates, cache=cache))
    api, leaves = Api(catalogue), leaves or Leaves()
    leaves.settle(base, print_of(site.print, api.print), ((item.name, item.print) for item in catalogue.placed))
    if traces and leaves.standing:
        api.stock = ItemStock(partial(_names, catalogue, leaves.standing), partial(traces.body, base))
    return _plans(holdings, site, api, leaves.standing)


def _plans(holdings: Holdings, site: Site, api: Api, standing: Container[str]) -> Iterator[Output | Plan]:
    catalogue, lists = site.catalogue, Lists(site)
    yield from site.theme.assets()
    yield from site.dealer.plates()
    yield from api.article_pages(standing)
    yield from site.stories(standing)
    yield from own_pages(site, lists)
    yield from letter_pages(site, lists)
    if site.about.has_search:
        yield site.plan(
            "search.html", Frame(title=site.words.search, description="", path="search/", root="../", feed_title=site.title), None
        )
    yield from api.list_pages()
    yield api.description()
    yield from feeds(site)
    yield from lists.plans()
    yield site.lost()
    yield from sitemaps(catalogue, own=[*(link.path for link in site.about.links), *(letter_path(one) for one in site.letters)])
    yield news_sitemap(catalogue)
    yield opml(site, holdings.source_list, holdings.read_sources)
    yield llms(site)
    if not any(copy.path == "site/robots.txt" for copy in holdings.static):
        yield robots(catalogue)


def _names(catalogue: Catalogue, standing: Container[str]) -> dict[str, str]:
    return {item.slip.path: item.name for item in catalogue.placed if item.name in standing}


def render(holdings: Holdings) -> Iterator[Output]:
    """Every file of :func:`plans`, drawn."""
    for plan in plans(holdings):
        if isinstance(plan, Output):
            yield plan
        else:
            body = plan.draw()
            for path in plan.paths:
                yield Output(path=path, body=body)


def held_copies(holdings: Holdings | Catalogue, letters: Sequence[Letter] = ()) -> tuple[FileCopy, ...]:
    """The held pictures that the site and the editions show, for :func:`newsfold.publish.write`."""
    if isinstance(holdings, Catalogue):
        return tuple(picture_copies(holdings, letters))
    return tuple(picture_copies(catalogue_of(holdings), (*holdings.letters, *letters)))
