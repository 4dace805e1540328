"""Faces stay in view where the extra is installed; where it is not, the upper third stays. Nothing about a face is kept."""

from __future__ import annotations

import io
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image, ImageDraw, ImageFilter

from newsfold.held_sizes import card_sizes
from newsfold.pictures import Made, made
from newsfold.pictures.crops import card_box
from newsfold.pictures.faces import can_find_faces, face_finder
from newsfold.pictures.making import no_faces

needs_faces = pytest.mark.skipif(not can_find_faces(), reason="the extra faces (OpenCV 4) is not installed")


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


def a_face_low_in_a_tall_picture() -> Image.Image:
    return somebody(Image.new("RGB", (640, 960), (150, 160, 170)), 240, 640, 170)


@needs_faces
def test_a_face_low_in_a_picture_stays_on_its_card() -> None:
    picture = a_face_low_in_a_tall_picture()
    faces = face_finder(wanted=True)(picture)
    assert any(left < 325 < right and top < 730 < bottom for left, top, right, bottom in faces)
    _, top, _, bottom = card_box(picture.size, (640, 360), faces)
    assert top <= 690
    assert bottom >= 810


@needs_faces
def test_nothing_about_a_face_is_kept_but_another_cut() -> None:
    out = io.BytesIO()
    a_face_low_in_a_tall_picture().save(out, "PNG")
    path = f"assets/pictures/{'0' * 32}.jpg"
    with_faces, without = (made(out.getvalue(), path, find_faces=face_finder(wanted=wanted)) for wanted in (True, False))
    assert isinstance(with_faces, Made)
    assert isinstance(without, Made)
    assert Made.__struct_fields__ == ("width", "height", "files")
    before = {file.path: file.body for file in without.files}
    after = {file.path: file.body for file in with_faces.files}
    assert {path for path in after if after[path] != before.get(path)} == {size.path for size in card_sizes(path, 640, 960)}
    assert after.keys() == before.keys()
    for body in after.values():
        with Image.open(io.BytesIO(body)) as image:
            assert set(image.info) <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "progressive",
                "progression",
                "loop",
                "background",
            }


@needs_faces
def test_pictures_made_side_by_side_are_cut_as_one_by_one() -> None:
    picture, find = a_face_low_in_a_tall_picture(), face_finder(wanted=True)
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(find, [picture] * 8)) == {find(picture)}


def test_where_the_extra_is_missing_crops_keep_the_upper_third(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)  # As Python tells of a package that is not there.
    with ThreadPoolExecutor(1) as fresh_thread:
        assert fresh_thread.submit(face_finder, wanted=True).result() is no_faces
