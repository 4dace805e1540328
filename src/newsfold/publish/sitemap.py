"""Sitemaps (sitemaps.org, protocol 0.9; Google's news extension) and robots.txt (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from newsfold.article import Frozen
from newsfold.publish.catalogue import Catalogue, Placed
from newsfold.publish.holdings import Output, Plan
from newsfold.publish.plain_text import MAX_NAME, MAX_TITLE, shown
from newsfold.publish.prints import print_of, print_of_prints
from newsfold.publish.xml_words import escaped
from newsfold.written_time import moment

MAX_ADDRESSES: Final = 50_000
"""The most addresses one sitemap file may hold (sitemaps.org)."""

MAX_NEWS: Final = 1_000
"""The most addresses a news sitemap may hold (Google's news sitemaps)."""

NEWS_AGE: Final = timedelta(days=2)
"""A news sitemap holds what is no older; counted from the newest article, because publishing asks no clock."""

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Listed(Frozen, frozen=True, kw_only=True):
    """A page in the sitemap and when it last changed, as far as that is known."""

    url: str
    changed: str | None


def sitemaps(catalogue: Catalogue, *, own: Sequence[str] = (), most: int = MAX_ADDRESSES) -> Iterator[Plan]:
    """``sitemap.xml``; where one file cannot hold all addresses, an index of several. ``own`` are paths of the portal's own pages."""
    heads = list(_heads(catalogue, own))
    oldest = catalogue.placed[::-1]
    count = len(heads) + len(oldest)
    # Counted from the oldest, so that a new article changes the first file, where the lists are, and the last.
    starts = range(0, count, most)
    names = [f"sitemap-{number}.xml" for number in range(1, len(starts) + 1)] if count > most else ["sitemap.xml"]
    for name, start in zip(names, starts, strict=True):
        lists = heads[start : start + most]
        items = oldest[max(0, start - len(heads)) : max(0, start + most - len(heads))]
        inputs = print_of_prints(print_of(catalogue.settings.site_url, lists), (item.print for item in items))
        yield Plan(paths=(f"site/{name}",), inputs=inputs, draw=partial(_map, catalogue, lists, items))
    if count > most:
        urls = [f"{catalogue.settings.site_url}/{name}" for name in names]
        yield Plan(paths=("site/sitemap.xml",), inputs=print_of(urls), draw=partial(_index, urls))


def news_sitemap(catalogue: Catalogue) -> Plan:
    """``news-sitemap.xml``: the newest stories, for search engines of news."""
    placed = catalogue.placed
    newest = [item for item in placed[:MAX_NEWS] if placed[0].slip.published_at - item.slip.published_at <= NEWS_AGE]
    portal = catalogue.settings.portal
    inputs = print_of(catalogue.settings.site_url, portal, catalogue.words.untitled, [item.print for item in newest])
    return Plan(paths=("site/news-sitemap.xml",), inputs=inputs, draw=partial(_news, catalogue, newest))


def robots(catalogue: Catalogue) -> Output:
    """``robots.txt``: everybody may read everything."""
    site_url = catalogue.settings.site_url
    text = f"User-agent: *\nAllow: /\n\nSitemap: {site_url}/sitemap.xml\nSitemap: {site_url}/news-sitemap.xml\n"
    return Output(path="site/robots.txt", body=text.encode("utf-8", "replace"))


def _heads(catalogue: Catalogue, own: Sequence[str]) -> Iterator[Listed]:
    site_url = catalogue.settings.site_url
    yield Listed(url=f"{site_url}/", changed=_newest(catalogue.placed))
    for path in own:
        yield Listed(url=f"{site_url}/{path}", changed=None)
    for shelf in catalogue.shelves:
        if shelf.placed and not shelf.is_own:
            yield Listed(url=f"{site_url}/topics/{shelf.topic.id}/", changed=_newest(shelf.placed))
    for month in reversed(catalogue.months):
        yield Listed(url=f"{site_url}/archive/{month.year}/{month.month:02}/", changed=_newest(month.placed))


def _newest(placed: tuple[Placed, ...]) -> str | None:
    if not placed:
        return None
    return max([item.slip.changed for item in placed])


def _map(catalogue: Catalogue, lists: Sequence[Listed], items: Sequence[Placed]) -> bytes:
    lines = [f"<url><loc>{escaped(page.url)}</loc>{f'<lastmod>{page.changed}</lastmod>' if page.changed else ''}</url>" for page in lists]
    news = escaped(f"{catalogue.settings.site_url}/news/")
    # The names of articles have no sign that XML wants escaped (:func:`newsfold.publish.addresses.folder_name`).
    lines += [f"<url><loc>{news}{item.name}/</loc><lastmod>{item.slip.changed}</lastmod></url>" for item in items]
    return (_HEAD + f'<urlset xmlns="{_SCHEMA}">\n' + "\n".join(lines) + "\n</urlset>\n").encode("utf-8", "replace")


def _index(urls: Sequence[str]) -> bytes:
    lines = (f"<sitemap><loc>{escaped(url)}</loc></sitemap>" for url in urls)
    return (_HEAD + f'<sitemapindex xmlns="{_SCHEMA}">\n' + "\n".join(lines) + "\n</sitemapindex>\n").encode("utf-8", "replace")


def _news(catalogue: Catalogue, placed: Sequence[Placed]) -> bytes:
    portal, words = catalogue.settings.portal, catalogue.words
    title = escaped(shown(portal.title or portal.topic, MAX_NAME) or words.untitled)
    language = escaped(portal.locale.partition("-")[0].lower())
    publication = f"<news:publication><news:name>{title}</news:name><news:language>{language}</news:language></news:publication>"
    lines = [
        f"<url><loc>{escaped(f'{catalogue.settings.site_url}/news/{item.name}/')}</loc><news:news>{publication}"
        f"<news:publication_date>{moment(item.slip.published_at)}</news:publication_date>"
        f"<news:title>{escaped(shown(item.article.title, MAX_TITLE) or words.untitled)}</news:title></news:news></url>\n"
        for item in placed
    ]
    head = f'<urlset xmlns="{_SCHEMA}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n'
    return (_HEAD + head + "".join(lines) + "</urlset>\n").encode("utf-8", "replace")
