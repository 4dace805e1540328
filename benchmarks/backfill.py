"""Web archives into a portal: in one process, on local cores and on a Ray cluster of two nodes, with equal records; kills survived.

usage: python benchmarks/backfill.py [--pages N] [--sample N] [--folder DIR]

Makes WARC files of the real pages beside the project, each copy with an address, dates and words of its own, so that copies are
different articles. Runs `newsfold backfill` over them as a user does, prints pages a second of wall time and a digest of all records, then
kills a Ray worker that is at work and the driver, both between a third and two thirds of the pages, and runs again. Fails where a kill did
not hit that, where a run left a page out, and where records differ. Cost of the stages and the ratio to trafilatura (fast, over the same
WARC) are CPU time of one process over a sample.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from killing import killed
from ray_cluster import QUIET, RayCluster

from newsfold.collect import read_archive
from newsfold.content.repository import Repository
from newsfold.day.recording import Recording
from newsfold.fold import fold
from newsfold.page import Page
from newsfold.portal import Portal
from newsfold.rate import Knowledge, Learned
from newsfold.scale.backfill import TELLING
from newsfold.scale.folding import fold_in_windows
from newsfold.scale.keeping import Keeping
from newsfold.scale.off_topic import Sieve
from newsfold.scale.reader import Harvest, Plan, Reader
from newsfold.scale.slices import RECORDS, pages_of, survey
from newsfold.scale.volumes import volumes_of
from newsfold.store import BackfillState

SHARED = Path(__file__).parents[1].parent / "shared"
ARCHIVES = 8
TOPICS = {
    "World affairs": ["Ukraine", "Russia", "Putin", "Zelensky", "NATO", "Israel", "Gaza", "Hamas"],
    "Climate": ["climate change", "global warming", "emissions", "greenhouse gas", "Klimawandel", "Erderwärmung"],
    "Football": ["football", "Bundesliga", "Premier League", "FIFA", "UEFA", "Fußball"],
    "Artificial intelligence": ["artificial intelligence", "machine learning", "OpenAI", "ChatGPT", "künstliche Intelligenz"],
}
WORDS = re.compile(r"[A-Za-z]{6,14}")
DATE = re.compile(rb"\b(20[012]\d)-([01]\d)-([0-3]\d)(?=[T \"<])")
COPY_DAYS = 3
"""How many days later each further copy of a page was published."""


@lru_cache
def originals() -> tuple[tuple[str, datetime, bytes], ...]:
    """The real pages: address, time of the crawl and bytes."""
    found = []
    for folder in sorted((SHARED / "data" / "pages").iterdir()):
        for line in gzip.decompress((folder / "expected.jsonl.gz").read_bytes()).splitlines():
            told = json.loads(line)
            crawled = datetime.fromisoformat(told["crawled"])
            body = gzip.decompress((folder / told["file"]).read_bytes())
            found.append((told["url"], crawled.replace(tzinfo=UTC) if crawled.tzinfo is None else crawled, body))
    return tuple(found)


def varied(number: int) -> tuple[str, datetime, bytes]:
    """The page of a number: a real page with an address, dates and words of its own."""
    url, crawled, body = originals()[number % len(originals())]
    copy = number // len(originals())
    if not copy:
        return url, crawled, body
    parts = urlsplit(url)
    moved = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}-{copy}"
    shift = timedelta(days=COPY_DAYS * copy)
    body = body.replace(url.encode(), moved.encode()).replace(parts.path.encode(), parts.path.rstrip("/").encode() + f"-{copy}".encode())
    title = re.search(rb"<title[^>]*>([^<]{10,300})", body, re.IGNORECASE)
    keywords = {word for words in TOPICS.values() for phrase in words for word in phrase.split()}
    for word in sorted(set(WORDS.findall(title[1].decode("utf-8", "replace") if title else "")) - keywords)[:8]:
        body = body.replace(word.encode(), respelled(word, copy).encode())
    return moved, crawled + shift, DATE.sub(partial(later, shift=shift), body)


def respelled(word: str, copy: int) -> str:
    """Another word of as many letters, the same for the same copy."""
    digest = sha256(f"{word}{copy}".encode()).digest()
    letters = "".join(("bcdfgklmnprstv" if place % 2 else "aeiou")[byte % (14 if place % 2 else 5)] for place, byte in enumerate(digest))
    return letters[: len(word)].capitalize() if word[0].isupper() else letters[: len(word)]


def later(date: re.Match[bytes], *, shift: timedelta) -> bytes:
    try:
        return (datetime(int(date[1]), int(date[2]), int(date[3]), tzinfo=UTC) + shift).strftime("%Y-%m-%d").encode()
    except ValueError:
        return date[0]


def write_archive(path: Path, numbers: range) -> Path:
    """A packed WARC file of some pages (ISO 28500)."""
    with path.open("wb") as out:
        for number in numbers:
            url, crawled, body = varied(number)
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {crawled:%Y-%m-%dT%H:%M:%SZ}\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            out.write(gzip.compress(head.encode() + http + b"\r\n\r\n", 1, mtime=0))
    return path


def make_archives(folder: Path, pages: int) -> list[Path]:
    folder.mkdir(parents=True)
    parts = [range(start, pages, ARCHIVES) for start in range(ARCHIVES)]
    with ProcessPoolExecutor() as pool:
        return list(pool.map(write_archive, [folder / f"part-{number}.warc.gz" for number in range(ARCHIVES)], parts))


def make_portal(folder: Path) -> Path:
    Portal.create(folder, topic="News")
    for file in (folder / "_data" / "topics").iterdir():
        file.unlink()
    for number, (name, keywords) in enumerate(TOPICS.items()):
        words = "".join(f"  - {json.dumps(word, ensure_ascii=False)}\n" for word in keywords)
        parent = "" if not number else f"parent: {json.dumps(next(iter(TOPICS)))}\n"
        text = f"_id: topic-{number}\nname: {json.dumps(name)}\n{parent}keywords:\n{words}"
        (folder / "_data" / "topics" / f"{number}.yaml").write_text(text, encoding="utf-8")
    settings = folder / "newsfold.toml"
    settings.write_text(re.sub(r"(?m)^#? *languages = .*$", 'languages = ["en", "de"]', settings.read_text()))
    return folder


def command(portal: Path, archives: list[Path], *options: str) -> list[str]:
    return [sys.executable, "-m", "newsfold", "backfill", *map(str, archives), "--portal", str(portal), "--json", *options]


def run(portal: Path, archives: list[Path], *options: str) -> dict[str, object]:
    done = subprocess.run(command(portal, archives, *options), env={**os.environ, **QUIET}, stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout))


def digest(portal: Path) -> tuple[int, str]:
    """How many records there are, and a digest of all their paths and bytes (no key, so nothing is sealed)."""
    whole = sha256()
    files = sorted((portal / "_news").glob("*.md"))
    for file in files:
        whole.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return len(files), whole.hexdigest()[:16]


def timed(name: str, portal: Path, archives: list[Path], *options: str, left: int) -> str:
    """A run told in a line; the digest of its records. Exits where it read other than what was ``left``, or made no record."""
    began = time.monotonic()
    report = run(portal, archives, *options)
    whole = time.monotonic() - began
    records, seconds = int(str(report["records"])), float(str(report["seconds"]))
    count, print_of = digest(portal)
    print(f"{name:<28}{records:>8,}{records / seconds:>10.1f}{whole:>10.0f}{count:>10,}  {print_of}", flush=True)
    if records != left or not count:
        sys.exit(f"{name}: {records:,} answers were read where {left:,} were left, and there are {count:,} records")
    return print_of


def pages_in(archive: Path, most: int) -> Iterator[Page]:
    found = read_archive(archive, source=str(archive), max_bytes=10_000_000)
    return islice((page for page in found if isinstance(page, Page)), most)


def stages(archives: list[Path], portal: Path, sample: int) -> None:
    """CPU time of each stage, and of trafilatura over the same pages."""
    with Portal.open(portal) as opened:
        repository, settings = Repository(portal), opened.settings
        topics = repository.topics()[0]
        plan = Plan(settings=settings, topics=topics, knowledge=Knowledge(), learned=Learned())
        reader, sieve = Reader(plan), Sieve(topics)
        (volume,) = volumes_of(str(archives[0]))
        [reader.judged(page) for page in pages_in(archives[0], 20)]
        clock = Clock()
        parts = list(islice(survey(volume), max(1, sample // 32)))
        clock.tell("survey of an archive", sum(len(part.offsets) for part in parts), "answer")
        pages = [page for part in parts for _, page in pages_of(part, max_bytes=10_000_000) if isinstance(page, Page)]
        clock.tell("reading an archive", len(pages), "page")
        closely = sieve.pays(pages[: TELLING * RECORDS])
        clock.tell("whether to look closely", 1, "archive")
        why = [sieve.drops(page, closely=closely) for page in pages]
        clock.tell(f"filters, {'looking into pages' if closely else 'by address and publisher'}", len(pages), "page")
        passed = [page for page, dropped in zip(pages, why, strict=True) if not dropped]
        readings = [reader.read(page) for page in passed]
        clock.tell("read", len(passed), "page that passed")
        arrived = [reader.rated(page, reading) for page, reading in zip(passed, readings, strict=True)]
        clock.tell("rate", len(passed), "page that passed")
        keeping = Keeping(opened.store, datetime.now(UTC))
        state = BackfillState(archive=volume.name, stamp=volume.stamp)
        for start in range(0, len(arrived), 32):
            keeping.keep(state, parts[0], Harvest(arrived=tuple(arrived[start : start + 32])))
        clock.tell("store", len(arrived), "page that passed")
        kept = [one for one in arrived if one.rejected is None]
        fold([one.draft.article for one in kept], settings=settings.fold)
        folding = clock.tell("fold", len(kept), "article")
        recording = Recording(repository=repository, store=opened.store, settings=settings)
        folded = fold_in_windows(recording, opened.store, recording.progress)
        clock.tell("fold and write, windows", folded.new_records, "article", less=folding)
    print(f"  ({len(pages)} pages, {len(pages) - len(passed)} passed over unread, {len(kept)} articles on topic)")
    ratio(pages[: max(1, sample // 4)], reader, closely=closely)


def ratio(pages: list[Page], reader: Reader, *, closely: bool) -> None:
    try:
        import trafilatura  # noqa: PLC0415 - a peer that may be absent
    except ImportError:
        print("trafilatura is not here; no ratio")
        return
    clock = Clock()
    for page in pages:
        trafilatura.bare_extraction(page.body, url=page.url, fast=True, with_metadata=True, include_comments=False)
    theirs = clock.tell("trafilatura fast", len(pages), "page")
    for page in pages:
        reader.rated(page, reader.read(page))
    ours = clock.tell("newsfold: read and rate", len(pages), "page")
    for page in pages:
        reader.judged(page, closely=closely)
    sieved = clock.tell("newsfold: as in a backfill", len(pages), "page")
    print(f"  ratio to trafilatura fast over the same WARC: {theirs / ours:.1f} times its speed, with filters {theirs / sieved:.1f} times")


class Clock:
    """CPU time of this process between two tellings."""

    def __init__(self) -> None:
        self._then = time.process_time()

    def tell(self, name: str, count: int, unit: str, *, less: float = 0.0) -> float:
        seconds = time.process_time() - self._then
        print(f"  {name:<36}{1e6 * seconds / max(1, count):>10,.0f} µs a {unit}", flush=True)
        self._then = time.process_time()
        return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--sample", type=int, default=960, help="pages of which the stages are measured")
    parser.add_argument("--folder", type=Path, help="where archives and portals are made and left")
    wanted = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"the real pages are not here: {SHARED}")
    folder = wanted.folder or Path(tempfile.mkdtemp(prefix="newsfold-backfill-"))
    try:
        measure(folder, wanted.pages, wanted.sample)
    finally:
        if wanted.folder is None:
            shutil.rmtree(folder)


def measure(folder: Path, pages: int, sample: int) -> None:
    print(f"load before: {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores", flush=True)
    archives = make_archives(folder / "archives", pages)
    size = sum(file.stat().st_size for file in archives)
    print(f"{pages:,} pages in {len(archives)} WARC files of {size / 1e6:,.0f} MB", flush=True)
    stages(archives, make_portal(folder / "stages"), sample)
    print(f"{'':<28}{'answers':>8}{'a second':>10}{'seconds':>10}{'records':>10}  digest of all records")
    prints = {timed("one process", make_portal(folder / "one"), archives, "--workers", "0", left=pages)}
    prints.add(timed("local cores", make_portal(folder / "local"), archives, left=pages))
    with RayCluster(2) as cluster:
        os.environ.update(cluster.environment)
        on_ray = ("--engine", "ray", "--address", cluster.address, "--workers", "2")
        prints.add(timed("Ray, two nodes", make_portal(folder / "ray"), archives, *on_ray, left=pages))
        portal = make_portal(folder / "killed")
        driver = subprocess.Popen(command(portal, archives, *on_ray), stdout=subprocess.DEVNULL)
        kept = killed(driver, portal, cluster, pages)
        prints.add(timed("Ray, after the kills", portal, archives, *on_ray, left=pages - kept))
    print(f"equal records: {'yes' if len(prints) == 1 else 'NO'}; load after: {os.getloadavg()[0]:.1f}")
    if len(prints) != 1:
        sys.exit(1)


if __name__ == "__main__":
    main()
