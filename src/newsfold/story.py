"""A story: the articles on one news event."""

from __future__ import annotations

from newsfold.article import Frozen
from newsfold.outcome import Reason


class Story(Frozen, frozen=True, kw_only=True):
    """The articles on one news event, by address, and the one that is shown.

    ``id`` is made of the first member's address, so that the same articles give the same id on every machine.
    ``members`` are in order of publication. ``heat`` is the lead's (RECORD.md, law 5).
    """

    id: str
    lead: str
    members: tuple[str, ...]
    heat: int = 0
    reasons: tuple[Reason, ...] = ()
