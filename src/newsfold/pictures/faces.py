"""Where faces are in a picture: detection only, by OpenCV's Haar cascades (extra `faces`). It tells nobody apart and keeps nothing.

A cascade (Viola and Jones, 2001) answers "something shaped like a face stands here". No measure of a face is taken, none could be
compared with another, and what is found is used for one cut and forgotten.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from newsfold.errors import SettingsError
from newsfold.pictures.making import FindFaces, no_faces

if TYPE_CHECKING:
    from PIL import Image

    from newsfold.pictures.crops import Box

_CASCADE = "haarcascade_frontalface_default.xml"
_LONGEST_SIDE = 640
"""Pixels of the picture that is searched; a face that matters to a card is larger than a tenth of it."""


def face_finder(*, wanted: bool) -> FindFaces:
    """What finds faces: the detector where the settings want it and it is installed.

    Raises :class:`SettingsError` where it is wanted and is not there.
    """
    if not wanted:
        return no_faces
    try:
        _detector()
    except ImportError as error:
        remedy = "Install newsfold[faces], or leave pictures.faces off: crops then keep the upper third."
        raise SettingsError("pictures.faces needs OpenCV 4, which is not installed", remedy=remedy) from error
    return found_faces


def found_faces(image: Image.Image) -> tuple[Box, ...]:
    """Where faces are, in the picture's pixels. Raises ImportError without OpenCV."""
    import numpy as np  # noqa: PLC0415 - only with the extra

    scale = max(image.size) / _LONGEST_SIDE
    gray = image.convert("L")
    if scale > 1:
        gray = gray.resize((max(1, round(image.width / scale)), max(1, round(image.height / scale))))
    scale = image.width / gray.width
    least = max(20, min(gray.size) // 12)
    boxes = _detector().detectMultiScale(np.asarray(gray), 1.1, 6, 0, (least, least))  # type: ignore[attr-defined]
    return tuple((round(x * scale), round(y * scale), round((x + w) * scale), round((y + h) * scale)) for x, y, w, h in boxes)


@cache
def _detector() -> object:
    import cv2  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - only with the extra

    if not hasattr(cv2, "CascadeClassifier"):
        raise ImportError("OpenCV here has no Haar cascades; version 4 has")
    return cv2.CascadeClassifier(cv2.data.haarcascades + _CASCADE)
