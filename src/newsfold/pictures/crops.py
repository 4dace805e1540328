"""Where to cut a picture: so that faces stay in view, and else so that the upper third does.

Heads stand in the upper part of press photographs; a cut through the middle takes them off.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsfold.held_sizes import cut_size

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""

UPPER_THIRD = 1 / 3
"""Where the cut's centre of attention lies without faces, in parts of what is to be cut away, from the top."""


def card_box(size: tuple[int, int], wanted: tuple[int, int], faces: Sequence[Box] = ()) -> Box:
    """The largest part of a picture of ``size`` with the proportions of ``wanted`` that keeps the faces in view.

    Where not all of them fit, the largest do. Without faces it is in the middle across, and from the top down a third of what
    must go is cut above. The box lies within the picture.
    """
    width, height = size
    across, down = cut_size(width, height, wanted)
    left = _start(width, across, [(box[0], box[2]) for box in _largest_first(faces)], default=0.5)
    top = _start(height, down, [(box[1], box[3]) for box in _largest_first(faces)], default=UPPER_THIRD)
    return (left, top, left + across, top + down)


def _largest_first(faces: Sequence[Box]) -> list[Box]:
    return sorted(faces, key=lambda box: (-(box[2] - box[0]) * (box[3] - box[1]), box))


def _start(whole: int, part: int, spans: Sequence[tuple[int, int]], *, default: float) -> int:
    """Where a part of a side begins so that as many spans as fit, the first first, lie in it."""
    usual = round((whole - part) * default)
    kept: tuple[int, int] | None = None
    for low, high in spans:
        low, high = max(0, low), min(whole, high)  # noqa: PLW2901 - a face may be found half outside
        wider = (low, high) if kept is None else (min(kept[0], low), max(kept[1], high))
        if wider[1] - wider[0] <= part or kept is None:
            kept = wider
    if kept is None:
        return usual
    low, high = kept
    if high - low > part:
        return min(max(0, (low + high - part) // 2), whole - part)
    return min(max(usual, high - part, 0), low, whole - part)
