"""Faces stay in view where the extra is installed; where it is not and is wanted, a sentence says so."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from PIL import Image, ImageDraw, ImageFilter

from newsfold.errors import SettingsError
from newsfold.pictures.crops import card_box
from newsfold.pictures.faces import face_finder
from newsfold.pictures.making import no_faces


def somebody(image: Image.Image, x: int, y: int, size: int) -> Image.Image:
    """An invented face, drawn plainly enough for a detector."""
    draw = ImageDraw.Draw(image)

    def spot(left: float, top: float, right: float, bottom: float, fill: tuple[int, int, int]) -> None:
        draw.ellipse((x + size * left, y + size * top, x + size * right, y + size * bottom), fill=fill)

    spot(-0.03, -0.1, 1.03, 0.9, (60, 40, 30))
    spot(0.05, 0.2, 0.95, 1.28, (226, 192, 172))
    for eye in (0.3, 0.7):
        spot(eye - 0.13, 0.44, eye + 0.13, 0.5, (150, 110, 95))
        spot(eye - 0.11, 0.48, eye + 0.11, 0.58, (245, 245, 245))
        spot(eye - 0.05, 0.48, eye + 0.05, 0.58, (40, 25, 20))
        spot(eye - 0.14, 0.39, eye + 0.14, 0.43, (60, 40, 30))
    spot(0.43, 0.6, 0.57, 0.78, (196, 156, 138))
    spot(0.33, 0.92, 0.67, 1.02, (150, 70, 70))
    return image.filter(ImageFilter.GaussianBlur(size / 40))


def test_without_the_setting_nothing_is_looked_for() -> None:
    assert face_finder(wanted=False) is no_faces
    assert no_faces(Image.new("RGB", (9, 9))) == ()


def test_a_face_low_in_a_picture_stays_on_its_card_or_the_missing_extra_is_named() -> None:
    if find_spec("cv2") is None:
        with pytest.raises(SettingsError, match=r"newsfold\[faces\]"):
            face_finder(wanted=True)
        return
    picture = somebody(Image.new("RGB", (640, 960), (150, 160, 170)), 240, 640, 170)
    faces = face_finder(wanted=True)(picture)
    assert any(left < 325 < right and top < 730 < bottom for left, top, right, bottom in faces)
    _, top, _, bottom = card_box(picture.size, (640, 360), faces)
    assert top <= 690
    assert bottom >= 810
