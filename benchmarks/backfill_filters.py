"""What the filters of a backfill cost and spare, for topics of rare words, of common ones, and of words that nearly every page says.

usage: python benchmarks/backfill_filters.py [--pages N]

CPU time of one process over a WARC file of the real pages that benchmarks/backfill.py makes.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from backfill import TOPICS, pages_in, write_archive

from newsfold.article import Topic
from newsfold.page import Page
from newsfold.rate import Knowledge, Learned
from newsfold.scale.off_topic import Sieve
from newsfold.scale.reader import Plan, Reader
from newsfold.settings import Settings

SUBJECTS = {
    "rare words (a game)": {"Diablo 4": ["diablo 4"], "Classes": ["druid", "barbarian", "sorceress", "necromancer"]},
    "common words (benchmarks/backfill.py)": TOPICS,
    "words of nearly every page": {"AI": ["AI", "artificial intelligence"], "Web": ["web", "cloud", "data"]},
}
TELLING = 64


def spent(pages: Sequence[Page], *works: Callable[[Page], object]) -> list[float]:
    """CPU milliseconds a page of each work, in turn page by page, so that the machine's load falls on all alike."""
    times = [0.0] * len(works)
    for page in pages:
        for place, work in enumerate(works):
            began = time.process_time()
            work(page)
            times[place] += time.process_time() - began
    return [1_000 * one / max(1, len(pages)) for one in times]


def told(name: str, topics: tuple[Topic, ...], pages: Sequence[Page]) -> None:
    sieve = Sieve(topics)
    plan = Plan(settings=Settings(), topics=topics, knowledge=Knowledge(), learned=Learned())
    reader = Reader(plan)
    for page in pages[:40]:
        reader.judged(page)
    pays = sieve.pays(islice(pages, TELLING))
    dropped = [page for page in pages if sieve.drops(page)]
    passing = [page for page in pages if not sieve.drops(page)]
    by_address, reading, whole = spent(
        pages,
        lambda page: sieve.drops(page, closely=False),
        lambda page: reader.rated(page, reader.read(page)),
        lambda page: reader.judged(page, closely=pays),
    )
    looks = f"{spent(passing, sieve.drops)[0]:.2f} looked into and passing, {spent(dropped, sieve.drops)[0]:.2f} looked into and dropped"
    print(f"{name}: {len(dropped)} of {len(pages)} pages hold none; looking into them {'pays' if pays else 'does not pay'}")
    print(f"  ms a page: {by_address:.2f} by its address, {looks}")
    print(
        f"  ms a page: {reading:.2f} read and rated without filters, {whole:.2f} with them: {reading / whole:.2f} times as quick",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1_000)
    wanted = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as folder:
        pages = list(pages_in(write_archive(Path(folder) / "pages.warc.gz", range(wanted)), wanted))
    print(f"{len(pages)} pages of {sum(len(page.body) for page in pages) / len(pages) / 1_000:.0f} kB; load {os.getloadavg()[0]:.1f}")
    for name, topics in SUBJECTS.items():
        made = [Topic(id=topic, name=topic, keywords=tuple(words)) for topic, words in topics.items()]
        told(name, (made[0], *(one.evolve(parent=made[0].name) for one in made[1:])), pages)


if __name__ == "__main__":
    main()
