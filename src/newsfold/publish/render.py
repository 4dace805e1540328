"""From a portal's holdings to the files that are published, in the order in which a reader may meet them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsfold.publish.api import article_pages, list_pages
from newsfold.publish.catalogue import Catalogue, catalogue_of
from newsfold.publish.feed import feeds
from newsfold.publish.holdings import Holdings, Output, PictureCopy
from newsfold.publish.pictures import picture_copies
from newsfold.publish.site import Site
from newsfold.publish.sitemap import robots, sitemaps


def render(holdings: Holdings) -> Iterator[Output]:
    """Every file to publish: assets and articles first, then the lists that lead to them, the front page last.

    Pure: no clock, disk or network, and the same holdings give the same bytes.
    """
    catalogue = catalogue_of(holdings)
    site = Site(catalogue)
    yield from site.assets()
    yield from _also_on_the_site(article_pages(catalogue))
    yield from site.stories()
    yield from _also_on_the_site(list_pages(catalogue))
    yield from feeds(catalogue, site.dealer)
    yield from site.lists()
    yield site.lost()
    yield from sitemaps(catalogue)
    yield robots(catalogue)


def held_copies(holdings: Holdings | Catalogue) -> tuple[PictureCopy, ...]:
    """The held pictures that the site shows, for :func:`newsfold.publish.write`."""
    catalogue = holdings if isinstance(holdings, Catalogue) else catalogue_of(holdings)
    return tuple(picture_copies(catalogue))


def _also_on_the_site(outputs: Iterable[Output]) -> Iterator[Output]:
    for output in outputs:
        yield output
        yield Output(path=f"site/{output.path}", body=output.body)
