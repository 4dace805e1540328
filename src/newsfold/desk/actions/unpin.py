"""Unpin: the best article leads again."""

from __future__ import annotations

from newsfold.desk.actions.deciding import ARTICLES, BACK, decide
from newsfold.desk.ask import Ask, Go, Way
from newsfold.desk.services import Desk


def unpin(desk: Desk, ask: Ask) -> Go:
    """Let the best article lead again."""
    return decide(desk, ask, "unpin", "The best article leads again.")


WAY = Way(
    "POST",
    "/unpin",
    "editor",
    unpin,
    "Let the best article lead again.",
    (
        ARTICLES,
        BACK,
    ),
)
