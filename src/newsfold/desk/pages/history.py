"""History: what editors decided, and, for owners, everything that was done at the desk."""

from __future__ import annotations

from newsfold.article import Frozen
from newsfold.desk.ask import Ask, Field, Page, Way
from newsfold.desk.pages.story import Told
from newsfold.desk.services import Desk
from newsfold.store.people import Deed

PAGE = 50


class HistoryView(Frozen, frozen=True, kw_only=True):
    """Decisions, the latest first; ``names`` gives each address the article's title."""

    told: tuple[Told, ...]
    names: dict[str, str]
    total: int
    page: int
    more: bool


class AuditView(Frozen, frozen=True, kw_only=True):
    """Lines of the audit log, the latest first."""

    deeds: tuple[Deed, ...]
    page: int
    more: bool


def history(desk: Desk, ask: Ask) -> Page:
    """Show what editors decided."""
    number = ask.number("page", 1, least=1)
    decisions = desk.kept("decisions", desk.portal.decisions)
    undone = {decision.undoes for decision in decisions}
    chosen = tuple(reversed(decisions))[(number - 1) * PAGE : number * PAGE]
    addresses = {address for one in chosen for address in (*one.articles, *one.others)}
    view = HistoryView(
        told=tuple(Told(decision=one, is_undone=one.id in undone) for one in chosen),
        names={card.address: card.title for card in desk.shelf.at(addresses=addresses)},
        total=len(decisions),
        page=number,
        more=len(decisions) > number * PAGE,
    )
    return Page(template="history.html", title="History", view=view)


def audit(desk: Desk, ask: Ask) -> Page:
    """Show what was done at the desk."""
    number = ask.number("page", 1, least=1)
    deeds = desk.people.desk.told(limit=PAGE + 1, offset=(number - 1) * PAGE)
    return Page(template="audit.html", title="Audit log", view=AuditView(deeds=deeds[:PAGE], page=number, more=len(deeds) > PAGE))


_PAGE = (Field(name="page", help="from 1"),)
WAY = Way("GET", "/history", "reader", history, "What editors decided.", _PAGE)
AUDIT = Way("GET", "/audit", "owner", audit, "Everything that was done at the desk.", _PAGE)
