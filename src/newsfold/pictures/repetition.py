"""Placeholders of publishers, recognised by repetition: one picture on articles that have nothing to do with each other.

Measured on the 2,783 records of the reference portals: every picture under one address on six or more different headlines of a publisher
is a logo, a "your browser is not supported" or a default (from 59 and 165 articles down to 6); at five, half are photographs that a
publisher used again.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from PIL import Image

from newsfold.article import Frozen

MOST_USES: Final = 5
"""Different headlines of one publisher that a picture may stand beside and still be a picture."""


class PictureUse(Frozen, frozen=True, kw_only=True):
    """One use of a picture: its address, the print of its looks where it was seen, by whom, and beside which headline."""

    url: str
    provider: str
    title: str
    print: str = ""


def placeholders(uses: Iterable[PictureUse]) -> frozenset[str]:
    """The addresses of pictures that stand beside more than :data:`MOST_USES` headlines of one publisher.

    The same looks under many addresses count as one picture, so a placeholder with a number in its address is known too. A headline
    counts once however often its article is listed.
    """
    given = tuple(uses)
    titles: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for use in given:
        for name in _names(use):
            titles[name, use.provider].add(" ".join(use.title.lower().split()))
    worn = {name for (name, _), headlines in titles.items() if len(headlines) > MOST_USES}
    return frozenset(use.url for use in given if any(name in worn for name in _names(use)))


def _names(use: PictureUse) -> tuple[str, ...]:
    return (f"address {use.url}", f"looks {use.print}") if use.print else (f"address {use.url}",)


def print_of(body: bytes) -> str:
    """The print of a held picture's looks: 32 hex digits, the same for the same picture saved anew.

    Each bit says whether one part of the picture is lighter than the next, in a grid of 8 by 8 in both directions (dHash, N. Krawetz,
    2013). Empty where the bytes are no picture or one without any contrast, which would be like every other.
    """
    try:
        with Image.open(io.BytesIO(body), formats=("JPEG", "WEBP", "PNG")) as image:
            image.draft("L", (64, 64))
            gray = image.convert("L")
            across = list(gray.resize((9, 8), Image.Resampling.BOX).tobytes())
            down = list(gray.resize((8, 9), Image.Resampling.BOX).tobytes())
    except Exception:
        # A held file that was damaged since has no print; the site shows it or not, this only counts.
        return ""
    if max(across) - min(across) < 8:
        return ""
    bits = [across[row * 9 + column] > across[row * 9 + column + 1] for row in range(8) for column in range(8)]
    bits += [down[row * 8 + column] > down[(row + 1) * 8 + column] for row in range(8) for column in range(8)]
    return f"{sum(bit << place for place, bit in enumerate(bits)):032x}"
