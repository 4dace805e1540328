"""Pages made of scraps and of damaged real pages, read until the time is up.

usage: python benchmarks/fuzz_read.py [--minutes N] [--seed N]

Fails, and prints the bytes in base64, where a page makes the reader raise, reach its safety net, or take more than two seconds of CPU time;
and where the process has grown by more than half at the end. The seed is printed, so that a run can be repeated.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from newsfold.page import Entry, Page
from newsfold.read import read
from read import resident

PAGES = Path(__file__).parents[1].parent / "shared" / "data" / "pages"
SECONDS = 2.0
WARM_UP = 2_000
MOST_REAL = 60

SCRAPS = [
    *(b"<p>", b"</p>", b"<div class='", b"'>", b"<h1>", b"<table><tr><td>", b"<svg>", b"</svg>", b"<style>", b"</style>", b"<!--", b"-->"),
    *(b"<meta property=og:title content='", b"<meta name=author content='", b"<link rel=canonical href='", b"<time datetime='"),
    *(b'<script type="application/ld+json">', b"</script>", b'{"@type":"NewsArticle","@id":"#a","author":{"@id":"#a"},', b'"headline":"'),
    *(
        b'"datePublished":"',
        b"2026-99-99",
        b"9999-12-31T23:59:59-14:00",
        b"0001-01-01",
        b"1772612116000",
        b"[",
        b"]",
        b"{",
        b"}",
        b'"',
        b",",
    ),
    *(
        b"&#x110000;",
        b"&#0;",
        b"&amp;amp;",
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"http://[",
        b"https://a.example:99999/",
    ),
    *(b"By Ada Holm", b"LONDON (Reuters) - ", b"404 not found", b"\\u003cp\\u003e", b"<b a=", b"<i>", b"<a href=", b"display:none", b"|"),
    *(
        b"<div itemprop='author publisher datePublished'>",
        b"<span property='schema:headline'>",
        b"<meta http-equiv=refresh content='0;url=",
    ),
    *(b"What the council said of the ferry, in many words and without end. ", b"\xe3\x83\x95\xe3\x82\xa7", b"<", b">", b"'", b"="),
]
CHARSETS = [None, "text/html", "text/html; charset=utf-16", "text/html; charset=shift_jis", "text/html; charset=nonsense"]


def scrap_page(dice: random.Random) -> bytes:
    """Scraps in any order, now and then one of them very often."""
    scraps = dice.choices(SCRAPS, k=dice.randrange(1, 80))
    if dice.random() < 0.1:
        scraps.insert(dice.randrange(len(scraps)), dice.choice(SCRAPS) * dice.randrange(1_000, 60_000))
    return b"".join(scraps)


def damaged_page(dice: random.Random, real: list[bytes]) -> bytes:
    """A real page with parts left out, doubled, moved or overwritten."""
    body = bytearray(dice.choice(real))
    for _ in range(dice.randrange(1, 8)):
        start = dice.randrange(len(body) + 1)
        part = bytes(body[start : start + dice.randrange(1, 5_000)])
        at = dice.randrange(len(body) + 1)
        match dice.randrange(4):
            case 0:
                del body[start : start + len(part)]
            case 1:
                body[at:at] = part * dice.randrange(1, 4)
            case 2:
                body[at : at + 20] = dice.choice(SCRAPS)
            case _:
                body[start : start + len(part)] = bytes(dice.randrange(256) for _ in range(min(len(part), 50)))
    return bytes(body)


def real_pages() -> list[bytes]:
    files = sorted(PAGES.glob("*/*.html.gz"))
    if not files:
        print(f"{PAGES} is not here; only scraps are read.", file=sys.stderr)
    return [gzip.decompress(file.read_bytes()) for file in files[:: max(1, len(files) // MOST_REAL)]]


def pages(dice: random.Random, real: list[bytes]) -> Iterator[Page]:
    entry = Entry(source="https://f.example/", id="1", url="https://post.example/a", published_at=datetime(2026, 3, 4, 9, tzinfo=UTC))
    while True:
        body = damaged_page(dice, real) if real and dice.random() < 0.3 else scrap_page(dice)
        url = dice.choice(["https://post.example/2026/03/04/a", "https://post.example/", "http://[", "https://news.example/url?url=x"])
        yield Page(
            url=url,
            final_url=url,
            fetched_at=datetime(2026, 3, 5, tzinfo=UTC),
            body=body,
            content_type=dice.choice(CHARSETS),
            entry=dice.choice([None, entry]),
        )


def fault(page: Page) -> str:
    """What went wrong with a page, empty where nothing did."""
    began = time.process_time()
    try:
        reading = read(page)
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"
    took = time.process_time() - began
    if reading.rejected is not None and "could not be read" in reading.rejected.reason:
        return reading.rejected.reason
    if took > SECONDS:
        return f"took {took:.1f} s"
    reading.article.title.encode()
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = parser.parse_args()
    end, count, size = time.monotonic() + 60 * options.minutes, 0, 0
    print(f"seed {options.seed}")
    for page in pages(random.Random(options.seed), real_pages()):
        if wrong := fault(page):
            print(f"page {count} {wrong}\n{base64.b64encode(page.body).decode()[:20_000]}")
            return 1
        count += 1
        if count == WARM_UP:
            size = resident()
        if time.monotonic() > end:
            break
    grown = resident() - size if size else 0
    print(f"{count} pages, no fault; {size / 1e6:.0f} MB after {WARM_UP} pages, {grown / 1e6:+.1f} MB at the end")
    return int(grown > 0.5 * size > 0)


if __name__ == "__main__":
    sys.exit(main())
