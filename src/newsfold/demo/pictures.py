"""Pictures for the bundle: abstract illustrations in a publisher's colours, the same bytes for the same article every time."""

from __future__ import annotations

import colorsys
import hashlib
import io
from functools import cache
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from newsfold.demo.canvas import Canvas, Colour, Palette
from newsfold.demo.motifs import motif_for

FINE = 2
"""Pictures are drawn this many times too large and reduced, for smooth edges."""

ACCENTS: tuple[Colour, ...] = ((233, 97, 75), (240, 166, 60), (38, 166, 154), (74, 144, 196), (222, 120, 134), (146, 110, 178))
"""Coral, amber, sea green, sky, rose, heather: what stands out against any ground that is not of their own hue."""


@cache
def picture(slug: str, section: str, colour: str, width: int, height: int) -> bytes:
    """A JPEG of ``width`` x ``height`` pixels for an article, in the family of ``colour`` (``#rrggbb``), its motif by ``section``."""
    random = Random(hashlib.sha256(slug.encode()).digest())  # noqa: S311 - the seed makes the picture, no secret hangs on it
    colours = palette(colour, random)
    motif = motif_for(section, random)
    sheet = Image.new("RGB", (width * FINE, height * FINE), colours.ground)
    motif(Canvas(ImageDraw.Draw(sheet), width * FINE, height * FINE, colours), random)
    lit = ImageChops.multiply(sheet.reduce(FINE), _light(width, height, random.random() < 0.5))
    output = io.BytesIO()
    lit.save(output, "JPEG", quality=86, optimize=False)
    return output.getvalue()


def palette(colour: str, random: Random) -> Palette:
    """Six colours that go with ``colour``; ``random`` turns the hue a little and decides whether the ground is dark or pale."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    hue += random.uniform(-0.035, 0.035)
    saturation = min(max(saturation, 0.34), 0.72)
    apart = [accent for accent in ACCENTS if abs((_hue(accent) - hue + 0.5) % 1 - 0.5) > 0.14]
    dark = random.random() < 0.55
    return Palette(
        ground=_tone(hue, 0.17, saturation) if dark else _tone(hue + 0.03, 0.88, saturation * 0.7),
        deep=_tone(hue - 0.02, 0.26, saturation),
        middle=_tone(hue, 0.44, saturation),
        light=_tone(hue + 0.03, 0.66, saturation * 0.9),
        paper=_tone(0.11, 0.93, 0.45),
        accent=random.choice(apart),
    )


def _hue(colour: Colour) -> float:
    return colorsys.rgb_to_hls(*(part / 255 for part in colour))[0]


def _tone(hue: float, lightness: float, saturation: float) -> Colour:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


@cache
def _light(width: int, height: int, from_left: bool) -> Image.Image:
    """Light that falls from one upper corner: white there, a little grey in the opposite one."""
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    shade = 255 - 58 * ((across if from_left else 1 - across) * 0.55 + down * 0.45) ** 1.4
    return Image.fromarray(np.repeat(shade.astype(np.uint8)[:, :, None], 3, axis=2), "RGB")
