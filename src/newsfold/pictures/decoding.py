"""Bytes that are said to be a picture, decoded under limits: what they claim is checked before anything large is made of it.

The order: the server's word, SVG, the bytes' own signature, the size the header claims, then the pixels. A header that claims more than the
limits is refused before a pixel is decoded, so a bomb costs its own bytes and no more.
"""

from __future__ import annotations

import io
import re
import warnings
from typing import Final

from PIL import Image, ImageOps

from newsfold.article import Frozen

MOST_PIXELS: Final = 40_000_000
"""Pixels of the largest picture that is decoded. A JPEG's decoder reduces while it reads; the others hold every pixel."""

MOST_PIXELS_WHOLE: Final = 24_000_000
"""Pixels of the largest picture in a format whose every pixel must be held: 4 bytes each and a copy, under 200 MB."""

LONGEST_SIDE: Final = 20_000
"""Pixels; what is longer is no photograph but a strip that no page shows."""

SMALLEST_SIDE: Final = 8
"""Pixels; what is smaller is a tracking pixel or a rule."""

MOST_SCANS: Final = 200
"""Of a progressive JPEG; encoders write some ten, and each of a bomb's thousands would walk over all its pixels again."""

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")

_NO_PICTURE_TYPES = re.compile(r"\s*(?:text/|image/svg|application/(?:json|pdf|xml|xhtml|javascript|zip)|video/|audio/)", re.IGNORECASE)
_SVG = re.compile(rb"<svg\b|<!doctype\s+svg", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|script)", re.IGNORECASE)
_START_OF_SCAN = b"\xff\xda"  # ITU T.81, table B.1
_ORIENTATION = 0x0112
_QUARTER_TURNS = frozenset({5, 6, 7, 8})  # Exif 2.3: the orientations that turn by a quarter
_ALLOWED = "jpeg, png, webp, gif and avif are taken"


class Refused(Frozen, frozen=True, kw_only=True):
    """Why bytes are no picture we take: one sentence for an editor, and a word that never changes."""

    reason: str
    code: str


class Decoded(Frozen, frozen=True, kw_only=True):
    """A decoded picture: upright, in red, green and blue, without any metadata, and at most ``wanted`` pixels wide.

    ``width`` and ``height`` are the true size of the picture as it is shown (after its orientation was applied), before it was reduced.
    """

    image: Image.Image
    width: int
    height: int
    format: str


def decode(body: bytes, *, content_type: str | None = None, wanted: int = 1280) -> Decoded | Refused:
    """The picture in these bytes, upright and plain, or why there is none. Never raises for anything the bytes are.

    ``content_type`` is the server's word: bytes it calls a text are refused, whatever they hold; which kind of picture they are is taken
    from the bytes alone. ``wanted`` is the width in pixels that is needed.
    """
    refused = _refused_unread(body, content_type)
    if refused:
        return refused
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Limits are ours; Pillow's warnings about odd metadata say nothing to an editor.
            return _decoded(body, wanted)
    except Image.DecompressionBombError:
        return Refused(reason=f"The picture claims far more than the {MOST_PIXELS:,} pixels allowed.", code="picture-too-large")
    except MemoryError:
        return Refused(reason="The picture needs more memory than there is.", code="picture-too-large")
    except Exception:
        # Damaged pictures make Pillow raise OSError, SyntaxError, ValueError, struct.error, EOFError and more; all mean the same.
        return Refused(reason=f"This is no picture that can be decoded, or it is damaged; {_ALLOWED}.", code="not-a-picture")


def _refused_unread(body: bytes, content_type: str | None) -> Refused | None:
    if not body:
        return Refused(reason="The picture is empty.", code="not-a-picture")
    if _SVG.search(body[:4_000]) or "svg" in (content_type or "").lower():
        return Refused(reason=f"This is an SVG drawing, which may carry scripts; {_ALLOWED}.", code="picture-svg")
    if _NO_PICTURE_TYPES.match(content_type or ""):
        return Refused(reason=f"The server says that this is {(content_type or '')[:60].strip()}, no picture.", code="not-a-picture")
    if _MARKUP.match(body[:200]):
        return Refused(reason="This is a page, no picture, whatever the server calls it.", code="not-a-picture")
    if body.startswith(b"\xff\xd8") and body.count(_START_OF_SCAN) > MOST_SCANS:
        return Refused(reason=f"This JPEG has more than {MOST_SCANS} scans, which no camera writes.", code="picture-too-large")
    return None


def _decoded(body: bytes, wanted: int) -> Decoded | Refused:
    with Image.open(io.BytesIO(body), formats=FORMATS) as image:
        form = (image.format or "").lower()
        refused = _refused_size(image, form)
        if refused:
            return refused
        quarter = image.getexif().get(_ORIENTATION) in _QUARTER_TURNS
        width, height = reversed(image.size) if quarter else image.size
        if form == "jpeg":
            image.draft("RGB", (1, wanted) if quarter else (wanted, 1))
        image.load()
        plain = _plain(ImageOps.exif_transpose(image), wanted)
    return Decoded(image=plain, width=width, height=height, format=form)


def _refused_size(image: Image.Image, form: str) -> Refused | None:
    width, height = image.size
    limit = MOST_PIXELS if form == "jpeg" else MOST_PIXELS_WHOLE
    if width * height > limit or max(width, height) > LONGEST_SIDE:
        return Refused(
            reason=f"The picture claims {width:,} x {height:,} pixels; {limit:,} are allowed, {LONGEST_SIDE:,} a side.",
            code="picture-too-large",
        )
    if min(width, height) < SMALLEST_SIDE:
        return Refused(reason=f"The picture has {width} x {height} pixels, too few to show anything.", code="picture-too-small")
    return None


def _plain(image: Image.Image, wanted: int) -> Image.Image:
    """Red, green and blue on white, at most ``wanted`` wide, and nothing else: no EXIF, no profile, no comment."""
    if image.width > wanted:
        size = (wanted, max(1, round(image.height * wanted / image.width)))
        if image.mode in ("P", "1", "I;16", "I", "F") or "transparency" in image.info:
            image = image.convert("RGBA")
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        upper = image.convert("RGBA")
        ground = Image.new("RGB", upper.size, "white")
        ground.paste(upper, mask=upper.getchannel("A"))
        return ground
    plain = image.convert("RGB")
    bare = Image.new("RGB", plain.size)
    bare.paste(plain)
    return bare
