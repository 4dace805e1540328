"""From a fetched picture to the files the portal holds of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

from PIL import Image

from newsfold.article import Frozen
from newsfold.held_sizes import CARD, WIDTHS, HeldSize, card_sizes, held_sizes, loses_much
from newsfold.pictures.crops import Box, card_box
from newsfold.pictures.decoding import Decoded, Refused, decode

JPEG_QUALITY: Final = 80
WEBP_QUALITY: Final = 76
"""Chosen by eye. Pictures 640 wide come to 54 KB as JPEG and 49 as WebP in benchmarks/pictures.py, whose have more grain than most."""

WEBP_EFFORT: Final = 2
"""Of 0 to 6. 4, the library's own, takes twice the time for 6% fewer bytes here."""

FindFaces = Callable[[Image.Image], tuple[Box, ...]]
"""Tells where faces are in a picture, in its pixels. It is asked, its answer is used for one cut, and nothing of it is kept."""


class PictureFile(Frozen, frozen=True, kw_only=True):
    """A file to hold: its path below the portal folder, and its bytes."""

    path: str
    body: bytes


class Made(Frozen, frozen=True, kw_only=True):
    """A picture made ready: its true size as it is shown, and the files of it, the held picture itself last.

    Who writes them in this order never leaves a held picture whose sizes are missing.
    """

    width: int
    height: int
    files: tuple[PictureFile, ...]


def no_faces(_: Image.Image) -> tuple[Box, ...]:
    """What stands in where the extra `faces` is not installed: crops then keep the upper third."""
    return ()


def made(body: bytes, path: str, *, content_type: str | None = None, find_faces: FindFaces = no_faces) -> Made | Refused:
    """The files of a fetched picture that is to be held at ``path`` (``<folder>/<key>.jpg``), or why it is none we take.

    The same bytes give the same files, whatever the metadata: no EXIF, profile, comment or thumbnail of the original is in them.
    """
    decoded = decode(body, content_type=content_type, wanted=WIDTHS[-1])
    if isinstance(decoded, Refused):
        return decoded
    try:
        files = _files(decoded, path, find_faces)
    except Exception as error:
        # Encoders and detectors are other people's; whatever one of them raises, it is this picture's trouble and no other's.
        return Refused(reason=f"No sizes could be made of this picture: {type(error).__name__}.", code="not-a-picture")
    return Made(width=decoded.width, height=decoded.height, files=files)


def _files(decoded: Decoded, path: str, find_faces: FindFaces) -> tuple[PictureFile, ...]:
    image = decoded.image
    cards = card_sizes(path, decoded.width, decoded.height)
    files = [_file(image, size) for size in held_sizes(path, decoded.width, decoded.height)]
    if cards:
        # Looking for faces costs as much as three files, so only where the cut could take one away.
        faces = find_faces(image) if loses_much(*image.size) else ()
        cut = image.crop(card_box(image.size, CARD, faces))
        files += [_file(cut, size) for size in cards]
    return tuple(sorted(files, key=lambda file: file.path == path))


def _file(image: Image.Image, size: HeldSize) -> PictureFile:
    scaled = (
        image if image.size == (size.width, size.height) else image.resize((size.width, size.height), Image.Resampling.LANCZOS, None, 2.0)
    )
    return PictureFile(path=size.path, body=jpeg(scaled) if size.type == "image/jpeg" else _webp(scaled))


def jpeg(image: Image.Image) -> bytes:
    """A progressive JPEG, which shows a rough picture before it is loaded whole."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=WEBP_QUALITY, method=WEBP_EFFORT)
    return out.getvalue()
