"""A preview: what a decision would do to the stories, and the heat they would have, before it is taken."""

from __future__ import annotations

from typing import Final

from newsfold.article import Frozen
from newsfold.desk.ask import Ask, Field, Page, Way
from newsfold.desk.places import path_of
from newsfold.desk.services import Desk
from newsfold.editors.previewing import Preview
from newsfold.errors import InputError
from newsfold.story import DecisionKind

ACTIONS: Final[dict[str, tuple[DecisionKind, str, str]]] = {
    "merge": ("merge", "Merge", "Make one story of these?"),
    "split": ("split", "Split", "Take these out of their story?"),
    "move": ("move", "Move", "Move these to the other story?"),
    "apart": ("not-the-same-story", "Keep apart", "Keep these apart, now and later?"),
    "lead": ("pin", "Choose lead", "Let this one lead?"),
    "unpin": ("unpin", "Unpin", "Let the best one lead again?"),
}
"""The decisions that can be previewed: their action at the desk, their kind, their word and the question."""


class PreviewView(Frozen, frozen=True, kw_only=True):
    """A decision to be taken; ``names`` and ``others`` are the articles it names, as they were named."""

    action: str
    word: str
    question: str
    names: tuple[str, ...]
    others: tuple[str, ...]
    preview: Preview
    back: str


def preview_page(desk: Desk, ask: Ask) -> Page:
    """Show what a decision would do."""
    action = ask.one("action")
    if action not in ACTIONS:
        raise InputError("is no decision that can be previewed", where=action[:40] or "action", remedy=f"These can: {', '.join(ACTIONS)}.")
    kind, word, question = ACTIONS[action]
    names, others = ask.articles(), ask.articles("other")
    paths, far = ([path_of(desk, name) for name in named] for named in (names, others))
    told = desk.portal.preview(kind, paths, far, by=ask.who)
    view = PreviewView(action=action, word=word, question=question, names=names, others=others, preview=told, back=ask.one("back"))
    return Page(template="preview.html", title=f"{word}?", view=view)


WAY = Way(
    "GET",
    "/preview",
    "editor",
    preview_page,
    "What a decision would do, and the heat the stories would have.",
    (
        Field(name="action", help=", ".join(ACTIONS), needed=True),
        Field(name="article", help="an article, by name", many=True, needed=True),
        Field(name="other", help="an article of the other story", many=True),
        Field(name="back", help="where the action goes on to"),
    ),
)
