"""The queues: what waits for an editor's word, and what was kept out and why."""

from __future__ import annotations

from typing import Final

from newsfold.article import Frozen
from newsfold.desk.ask import Ask, Field, Page, Way
from newsfold.desk.cards import Card
from newsfold.desk.places import UnknownError
from newsfold.desk.services import Desk
from newsfold.errors import NewsfoldError
from newsfold.page import Source, SourceHealth
from newsfold.store.people import Tip

PAGE: Final = 30
MOST_EDITED: Final = 500

QUEUES: Final = {
    "waiting": ("Awaiting review", "Read, and without a record until the next run."),
    "tips": ("Tips", "Articles that readers sent in. Nothing of them was fetched yet."),
    "gate": ("Below the gate", "Leads whose quality is under the portal's least."),
    "hidden": ("Hidden", "Leads that pass the gate and are not shown: an editor hid them."),
    "rejected": ("Rejected", "What was dropped on the way, newest first, and why."),
    "off-topic": ("Off topic", "Read, but no topic of the portal was found in it."),
    "edited": ("Edited by hand", "Fields that are editors': newsfold leaves them, also where it would write something else."),
    "sources": ("Sources in trouble", "Those that fail or went silent."),
}

_WHERE: Final = {
    "waiting": "state = 'waiting'",
    "gate": "lead = 1 AND shown = 0 AND quality < :gate",
    "hidden": "lead = 1 AND shown = 0 AND quality >= :gate",
    "rejected": "state = 'rejected' AND (:code = '' OR code = :code) AND code <> 'off-topic'",
    "off-topic": "state = 'rejected' AND code = 'off-topic'",
}


class Kept(Frozen, frozen=True, kw_only=True):
    """A field that is an editor's: what it says, and what newsfold read last where that is something else."""

    card: Card
    field: str
    says: str
    newsfold: str


class QueueView(Frozen, frozen=True, kw_only=True):
    """One queue, and how many stand in each; ``codes`` counts the rejected by reason."""

    name: str
    heading: str
    help: str
    counts: dict[str, int]
    cards: tuple[Card, ...] = ()
    kept: tuple[Kept, ...] = ()
    sources: tuple[SourceHealth, ...] = ()
    tips: tuple[Tip, ...] = ()
    codes: tuple[tuple[str, int], ...] = ()
    code: str = ""
    page: int = 1
    more: bool = False
    topics: tuple[str, ...] = ()


def queue(desk: Desk, ask: Ask) -> Page:
    """Show a queue."""
    name = ask.place.get("name", "waiting")
    if name not in QUEUES:
        raise UnknownError("is no queue", where=name[:40], remedy=f"These are: {', '.join(QUEUES)}.")
    heading, help = QUEUES[name]
    number, code = ask.number("page", 1, least=1, most=10_000), ask.one("code")[:80]
    view = QueueView(name=name, heading=heading, help=help, counts=_counts(desk), page=number, code=code)
    if name == "sources":
        view = view.evolve(sources=troubled(desk))
    elif name == "tips":
        tips = desk.people.tips.waiting(limit=PAGE + 1, offset=(number - 1) * PAGE)
        view = view.evolve(tips=tips[:PAGE], more=len(tips) > PAGE)
    elif name == "edited":
        view = view.evolve(kept=_edited(desk))
    else:
        order = "quality DESC, at DESC" if name == "gate" else "at DESC"
        query = f"SELECT card FROM cards WHERE {_WHERE[name]} ORDER BY {order} LIMIT :most OFFSET :from"  # noqa: S608 - of words above
        values = {"gate": desk.settings.rate.minimum_quality, "code": code, "most": PAGE + 1, "from": (number - 1) * PAGE}
        cards = desk.shelf.cards(query, values)
        view = view.evolve(cards=cards[:PAGE], more=len(cards) > PAGE)
    if name == "rejected":
        view = view.evolve(codes=desk.kept("codes", lambda: _codes(desk), seconds=5))
    return Page(template="queue.html", title=heading, view=view.evolve(topics=_topics(desk)))


def _topics(desk: Desk) -> tuple[str, ...]:
    return desk.kept("topics", lambda: tuple(topic.name for topic in desk.portal.repository.topics()[0]), seconds=60)


def _codes(desk: Desk) -> tuple[tuple[str, int], ...]:
    rows = desk.shelf.rows("SELECT code, count(*) FROM cards WHERE state = 'rejected' GROUP BY code ORDER BY 2 DESC, 1")
    return tuple((str(code), int(str(count))) for code, count in rows if code != "off-topic")


def _counts(desk: Desk) -> dict[str, int]:
    """How many stand in each queue."""

    def count() -> dict[str, int]:
        values = {"gate": desk.settings.rate.minimum_quality, "code": ""}
        found = {name: desk.shelf.number(f"SELECT count(*) FROM cards WHERE {where}", values) for name, where in _WHERE.items()}  # noqa: S608
        found["tips"] = desk.people.tips.count_waiting()
        return {**found, "edited": len(desk.portal.store.records.edited(limit=MOST_EDITED)), "sources": len(troubled(desk))}

    return desk.kept("queues", count, seconds=5)


def troubled(desk: Desk) -> tuple[SourceHealth, ...]:
    """The sources that fail, went silent or were retired; those that fail longest first."""
    health = [one for _, one in health_of(desk) if set(one.flags) & {"failing", "went silent", "retired", "never worked"}]
    return tuple(sorted(health, key=lambda one: (-one.failures, one.url)))


def health_of(desk: Desk) -> tuple[tuple[Source, SourceHealth], ...]:
    """Each source and how it does; counted anew every half minute at most."""
    return desk.kept("health", desk.portal.sourcing.health, seconds=30)


def _edited(desk: Desk) -> tuple[Kept, ...]:
    told = []
    edited = desk.portal.store.records.edited(limit=MOST_EDITED)[: PAGE * 2]
    paths = list(dict.fromkeys(path for path, _ in edited))
    cards = {card.path: card for card in desk.shelf.at(paths=paths)}
    drafts = desk.portal.store.drafts_of(paths)
    for path, field in edited:
        if path not in cards:
            continue
        try:
            article = desk.portal.repository.record(path).article
        except NewsfoldError:
            continue
        says = _text(getattr(article, field, ""))
        ours = _text(getattr(drafts[path].article, field, "")) if path in drafts else says
        told.append(Kept(card=cards[path], field=field, says=says, newsfold=ours if ours != says else ""))
    return tuple(told)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(getattr(item, "url", getattr(item, "title", item))) for item in value)[:300]
    return str(getattr(value, "name", value))[:300]


def first_queue(desk: Desk, ask: Ask) -> Page:
    """Show the first queue."""
    return queue(desk, ask)


_FIELDS = (Field(name="page", help="from 1"), Field(name="code", help="only those rejected with this code"))
WAY = Way("GET", "/queues", "reader", first_queue, "What awaits review.", _FIELDS)
ONE = Way("GET", "/queues/{name}", "reader", queue, f"A queue: {', '.join(QUEUES)}.", _FIELDS)
