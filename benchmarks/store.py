"""Four processes on one store in PostgreSQL: is an article lost or doubled, does a deadlock stand? By `make bench`.

    python benchmarks/store.py [--seconds 600] [--processes 4] [--url postgresql://…] [--programs FOLDER]

A PostgreSQL server of its own is started. All processes use one portal's schema at once and do what a portal's days do, in random order
and with no lock between them, which is worse than any use: they visit the same sources, read the same waiting entries, rate, fold and
index the same articles, reject, tidy. Every article stands in two sources under two ids, every tenth under two addresses. Each process
keeps, outside of the database, which articles its sources listed. When all have ended the store must know every one of them; then one
process does what is left, and each must have one draft and one record, and no entry may wait. Meanwhile another connection looks twice a
second how long locks are waited for and transactions stand idle. Exit status 1 where anything is wrong or PostgreSQL is not here.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, text

from newsfold.article import Article, Provider
from newsfold.collect import Checked, Client
from newsfold.day.asking import Asking
from newsfold.errors import StoreError
from newsfold.outcome import Rejected
from newsfold.page import Entry, SourceState
from newsfold.progress import NoProgress
from newsfold.settings import CollectSettings, StoreSettings
from newsfold.store import Draft, IndexRow, Store, Waiting
from newsfold.story import Story

SERVER = Path(__file__).parents[1] / "tests" / "store" / "postgresql_server.py"
START = datetime(2026, 11, 15, tzinfo=UTC)
SOURCES = 40
LISTED = 25
A_SECOND = 10
"""Articles that come out a second, over all sources, each in two of them: about what the processes get through."""
LONGEST = 30.0
"""Seconds for which a lock may be waited for or a transaction stand idle; half of what PostgreSQL is told to bear (store/connection.py)."""


def loaded(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def article(number: int) -> Article:
    address = f"https://publisher-{number % 7}.example/{number}"
    return Article(
        title=f"Lumen opens laboratory number {number}",
        text="The laboratory is open. " * 40,
        published_at=START + timedelta(seconds=number),
        web_url=address,
        original_url=address,
        provider=Provider(name="Lumen", domain=f"publisher-{number % 7}.example"),
        quality=20,
    )


def entry(source: str, number: int, turn: int) -> Entry:
    """An article as a source lists it: in two sources under two ids, every tenth under another address in the second."""
    url = article(number).address + ("?amp=1" if turn and number % 10 == 0 else "")
    return Entry(source=source, id=f"{turn}-{number}", url=url, title=f"Lumen {number}", published_at=START + timedelta(seconds=number))


def number_of(entry: Entry) -> int:
    return int(entry.id.partition("-")[2])


def listed(source: int, out: int) -> list[Entry]:
    """The newest entries of a source, once so many articles are out."""
    address = f"https://source-{source}.example/feed"
    numbers = [(number, turn) for turn in (0, 1) for number in range(out) if (number + turn * 17) % SOURCES == source][-LISTED:]
    return [entry(address, number, turn) for number, turn in numbers]


class Worker:
    """One process's work on the store. ``done`` counts what it did, ``listed`` are the numbers of all articles it was listed."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.dice = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.listed: set[int] = set()
        self.asking = Asking(store, Client(CollectSettings()), NoProgress())

    def visit(self, out: int) -> None:
        source = self.dice.randrange(SOURCES)
        entries = tuple(listed(source, out))
        if entries:
            state = SourceState(url=entries[0].source, checked_at=START)
            self.done["listed"] += self.asking._kept(Checked(state=state, entries=entries), START).new
            self.listed.update(map(number_of, entries))

    def read(self) -> None:
        waiting = list(self.store.waiting_entries())
        for one in self.dice.sample(waiting, min(20, len(waiting))):
            self.take(one)

    def take(self, one: Waiting) -> None:
        if self.store.knows(one.address):
            self.store.finish_entry(one.entry)
            return
        self.store.add_draft(one.entry, one.address, Draft(article=article(number_of(one.entry)), source=one.entry.source))
        self.done["read"] += 1

    def rate(self) -> None:
        drafts = list(self.store.drafts("read"))
        self.dice.shuffle(drafts)
        for draft in drafts[:10]:
            self.store.put_drafts([draft.evolve(state="rated")])
        self.done["rated"] += len(drafts[:10])

    def fold(self, most: int = 20) -> None:
        drafts = list(self.store.drafts("rated"))
        self.dice.shuffle(drafts)
        chosen = [draft.evolve(state="folded", article=placed(draft.article)) for draft in drafts[:most]]
        stories = [
            Story(
                id=sha256(one.article.address.encode()).hexdigest()[:16], lead=one.article.address, members=(one.article.address,), heat=20
            )
            for one in chosen
        ]
        self.store.put_folding(chosen, stories)
        self.dice.shuffle(chosen)
        self.store.records.put(
            [IndexRow(path=one.article.path, stamp="1", prints=b"", published_at=START, addresses=(one.article.address,)) for one in chosen]
        )
        self.store.put_drafts([one.evolve(state="recorded") for one in chosen])
        self.done["folded"] += len(chosen)

    def reject(self) -> None:
        url = f"https://off-topic.example/{self.dice.randrange(200)}"
        self.store.reject(Rejected(stage="rate", reason="off topic", url=url), at=START)

    def tidy(self) -> None:
        self.store.tidy(StoreSettings(keep_rejected_days=1), now=START + timedelta(days=2), open_days=20)


def placed(one: Article) -> Article:
    return one.evolve(path=f"_news/2026-11-15-{sha256(one.address.encode()).hexdigest()[:16]}.md", heat=20, published=True)


def work(number: int, url: str, seconds: float, ready: Any, told: Any) -> None:
    with Store.open(url, schema="shared") as store:
        ready.wait()
        begin = time.time()
        until = begin + seconds
        worker = Worker(store, number)
        errors: Counter[str] = Counter()
        steps = (worker.read, worker.read, worker.rate, worker.rate, worker.fold, worker.reject, worker.tidy)
        longest = 0.0
        while time.time() < until:
            at = time.perf_counter()
            try:
                worker.visit(int((time.time() - begin) * A_SECOND))
                worker.dice.choice(steps)()
            except StoreError as error:
                errors[error.problem[:90]] += 1
            longest = max(longest, time.perf_counter() - at)
        told.put((number, worker.done, errors, longest, worker.listed))
    told.close()
    told.join_thread()
    os._exit(0)  # What is left of drivers and pools is not waited for.


def finished(store: Store, out: int) -> set[int]:
    """Do what is left, alone; the numbers of the articles listed meanwhile."""
    worker = Worker(store, 0)
    for source in range(SOURCES):
        entries = tuple(listed(source, out))
        worker.asking._kept(Checked(state=SourceState(url=entries[0].source), entries=entries), START)
        worker.listed.update(map(number_of, entries))
    for one in store.waiting_entries():
        worker.take(one)
    store.put_drafts([draft.evolve(state="rated") for draft in store.drafts("read")])
    while store.drafts("rated") or store.drafts("folded"):
        store.put_drafts([draft.evolve(state="rated") for draft in store.drafts("folded")])
        worker.fold(most=500)
    return worker.listed


def engine_of(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


class Watch(threading.Thread):
    """Looks, while the processes work, how many wait for a lock and for how long, and how long a transaction stands idle."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.engine, self.over = engine_of(url), threading.Event()
        self.looks, self.most_waiting, self.longest_wait, self.longest_idle = 0, 0, 0.0, 0.0

    def run(self) -> None:
        waits = "SELECT count(*), coalesce(max(extract(epoch FROM clock_timestamp() - waitstart)), 0) FROM pg_locks WHERE NOT granted"
        idle = (
            "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - state_change)), 0) FROM pg_stat_activity "
            "WHERE state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()"
        )
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while not self.over.wait(0.5):
                waiting, longest = connection.execute(text(waits)).one()
                self.most_waiting, self.longest_wait = max(self.most_waiting, waiting), max(self.longest_wait, float(longest))
                self.longest_idle = max(self.longest_idle, float(connection.execute(text(idle)).scalar_one()))
                self.looks += 1

    def faults(self) -> dict[str, int]:
        """What was wrong meanwhile. That nobody looked is wrong too."""
        self.over.set()
        self.join()
        return {
            f"locks waited for longer than {LONGEST:.0f} s": int(self.longest_wait > LONGEST),
            f"transactions idle longer than {LONGEST:.0f} s": int(self.longest_idle > LONGEST),
            "looks that were missed": int(self.looks == 0),
        }


def unknown(url: str, numbers: Iterable[int], tables: Sequence[str]) -> int:
    """How many of these articles stand in none of the tables by address."""
    with engine_of(url).connect() as connection:
        rows = " UNION ".join(f"SELECT split_part(address, '?', 1) FROM shared.{table}" for table in tables)
        known = set(connection.execute(text(rows)).scalars())
    return sum(article(number).address not in known for number in numbers)


def without_record(url: str, numbers: Iterable[int]) -> int:
    """How many of these articles have no record."""
    with engine_of(url).connect() as connection:
        known = set(connection.execute(text("SELECT path FROM shared.records")).scalars())
    return sum(placed(article(number)).path not in known for number in numbers)


def faults(url: str, store: Store, numbers: Iterable[int]) -> dict[str, int]:
    """What is wrong at the end, where these articles were listed: by name, how many."""
    with engine_of(url).connect() as connection:

        def count(query: str) -> int:
            return int(connection.execute(text(query)).scalar_one())

        return {
            "articles listed that have no draft": unknown(url, numbers, ["drafts"]),
            "articles listed that have no record": without_record(url, numbers),
            "drafts of articles nobody listed": count("SELECT count(DISTINCT split_part(address, '?', 1)) FROM shared.drafts")
            - len(set(numbers))
            + unknown(url, numbers, ["drafts"]),
            "entries whose article was lost": count(
                "SELECT count(*) FROM shared.entries e WHERE NOT EXISTS (SELECT 1 FROM shared.drafts d WHERE d.address = "
                "split_part(e.address, '?', 1)) AND NOT EXISTS (SELECT 1 FROM shared.aliases a WHERE a.address = e.address)"
            ),
            "articles doubled": count("SELECT count(*) - count(DISTINCT split_part(address, '?', 1)) FROM shared.drafts")
            + count("SELECT count(*) - count(DISTINCT path) FROM shared.drafts WHERE path IS NOT NULL"),
            "drafts without a record": count(
                "SELECT count(*) FROM shared.drafts d WHERE NOT EXISTS (SELECT 1 FROM shared.records r WHERE r.path = d.path)"
            ),
            "records no address leads to": count(
                "SELECT count(*) FROM shared.records r WHERE NOT EXISTS (SELECT 1 FROM shared.addresses a WHERE a.path = r.path)"
            ),
            "entries that wait": store.waiting_count(),
            "locks that are waited for": count("SELECT count(*) FROM pg_locks WHERE NOT granted"),
            "transactions left open": count(
                "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()"
            ),
        }


def measure(url: str, seconds: float, processes: int) -> int:
    """Let the processes work, tell what they did, and return how much is wrong."""
    forked = multiprocessing.get_context("fork")
    told, ready = forked.Queue(), forked.Barrier(processes)
    with Store.open(url, schema="shared"):
        pass
    workers = [forked.Process(target=work, args=(number, url, seconds, ready, told)) for number in range(processes)]
    for worker in workers:
        worker.start()
    watch = Watch(url)
    watch.start()
    answers = [told.get(timeout=seconds + 300) for _ in workers]
    for worker in workers:
        worker.join()
    wrong = watch.faults()
    numbers = set().union(*(answer[4] for answer in answers))
    wrong["articles listed that the store did not know"] = unknown(url, numbers, ["entries", "drafts", "aliases"])
    done: Counter[str] = sum((answer[1] for answer in answers), Counter())
    errors: Counter[str] = sum((answer[2] for answer in answers), Counter())
    with Store.open(url, schema="shared") as store:
        numbers |= finished(store, int(seconds * A_SECOND))
        wrong |= faults(url, store, numbers)
    with engine_of(url).connect() as connection:
        query = "SELECT deadlocks, xact_commit, xact_rollback FROM pg_stat_database WHERE datname = current_database()"
        deadlocks, commits, rollbacks = connection.execute(text(query)).one()
        articles = connection.execute(text("SELECT count(*) FROM shared.drafts")).scalar_one()
    print(f"{processes} processes on one store for {seconds:.0f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    wrong["deadlocks met by the server"] = int(deadlocks)
    print(f"{len(numbers)} articles listed, {articles} kept; " + ", ".join(f"{name} {count}" for name, count in sorted(done.items())))
    print(f"{commits / seconds:.0f} transactions/s, {rollbacks} rolled back; the longest step took {max(a[3] for a in answers):.2f} s")
    waits = f"at most {watch.most_waiting} waited for a lock at once, the longest seen {watch.longest_wait:.1f} s"
    print(f"{watch.looks} looks meanwhile: {waits}; the longest idle transaction {watch.longest_idle:.1f} s")
    print(f"errors that reached a caller: {dict(errors) or 0}")
    for name, count in wrong.items():
        print(f"{name}: {count}")
    return sum(wrong.values()) + sum(errors.values())


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--url", help="a server to use, whose schema `shared` is written; without it one is started")
    parser.add_argument("--programs", type=Path, help="where PostgreSQL's own programs are; without it they are looked for")
    options = parser.parse_args(words)
    if options.url:
        return int(measure(options.url, options.seconds, options.processes) > 0)
    server = loaded(SERVER)
    programs = options.programs or server.programs()
    if programs is None or not (programs / "initdb").is_file():
        print("PostgreSQL is not here, so nothing was measured: apt install postgresql", file=sys.stderr)
        return 1
    with server.served(programs) as url:
        return int(measure(url, options.seconds, options.processes) > 0)


if __name__ == "__main__":
    sys.exit(main())
