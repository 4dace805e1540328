"""Logos of organizations from the icons of their sites: 50 x 50 and 400 x 400 pixels, as the portals have them."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image

from newsfold.pictures.decoding import MOST_PIXELS_WHOLE, Decoded, Refused, decode
from newsfold.pictures.making import PictureFile, jpeg

SIDES: Final = (50, 400)
FOLDER: Final = "assets/images/organizations"
"""Where the portals keep them; their organization files name ``/assets/images/organizations/<domain>-50x50.jpg``."""

_ICO: Final = b"\x00\x00\x01\x00"
_WORTHWHILE: Final = 48
"""Pixels; a smaller icon would be a blur at 400."""


def logos(body: bytes, domain: str, *, content_type: str | None = None) -> tuple[PictureFile, ...] | Refused:
    """The logo files of an organization from the bytes of its site's icon (PNG, JPEG, WebP, GIF or ICO), or why it makes none."""
    decoded = _icon(body) if body.startswith(_ICO) else decode(body, content_type=content_type, wanted=max(SIDES))
    if isinstance(decoded, Refused):
        return decoded
    if min(decoded.width, decoded.height) < _WORTHWHILE:
        return Refused(reason=f"The icon has only {decoded.width} x {decoded.height} pixels.", code="picture-too-small")
    return tuple(PictureFile(path=logo_path(domain, side), body=jpeg(_square(decoded.image, side))) for side in SIDES)


def logo_path(domain: str, side: int) -> str:
    """Where a logo of an organization stands below the portal folder."""
    return f"{FOLDER}/{domain}-{side}x{side}.jpg"


def _icon(body: bytes) -> Decoded | Refused:
    """The largest picture of an ICO file."""
    try:
        with Image.open(io.BytesIO(body), formats=("ICO",)) as icon:
            if icon.width * icon.height > MOST_PIXELS_WHOLE:
                return Refused(reason="The icon claims too many pixels.", code="picture-too-large")
            drawn = icon.convert("RGBA")
            ground = Image.new("RGB", drawn.size, "white")
            ground.paste(drawn, mask=drawn.getchannel("A"))
            return Decoded(image=ground, width=icon.width, height=icon.height, format="ico")
    except Exception:
        # As for pictures: whatever Pillow raises, the file is damaged.
        return Refused(reason="This is no icon that can be decoded.", code="not-a-picture")


def _square(image: Image.Image, side: int) -> Image.Image:
    """The whole icon in the middle of a white square."""
    scale = side / max(image.size)
    fitted = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", (side, side), "white")
    sheet.paste(fitted, ((side - fitted.width) // 2, (side - fitted.height) // 2))
    return sheet
