"""A portal's month again, run by run: the old one's topics, a clock that goes on, publishers who publish in their time."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy2, copytree

from newsfold.article import Article
from newsfold.collect import FixedClock, write_source_list
from newsfold.content.repository import SOURCES
from newsfold.day.pipeline import DayReport
from newsfold.page import Page, Source
from newsfold.portal import Portal
from newsfold.portal_folder import settings_of
from newsfold.publish import Written
from newsfold.read import read
from newsfold.service.rounds import Rounds
from newsfold.store.people import People, Subscriber
from press.articles import feed_place, published_between

EVERY = timedelta(hours=2)
"""From one run to the next."""

FIRST = Page(
    url="https://post.example/2010/03/04/story",
    final_url="https://post.example/2010/03/04/story",
    fetched_at=datetime(2010, 3, 5, tzinfo=UTC),
    body=b"<html><head><title>A story</title></head><body><p>" + b"What the council said of the ferry. " * 20 + b"</p></body></html>",
)
"""Read before the first run: it names no language, so the model that tells languages (80 MB) is loaded then and not in mid-month."""

READERS = 3
SETTINGS = """[portal]
title = "{title}"
topic = "{topic}"
url = "https://replay.example"
[collect]
delay = 0.0
allow_addresses = ["127.0.0.0/8"]
resolve = ["*=127.0.0.1:{http}"]
hold_pictures = {pictures}
[edition]
every = "daily"
hour = 6
[mail]
host = "127.0.0.1"
port = {smtp}
security = "none"
sender = "The Replay <news@replay.example>"
imprint = "Ada Quill, 1 Lane End, Portmaren"
public_url = "https://hooks.replay.example"
"""


@dataclass(frozen=True)
class Measured:
    """One run: when it was, what it did (without the names of published files), the CPU and other seconds of this process and its
    children (git), and the bytes it held after. ``yardstick`` is the CPU time that a fixed piece of work took after it: what a busy machine
    does to CPU time, it does to that too.
    """

    at: datetime
    report: DayReport
    cpu: float
    seconds: float
    stages: Mapping[str, float]
    memory: int
    shown: int
    new_heat: tuple[int, ...]
    yardstick: float = 1.0


@dataclass
class Stages:
    """CPU seconds by stage, told as a progress is told."""

    spent: dict[str, float] = field(default_factory=dict)
    name: str = "asking"
    since: float = field(default_factory=time.process_time)

    def begin(self, stage: str, total: int) -> None:
        """A stage begins, and the one before ends."""
        now = time.process_time()
        self.spent[self.name] = self.spent.get(self.name, 0.0) + now - self.since
        self.name, self.since = stage, now

    def advance(self) -> None:
        """Do nothing."""


class Press:
    """The publishers' process."""

    def __init__(self, portal: Path, first: datetime, end: datetime, window: Path | None) -> None:
        command = [
            sys.executable,
            "-m",
            "press.server",
            str(portal),
            first.isoformat(),
            end.isoformat(),
            *([str(window)] if window else []),
        ]
        here = Path(__file__).parents[1]
        self._process = subprocess.Popen(command, cwd=here, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ports: dict[str, int] = self._line()

    def at(self, now: datetime) -> dict[str, int]:
        """Let it be that time; what was given until then."""
        assert self._process.stdin is not None
        print(now.isoformat(), file=self._process.stdin, flush=True)
        return self._line()

    def _line(self) -> dict[str, int]:
        assert self._process.stdout is not None
        told: dict[str, int] = json.loads(self._process.stdout.readline())
        return told

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@contextmanager
def press(portal: Path, first: datetime, end: datetime, window: Path | None) -> Iterator[Press]:
    """The publishers of a portal's articles of a span of time, served while the block runs."""
    running = Press(portal, first, end, window)
    try:
        yield running
    finally:
        running.close()


def make_portal(folder: Path, old: Path, ports: Mapping[str, int], articles: Sequence[Article], *, pictures: bool, history: bool) -> None:
    """A portal with the old one's topics and organizations that asks the articles' publishers; in git, with some readers.

    ``history``: with the old one's records of before the first article too.
    """
    copytree(old / "_data", folder / "_data")
    (folder / "_news").mkdir()
    before = f"{articles[0].published_at:%Y-%m-%d}" if articles else ""
    for record in sorted((old / "_news").glob("*.md")) if history else ():
        if record.name < before:
            copy2(record, folder / "_news")
    told = settings_of(old, {}).portal
    text = SETTINGS.format(title=told.title, topic=told.topic, pictures=str(pictures).lower(), **ports)
    (folder / "newsfold.toml").write_text(text)
    (folder / ".gitignore").write_text(".newsfold/\nsite/\n")
    domains = sorted({one.provider.domain for one in articles})
    (folder / SOURCES).write_text(write_source_list([Source(url=feed_place(domain).url) for domain in domains]))
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message=The portal before its month")):
        subprocess.run(["git", "-c", "user.name=Replay", "-c", "user.email=r@replay.example", *words], cwd=folder, check=True)
    for name, value in (("user.name", "Replay"), ("user.email", "r@replay.example"), ("gc.autoDetach", "false")):
        subprocess.run(["git", "config", name, value], cwd=folder, check=True)
    at = articles[0].published_at if articles else datetime.fromisoformat("2020-01-01T00:00:00Z")
    with People.in_folder(folder) as people:
        fields = {"state": "subscribed", "asked_at": at, "confirmed_at": at, "consent": "made up"}
        people.subscribers.put_new([Subscriber(address=f"reader-{number}@readers.example", **fields) for number in range(READERS)])


@dataclass
class Replayed:
    """What a replay was, and came to. ``not_yet`` counts articles that came out after their source's last visit."""

    first: datetime
    articles: tuple[Article, ...]
    runs: list[Measured] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    given: dict[str, int] = field(default_factory=dict)
    not_yet: int = 0


def replay(
    folder: Path,
    old: Path,
    *,
    first: datetime,
    runs: int,
    window: Path | None = None,
    pictures: bool = False,
    history: bool = False,
) -> Replayed:
    """Make the portal in ``folder`` and let it live from ``first``, a run every two hours: the day, then the rounds of a watch.

    The articles of ``window`` are published too, as not all of them have a record.
    """
    end = first + runs * EVERY
    read(FIRST)
    done = Replayed(first=first, articles=published_between(old, first, end, window))
    with press(old, first, end, window) as running:
        make_portal(folder, old, running.ports, done.articles, pictures=pictures, history=history)
        clock = FixedClock(first)
        rounds = Rounds(done.log.append, done.log.append, lambda: False, lambda: clock.now().replace(microsecond=0))
        known: dict[str, int] = {}
        for number in range(1, runs + 1):
            clock = FixedClock(first + number * EVERY)
            running.at(clock.now())
            done.runs.append(_run(folder, clock, rounds, known))
            if sys.stderr.isatty():
                print(f"\r{number}/{runs} runs", end="", file=sys.stderr)
        done.given = running.at(end)
        with Portal.open(folder, environment={}) as portal:
            seen = {url: state.checked_at or first for url, state in portal.source_states().items()}
        done.not_yet = sum(one.published_at > seen.get(feed_place(one.provider.domain).url, first) for one in done.articles)
    return done


def _run(folder: Path, clock: FixedClock, rounds: Rounds, known: dict[str, int]) -> Measured:
    begin, cpu, stages = time.perf_counter(), _cpu(), Stages()
    at = clock.now()
    with Portal.open(folder, environment={}, clock=clock, progress=stages) as portal:
        report = portal.run()
        stages.begin("rounds", 0)
        rounds.make(portal, day_ran=True)
        stages.begin("", 0)
        cpu, seconds = _cpu() - cpu, time.perf_counter() - begin
        changed = portal.store.records.paths_between(at - 2 * EVERY, at)
        fresh = [path for path in changed if path not in known]
        heats = [portal.repository.record(path).article.heat or 0 for path in fresh]
        known.update(dict.fromkeys(fresh, 0))
    return Measured(
        at=at,
        report=report.evolve(published=report.published.evolve(files=Written())),
        cpu=cpu,
        seconds=seconds,
        stages=stages.spent,
        memory=_memory(),
        shown=report.published.shown,
        new_heat=tuple(heats),
        yardstick=_yardstick(),
    )


def _cpu() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _yardstick() -> float:
    """CPU seconds of some ten milliseconds' work that is always the same."""
    began = time.process_time()
    kept: dict[int, int] = {}
    for number in range(60_000):
        kept[number % 4_096] = hash((number, kept.get(number * 31 % 4_096)))
    return time.process_time() - began


def _memory() -> int:
    """Bytes that this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
