"""What the portal holds of a picture: true sizes, upright, stripped, the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from newsfold.day.picturing import Ready, held_path, make_ready, write_files
from newsfold.held_sizes import card_path, card_sizes, held_sizes, widths_for
from newsfold.pictures import Made, Refused, decode, made, plate
from newsfold.pictures.crops import card_box

MakePicture = Callable[..., bytes]
PATH = "assets/pictures/0123456789abcdef0123456789abcdef.jpg"
ORIENTATION, ARTIST = 0x0112, 0x013B


def files_of(body: bytes, **options: object) -> dict[str, bytes]:
    done = made(body, PATH, **options)
    assert isinstance(done, Made), done
    return {file.path: file.body for file in done.files}


@pytest.mark.parametrize(("form", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"),
                                            ("PNG", "I;16"), ("WEBP", "RGBA"), ("GIF", "P"), ("AVIF", "RGB")])  # fmt: skip
def test_every_usual_format_becomes_sizes_whose_measures_are_true(make_picture: MakePicture, form: str, mode: str) -> None:
    if mode == "I;16":
        out = io.BytesIO()
        Image.new("I;16", (1300, 400), 30_000).save(out, form)
        body = out.getvalue()
    else:
        body = make_picture(form, 1300, 400, mode=mode)
    files = files_of(body)
    sizes = (*held_sizes(PATH, 1300, 400), *card_sizes(PATH, 1300, 400))
    assert {size.path for size in sizes} == files.keys()
    for size in sizes:
        with Image.open(io.BytesIO(files[size.path])) as image:
            assert (image.size, f"image/{image.format.lower()}") == ((size.width, size.height), size.type)
            assert image.mode == "RGB"


def test_a_picture_is_never_made_larger_than_it_is(make_picture: MakePicture) -> None:
    files = files_of(make_picture(width=500, height=300))
    assert widths_for(500) == (320, 500)
    assert sorted(Image.open(io.BytesIO(body)).width for path, body in files.items() if "card" not in path) == [320, 320, 500, 500]


def test_a_picture_taken_upright_is_shown_upright_and_its_size_is_as_shown() -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[ARTIST] = 6, "Ada Quill, at home, 52.1 N 4.3 E"
    out = io.BytesIO()
    lying = Image.new("RGB", (800, 400), "black")
    lying.paste("white", (0, 0, 400, 400))  # Left half white: turned by a quarter to the right, the upper half.
    lying.save(out, "JPEG", exif=exif)
    done = made(out.getvalue(), PATH)
    assert isinstance(done, Made)
    assert (done.width, done.height) == (400, 800)
    with Image.open(io.BytesIO(done.files[-1].body)) as image:
        assert image.size == (400, 800)
        assert image.getpixel((200, 100)) > (200, 200, 200)
        assert image.getpixel((200, 700)) < (60, 60, 60)


def test_nothing_of_a_pictures_metadata_is_held() -> None:
    exif = Image.Exif()
    exif[ARTIST] = "Ada Quill"
    for form, options in (
        ("JPEG", {"exif": exif, "comment": b"Ada Quill"}),
        ("PNG", {"exif": exif}),
        ("WEBP", {"exif": exif, "xmp": b"<Ada Quill>"}),
    ):
        out = io.BytesIO()
        Image.linear_gradient("L").convert("RGB").save(out, form, **options)
        assert b"Ada Quill" in out.getvalue()
        for body in files_of(out.getvalue()).values():
            assert b"Ada" not in body
            with Image.open(io.BytesIO(body)) as image:
                assert not image.getexif()


def test_what_is_clear_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (400, 300), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(files_of(out.getvalue())[PATH])).getpixel((9, 9)) == (255, 255, 255)


def test_the_same_picture_gives_the_same_bytes(make_picture: MakePicture) -> None:
    assert files_of(make_picture("PNG")) == files_of(make_picture("PNG"))


def test_a_held_picture_is_written_last_and_not_made_twice(make_picture: MakePicture, tmp_path: Path) -> None:
    body = make_picture(width=700, height=400)
    done = made(body, PATH)
    assert isinstance(done, Made)
    assert done.files[-1].path == PATH
    url = "https://a.example/1.jpg"
    ready = make_ready(url, body, tmp_path)
    assert isinstance(ready, Ready)
    assert ready.files[-1].path == held_path(url)
    write_files(tmp_path, ready.files)
    again = make_ready(url, body, tmp_path)
    assert isinstance(again, Ready)
    assert (again.picture, again.files, again.is_held) == (ready.picture, (), True)


@pytest.mark.parametrize(
    ("width", "height", "large"),
    [(4000, 3000, (1280, 720)), (1200, 800, (1200, 675)), (1200, 630, None), (900, 900, (900, 506)), (790, 900, None)],
)
def test_a_large_card_is_as_large_as_the_picture_gives_it(width: int, height: int, large: tuple[int, int] | None) -> None:
    sizes = {size.path.rpartition("-")[2]: (size.width, size.height) for size in card_sizes(PATH, width, height)}
    assert sizes.pop("large.webp", None) == large
    assert sizes == {"card.jpg": (640, 360), "card.webp": (640, 360)}


def test_old_held_pictures_have_no_sizes() -> None:
    assert held_sizes("assets/pictures/abc.jpeg", 900, 600) == ()
    assert held_sizes("assets/pictures/abc.jpg", None, 600) == ()
    assert card_path("assets/pictures/abc.png") is None


def test_a_crop_without_faces_keeps_the_upper_third() -> None:
    assert card_box((640, 960), (640, 360)) == (0, 200, 640, 560)
    assert card_box((1280, 360), (640, 360)) == (320, 0, 960, 360)


def test_a_crop_keeps_faces_in_view() -> None:
    face = (300, 780, 380, 880)
    left, top, right, bottom = card_box((640, 960), (640, 360), [face])
    assert (left, right) == (0, 640)
    assert top <= face[1]
    assert bottom >= face[3]


sides = st.integers(min_value=1, max_value=5_000)


@given(
    sides,
    sides,
    st.lists(
        st.tuples(sides, sides, sides, sides).map(lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))),
        max_size=4,
    ),
)
def test_a_crop_lies_within_its_picture_whatever_faces_are_told(width: int, height: int, faces: list[tuple[int, int, int, int]]) -> None:
    left, top, right, bottom = card_box((width, height), (640, 360), faces)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height


def test_the_largest_face_stays_where_not_all_fit() -> None:
    large, small = (100, 700, 500, 900), (300, 10, 330, 40)
    _, top, _, bottom = card_box((640, 960), (640, 360), [small, large])
    assert top <= 700
    assert bottom >= 900


def test_an_article_without_a_picture_gets_the_same_plate_every_time() -> None:
    one = plate("AI Chips", "Northwire")
    assert one == plate("AI Chips", "Northwire")
    assert one != plate("AI Chips", "Portmaren Herald")
    assert one != plate("Robotics", "Northwire")
    assert Image.open(io.BytesIO(one)).size == (640, 360)
    assert not isinstance(decode(plate("", "")), Refused)
