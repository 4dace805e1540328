"""How the sizes of a held picture are named: what writes them and what shows them agree here.

A picture the portal holds stands as ``assets/pictures/<key>.jpg``, ``key`` being that of its address. Beside it stand smaller ones:

    <key>-320.jpg   <key>-320.webp
    <key>-640.jpg   <key>-640.webp
    <key>.jpg       <key>-1280.webp     the largest: 1,280 pixels wide, or as wide as the picture is where that is less
    <key>-card.jpg                      640 x 360, cut so that faces stay in view, for mails and link previews

None is wider than the picture. A held picture with another ending (``.jpeg``, ``.png``, ``.webp``, ``.gif``) is one that an older newsfold
kept as it came; it has no sizes.
"""

from __future__ import annotations

from typing import Literal

from newsfold.article import Frozen

WIDTHS = (320, 640, 1280)
"""Pixels: a card on a phone, a card on a screen of two pixels a point or a page on a phone, a story's page."""

CARD = (640, 360)
"""Pixels of a card's picture, 16 to 9: what mail programs show 600 wide and social networks ask for at least."""

PictureType = Literal["image/jpeg", "image/webp"]


class HeldSize(Frozen, frozen=True, kw_only=True):
    """One file of a held picture: its path, true size in pixels, and type."""

    path: str
    width: int
    height: int
    type: PictureType


def widths_for(width: int) -> tuple[int, ...]:
    """The widths a picture of this width is held in, the smallest first."""
    largest = min(width, WIDTHS[-1])
    return (*(each for each in WIDTHS if each < largest), largest)


def height_for(width: int, height: int, scaled: int) -> int:
    """The height of a picture of this size when it is ``scaled`` pixels wide; never 0."""
    return max(1, round(height * scaled / width))


def held_sizes(path: str, width: int | None, height: int | None) -> tuple[HeldSize, ...]:
    """The files beside a held picture of this true size, JPEG before WebP, the smallest first; none where it has no sizes.

    ``path`` is the held picture's, ``<folder>/<key>.jpg``. The list fits ``srcset``: the largest JPEG is the held picture itself.
    """
    stem, dot, ending = path.rpartition(".")
    if not dot or ending != "jpg" or not width or not height:
        return ()
    widths = widths_for(width)
    jpegs = [(path if each == widths[-1] else f"{stem}-{each}.jpg", each) for each in widths]
    webps = [(f"{stem}-{each}.webp", each) for each in widths]
    return (
        *(HeldSize(path=file, width=each, height=height_for(width, height, each), type="image/jpeg") for file, each in jpegs),
        *(HeldSize(path=file, width=each, height=height_for(width, height, each), type="image/webp") for file, each in webps),
    )


def card_path(path: str) -> str | None:
    """The card beside a held picture; None where it has no sizes."""
    return f"{path.removesuffix('.jpg')}-card.jpg" if path.endswith(".jpg") else None
