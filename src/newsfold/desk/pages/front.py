"""The front: the stories that are new or grew since somebody was last here, the hottest first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newsfold.article import Frozen
from newsfold.desk.ask import Ask, Field, Page, Way
from newsfold.desk.cards import Card
from newsfold.desk.services import Desk
from newsfold.store.people import Visit

PAGE = 30
"""Stories on a page."""

FIRST = timedelta(days=3)
"""How far back somebody sees who was never here."""

PAUSE = timedelta(minutes=30)
"""A visit ends when somebody asks for nothing this long."""

SEEN_EVERY = timedelta(minutes=5)

_NEW = "lead = 1 AND shown = 1 AND grown > ?"
_ALL = "lead = 1 AND shown = 1"


class FrontView(Frozen, frozen=True, kw_only=True):
    """``which`` stories: ``new`` ones or ``all``; ``since`` when they are new; on ``page`` (from 1); ``more``: there is a next one."""

    which: str
    stories: tuple[Card, ...]
    total: int
    page: int
    more: bool
    since: datetime
    was_here: datetime | None
    is_made: bool


def front(desk: Desk, ask: Ask) -> Page:
    """Show the stories."""
    visit = visit_of(desk, ask.who)
    which = "all" if ask.one("which") == "all" else "new"
    number = ask.number("page", 1, least=1, most=1_000)
    here, values = (_ALL, ()) if which == "all" else (_NEW, (visit.before,))
    place = (PAGE + 1, (number - 1) * PAGE)
    index = "cards_by_heat" if which == "all" else "cards_by_growth"
    # The ids are sorted first: cards are fetched for one page only.
    query = f"""SELECT card FROM cards JOIN (
        SELECT id AS found FROM cards INDEXED BY {index} WHERE {here} ORDER BY heat DESC, id DESC LIMIT ? OFFSET ?
    ) ON id = found ORDER BY heat DESC, id DESC"""  # noqa: S608 - of words above
    stories = desk.shelf.cards(query, (*values, *place))
    count = f"SELECT count(*) FROM cards INDEXED BY {index} WHERE {here}"  # noqa: S608 - of words above
    total = desk.kept(f"front {which} {values}", lambda: desk.shelf.number(count, values))
    view = FrontView(
        which=which,
        stories=stories[:PAGE],
        total=total,
        page=number,
        more=len(stories) > PAGE,
        since=datetime.fromtimestamp(visit.before, UTC),
        was_here=visit.was_here,
        is_made=desk.shelving.is_made,
    )
    return Page(template="front.html", title="Front", view=view)


def visit_of(desk: Desk, who: str) -> Visit:
    """How far somebody saw before this visit; what stands on the shelf now counts as seen with the next one."""
    at = desk.now()
    newest = desk.shelf.number("SELECT max(grown) FROM cards WHERE lead = 1 AND shown = 1")
    known = desk.people.desk.visit(who)
    if known is None:
        visit = Visit(seen_at=at, before=int((at - FIRST).timestamp()), now=newest)
    elif at - known.seen_at > PAUSE:
        visit = Visit(seen_at=at, before=known.now, now=newest, was_here=known.seen_at)
    elif at - known.seen_at > SEEN_EVERY or newest > known.now:
        visit = known.evolve(seen_at=at, now=max(newest, known.now))
    else:
        return known
    desk.people.desk.put_visit(who, visit)
    return visit


WAY = Way(
    "GET",
    "/",
    "reader",
    front,
    "The stories that are new or grew since you were last here, the hottest first.",
    (Field(name="which", help="`new` or `all`"), Field(name="page", help="from 1")),
)
