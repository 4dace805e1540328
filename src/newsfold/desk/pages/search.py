"""The search's page, with filters, saved searches, and what is found."""

from __future__ import annotations

from urllib.parse import urlencode

from newsfold.article import Frozen
from newsfold.desk.ask import Ask, Field, Page, Way
from newsfold.desk.searching import COUNTED, FILTERS, Found, search
from newsfold.desk.services import Desk


class SearchView(Frozen, frozen=True, kw_only=True):
    """What was looked for and what was found; ``address`` is the search without its page, to save it or go on."""

    words: str
    filters: dict[str, str]
    order: str
    page: int
    found: Found
    address: str
    saved: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]
    most: int = COUNTED


def search_page(desk: Desk, ask: Ask) -> Page:
    """Search, and show what is found."""
    words = ask.one("q").strip()[:500]
    filters = {name: ask.one(name).strip()[:200] for name in FILTERS if ask.one(name).strip()}
    order = "best" if ask.one("order") == "best" else "new"
    number = ask.number("page", 1, least=1, most=300)
    found = search(desk.shelf, words, filters=filters, order=order, page=number)
    address = urlencode({"q": words, **filters, **({"order": order} if order == "best" else {})})
    topics = desk.kept("topics", lambda: tuple(topic.name for topic in desk.portal.repository.topics()[0]), seconds=60)
    saved = desk.people.desk.searches(ask.who)
    view = SearchView(words=words, filters=filters, order=order, page=number, found=found, address=address, saved=saved, topics=topics)
    return Page(template="search.html", title=f"{words} – Search" if words else "Search", view=view)


WAY = Way(
    "GET",
    "/search",
    "reader",
    search_page,
    "Search over every article ever seen.",
    (
        Field(name="q", help='words; "quoted" ones beside each other, word* as a beginning, -word not'),
        Field(name="state", help="record, waiting or rejected"),
        Field(name="topic", help="a topic's name"),
        Field(name="domain", help="a publisher's domain"),
        Field(name="kind", help="news, analysis, …"),
        Field(name="code", help="why it was rejected"),
        Field(name="month", help="as 2026-11"),
        Field(name="shown", help="yes: those that readers see"),
        Field(name="order", help="new or best"),
        Field(name="page", help="from 1"),
    ),
)
