"""A story: the articles on one news event. And what editors decide about stories."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Literal

import msgspec

from newsfold.article import Frozen
from newsfold.outcome import Reason

DecisionKind = Literal["merge", "split", "move", "not-the-same-story", "perhaps-the-same-story", "pin", "unpin", "hide", "show"]


class Decision(Frozen, frozen=True, kw_only=True):
    """What an editor decided about articles, by address.

    ``merge``: all ``articles`` are one story. ``split``: ``articles`` are one story, apart from ``others``, the rest of the
    story they stood in. ``move``: ``articles`` leave the story of ``others[:-1]`` for the story of ``others[-1]``.
    ``not-the-same-story``: none of ``articles`` is in a story with one of ``others``; ``perhaps-the-same-story`` ends that. ``pin``:
    ``articles[0]`` leads its story; ``unpin`` ends that. ``hide``: the story of ``articles[0]`` is not shown; ``show`` ends that.
    A later decision wins over an earlier one that it contradicts. Addresses nobody knows are passed over.

    ``before`` are the stories it is about, as they stood, and ``undoes`` the id of the decision it takes back.
    """

    kind: DecisionKind
    articles: tuple[str, ...]
    others: tuple[str, ...] = ()
    by: str
    at: datetime
    before: tuple[tuple[str, ...], ...] = ()
    undoes: str | None = None

    @property
    def order(self) -> tuple[float, str, tuple[str, ...], tuple[str, ...], str]:
        """When it was taken; what settles two of one moment."""
        return (self.at.timestamp(), self.kind, self.articles, self.others, self.by)

    @property
    def id(self) -> str:
        """What tells it from every other: 16 hex digits of the SHA-256 of all it says."""
        return sha256(msgspec.json.encode(self)).hexdigest()[:16]


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
