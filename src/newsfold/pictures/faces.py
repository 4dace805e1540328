"""Where faces are in a picture: detection only, by OpenCV's Haar cascades (extra `faces`). It tells nobody apart and keeps nothing.

A cascade (Viola and Jones, 2001) answers "something shaped like a face stands here". No measure of a face is taken, none could be
compared with another, and what is found is used for one cut and forgotten.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from newsfold.pictures.making import FindFaces, no_faces

if TYPE_CHECKING:
    from PIL import Image

    from newsfold.pictures.crops import Box

_CASCADE = "haarcascade_frontalface_default.xml"
_LONGEST_SIDE = 320
"""Pixels of the picture that is searched: a fifth of the time that 640 take, and a face that matters to a card is larger than a tenth."""

_OWN = threading.local()


def face_finder(*, wanted: bool) -> FindFaces:
    """What finds faces: the detector where the settings want it and the extra `faces` is installed; else what finds none, and crops keep
    the upper third.
    """
    return found_faces if wanted and can_find_faces() else no_faces


def can_find_faces() -> bool:
    """Whether a detector is installed here: OpenCV 4 with the cascade that comes with its package."""
    try:
        _detector()
    except ImportError:
        return False
    return True


def found_faces(image: Image.Image) -> tuple[Box, ...]:
    """Where faces are, in the picture's pixels, from left to right. Several threads may ask. Raises ImportError without OpenCV."""
    import numpy as np  # noqa: PLC0415 - only with the extra

    scale = max(image.size) / _LONGEST_SIDE
    gray = image.convert("L")
    if scale > 1:
        gray = gray.resize((max(1, round(image.width / scale)), max(1, round(image.height / scale))))
    scale = image.width / gray.width
    least = max(20, min(gray.size) // 10)
    boxes = _detector().detectMultiScale(np.asarray(gray), 1.1, 6, 0, (least, least))  # type: ignore[attr-defined]
    return tuple(sorted((round(x * scale), round(y * scale), round((x + w) * scale), round((y + h) * scale)) for x, y, w, h in boxes))


def _detector() -> object:
    """This thread's detector: one that two threads ask at once answers wrongly."""
    known: object | None = getattr(_OWN, "detector", None)
    if known is None:
        import cv2  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - only with the extra

        if not hasattr(cv2, "CascadeClassifier"):
            raise ImportError("OpenCV here has no Haar cascades; version 4 has")
        cv2.setNumThreads(1)  # Pictures are made side by side already; and threads of its own answer in another order each time.
        known = cv2.CascadeClassifier(cv2.data.haarcascades + _CASCADE)  # type: ignore[attr-defined,unused-ignore] # its stubs omit it
        if known.empty():
            raise ImportError("The package of OpenCV here has no cascade for faces")
        _OWN.detector = known
    return known
