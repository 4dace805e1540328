"""Pages of the portal's own: the owner's from Markdown, and newsfold's about and privacy pages where the owner wrote none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from newsfold.publish.addresses import up
from newsfold.publish.holdings import OwnPage, Plan
from newsfold.publish.pages import Frame, IndexEntry, IndexGroup, IndexPage, WrittenPage
from newsfold.publish.plain_text import MAX_EXCERPT, MAX_TITLE, shown
from newsfold.publish.prints import print_of
from newsfold.publish.wording import date_words

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

    from newsfold.publish.lists import Lists
    from newsfold.publish.site import Site

_SHIPPED = Path(__file__).parent / "static" / "pages"
_DEFAULTS = (("about", 10), ("privacy", 20))
_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption"),
    *("figure", "h1", "h2", "h3", "h4", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small"),
    *("span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul"),
}
LONGEST_PAGE = 500_000
"""Characters of a page's Markdown that are read."""


def default_pages(language: str, title: str) -> Iterator[OwnPage]:
    """newsfold's own about and privacy pages, in a language that is shipped or English."""
    for name, order in _DEFAULTS:
        file = _SHIPPED / f"{name}.{language}.md"
        text = (file if file.is_file() else _SHIPPED / f"{name}.en.md").read_text(encoding="utf-8")
        heading, _, body = text.partition("\n")
        yield OwnPage(
            name=name, title=heading.removeprefix("# "), body=body.replace("{title}", _as_text(title)), order=order, is_shipped=True
        )


def _as_text(line: str) -> str:
    """A line that Markdown reads as the text it is (CommonMark, "Backslash escapes": any ASCII punctuation may be escaped)."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", line)


def own_pages(site: Site, lists: Lists) -> Iterator[Plan]:
    """The pages and posts, and the list of the posts, newest first."""
    for page in site.own_pages:
        path = f"posts/{page.day}-{page.name}/" if page.day else f"{page.name}/"
        frame = Frame(
            title=shown(page.title, MAX_TITLE) or page.name,
            description=shown(page.description, MAX_EXCERPT),
            path=path,
            root=up(path.count("/")),
            feed_title=site.title,
            kind="article" if page.day else "website",
        )
        draw = partial(_drawn, site, frame, page)
        yield Plan(paths=(f"site/{path}index.html",), inputs=print_of(site.print, page), draw=draw)
    posts = sorted((page for page in site.own_pages if page.day), key=lambda page: (page.day, page.name), reverse=True)
    if posts:
        entries = tuple(
            IndexEntry(title=shown(post.title, MAX_TITLE) or post.name, path=f"{post.day}-{post.name}/", note=_date(site, post.day))
            for post in posts
        )
        yield lists.index("posts/", IndexPage(heading=site.words.posts, note="", groups=(IndexGroup(heading="", entries=entries),)))


def _drawn(site: Site, frame: Frame, page: OwnPage) -> bytes:
    written = WrittenPage(
        heading=frame.title,
        body=html_of(page.body),
        day=page.day,
        date=_date(site, page.day) if page.day else "",
        is_shipped=page.is_shipped,
    )
    return site.drawn("own.html", frame, written)


def _date(site: Site, day: str) -> str:
    return date_words(site.words, datetime.combine(date.fromisoformat(day), datetime.min.time()))


def html_of(markdown: str) -> Markup:
    """Markdown (CommonMark with tables) as HTML that can do no harm: no script, style, form or frame; links to web and mail only."""
    import nh3  # noqa: PLC0415 - only runs that draw such a page need these two

    html = _markdown().render(markdown[:LONGEST_PAGE].replace("\x02", ""))
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "img": {"src", "alt", "title", "width", "height"}, "td": {"align"}, "th": {"align"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
    return Markup(clean.replace("<h1>", "<h2>").replace("</h1>", "</h2>"))  # noqa: S704 - sanitised


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415

    return MarkdownIt("commonmark", {"html": True}).enable("table")
