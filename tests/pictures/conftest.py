"""Pictures made by the tests: photographs of nothing in every format, and hostile ones."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

MakePicture = Callable[..., bytes]


def drawn(width: int = 900, height: int = 600, *, mode: str = "RGB", seed: int = 7) -> Image.Image:
    """A picture with light, dark and edges, another for each seed."""
    image = Image.linear_gradient("L").resize((width, height)).rotate(90 * (seed % 4)).convert("RGB")
    draw = ImageDraw.Draw(image)
    for number in range(12):
        x, y = (seed * 97 + number * 61) % width, (seed * 53 + number * 89) % height
        draw.ellipse((x, y, x + width // 6, y + height // 5), fill=((seed * 40 + number * 20) % 256, number * 21 % 256, seed * 90 % 256))
    return image.convert(mode)


@pytest.fixture(scope="session")
def make_picture() -> MakePicture:
    """Makes the bytes of a picture; every option of Pillow's encoder can be given."""

    def make(form: str = "JPEG", width: int = 900, height: int = 600, *, mode: str = "RGB", seed: int = 7, **options: object) -> bytes:
        out = io.BytesIO()
        drawn(width, height, mode=mode, seed=seed).save(out, form, **options)
        return out.getvalue()

    return make


@pytest.fixture(scope="session")
def png_that_claims() -> Callable[[int, int], bytes]:
    """Makes PNGs of some bytes whose header claims any size."""
    return claiming_png


def claiming_png(width: int, height: int) -> bytes:
    """A PNG of some bytes whose header claims any size: a bomb, or a lie."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 3_000)) + chunk(b"IEND", b"")
