"""Move: articles leave their story for another."""

from __future__ import annotations

from newsfold.desk.actions.deciding import ARTICLES, BACK, OTHERS, decide
from newsfold.desk.ask import Ask, Go, Way
from newsfold.desk.services import Desk


def move(desk: Desk, ask: Ask) -> Go:
    """Move these articles to the story of another."""
    return decide(desk, ask, "move", "Moved.")


WAY = Way(
    "POST",
    "/move",
    "editor",
    move,
    "Move these articles to the story of another.",
    (
        ARTICLES,
        OTHERS,
        BACK,
    ),
)
