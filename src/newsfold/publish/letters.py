"""Editions of the newsletter on the site: a page each, as it was mailed, and the list of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from newsfold.publish.holdings import Letter, Plan
from newsfold.publish.pages import IndexEntry, IndexGroup, IndexPage
from newsfold.publish.plain_text import MAX_TITLE, shown
from newsfold.publish.prints import print_of
from newsfold.publish.wording import date_words

if TYPE_CHECKING:
    from newsfold.publish.lists import Lists
    from newsfold.publish.site import Site

_HEAD: Final = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_POLICY: Final = (
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' https: http: data:; """
    """style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">"""
)
"""An edition needs pictures and style. What an older program or a hand put into one beside that does not run."""


def letter_path(letter: Letter) -> str:
    """The place of an edition below the site."""
    return f"newsletter/{letter.name}/"


def letter_pages(site: Site, lists: Lists) -> Iterator[Plan]:
    """The page of each edition, then their list, which also leads to where one subscribes."""
    for letter in site.letters:
        path = f"site/{letter_path(letter)}index.html"
        yield Plan(paths=(path,), inputs=print_of(_POLICY, letter.html), draw=partial(page_of, letter.html))
    if site.lists_letters:
        entries = tuple(
            IndexEntry(title=shown(letter.title, MAX_TITLE) or letter.name, path=f"{letter.name}/", note=_date(site, letter.day))
            for letter in site.letters
        )
        groups: tuple[IndexGroup, ...] = (IndexGroup(heading="", entries=entries),)
        if site.subscribe_url:
            subscribe = IndexEntry(title=site.words.subscribe, path=site.subscribe_url)
            groups = (IndexGroup(heading="", entries=(subscribe,)), *groups)
        yield lists.index("newsletter/", IndexPage(heading=site.words.newsletter, note=site.words.newsletter_help, groups=groups))


def page_of(html: str) -> bytes:
    """An edition's bytes, with a policy that lets no script in."""
    page = _HEAD.sub(lambda head: f"{head[0]}\n{_POLICY}", html, count=1) if _HEAD.search(html) else f"{_POLICY}\n{html}"
    return page.encode("utf-8", "replace")


def _date(site: Site, day: str) -> str:
    return date_words(site.words, datetime.combine(date.fromisoformat(day), datetime.min.time()))
