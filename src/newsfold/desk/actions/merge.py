"""Merge: several stories become one."""

from __future__ import annotations

from newsfold.desk.actions.deciding import ARTICLES, BACK, decide
from newsfold.desk.ask import Ask, Go, Way
from newsfold.desk.services import Desk


def merge(desk: Desk, ask: Ask) -> Go:
    """Make the stories of these articles one story."""
    return decide(desk, ask, "merge", "One story from now on.")


WAY = Way(
    "POST",
    "/merge",
    "editor",
    merge,
    "Make the stories of these articles one story.",
    (
        ARTICLES,
        BACK,
    ),
)
