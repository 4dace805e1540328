"""Speed and accuracy of reading pages, beside trafilatura and newspaper4k, in one run on the same pages.

usage: python benchmarks/read.py [--seconds N] [--pages N] [--memory PAGES]

Every reader reads each page before any reads the next, so that a busy machine slows all of them alike. Time is the CPU time of this
process, on one thread. The whole record is read each time: title, times, authors, addresses, picture and text. Accuracy is what the
scorer beside the project prints. Peers that are not installed are left out; a virtual environment with all of them:

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install -e . trafilatura newspaper4k lxml_html_clean

Then ``--memory`` pages are read and the growth of the process is told; it fails above 5 %.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import gzip
import io
import json
import logging
import os
import runpy
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from newsfold.page import Page
from newsfold.read import read

SHARED = Path(__file__).parents[1].parent / "shared"
KINDS = ("metadata", "bodies")
WARM_UP = 1_000
"""Pages after which the process must have its size: caches are full then."""
GROWTH = 0.05

FIRST = Page(
    url="https://post.example/2026/03/04/story",
    final_url="https://post.example/2026/03/04/story",
    fetched_at=datetime(2026, 3, 5, tzinfo=UTC),
    body=b"<html><head><title>A story</title></head><body><p>" + b"What the council said of the ferry. " * 20 + b"</p></body></html>",
)
"""Read once by every reader before the clock runs, so that no page pays for loading models and tables; it names no language."""

Record = dict[str, Any]


@dataclass
class Reader:
    """One way to read pages, and what it took and found."""

    name: str
    read: Callable[[Page], Record]
    seconds: float = 0.0
    records: list[Record] = field(default_factory=list)


def newsfold_reader(page: Page) -> Record:
    article = read(page).article
    authors = [author.name for author in article.provider.authors]
    return {"title": article.title, "publishedDateTime": article.published_at.isoformat(), "authors": authors, "text": article.text}


def trafilatura_reader(*, fast: bool) -> Callable[[Page], Record]:
    import trafilatura  # noqa: PLC0415 - a peer that may be absent

    def reads(page: Page) -> Record:
        found = trafilatura.bare_extraction(page.body, url=page.url, fast=fast, with_metadata=True, include_comments=False)
        if found is None:
            return {}
        authors = (found.author or "").split("; ")
        return {"title": found.title, "publishedDateTime": found.date, "authors": authors, "text": found.text}

    return reads


def newspaper_reader() -> Callable[[Page], Record]:
    import newspaper  # noqa: PLC0415 - a peer that may be absent

    def reads(page: Page) -> Record:
        article = newspaper.Article(page.url, fetch_images=False)  # no network
        article.download(input_html=page.body.decode("utf-8", "replace"))
        article.parse()
        when = article.publish_date
        return {
            "title": article.title,
            "publishedDateTime": when.isoformat() if when else None,
            "authors": article.authors,
            "text": article.text,
        }

    return reads


def readers() -> Iterator[Reader]:
    yield Reader("newsfold", newsfold_reader)
    for name, make in (
        ("trafilatura fast", lambda: trafilatura_reader(fast=True)),
        ("trafilatura", lambda: trafilatura_reader(fast=False)),
        ("newspaper4k", newspaper_reader),
    ):
        try:
            yield Reader(name, make())
        except ImportError as error:
            print(f"{name} is left out: {error}.", file=sys.stderr)


def pages_of(kind: str) -> list[tuple[Record, Page]]:
    folder = SHARED / "data" / "pages" / kind
    if not folder.is_dir():
        sys.exit(f"{folder} is not here; there is nothing to measure on.")
    with gzip.open(folder / "expected.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row, page_of(row, gzip.decompress((folder / row["file"]).read_bytes()))) for row in rows]


def page_of(row: Record, body: bytes) -> Page:
    crawled = datetime.fromisoformat(row["crawled"])
    crawled = crawled if crawled.tzinfo else crawled.replace(tzinfo=UTC)
    return Page(url=row["url"], final_url=row["url"], fetched_at=crawled, body=body)


def measure(pages: list[tuple[Record, Page]], contestants: list[Reader], seconds: float) -> int:
    """Read page after page with every reader until all are read or ``seconds`` have gone; how many were."""
    began = time.monotonic()
    for contestant in contestants:
        contestant.read(FIRST)
    for number, (row, page) in enumerate(pages):
        if seconds and time.monotonic() - began > seconds:
            return number
        for contestant in contestants:
            start = time.process_time()
            try:
                record = contestant.read(page)
            except Exception:  # A peer that fails has read nothing.
                record = {}
            contestant.seconds += time.process_time() - start
            contestant.records.append({"file": row["file"], **record})
    return len(pages)


def accuracy(rows: list[Record], records: list[Record]) -> dict[str, float]:
    """The scorer's figures, by the name it prints them under."""
    scorer = runpy.run_path(str(SHARED / "eval" / "score_pages.py"), run_name="score_pages")
    with tempfile.TemporaryDirectory() as folder:
        expected, predicted = Path(folder) / "expected.jsonl", Path(folder) / "predicted.jsonl"
        for path, lines in ((expected, rows), (predicted, records)):
            path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        printed, arguments = io.StringIO(), sys.argv
        sys.argv = ["score_pages.py", str(expected), str(predicted)]
        try:
            with contextlib.redirect_stdout(printed):
                scorer["main"]()
        finally:
            sys.argv = arguments
    return {line[:18].strip(): float(line.split()[-1]) for line in printed.getvalue().splitlines()}


def table(kind: str, count: int, contestants: list[Reader], rows: list[Record]) -> str:
    scores = [accuracy(rows[:count], contestant.records) for contestant in contestants]
    fields = list(scores[0])
    lines = [
        f"pages/{kind}, {count} pages",
        "",
        "| reader | pages/s | newsfold is faster by | " + " | ".join("body F1" if name == "body" else name for name in fields) + " |",
        "|---|" + "---|" * (len(fields) + 2),
    ]
    for contestant, score in zip(contestants, scores, strict=True):
        ratio = contestant.seconds / contestants[0].seconds
        figures = " | ".join(f"{score[name]:.3f}" for name in fields)
        lines.append(f"| {contestant.name} | {count / contestant.seconds:.0f} | {ratio:.1f} | {figures} |")
    return "\n".join(lines)


def resident() -> int:
    """Bytes of memory this process holds."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def memory(pages: list[tuple[Record, Page]], count: int) -> bool:
    """Read ``count`` pages; whether the process kept its size after the first :data:`WARM_UP`."""
    size = 0
    for number, (_, page) in enumerate(islice(cycle(pages), count), 1):
        read(page)
        if number == WARM_UP:
            gc.collect()
            size = resident()
    gc.collect()
    grown = resident() - size
    print(f"memory: {size / 1e6:.0f} MB after {WARM_UP} pages, {grown / 1e6:+.1f} MB after {count}")
    return grown <= GROWTH * size


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=0, help="stop after so many seconds for each set of pages (0: read all)")
    parser.add_argument("--pages", type=int, default=0, help="read only the first so many of each set (0: all)")
    parser.add_argument("--memory", type=int, default=10_000, help="read so many pages more and watch the memory (0: do not)")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    # The peers' own: dateutil on zones such as EST that they give it no meaning for. newsfold gives none.
    warnings.filterwarnings("ignore", module=r"dateutil\.|newspaper|trafilatura|htmldate")
    every: list[tuple[Record, Page]] = []
    for kind in KINDS:
        pages = pages_of(kind)[: options.pages or None]
        every += pages
        contestants = list(readers())
        count = measure(pages, contestants, options.seconds)
        print(table(kind, count, contestants, [row for row, _ in pages]), end="\n\n")
    return 0 if options.memory <= WARM_UP or memory(every, options.memory) else 1


if __name__ == "__main__":
    sys.exit(main())
