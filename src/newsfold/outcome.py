"""What the rooms answer beside articles: rejections and reasons. Both are values: they are stored, shown and explained."""

from __future__ import annotations

from typing import Literal

from newsfold.article import Frozen

Stage = Literal["collect", "read", "rate", "fold"]


class Rejected(Frozen, frozen=True, kw_only=True):
    """An entry that did not become a record: the stage that dropped it and why, in a sentence that an editor reads.

    ``code`` is the reason in a word that never changes, such as ``robots`` or ``address-private``, for programs and counts.
    """

    stage: Stage
    reason: str
    url: str = ""
    source: str | None = None
    code: str = ""


class Reason(Frozen, frozen=True, kw_only=True):
    """One named reason for a decision. ``points`` is what it added or took; 0 where the reason only tells."""

    name: str
    words: str
    points: int = 0


class Witness(Frozen, frozen=True, kw_only=True):
    """Which evidence on a page a field was taken from, for example ``("title", "og:title")``."""

    field: str
    name: str
