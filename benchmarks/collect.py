"""Collecting a farm of 1,000 feeds on 200 hosts, one of five failing in every way feeds fail: time, requests, bytes, memory, manners.

The farm (`benchmarks/farm/`) is a real HTTP server in a process of its own; politeness is read from its log. Two passes: a first one, and
one two hours later of what the schedule says is due. With `--many`, the 9,897 addresses of ../shared/data/feeds/feed-list.json.gz
and enough of the farm's own to make 10,000 are collected in one run instead, all resolved to the farm and asked by http.

    .venv/bin/python benchmarks/collect.py [--many | --portal] [--no-pages]
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import anyio
from farm import feeds
from farm.log import Manners, Running, manners, running

from newsfold.collect import (
    Checked,
    Client,
    SystemClock,
    SystemResolver,
    after_news,
    check_source,
    due_sources,
    fetch_page,
    is_due,
    sort_entries,
    stream,
)
from newsfold.content.repository import Repository
from newsfold.day.collecting import Collecting
from newsfold.outcome import Rejected
from newsfold.page import Entry, EntryPrint, Page, RobotsFile, Source, SourceState
from newsfold.progress import NoProgress
from newsfold.read import clean_address
from newsfold.settings import CollectSettings, PortalSettings, Settings
from newsfold.store import Store

DELAY = 0.05
TIMEOUT = 20.0
TIMEOUT_OF_MANY = 5.0
"""Hosts with hundreds of sources have tens of slow ones here, asked one after another; what is measured is memory, not patience."""

FEED_LIST = Path(__file__).resolve().parents[2] / "shared" / "data" / "feeds" / "feed-list.json.gz"


@dataclass
class Memory:
    """What a store would keep between two passes."""

    states: dict[str, SourceState] = field(default_factory=dict)
    prints: dict[str, tuple[EntryPrint, ...]] = field(default_factory=dict)
    robots: tuple[RobotsFile, ...] = ()


@dataclass
class Pass:
    """What one pass brought."""

    asked: int = 0
    unchanged: int = 0
    entries: int = 0
    fresh: list[Entry] = field(default_factory=list)
    pages: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    page_failures: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def settings(port: int, timeout: float = TIMEOUT) -> CollectSettings:
    return CollectSettings(timeout=timeout, delay=DELAY, allow_addresses=("127.0.0.0/8",), resolve=(f"*=127.0.0.1:{port}",))


async def one_pass(port: int, sources: tuple[Source, ...], memory: Memory, *, now: datetime, pages: bool) -> Pass:
    """Ask every source that is due, then fetch the pages of what is new."""
    done = Pass()
    began = time.perf_counter()
    chosen = settings(port, TIMEOUT if pages else TIMEOUT_OF_MANY)
    client = Client(chosen, contact="https://portal.example/about", jitter=random.Random(1), robots=memory.robots)

    def keep(checked: Checked) -> None:
        url = checked.state.url
        done.asked += 1
        done.unchanged += checked.unchanged
        done.entries += len(checked.entries)
        if checked.rejected:
            done.failed[checked.rejected.code] += 1
        addresses = [clean_address(entry.url) for entry in checked.entries]
        found = sort_entries(checked.entries, addresses, memory.prints.get(url, ()))
        times = [time for entry, _ in found.fresh if (time := entry.published_at)]
        memory.states[url] = after_news(checked.state, times, fresh=len(found.fresh), now=now)
        memory.prints[url] = (*memory.prints.get(url, ()), *(kept for _, kept in found.fresh))
        done.fresh.extend(entry for entry, _ in found.fresh)

    def keep_page(page: Page | Rejected) -> None:
        if isinstance(page, Rejected):
            done.page_failures[page.code] += 1
        else:
            done.pages += 1

    async with client:
        jobs = (
            partial(check_source, client, source, memory.states.get(source.url, SourceState(url=source.url)), now=now)
            for source in due_sources(sources, memory.states, now=now)
        )
        await stream(jobs, concurrency=4 * chosen.concurrency, on_result=keep)
        if pages:
            wanted = sorted(done.fresh, key=lambda entry: entry.url.rpartition("/")[2])
            await stream(
                (partial(fetch_page, client, entry) for entry in _pages(wanted)), concurrency=4 * chosen.concurrency, on_result=keep_page
            )
        memory.robots = client.remembered_robots()
    done.seconds = time.perf_counter() - began
    return done


def _pages(entries: list[Entry]) -> Iterator[Entry]:
    """Articles only: the feed of 100,000 items leads nowhere."""
    return (entry for entry in entries if "/article/" in entry.url)


def told(name: str, done: Pass, proven: Manners) -> None:
    low, middle, high = proven.per_host
    print(
        f"{name}: {done.asked:,} sources asked in {done.seconds:.1f} s; {done.unchanged:,} unchanged, {sum(done.failed.values()):,} failed"
    )
    print(f"  failures          {', '.join(f'{code} {count}' for code, count in sorted(done.failed.items()))}")
    print(f"  entries, new      {done.entries:,}, {len(done.fresh):,}")
    print(f"  pages             {done.pages:,}, {sum(done.page_failures.values())} failed {dict(done.page_failures)}")
    print(f"  requests, hosts   {proven.requests:,} to {proven.hosts:,} hosts; a host had {low} to {high}, median {middle:g}")
    print(f"  bytes sent        {proven.bytes:,}")
    print(
        f"  manners           {proven.overlaps} at once with another, {proven.hurried} before the delay of {DELAY * 1000:.0f} ms was over;"
    )
    print(f"                    the shortest pause was {proven.shortest * 1000:.1f} ms")


def many() -> tuple[Source, ...]:
    listed = json.loads(gzip.decompress(FEED_LIST.read_bytes()))
    found = {url.replace("https://", "http://", 1): None for url in _addresses(listed)}
    found.update(dict.fromkeys(feeds.addresses()))
    return tuple(Source(url=url) for url in found)[:10_000]


def _addresses(listed: object) -> Iterator[str]:
    if isinstance(listed, str):
        if listed.startswith("http"):
            yield listed
    elif isinstance(listed, Mapping):
        for part in listed.values():
            yield from _addresses(part)
    elif isinstance(listed, list):
        for part in listed:
            yield from _addresses(part)


@dataclass
class LaterClock(SystemClock):
    """The system's clock, some hours ahead."""

    ahead: timedelta

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def through_a_portal(folder: Path, farm: Running, sources: tuple[Source, ...]) -> None:
    """The same two passes by a portal's own collecting: every article read and kept in a store on disk."""
    folder.mkdir()
    chosen = Settings(portal=PortalSettings(contact="https://portal.example/about"), collect=settings(farm.port))
    seen = 0
    moved: list[int] = []
    with Store.in_folder(folder) as store:
        for hours in (0, 2):
            clock = LaterClock(timedelta(hours=hours))
            collecting = Collecting(chosen, Repository(folder), store, clock, SystemResolver(), NoProgress())
            began = time.perf_counter()
            came = anyio.run(partial(collecting.run, sources))
            asked = farm.asked()[seen:]
            seen += len(asked)
            proven = manners(asked, delay=DELAY)
            moved.append(proven.bytes)
            seconds = time.perf_counter() - began
            print(f"After {hours} h: {came.sources} sources, {len(came.failed_sources)} failed, in {seconds:.1f} s")
            print(f"  new entries, articles read  {came.entries:,}, {came.read:,}")
            print(f"  requests, bytes sent        {proven.requests:,}, {proven.bytes:,}")
            print(f"  manners                     {proven.overlaps} at once with another, {proven.hurried} before the delay was over")
    print(f"The second pass moved {moved[1] / moved[0]:.1%} of the first one's bytes.")
    print(f"Peak memory of the collector: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


async def run(port: int, sources: tuple[Source, ...], memory: Memory, *, later: timedelta, pages: bool) -> Pass:
    return await one_pass(port, sources, memory, now=datetime.now(UTC).replace(microsecond=0) + later, pages=pages)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--many", action="store_true", help="10,000 sources in one run")
    options.add_argument("--portal", action="store_true", help="through a whole portal's intake and store: also read and kept")
    options.add_argument("--no-pages", action="store_true", help="sources only")
    chosen = options.parse_args()
    sources = many() if chosen.many else tuple(Source(url=url) for url in feeds.addresses())
    memory = Memory()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "log") as farm:
        if chosen.portal:
            through_a_portal(Path(folder) / "portal", farm, sources)
            return
        first = anyio.run(partial(run, farm.port, sources, memory, later=timedelta(0), pages=not (chosen.many or chosen.no_pages)))
        seen = farm.asked()
        told("First pass", first, manners(seen, delay=DELAY))
        if not chosen.many:
            due = sum(is_due(memory.states[source.url], now=datetime.now(UTC) + timedelta(hours=2)) for source in sources)
            second = anyio.run(partial(run, farm.port, sources, memory, later=timedelta(hours=2), pages=True))
            after = farm.asked()[len(seen) :]
            told(f"Second pass, two hours later ({due:,} due)", second, manners(after, delay=DELAY))
            moved = sum(one.bytes for one in after) / sum(one.bytes for one in seen)
            print(f"The second pass moved {moved:.1%} of the first one's bytes.")
    print(f"Peak memory of the collector: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
