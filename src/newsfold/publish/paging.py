"""Long lists in pages that stay: pages are counted from the oldest, so that a new article changes the newest page and no other."""

from __future__ import annotations

from collections.abc import Sequence

from newsfold.article import Frozen
from newsfold.publish.catalogue import Placed


class Part(Frozen, frozen=True, kw_only=True):
    """A page of a list: its articles, newest first. ``number`` counts from 1, the oldest; 0 for the newest, which is the list's first page.

    ``older`` and ``newer`` are the folders of the pages beside it, below the list's own folder; None where there is none.
    """

    placed: tuple[Placed, ...]
    number: int
    folder: str
    older: str | None
    newer: str | None


def parts_of(placed: Sequence[Placed], size: int) -> list[Part]:
    """The pages of a list that is given newest first, the newest page first. It has up to twice ``size`` articles, the others ``size``."""
    size = max(1, size)
    full = max(0, len(placed) // size - 1)
    first = len(placed) - full * size
    folders = ["", *(f"page/{number}/" for number in range(full, 0, -1))]
    parts = []
    for index, folder in enumerate(folders):
        start = 0 if index == 0 else first + (index - 1) * size
        parts.append(
            Part(
                placed=tuple(placed[start : start + size] if index else placed[:first]),
                number=full - index + 1 if index else 0,
                folder=folder,
                older=folders[index + 1] if index + 1 < len(folders) else None,
                newer=folders[index - 1] if index else None,
            )
        )
    return parts
