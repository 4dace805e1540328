"""Lead: an editor chooses it."""

from __future__ import annotations

from newsfold.desk.actions.deciding import ARTICLES, BACK, decide
from newsfold.desk.ask import Ask, Go, Way
from newsfold.desk.services import Desk


def choose_lead(desk: Desk, ask: Ask) -> Go:
    """Make this article lead its story, whatever joins it."""
    return decide(desk, ask, "pin", "It leads its story from now on.")


WAY = Way(
    "POST",
    "/lead",
    "editor",
    choose_lead,
    "Make this article lead its story, whatever joins it.",
    (
        ARTICLES,
        BACK,
    ),
)
