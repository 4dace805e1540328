"""Saved searches."""

from __future__ import annotations

from newsfold.desk.ask import Ask, Field, Go, Way
from newsfold.desk.forms import values_of
from newsfold.desk.services import Desk
from newsfold.errors import InputError

MOST = 50


def save(desk: Desk, ask: Ask) -> Go:
    """Save a search under a label."""
    label, query = ask.needed("label")[:80], ask.needed("query")[:1_000]
    values_of(query)
    if len(desk.people.desk.searches(ask.who)) >= MOST:
        raise InputError(f"are {MOST} already", where="your saved searches", remedy="Drop one first.")
    desk.people.desk.save_search(ask.who, label, query)
    return Go(to=f"/search?{query}", said=f"Saved as “{label}”.")


def drop(desk: Desk, ask: Ask) -> Go:
    """Forget a saved search."""
    desk.people.desk.drop_search(ask.who, ask.needed("label"))
    return Go(to="/search", said="Dropped.")


LABEL = Field(name="label", help="its name", needed=True)
WAYS = (
    Way("POST", "/search/save", "reader", save, "Save a search.", (LABEL, Field(name="query", help="what stands behind `?`", needed=True))),
    Way("POST", "/search/drop", "reader", drop, "Forget a saved search.", (LABEL,)),
)
