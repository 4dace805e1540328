"""Measure the desk: a portal of 100,000 articles and 10,000 open stories in SQLite, asked 20 times a second for a minute.

Prints, for every page and action, how long answers take (median, 95th percentile) and the server's memory, beside the targets.
The portal is made once in FOLDER (minutes) and used again; the server is a process of its own, asked over real HTTP on loopback.

    .venv/bin/python benchmarks/desk.py [--folder DIR] [--articles 100000] [--stories 10000] [--seconds 60] [--rate 20] [--count]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

import httpx
from sqlalchemy import event

from newsfold.article import FOLDED_HEAT, Article, Author, Image, Provider
from newsfold.content.paths import slug
from newsfold.content.record import write_record
from newsfold.content.repository import Repository
from newsfold.desk.actions import hide, lead, merge, publish, undo
from newsfold.desk.admitting import Admitting, form_token
from newsfold.desk.ask import Ask
from newsfold.desk.cards import Card
from newsfold.desk.services import Desk
from newsfold.desk.shelf import Shelf, in_folder
from newsfold.portal import Portal
from newsfold.store.people import People, Session
from newsfold.store.people.accounts import digest_of

NOW = datetime.now(UTC).replace(microsecond=0)
OPEN_DAYS, PAST_DAYS = 18, 900
WORDS = """
robot chip model court hospital bridge market launch ruling audit data register parliament startup funding sensor camera
benchmark weights speech translation licence export wafer cloud agent safety privacy school union strike merger lawsuit
patent battery grid
""".split()  # noqa: SIM905
NAMES = [
    f"{first}{last}" for first in ("Lum", "Nor", "Vel", "Tar", "Quo", "Bel", "Sor", "Mar") for last in ("en", "ia", "ara", "dex", "ix")
]
TOPICS = ("AI", "Robotics", "AI Chips", "AI Policy", "Machine Learning", "Healthcare AI")


def made_portal(folder: Path, *, articles: int, stories: int) -> None:
    """A portal with that many articles, of which so many stories are open, and its store."""
    if (folder / ".newsfold" / "made").exists():
        return
    print(f"making a portal of {articles:,} articles in {folder} …", flush=True)
    if not (folder / "newsfold.toml").exists():
        Portal.create(folder, topic="AI")
    (folder / "_news").mkdir(exist_ok=True)
    for story in _stories(articles, stories):
        for article in story:
            (folder / article.path).write_text(write_record(article))
    with Portal.open(folder) as portal:
        portal.rebuild()
    (folder / ".newsfold" / "made").write_text("yes\n")


def _stories(articles: int, stories: int) -> Iterator[list[Article]]:
    chance = random.Random(1)
    count, number = 0, 0
    while count < articles:
        is_open = number < stories
        size = min(articles - count, chance.choice((1, 1, 1, 2, 2, 3, 5)))
        days = chance.random() * OPEN_DAYS if is_open else OPEN_DAYS + 3 + chance.random() * PAST_DAYS
        yield _story(chance, number, size, NOW - timedelta(days=days))
        count, number = count + size, number + 1


def _story(chance: random.Random, number: int, size: int, at: datetime) -> list[Article]:
    subject = f"{chance.choice(NAMES)} {chance.choice(WORDS)} {number}"
    found = []
    for place in range(size):
        title = f"{subject}: {' '.join(chance.sample(WORDS, 5))}".capitalize()
        domain = f"publisher-{chance.randrange(400)}.example"
        when = (at + timedelta(hours=2 * place)).replace(microsecond=0)
        url = f"https://{domain}/{slug(title, title)}-{place}"
        found.append(
            Article(
                title=title,
                excerpt=f"{' '.join(chance.sample(WORDS, 14))}.".capitalize(),
                published_at=min(when, NOW),
                web_url=url,
                original_url=url,
                provider=Provider(name=domain.partition(".")[0].title(), domain=domain, authors=(Author(name="A. Writer"),)),
                kind="news",
                language="en",
                quality=chance.randrange(30, 100),
                topics=tuple(chance.sample(TOPICS, 2)),
                images=(Image(url=f"{url}.jpg", width=1200, height=675),),
                path=f"_news/{when:%Y-%m-%d}-{slug(title, title)}-{number}-{place}.md",
            )
        )
    found.sort(key=lambda article: -(article.quality or 0))
    told = []
    for article in found:
        related = tuple(other.as_related() for other in found if other is not article)
        others = len({other.provider.domain for other in found} - {found[0].provider.domain})
        heat = (article.quality or 0) + 20 * others if article is found[0] else FOLDED_HEAT
        told.append(article.evolve(related=related, heat=heat, published=article is found[0]))
    return told


@dataclass
class Asked:
    """What is asked: its name in the table, how often among a hundred requests, and the request."""

    name: str
    share: int
    ask: Callable[[httpx.AsyncClient, str, random.Random], Awaitable[httpx.Response]]
    is_action: bool = False
    times: list[float] = field(default_factory=list)
    failed: int = 0


def got(name: str, share: int, *paths: str) -> Asked:
    async def ask(client: httpx.AsyncClient, token: str, chance: random.Random) -> httpx.Response:
        return await client.get(chance.choice(paths))

    return Asked(name, share, ask)


def sent(name: str, share: int, path: str, values: Callable[[random.Random], dict[str, str | list[str]]]) -> Asked:
    async def ask(client: httpx.AsyncClient, token: str, chance: random.Random) -> httpx.Response:
        return await client.post(path, data={"form_token": token, **values(chance)})

    return Asked(name, share, ask, is_action=True)


def table(folder: Path) -> list[Asked]:
    """The pages and actions, each with how often it is asked: front, stories and search most, and a decision every second."""
    shelf = in_folder(folder)
    leads = [card.name for card in shelf.cards("SELECT card FROM cards WHERE lead = 1 ORDER BY at DESC LIMIT 4000")]
    large = shelf.cards("SELECT card FROM cards WHERE lead = 1 AND members > 2 ORDER BY at DESC LIMIT 500")
    pairs = [pair for card in random.Random(4).sample(large, 100) for pair in _compared(folder, shelf, card)]
    shelf.close()
    chance = random.Random(2)
    some = chance.sample(leads, 400)
    searches = [f"/search?q={word}" for word in WORDS] + [
        f"/search?q={one}+{other}&order=best" for one, other in zip(WORDS, WORDS[5:], strict=False)
    ]

    def two(chance: random.Random) -> dict[str, str | list[str]]:
        return {"article": chance.sample(some, 2)}

    def one(chance: random.Random) -> dict[str, str | list[str]]:
        return {"article": chance.choice(some), "back": "/"}

    return [
        got("front, new", 12, "/"),
        got("front, all", 8, "/?which=all", "/?which=all&page=2", "/?which=all&page=40"),
        got("story", 20, *(f"/stories/{name}" for name in some)),
        got("two compared", 2, *pairs),
        got("article", 12, *(f"/articles/{name}" for name in some)),
        got("search", 15, *searches),
        got("search, narrowed", 4, "/search?q=robot&topic=Robotics", "/search?domain=publisher-7.example", "/search?q=court&month=2026-10"),
        got("queues", 6, "/queues", "/queues/gate", "/queues/hidden", "/queues/rejected", "/queues/edited", "/queues/sources"),
        got("sources", 2, "/sources"),
        got("rules", 1, "/rules"),
        got("overview", 2, "/overview"),
        got("history", 2, "/history"),
        got("people and account", 2, "/people", "/me"),
        got(
            "preview of a merge",
            3,
            *(f"/preview?action=merge&article={one}&article={other}" for one, other in pairwise(some)),
        ),
        sent("merge", 1, "/merge", two),
        sent("hide", 1, "/hide", one),
        sent("publish", 1, "/publish", one),
        sent("choose lead", 1, "/lead", one),
        sent("undo", 1, "/undo", lambda chance: {}),
    ]


def _compared(folder: Path, shelf: Shelf, lead: Card) -> list[str]:
    """The page that compares a lead with the first article folded under it."""
    related = Repository(folder).record(lead.path).article.related
    other = shelf.at(addresses=[str(related[0].web_url)]) if related else ()
    return [f"/stories/{lead.name}?one={lead.name}&other={each.name}" for each in other]


def let_in(folder: Path) -> tuple[str, str]:
    """A session of an owner: its token and secret."""
    token, secret, now = secrets.token_urlsafe(32), secrets.token_hex(32), datetime.now(UTC).replace(microsecond=0)
    with People.in_folder(folder) as people:
        if people.accounts.find("bench") is None:
            Admitting(people).add("bench", "owner", secrets.token_urlsafe(20), at=now)
        people.accounts.begin_session(
            Session(digest=digest_of(token), name="bench", secret=secret, begun_at=now, rotated_at=now, seen_at=now)
        )
    return token, secret


async def asked(base: str, token: str, secret: str, table: list[Asked], *, seconds: float, rate: float) -> None:
    """Ask at an even rate, whether answers have come or not; only what is asked after a warm-up of two seconds counts."""
    chance = random.Random(3)
    plan = [one for one in table for _ in range(one.share)]
    async with httpx.AsyncClient(base_url=base, cookies={"newsfold_desk": token}, timeout=30) as client:
        for one in table:
            await one.ask(client, form_token(secret), chance)

        async def once(one: Asked) -> None:
            begun = time.perf_counter()
            answer = await one.ask(client, form_token(secret), chance)
            one.times.append(time.perf_counter() - begun)
            one.failed += answer.status_code not in (200, 303, 400)

        begun, jobs = time.perf_counter(), []
        for number in range(int(seconds * rate)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            jobs.append(asyncio.create_task(once(chance.choice(plan))))
        await asyncio.gather(*jobs)


def told(table: list[Asked], memory: int, cpu: float) -> None:
    """Print the table, and the targets beside what was met."""
    print(f"{'asked':<22}{'count':>6}{'median ms':>11}{'p95 ms':>9}{'failed':>8}")
    for one in table:
        if one.times:
            print(f"{one.name:<22}{len(one.times):>6}{1000 * median(one.times):>11.1f}{1000 * _p95(one.times):>9.1f}{one.failed:>8}")
    pages = [one for one in table if not one.is_action and one.times]
    worst = max(pages, key=lambda one: _p95(one.times))
    actions = sorted(time for one in table if one.is_action for time in one.times)
    searches = [time for one in table if one.name.startswith("search") for time in one.times]
    print(f"\nslowest page, p95       {1000 * _p95(worst.times):6.0f} ms ({worst.name}; target 50)")
    print(f"all pages, p95          {1000 * _p95([time for one in pages for time in one.times]):6.0f} ms")
    print(f"actions, p95            {1000 * _p95(actions):6.0f} ms (target 100)")
    print(f"search, p95             {1000 * _p95(searches):6.0f} ms (target 100)")
    count = sum(len(one.times) for one in table)
    print(f"CPU of the server       {1000 * cpu / max(1, count):6.0f} ms a request")
    print(f"load of the machine     {os.getloadavg()[0]:6.1f} on {os.cpu_count()} cores")
    print(f"memory of the server    {memory:6.0f} MB (target 300)")


def _p95(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] if ordered else 0.0


def served(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """The desk in a process of its own, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "newsfold", "desk", "--portal", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            httpx.get(f"{base}/healthz")
            return process, base
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the desk does not answer")


def _memory(process: subprocess.Popen[bytes]) -> int:
    """The most memory the server held, in MB."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def _cpu(process: subprocess.Popen[bytes]) -> float:
    """Seconds of CPU the server took so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def counted(folder: Path) -> None:
    """Print what each action costs without a server: CPU and statements put to the store; both say something on a busy machine too."""
    desk, statements, chance = Desk.open(folder), [0], random.Random(5)
    desk.shelving.run()
    leads = [card.name for card in desk.shelf.cards("SELECT card FROM cards WHERE lead = 1 ORDER BY at DESC LIMIT 4000")]
    event.listen(desk.portal.store._engine, "before_cursor_execute", lambda *_: statements.__setitem__(0, statements[0] + 1))
    print(f"{'done':<22}{'CPU ms':>8}{'statements':>12}")
    for way, size in ((merge.WAY, 2), (hide.WAY, 1), (publish.WAY, 1), (lead.WAY, 1), (undo.WAY, 0)):
        asks = [Ask(path="/", who="bench", role="owner", form={"article": tuple(chance.sample(leads, size))}) for _ in range(11)]
        way.does(desk, asks[0])
        before, begun = statements[0], time.process_time()
        for ask in asks[1:]:
            way.does(desk, ask)
        print(f"{way.path:<22}{100 * (time.process_time() - begun):>8.0f}{(statements[0] - before) / 10:>12.0f}")
    desk.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("/tmp/newsfold-desk-bench"))
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--count", action="store_true", help="only count what actions cost, without a server")
    chosen = parser.parse_args()
    made_portal(chosen.folder, articles=chosen.articles, stories=chosen.stories)
    opened = Desk.open(chosen.folder)
    opened.shelving.run()
    opened.close()
    if chosen.count:
        counted(chosen.folder)
        return
    token, secret = let_in(chosen.folder)
    process, base = served(chosen.folder)
    try:
        time.sleep(15)  # The desk looks at every file once when it begins.
        every = table(chosen.folder)
        before = _cpu(process)
        asyncio.run(asked(base, token, secret, every, seconds=chosen.seconds, rate=chosen.rate))
        told(every, _memory(process), _cpu(process) - before)
    finally:
        process.terminate()
        process.wait(timeout=20)


if __name__ == "__main__":
    main()
