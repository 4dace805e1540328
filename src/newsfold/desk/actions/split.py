"""Split: articles leave their story for one of their own."""

from __future__ import annotations

from newsfold.desk.actions.deciding import ARTICLES, BACK, decide
from newsfold.desk.ask import Ask, Go, Way
from newsfold.desk.services import Desk


def split(desk: Desk, ask: Ask) -> Go:
    """Take these articles out of their story; they become a story of their own."""
    return decide(desk, ask, "split", "A story of their own from now on.")


WAY = Way(
    "POST",
    "/split",
    "editor",
    split,
    "Take these articles out of their story; they become a story of their own.",
    (
        ARTICLES,
        BACK,
    ),
)
