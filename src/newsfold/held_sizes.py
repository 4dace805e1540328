"""How the sizes of a held picture are named: what writes them and what shows them agree here.

A picture the portal holds stands as ``assets/pictures/<key>.jpg``, ``key`` being that of its address. Beside it stand smaller ones:

    <key>-320.jpg   <key>-320.webp
    <key>-640.jpg   <key>-640.webp
    <key>.jpg       <key>-1280.webp     the largest: 1,280 pixels wide, or as wide as the picture is where that is less
    <key>-card.jpg   <key>-card.webp    640 x 360, cut so that faces stay in view, for cards, mails and link previews
    <key>-card-large.webp               the same cut as large as the picture gives it, where that is 800 pixels wide or more and much is cut

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

LARGE_CARD = 800
"""Pixels of width from which on a large card is worth its bytes."""

MUCH_CUT = 0.12
"""Part of a picture's width or height from which on it matters where it is cut: 3 to 2 loses 0.16, the usual 1,200 x 630 loses 0.07."""

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


def card_sizes(path: str, width: int | None, height: int | None) -> tuple[HeldSize, ...]:
    """The cards beside a held picture of this true size, the JPEG first; none where it has no sizes.

    All are 16 to 9. The two small ones are :data:`CARD` however small the picture is, because mails name their size.
    """
    card = card_path(path)
    if card is None or not width or not height:
        return ()
    across, down = cut_size(min(width, WIDTHS[-1]), height_for(width, height, min(width, WIDTHS[-1])))
    small = (HeldSize(path=card, width=CARD[0], height=CARD[1], type="image/jpeg"), _webp_card(card, ".webp", CARD))
    large = across >= LARGE_CARD and loses_much(width, height)
    return (*small, _webp_card(card, "-large.webp", (across, down))) if large else small


def _webp_card(card: str, ending: str, size: tuple[int, int]) -> HeldSize:
    return HeldSize(path=card.removesuffix(".jpg") + ending, width=size[0], height=size[1], type="image/webp")


def cut_size(width: int, height: int, wanted: tuple[int, int] = CARD) -> tuple[int, int]:
    """Width and height in pixels of the largest part of a picture of this size that has the proportions of ``wanted``."""
    if width * wanted[1] > height * wanted[0]:
        return max(1, round(height * wanted[0] / wanted[1])), height
    return width, max(1, round(width * wanted[1] / wanted[0]))


def loses_much(width: int, height: int, wanted: tuple[int, int] = CARD) -> bool:
    """Whether a picture of this size loses so much to a cut that it matters where it is cut."""
    across, down = cut_size(width, height, wanted)
    return across < width * (1 - MUCH_CUT) or down < height * (1 - MUCH_CUT)
