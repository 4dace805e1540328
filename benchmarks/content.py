"""What a portal of many records costs: reading them, checking them, opening the portal. Run by `make bench`.

    python benchmarks/content.py [--records 100000] [--frontmatter PYTHON] [--keep DIR]

A portal of invented records is written to a temporary folder (fixed seed; sizes and stories as in the three real portals: 3,000 bytes a
record in the mean, half of them in stories). Each figure is taken in a process of its own: seconds of wall clock and of CPU time for the
work without start-up, and the most memory the whole process had (getrusage). `--frontmatter` names a Python that has python-frontmatter,
for the comparison; it reads a sample, and its times are scaled to all records.
"""

from __future__ import annotations

import argparse
import base64
import importlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsfold.article import Article, Image, Provider
from newsfold.content.check import check_each
from newsfold.content.paths import record_path
from newsfold.content.record import write_record
from newsfold.content.repository import Repository
from newsfold.day.indexing import refresh_index
from newsfold.store import Store

SEED = 20261122
SAMPLE = 2_000
"""How many records python-frontmatter reads."""
MEGABYTE = 1024
"""In the kilobytes of ru_maxrss on Linux."""


# The portal.


def generate(folder: Path, count: int) -> None:
    """Write a portal of `count` records: settings, 20 topics, stories of 1 to 20 articles."""
    (folder / "_news").mkdir(parents=True)
    (folder / "_data" / "topics").mkdir(parents=True)
    (folder / "newsfold.toml").write_text('[portal]\ntitle = "Bench"\ntopic = "Bench"\n')
    for number in range(20):
        (folder / "_data" / "topics" / f"{number:02}.yaml").write_text(
            f"_id: topic-{number}\nname: Topic {number}\nkeywords:\n  - word{number}\n"
        )
    taken: set[str] = set()
    for article in articles(count):
        path = record_path(article.title, article.address, article.published_at, taken)
        taken.add(path)
        (folder / path).write_text(write_record(article), encoding="utf-8", newline="")


def articles(count: int) -> Iterator[Article]:
    """Invented articles, story by story; the first of a story leads it."""
    chance = random.Random(SEED)
    syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
    words = sorted({"".join(chance.choice(syllables) for _ in range(chance.randint(1, 4))) for _ in range(6000)})
    made = 0
    while made < count:
        size = min(1 if chance.random() < 0.78 else min(20, 1 + int(chance.paretovariate(1.4))), count - made)
        story = [article(chance, words, made + number) for number in range(size)]
        story.sort(key=lambda one: -(one.quality or 0))
        for place, one in enumerate(story):
            related = tuple(other.as_related() for other in story if other is not one)
            yield one.evolve(related=related, heat=-1 if place else (one.quality or 0) + 20 * len(related), published=not place)
        made += size


def article(chance: random.Random, words: list[str], number: int) -> Article:
    def text(count: int) -> str:
        return " ".join(chance.choice(words) for _ in range(count)).capitalize()

    domain = f"publisher-{number}.example" if number % 10 == 0 else f"publisher-{number % 500}.example"
    address = f"https://{domain}/{number}/{text(8).lower().replace(' ', '-')}"
    sealed = base64.b64encode(chance.randbytes(chance.randint(200, 360))).decode()
    return Article(
        title=text(chance.randint(6, 14)) + chance.choice(["", "?", ": “quoted”", ' "quoted"', " – here"]),
        excerpt=f"{text(chance.randint(15, 45))}.",
        published_at=datetime(2016, 1, 1, tzinfo=UTC) + timedelta(minutes=50 * number),
        original_url=address,
        web_url=address,
        amp_web_url=f"{address}/amp" if number % 5 == 0 else None,
        provider=Provider(name=f"Publisher {domain[10:-8]}", domain=domain),
        quality=chance.randint(0, 120),
        topics=tuple(f"Topic {topic}" for topic in sorted(chance.sample(range(20), chance.choice([1, 1, 1, 1, 2, 3])))),
        images=(Image(url=f"{address}.jpg", width=1200, height=675, is_cached=True),) if chance.random() < 0.78 else (),
        secured=f"{sealed};YWFhYWFhYWFhYWFh",
    )


# What is measured: each returns how many records it did.


def read(portal: Path) -> int:
    """All records, one after the other, by newsfold."""
    repository = Repository(portal)
    return sum(len(repository.record(path).text) > 0 for path in sorted(repository.stamps()))


def check_rules(portal: Path) -> int:
    """The rules of check over records that are read one after the other; what `newsfold check` needs at least."""
    repository = Repository(portal)
    paths = sorted(repository.stamps())
    topics, _ = repository.topics()
    for _ in check_each((repository.record(path) for path in paths), topics=topics):
        pass
    return len(paths)


def check_command(portal: Path) -> int:
    """`newsfold check`, as a user starts it."""
    done = subprocess.run([sys.executable, "-m", "newsfold", "check", "--portal", str(portal)], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return sum(1 for _ in (portal / "_news").iterdir())


def frontmatter(portal: Path) -> int:
    """python-frontmatter on a sample of the same files."""
    library = importlib.import_module("frontmatter")
    paths = sorted((portal / "_news").glob("*.md"))
    paths = paths[:: max(1, len(paths) // SAMPLE)][:SAMPLE]
    return sum(1 for path in paths if library.load(str(path)).metadata)


def open_for_a_run(portal: Path) -> int:
    """Bring the index of the records up to date, as every run begins: everything is read the first time, stamps are compared after."""
    with Store.in_folder(portal) as store:
        errors = refresh_index(Repository(portal), store)
        assert not errors
        return len(store.records.stamps())


MEASURES: Mapping[str, tuple[str, Callable[[Path], int]]] = {
    "read": ("reading all records", read),
    "check_rules": ("checking them, one by one", check_rules),
    "check_command": ("newsfold check", check_command),
    "first_opening": ("opening for a run, first time", open_for_a_run),
    "opening": ("opening for a run, after", open_for_a_run),
    "frontmatter": ("python-frontmatter", frontmatter),
}


def measure(name: str, portal: Path) -> None:
    """Do one piece of work in this process and print what it took."""
    wall, cpu = time.perf_counter(), cpu_time()
    count = MEASURES[name][1](portal)
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"count": count, "wall": time.perf_counter() - wall, "cpu": cpu_time() - cpu, "memory": most / MEGABYTE}))


def cpu_time() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def figures(name: str, portal: Path, python: str, records: int) -> str:
    """One line of the table."""
    label = MEASURES[name][0]
    command = [python, __file__, "--measure", name, "--keep", str(portal)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it failed"])[-1]
        return f"{label:<28}skipped: {reason}"
    got = json.loads(done.stdout)
    scale = records / got["count"]
    line = (
        f"{label:<28}{scale * got['wall']:>10.1f}{scale * got['cpu']:>10.1f}{1000 * got['cpu'] / got['count']:>14.3f}{got['memory']:>12.0f}"
    )
    return line if scale == 1 else f"{line}   times scaled from a sample of {got['count']:,}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=100_000, help="how many (default: 100,000)")
    parser.add_argument("--frontmatter", default=sys.executable, metavar="PYTHON", help="a Python that has python-frontmatter")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where the portal is written to, and left; used again where it is there")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(given.measure, given.keep)
        return
    with tempfile.TemporaryDirectory() as temporary:
        portal = given.keep or Path(temporary) / "portal"
        if not (portal / "_news").is_dir():
            generate(portal, given.records)
        sizes = [file.stat().st_size for file in (portal / "_news").iterdir()]
        print(f"{len(sizes):,} records of {sum(sizes) / len(sizes):,.0f} bytes in the mean")
        print(f"{'':<28}{'wall s':>10}{'CPU s':>10}{'ms a record':>14}{'peak MB':>12}")
        for name in MEASURES:
            python = given.frontmatter if name == "frontmatter" else sys.executable
            print(figures(name, portal, python, len(sizes)), flush=True)


if __name__ == "__main__":
    main()
