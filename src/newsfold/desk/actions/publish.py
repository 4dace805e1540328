"""Publish: a story that is hidden or below the gate is shown all the same."""

from __future__ import annotations

from newsfold.desk.actions.deciding import ARTICLES, BACK, decide
from newsfold.desk.ask import Ask, Go, Way
from newsfold.desk.places import path_of, record_of
from newsfold.desk.services import Desk, patiently


def publish(desk: Desk, ask: Ask) -> Go:
    """Show the story of this article, also where it was hidden or its quality is below the gate."""
    path = path_of(desk, ask.needed("article"))
    answer = decide(desk, ask, "show", "Shown from the next publishing on.", stays=True)
    if answer.view is None:
        return answer  # A run is under way; the decision is obeyed when it ends.
    article = record_of(desk, path)
    if not article.is_folded and not article.published:
        with desk.changing() as portal:
            amended = patiently(lambda: portal.edit(path, {}, {"published": True}, by=ask.who))
        desk.shelving.touch(amended.paths)
    return answer


WAY = Way("POST", "/publish", "editor", publish, "Show the story of this article, hidden or below the gate as it may be.", (ARTICLES, BACK))
