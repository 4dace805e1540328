"""Hide: a story is not shown to readers."""

from __future__ import annotations

from newsfold.desk.actions.deciding import ARTICLES, BACK, decide
from newsfold.desk.ask import Ask, Go, Way
from newsfold.desk.places import path_of
from newsfold.desk.services import Desk


def hide(desk: Desk, ask: Ask) -> Go:
    """Do not show the story of this article."""
    # Where somebody published it by hand, that is over: the decision has the last word again.
    edited = desk.portal.store.records.edited_fields([path_of(desk, name) for name in ask.articles()])
    for path in sorted(path for path, fields in edited.items() if "published" in fields):
        desk.portal.store.records.give_back(path, ("published",))
    return decide(desk, ask, "hide", "Hidden. Readers do not see it from the next publishing on.", stays=True)


WAY = Way("POST", "/hide", "editor", hide, "Do not show the story of this article.", (ARTICLES, BACK))
