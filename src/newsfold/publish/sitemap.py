"""The sitemap (sitemaps.org, protocol 0.9) and robots.txt (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from newsfold.article import Frozen
from newsfold.publish.catalogue import Catalogue, Placed
from newsfold.publish.holdings import Output
from newsfold.publish.site import templates

MAX_ADDRESSES: Final = 50_000
"""The most addresses one sitemap file may hold (sitemaps.org)."""


class Listed(Frozen, frozen=True, kw_only=True):
    """A page in the sitemap and when it last changed, as far as that is known."""

    url: str
    changed: str | None


def sitemaps(catalogue: Catalogue, *, most: int = MAX_ADDRESSES) -> Iterator[Output]:
    """``sitemap.xml``; where one file cannot hold all addresses, an index of several."""
    pages = list(_pages(catalogue))
    if len(pages) <= most:
        yield _drawn("sitemap.xml", "sitemap.xml", pages=pages)
        return
    names = []
    for number, start in enumerate(range(0, len(pages), most), 1):
        names.append(f"sitemap-{number}.xml")
        yield _drawn(names[-1], "sitemap.xml", pages=pages[start : start + most])
    yield _drawn("sitemap.xml", "sitemap-index.xml", urls=[f"{catalogue.settings.site_url}/{name}" for name in names])


def robots(catalogue: Catalogue) -> Output:
    """``robots.txt``: everybody may read everything."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {catalogue.settings.site_url}/sitemap.xml\n"
    return Output(path="site/robots.txt", body=text.encode("utf-8", "replace"))


def _pages(catalogue: Catalogue) -> Iterator[Listed]:
    site_url = catalogue.settings.site_url
    yield Listed(url=f"{site_url}/", changed=_newest(catalogue.placed))
    for shelf in catalogue.shelves:
        if shelf.placed and not shelf.is_own:
            yield Listed(url=f"{site_url}/topics/{shelf.topic.id}/", changed=_newest(shelf.placed))
    for item in catalogue.placed:
        yield Listed(url=f"{site_url}/news/{item.name}/", changed=_newest((item,)))


def _newest(placed: tuple[Placed, ...]) -> str | None:
    if not placed:
        return None
    return f"{max(item.article.updated_at or item.article.published_at for item in placed):%Y-%m-%dT%H:%M:%SZ}"


def _drawn(name: str, template: str, *, pages: list[Listed] | None = None, urls: list[str] | None = None) -> Output:
    text = templates().get_template(template).render(pages=pages, urls=urls)
    return Output(path=f"site/{name}", body=text.encode("utf-8", "replace"))
