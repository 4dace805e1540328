"""Collecting killed again and again, from sources that fail and dawdle: every entry comes out once, none is lost."""

from __future__ import annotations

import importlib.util
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("village", Path(__file__).parents[1] / "portal" / "village.py")
assert _SPEC is not None
assert _SPEC.loader is not None
village_module = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(village_module)

KILLS = 12
SOURCES, ITEMS = 4, 3
PLACES = ("harbour", "museum", "hospital", "school", "station", "bakery", "library", "brewery", "orchard", "theatre", "quarry", "ferry")


class Troubled:
    """Makes each source and page fail once and dawdle, as the address tells, so that every run is cut somewhere else."""

    def __init__(self, village) -> None:
        self._lock = threading.Lock()
        self._village = village
        self._whole = dict(village.pages)
        self._met: set[str] = set()

    def __call__(self, address: str) -> None:
        with self._lock:
            first = address not in self._met
            self._met.add(address)
            stands = self._whole.get(address)
            if stands is None:
                return
            # A page out of three fails at first; 500 is not tried again at once.
            fails = first and sum(address.encode()) % 3 == 0
            self._village.pages[address] = village_module.Reply(b"", "text/plain", 500) if fails else stands
        time.sleep(sum(address.encode()) % 5 / 50)


@pytest.fixture
def runs() -> Iterator[subprocess.Popen[str]]:
    """Forks a run of a portal for each folder on its standard input; see killed_runs.py."""
    process = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("killed_runs.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield process
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.wait(timeout=30)
    process.stdout.close()


def run(runs: subprocess.Popen[str], folder: Path, wish: str = "", *, kill_after: float | None = None) -> int:
    assert runs.stdin is not None
    assert runs.stdout is not None
    print(folder, wish, sep="\t", file=runs.stdin, flush=True)
    child = int(runs.stdout.readline())
    if kill_after is not None:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    return int(runs.stdout.readline())


def due_again(folder: Path) -> None:
    """Let the time come for all that waits: the runs' clock stands still."""
    with closing(sqlite3.connect(folder / ".newsfold" / "store.db")) as store, store:
        store.execute("UPDATE entries SET try_at = NULL")
        for url, state in store.execute("SELECT url, state FROM source_states").fetchall():
            kept = json.loads(state) | {"next_at": None, "not_before": None}
            store.execute("UPDATE source_states SET state = ? WHERE url = ?", (json.dumps(kept).encode(), url))


def test_what_was_killed_while_collecting_comes_out_once(runs: subprocess.Popen[str], tmp_path: Path) -> None:
    dice = random.Random(20261123)
    with village_module.Village() as village:
        feeds, expected = [], set()
        for source in range(SOURCES):
            places = PLACES[source * ITEMS : (source + 1) * ITEMS]
            items = [
                village.article(
                    f"s{source}.example/{place}", f"AI in the {place}", text=f"The {place} tries artificial intelligence. {place} " * 12
                )
                for place in places
            ]
            expected |= {f"http://s{source}.example/{place}" for place in places}
            feeds.append(village.feed(f"s{source}.example/feed", *items))
        folder = village_module.make_portal(tmp_path / "portal", village.port, *feeds)
        assert run(runs, village_module.make_portal(tmp_path / "loads", village.port), wish="here") == 0
        village.before_reply = Troubled(village)
        kills = 0
        for _ in range(20 * KILLS):
            killed = run(runs, folder, kill_after=dice.uniform(0.02, 0.5)) == -signal.SIGKILL
            kills += killed
            if (folder / ".newsfold" / "store.db").exists() and (kills % 2 or not killed):
                with suppress(sqlite3.OperationalError):  # Killed before it had tables.
                    due_again(folder)
            if kills == KILLS:
                break
        assert kills == KILLS
        for _ in range(3):
            due_again(folder)
            assert run(runs, folder) == 0
    urls = [
        line.partition('"')[2].rstrip('"')
        for file in (folder / "_news").glob("*.md")
        for line in file.read_text().splitlines()
        if line.startswith("webUrl:")
    ]
    assert sorted(urls) == sorted(expected)
