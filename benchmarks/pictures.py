"""What holding pictures costs: 1,000 pictures of every format, hostile ones among them, made by this file and held. Run by `make bench`.

    python benchmarks/pictures.py [--count 1000] [--threads 2] [--no-faces]

Each good picture becomes three widths in JPEG and WebP, and cards cut with faces in view where the extra is installed. The rate counts
wall clock from bytes in memory to files on disk; memory is the most the whole process had (getrusage). Every tenth picture is hostile: a
header that claims 60,000 x 60,000 pixels, a lie about its size, a drawing with a script, a page called a picture, one cut short, a
tracking pixel.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import struct
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from newsfold.day.picturing import make_ready, write_files
from newsfold.pictures import Refused
from newsfold.pictures.faces import face_finder

SEED = 20261123
FORMATS = (
    ("JPEG", "RGB"),
    ("JPEG", "RGB"),
    ("JPEG", "RGB"),
    ("WEBP", "RGB"),
    ("PNG", "RGB"),
    ("JPEG", "CMYK"),
    ("PNG", "RGBA"),
    ("GIF", "P"),
    ("AVIF", "RGB"),
)
SIZES = ((1200, 630), (1280, 720), (1920, 1080), (800, 450), (1024, 1024), (640, 960), (4000, 3000))
"""What publishers name as a story's picture: 1,200 x 630 most often; now and then a camera's own."""


def claim(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 3_000)) + chunk(b"IEND", b"")


def drawn(chance: random.Random, width: int, height: int) -> Image.Image:
    """Something like a photograph: soft light, edges, grain."""
    image = Image.effect_noise((max(2, width // 8), max(2, height // 8)), 60).resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image, "RGBA")
    for _ in range(30):
        x, y = chance.randrange(width), chance.randrange(height)
        colour = (chance.randrange(256), chance.randrange(256), chance.randrange(256), 150)
        draw.ellipse((x, y, x + chance.randrange(20, width // 3), y + chance.randrange(20, height // 3)), fill=colour)
    return image.filter(ImageFilter.GaussianBlur(1.5))


def pictures(count: int) -> Iterator[tuple[str, int, int, bytes]]:
    """Kind, true width and height, bytes. A few drawings are encoded in many ways, for drawing takes longer than holding."""
    chance = random.Random(SEED)
    stock = {(form, mode, size): encoded(drawn(chance, *size), form, mode) for form, mode in sorted(set(FORMATS)) for size in SIZES[:6]}
    stock["JPEG", "RGB", SIZES[6]] = encoded(drawn(chance, *SIZES[6]), "JPEG", "RGB")
    keys = sorted(stock)
    hostile = {
        "bomb": claim(60_000, 60_000),
        "lie": claim(1200, 630),
        "drawing": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        "page": b"<!doctype html><html><title>Not here</title>",
        "cut": stock[keys[0]][:5_000],
        "pixel": encoded(Image.new("RGB", (1, 1)), "GIF", "P"),
    }
    names = sorted(hostile)
    for number in range(count):
        if number % 10 == 9:
            name = names[(number // 10) % len(names)]
            yield name, 0, 0, hostile[name]
        else:
            form, mode, size = ("JPEG", "RGB", SIZES[6]) if number % 100 == 0 else keys[chance.randrange(len(keys))]
            yield form.lower(), *size, stock[form, mode, size]


def encoded(image: Image.Image, form: str, mode: str) -> bytes:
    out = io.BytesIO()
    image.convert(mode).save(out, form, **({"quality": 85} if form in ("JPEG", "WEBP") else {"speed": 9} if form == "AVIF" else {}))
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--no-faces", action="store_true", help="as without the extra faces")
    options = parser.parse_args()
    find_faces = face_finder(wanted=not options.no_faces)
    given = list(pictures(options.count))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    held: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    reasons: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.threads) as threads:
        started, cpu = time.perf_counter(), time.process_time()

        def keep(number: int) -> None:
            kind, width, height, body = given[number]
            answer = make_ready(f"https://p.example/{number}", body, Path(folder), find_faces=find_faces)
            if isinstance(answer, Refused):
                refused[kind] += 1
                reasons[kind] = answer.reason
            else:
                write_files(Path(folder), answer.files)
                assert (answer.picture.width, answer.picture.height) == (width, height), (kind, answer.picture)
                held[kind] += 1

        list(threads.map(keep, range(len(given))))
        seconds, worked = time.perf_counter() - started, time.process_time() - cpu
        files = list(Path(folder).rglob("*.*"))
        size = sum(file.stat().st_size for file in files if file.is_file())
        mails = [file.stat().st_size for file in files if file.name.endswith("-640.jpg")]
        webps = [file.stat().st_size for file in files if file.name.endswith("-640.webp")]
    print(f"held {sum(held.values())} of {len(given)}: {dict(sorted(held.items()))}, width and height true on all")
    print(f"refused {sum(refused.values())}: {dict(sorted(refused.items()))}")
    for kind, reason in sorted(reasons.items()):
        print(f"  {kind:<8} {reason}")
    rate, a_core = len(given) / seconds, len(given) / worked
    print(f"{rate:.1f} pictures/s over {options.threads} threads ({seconds:.0f} s; {a_core:.1f} in a second of CPU time)")
    each, jpeg, webp = size / sum(held.values()) / 1000, sum(mails) / len(mails) / 1000, sum(webps) / len(webps) / 1000
    print(f"{len(files)} files, {each:.0f} KB a picture; 640 wide: JPEG {jpeg:.0f} KB, WebP {webp:.0f} KB")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory: {most:.0f} MB at most, {before:.0f} MB of it before the first was held")


if __name__ == "__main__":
    main()
