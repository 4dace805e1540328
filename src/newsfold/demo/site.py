"""The invented publishers' sites as values: which host and path answers with what."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from newsfold.article import Frozen
from newsfold.demo.bundle import FORBIDDEN_PATH, Piece, Publisher, index
from newsfold.demo.pictures import picture
from newsfold.demo.views import FEED_TYPES, PageView, amp_path, feed_item, page_view, picture_path

FOUNDED = datetime(2026, 11, 8, tzinfo=UTC)
"""What nothing in the bundle is older than; the last change of files that carry no date of their own."""


class Reply(Frozen, frozen=True, kw_only=True):
    """What a request is answered with: status, media type with charset, bytes, and when they last changed."""

    status: int
    content_type: str
    body: bytes
    modified: datetime

    @property
    def etag(self) -> str:
        """A strong entity tag (RFC 9110, 8.8.3), of the bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:24]}"'


NOT_FOUND = Reply(status=404, content_type="text/plain; charset=utf-8", body=b"There is no such page.\n", modified=FOUNDED)


class Site:
    """All publishers' sites. Pages are rendered when they are first asked for and kept."""

    def __init__(self, publishers: tuple[Publisher, ...]) -> None:
        self._publishers = publishers
        self._pieces = index(publishers)
        self._routes: dict[tuple[str, str], Callable[[], Reply]] = {}
        for publisher in publishers:
            for host, path, make in self._pages(publisher):
                self._routes[host, path] = cache(make)

    def answer(self, host: str, target: str) -> Reply:
        """The reply to a request for ``target`` (a path, maybe with a query, which is ignored) at ``host``; 404 where there is none."""
        make = self._routes.get((host.lower(), target.partition("?")[0]))
        return make() if make else NOT_FOUND

    def addresses(self) -> tuple[tuple[str, str], ...]:
        """Every host and path that answers."""
        return tuple(self._routes)

    def _pages(self, publisher: Publisher) -> Iterator[tuple[str, str, Callable[[], Reply]]]:
        domain = publisher.domain
        yield domain, "/", partial(_home, publisher)
        yield domain, "/robots.txt", partial(_robots, publisher)
        yield domain, publisher.feed.path, partial(self._feed, publisher)
        for piece in publisher.articles:
            if "dead" in piece.traits:
                continue
            view = page_view(publisher, piece)
            yield domain, publisher.path_of(piece), partial(_page, f"article-{publisher.page_style}.html", view)
            if piece.picture:
                yield domain, picture_path(piece), partial(_picture, publisher, piece)
            if "amp" in piece.traits:
                yield domain, amp_path(piece), partial(_page, "amp.html", view)
            if "video" in piece.traits:
                yield f"video.{domain}", f"/embed/{piece.slug}", partial(_page, "embed.html", view)

    def _feed(self, publisher: Publisher) -> Reply:
        form = publisher.feed
        pieces = sorted(publisher.articles, key=lambda piece: piece.published, reverse=True)
        items = [feed_item(publisher, piece, whole=form.body == "content") for piece in pieces]
        for link in publisher.links:
            items.append(feed_item(*self._pieces[link.to], whole=False, query=link.query))
        template = f"feed-{form.format}.{'json' if form.format == 'json' else 'xml'}"
        newest = publisher.newest
        body = _render(template, publisher=publisher, items=items, newest=newest.isoformat() if newest else None)
        content_type = f"{FEED_TYPES[form.format]}; charset=utf-8"
        return Reply(status=200, content_type=content_type, body=body.encode(), modified=newest or FOUNDED)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("newsfold.demo"),
        autoescape=select_autoescape(["html", "xml"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )


def _render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(values)


def _home(publisher: Publisher) -> Reply:
    pieces = [piece for piece in publisher.articles if piece.text]
    body = _render("home.html", publisher=publisher, pieces=pieces, feed_type=FEED_TYPES[publisher.feed.format])
    return Reply(status=200, content_type="text/html; charset=utf-8", body=body.encode(), modified=publisher.newest or FOUNDED)


def _robots(publisher: Publisher) -> Reply:
    body = _render("robots.txt", publisher=publisher, forbidden=FORBIDDEN_PATH)
    return Reply(status=200, content_type="text/plain; charset=utf-8", body=body.encode(), modified=FOUNDED)


def _page(template: str, view: PageView) -> Reply:
    body = _render(template, view=view).encode(view.charset, errors="xmlcharrefreplace")
    told_inside_only = "windows-1252" in view.piece.traits
    content_type = "text/html" if told_inside_only else f"text/html; charset={view.charset}"
    return Reply(status=200, content_type=content_type, body=body, modified=view.piece.modified)


def _picture(publisher: Publisher, piece: Piece) -> Reply:
    body = picture(piece.slug, piece.section, publisher.colour, *piece.picture_size)
    return Reply(status=200, content_type="image/jpeg", body=body, modified=piece.published)
