"""Undo: the latest decision is taken back."""

from __future__ import annotations

from newsfold.desk.actions.deciding import BACK, done
from newsfold.desk.ask import Ask, Go, Way
from newsfold.desk.services import Desk, patiently


def undo(desk: Desk, ask: Ask) -> Go:
    """Take back the latest decision that stands, whoever took it."""
    with desk.changing() as portal:
        decided = patiently(lambda: portal.undo(by=ask.who))
    last = decided.took_back
    said = f"Took back: {last.kind} by {last.by}." if last else "Took back the latest decision."
    return done(desk, ask, "undo", decided, said, stays=True)


WAY = Way("POST", "/undo", "editor", undo, "Take back the latest decision that stands, whoever took it.", (BACK,))
