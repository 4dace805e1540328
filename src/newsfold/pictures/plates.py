"""A picture for an article that has none: drawn from its topic and publisher, the same for the same two every time."""

from __future__ import annotations

import colorsys
from hashlib import sha256
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from newsfold.held_sizes import CARD
from newsfold.pictures.making import jpeg

_BANDS: Final = 9
_FINE: Final = 2
"""Drawn so many times too large and reduced, for smooth edges."""


def plate(topic: str, provider: str, *, size: tuple[int, int] = CARD) -> bytes:
    """A JPEG in the topic's colour with the publisher's initials. ``size`` is in pixels."""
    seed = sha256(f"{topic}\n{provider}".encode("utf-8", "replace")).digest()
    hue = sha256(topic.encode("utf-8", "replace")).digest()[0] / 256
    width, height = size[0] * _FINE, size[1] * _FINE
    sheet = Image.new("RGB", (width, height), _tone(hue, 0.9, 0.35))
    draw = ImageDraw.Draw(sheet)
    for band in range(_BANDS):
        share = band / _BANDS
        colour = _tone(hue + share * 0.09, 0.9 - share * 0.26, 0.35)
        lean = int((seed[band + 1] / 255 - 0.5) * height * 0.5)
        left = int(width * share)
        draw.polygon([(left, 0), (width, 0), (width, height), (left + lean, height)], fill=colour)
    letters = _initials(provider)
    font = ImageFont.load_default(size=height * 0.42)
    draw.text((width / 2, height / 2), letters, font=font, fill=_tone(hue, 0.27, 0.4), anchor="mm")
    return jpeg(sheet.reduce(_FINE))


def _initials(name: str) -> str:
    words = [word for word in name.replace(".", " ").replace("-", " ").split() if word[0].isalnum() and word.isascii()]
    words = [word for word in words if word.lower() not in ("the", "www")] or words
    return ("".join(word[0] for word in words[:2]) if len(words) > 1 else "".join(words)[:1]).upper()


def _tone(hue: float, lightness: float, saturation: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)
