"""Bytes that are no picture, or too much of one: refused with a reason, never raised."""

from __future__ import annotations

import io
import time
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from newsfold.pictures import Decoded, Refused, decode

MakePicture = Callable[..., bytes]
MakeClaim = Callable[[int, int], bytes]


def refused(body: bytes, content_type: str | None = None) -> Refused:
    answer = decode(body, content_type=content_type)
    assert isinstance(answer, Refused)
    return answer


def test_a_bomb_is_refused_before_a_pixel_is_decoded(png_that_claims: MakeClaim) -> None:
    tracemalloc.start()
    try:
        assert refused(png_that_claims(60_000, 60_000)).code == "picture-too-large"
        assert "9,000 x 9,000" in refused(png_that_claims(9_000, 9_000)).reason
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("width", "height"), [(2**31 - 1, 2**31 - 1), (30_000, 1_000), (8_000, 8_000), (1, 40_000)])
def test_absurd_sizes_are_refused(png_that_claims: MakeClaim, width: int, height: int) -> None:
    assert refused(png_that_claims(width, height)).code in ("picture-too-large", "not-a-picture")


def test_a_picture_that_lies_about_its_size_is_refused(png_that_claims: MakeClaim) -> None:
    answer = refused(png_that_claims(900, 600))
    assert (answer.code, "damaged" in answer.reason) == ("not-a-picture", True)


def test_a_tracking_pixel_is_refused(make_picture: MakePicture) -> None:
    assert refused(make_picture("GIF", 1, 1, mode="P")).code == "picture-too-small"


@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><!DOCTYPE svg><svg/>",
        b"\xef\xbb\xbf \n<SVG onload=alert(1)>",
    ],
)
def test_drawings_are_refused(body: bytes) -> None:
    assert refused(body, "image/png").code == "picture-svg"


def test_a_server_that_calls_a_picture_a_page_is_believed_and_one_that_calls_a_page_a_picture_is_not(make_picture: MakePicture) -> None:
    assert "text/html" in refused(make_picture(), "text/html; charset=utf-8").reason
    assert "page" in refused(b"<!doctype html><title>Not found</title>", "image/jpeg").reason


@pytest.mark.parametrize("content_type", ["image/png", "application/octet-stream", "binary/octet-stream", "", None, "image/x-of-no-kind"])
def test_the_kind_of_picture_is_taken_from_the_bytes(make_picture: MakePicture, content_type: str | None) -> None:
    answer = decode(make_picture("JPEG"), content_type=content_type)
    assert isinstance(answer, Decoded)
    assert (answer.format, answer.width, answer.height) == ("jpeg", 900, 600)


def test_a_picture_cut_short_is_refused(make_picture: MakePicture) -> None:
    for form in ("JPEG", "PNG", "WEBP", "GIF"):
        body = make_picture(form)
        assert refused(body[: len(body) // 2]).code == "not-a-picture"


def test_other_formats_are_not_even_tried() -> None:
    for form in ("TIFF", "BMP", "ICO", "PPM"):
        out = io.BytesIO()
        Image.new("RGB", (64, 64)).save(out, form)
        assert refused(out.getvalue()).code == "not-a-picture"


def test_a_jpeg_of_thousands_of_scans_is_refused_unread(make_picture: MakePicture) -> None:
    body = make_picture("JPEG", progressive=True)
    at = body.rindex(b"\xff\xda")
    end = len(body) - 2
    started = time.process_time()
    assert refused(body[:end] + body[at:end] * 5_000 + body[end:]).code == "picture-too-large"
    assert time.process_time() - started < 5  # A limit of effort, not of speed: read through, it would be minutes.


@given(st.binary(max_size=300))
def test_noise_never_raises(body: bytes) -> None:
    assert isinstance(decode(body), Refused)


@given(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]), st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_picture_never_raises(form: str, place: int, damage: bytes) -> None:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((64, 64)).convert("RGB").save(out, form)
    body = bytearray(out.getvalue())
    place %= len(body)
    body[place : place + len(damage)] = damage
    assert isinstance(decode(bytes(body)), Decoded | Refused)
