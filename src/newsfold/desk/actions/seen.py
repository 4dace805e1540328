"""Seen: what is on the front is no longer new."""

from __future__ import annotations

from newsfold.desk.ask import Ask, Go, Way
from newsfold.desk.pages.front import visit_of
from newsfold.desk.services import Desk


def seen(desk: Desk, ask: Ask) -> Go:
    """Count all that is on the front as seen."""
    visit = visit_of(desk, ask.who)
    desk.people.desk.put_visit(ask.who, visit.evolve(before=visit.now, was_here=desk.now()))
    return Go(to="/", said="All seen. What comes or grows from now on is new.")


WAY = Way("POST", "/seen", "reader", seen, "Count all that is on the front as seen.")
