"""Four processes on one store in PostgreSQL: is an article lost or doubled, does a deadlock stand? By `make bench`.

    python benchmarks/store.py [--seconds 600] [--processes 4] [--url postgresql://…]

A PostgreSQL server of its own is started. All processes use one portal's schema at once and do what a portal's days do, in random order
and with no lock between them, which is worse than any use: they visit the same sources, read the same waiting entries, rate, fold and
index the same articles, reject, tidy. Every article stands in two sources under two ids, every tenth under two addresses. At the end one
process does what is left; then every article listed must have one draft and one record, and no entry may wait.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import create_engine, text

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


def listed(source: int, out: int) -> list[Entry]:
    """The newest entries of a source, once so many articles are out."""
    address = f"https://source-{source}.example/feed"
    numbers = [(number, turn) for turn in (0, 1) for number in range(out) if (number + turn * 17) % SOURCES == source][-LISTED:]
    return [entry(address, number, turn) for number, turn in numbers]


class Worker:
    """One process's work on the store. ``done`` counts what it did."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.dice = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.asking = Asking(store, Client(CollectSettings()), NoProgress())

    def visit(self, out: int) -> None:
        source = self.dice.randrange(SOURCES)
        entries = tuple(listed(source, out))
        if entries:
            state = SourceState(url=entries[0].source, checked_at=START)
            self.done["listed"] += self.asking._kept(Checked(state=state, entries=entries), START).new

    def read(self) -> None:
        waiting = list(self.store.waiting_entries())
        for one in self.dice.sample(waiting, min(20, len(waiting))):
            self.take(one)

    def take(self, one: Waiting) -> None:
        if self.store.knows(one.address):
            self.store.finish_entry(one.entry)
            return
        number = int(one.entry.id.partition("-")[2])
        self.store.add_draft(one.entry, one.address, Draft(article=article(number), source=one.entry.source))
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
        told.put((number, worker.done, errors, longest))
    told.close()
    told.join_thread()
    os._exit(0)  # What is left of drivers and pools is not waited for.


def finished(store: Store, out: int) -> None:
    """Do what is left, alone."""
    worker = Worker(store, 0)
    for source in range(SOURCES):
        entries = tuple(listed(source, out))
        worker.asking._kept(Checked(state=SourceState(url=entries[0].source), entries=entries), START)
    for one in store.waiting_entries():
        worker.take(one)
    store.put_drafts([draft.evolve(state="rated") for draft in store.drafts("read")])
    while store.drafts("rated") or store.drafts("folded"):
        store.put_drafts([draft.evolve(state="rated") for draft in store.drafts("folded")])
        worker.fold(most=500)


def faults(url: str, store: Store) -> dict[str, int]:
    """What is wrong at the end: by name, how many."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:

        def count(query: str) -> int:
            return int(connection.execute(text(query)).scalar_one())

        return {
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
    answers = [told.get(timeout=seconds + 300) for _ in workers]
    for worker in workers:
        worker.join()
    done: Counter[str] = sum((answer[1] for answer in answers), Counter())
    errors: Counter[str] = sum((answer[2] for answer in answers), Counter())
    with Store.open(url, schema="shared") as store:
        finished(store, int(seconds * A_SECOND))
        wrong = faults(url, store)
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        query = "SELECT deadlocks, xact_commit, xact_rollback FROM pg_stat_database WHERE datname = current_database()"
        deadlocks, commits, rollbacks = connection.execute(text(query)).one()
        articles = connection.execute(text("SELECT count(*) FROM shared.drafts")).scalar_one()
    print(f"{processes} processes on one store for {seconds:.0f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{articles} articles; " + ", ".join(f"{name} {count}" for name, count in sorted(done.items())))
    print(f"{commits / seconds:.0f} transactions/s, {rollbacks} rolled back; the longest step took {max(a[3] for a in answers):.2f} s")
    print(f"deadlocks met by the server: {deadlocks}; errors that reached a caller: {dict(errors) or 0}")
    for name, count in wrong.items():
        print(f"{name}: {count}")
    return sum(wrong.values()) + sum(errors.values())


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--url", help="a server to use, whose schema `shared` is written; without it one is started")
    options = parser.parse_args()
    if options.url:
        return int(measure(options.url, options.seconds, options.processes) > 0)
    server = loaded(SERVER)
    programs = server.programs()
    if programs is None:
        print("PostgreSQL is not here: apt install postgresql")
        return 0
    with server.served(programs) as url:
        return int(measure(url, options.seconds, options.processes) > 0)


if __name__ == "__main__":
    sys.exit(main())
