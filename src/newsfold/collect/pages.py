"""Pages and pictures, fetched and looked at just enough to know that they are what they should be."""

from __future__ import annotations

import io
import re

from anyio.to_thread import run_sync
from PIL import Image

from newsfold.collect.client import Client
from newsfold.collect.page_kind import no_page
from newsfold.outcome import Rejected
from newsfold.page import Entry, Page, Picture

MOST_PIXELS = 40_000_000
"""Pixels of the largest picture that is decoded."""

PICTURE_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")

_ROTATED = frozenset({5, 6, 7, 8})  # EXIF orientations that turn the picture by a quarter (Exif 2.3, tag 0x0112).
_ORIENTATION = 0x0112


async def fetch_page(client: Client, entry: Entry) -> Page | Rejected:
    """The page an entry leads to, or why there is none. Never raises for what a server does."""
    answer = await client.get(entry.url)
    if isinstance(answer, Rejected):
        return answer.evolve(source=entry.source)
    reason = no_page(answer.content_type, answer.body)
    if reason:
        return Rejected(stage="collect", reason=reason, code="not-a-page", url=entry.url, source=entry.source)
    return Page(
        url=entry.url,
        final_url=answer.final_url,
        fetched_at=client.clock.now().replace(microsecond=0),
        body=answer.body,
        content_type=answer.content_type,
        entry=entry,
    )


async def fetch_picture(client: Client, url: str) -> Picture | Rejected:
    """A picture of at most ``max_picture_bytes`` and :data:`MOST_PIXELS`, decoded whole to know that it is one; else why not."""
    answer = await client.get(url, max_bytes=client.settings.max_picture_bytes)
    if isinstance(answer, Rejected):
        return answer
    looked_at = await run_sync(read_picture, answer.body, limiter=client.workers)
    if isinstance(looked_at, str):
        return Rejected(stage="collect", reason=looked_at, code="not-a-picture", url=url)
    width, height, form = looked_at
    return Picture(url=url, width=width, height=height, format=form, body=answer.body)


def read_picture(body: bytes) -> tuple[int, int, str] | str:
    """Width and height in pixels as the picture is shown, and its format in lower case; or the reason why it is none we take."""
    if re.search(rb"<svg\b", body[:2_000], re.IGNORECASE):
        return "This is an SVG drawing, which may carry scripts; jpeg, png, webp and gif are taken."
    try:
        with Image.open(io.BytesIO(body), formats=PICTURE_FORMATS) as image:
            width, height = image.size
            form = (image.format or "").lower()
            if width * height > MOST_PIXELS:
                return f"The picture has {width * height:,} pixels, more than the {MOST_PIXELS:,} allowed."
            image.load()
            turned = image.getexif().get(_ORIENTATION) in _ROTATED
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return f"The picture has far more pixels than the {MOST_PIXELS:,} allowed."
    except Exception:
        # Damaged pictures make Pillow raise OSError, SyntaxError, ValueError, struct.error, EOFError and more; all mean the same.
        return "This is no picture that can be decoded; jpeg, png, webp and gif are taken."
    return (height, width, form) if turned else (width, height, form)
