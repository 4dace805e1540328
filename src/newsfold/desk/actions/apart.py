"""Apart: articles that are never to be one story."""

from __future__ import annotations

from newsfold.desk.actions.deciding import ARTICLES, BACK, OTHERS, decide
from newsfold.desk.ask import Ask, Go, Way
from newsfold.desk.services import Desk


def apart(desk: Desk, ask: Ask) -> Go:
    """Say that these articles are not one story with others, now and later."""
    return decide(desk, ask, "not-the-same-story", "They stay apart from now on.")


WAY = Way(
    "POST",
    "/apart",
    "editor",
    apart,
    "Say that these articles are not one story with others, now and later.",
    (
        ARTICLES,
        OTHERS,
        BACK,
    ),
)
