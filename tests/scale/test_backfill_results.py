"""Web archives taken in: the same records whoever does the work, in whatever order, however often it is cut off."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import fsspec
import pytest

from newsfold.portal import Portal
from newsfold.scale.backfill import Backfill, BackfillReport, MakeEngine
from newsfold.scale.engine import Answer, OneProcess
from newsfold.scale.in_order import MOST_TRIES, harvests
from newsfold.scale.processes import Processes
from newsfold.scale.reader import Harvest
from newsfold.scale.slices import Slice, survey
from newsfold.scale.volumes import Volume, volumes_of

_SPEC = importlib.util.spec_from_file_location("web_archives", Path(__file__).with_name("web_archives.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
web_archives = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(web_archives)

PAGES = 90


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two archives of invented publishers; some articles stand in both."""
    folder = tmp_path_factory.mktemp("archives")
    first = web_archives.packed(folder / "a.warc.gz", web_archives.mixed(range(60)))
    second = web_archives.packed(folder / "b.warc.gz", web_archives.mixed(range(50, PAGES)))
    return [str(first), str(second)]


def backfill(portal: Path, archives: list[str], engine: MakeEngine = OneProcess, **options: bool) -> BackfillReport:
    with Backfill.open(portal) as opened:
        return opened.run(archives, engine, **options)


@pytest.fixture(scope="module")
def alone(archives: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The records one process makes."""
    portal = web_archives.make_portal(tmp_path_factory.mktemp("alone") / "portal")
    backfill(portal, archives)
    return web_archives.records_of(portal)


def test_an_archive_becomes_records_that_are_folded_and_rated(archives: list[str], tmp_path: Path) -> None:
    portal = web_archives.make_portal(tmp_path / "portal")
    report = backfill(portal, archives)
    with Portal.open(portal) as opened:
        articles = opened.articles()
    assert len(articles) == report.folded.new_records == PAGES - len([n for n in range(PAGES) if n % 4 == 3])
    assert {article.topics for article in articles} == {("Herring",)}
    assert any(article.is_folded for article in articles)
    assert all(article.quality for article in articles)
    assert sum(state.records for state in report.archives) == PAGES + 10
    assert sum(state.known for state in report.archives) == len([n for n in range(50, 60) if n % 4 != 3])


def test_filters_change_no_record(archives: list[str], alone: dict[str, str], tmp_path: Path) -> None:
    portal = web_archives.make_portal(tmp_path / "portal")
    report = backfill(portal, archives, has_sieve=False)
    assert web_archives.records_of(portal) == alone
    assert all(state.rejected.get("off-topic") and not state.passed_over for state in report.archives)


def test_what_is_done_is_not_done_again(archives: list[str], alone: dict[str, str], tmp_path: Path) -> None:
    portal = web_archives.make_portal(tmp_path / "portal")
    assert all(state.passed_over["off-topic"] for state in backfill(portal, archives).archives)
    again = backfill(portal, archives)
    assert (again.records, len(again.skipped), again.folded.new_records) == (0, 2, 0)
    assert web_archives.records_of(portal) == alone


class _Interrupted(OneProcess):
    """Stops where somebody presses Ctrl-C, after some slices."""

    slices = 2

    def take(self) -> Answer:
        if not self.slices:
            raise KeyboardInterrupt
        self.slices -= 1
        return super().take()


def test_a_run_that_is_stopped_goes_on_where_it_was(archives: list[str], alone: dict[str, str], tmp_path: Path) -> None:
    portal = web_archives.make_portal(tmp_path / "portal")
    with pytest.raises(KeyboardInterrupt):
        backfill(portal, archives, _Interrupted)
    with Portal.open(portal) as opened:
        states = opened.store.backfill_states()
    assert 0 < sum(state.records for state in states.values()) < PAGES
    assert web_archives.records_of(portal) == {}
    report = backfill(portal, archives[::-1])
    assert report.records < PAGES + 10
    assert web_archives.records_of(portal) == alone


@pytest.mark.parametrize("stage", ["reading", "writing"])
def test_a_run_that_is_killed_loses_nothing(archives: list[str], alone: dict[str, str], tmp_path: Path, stage: str) -> None:
    portal = web_archives.make_portal(tmp_path / "portal")
    command = [sys.executable, "-m", "newsfold", "backfill", *archives, "--portal", str(portal), "--workers", "0"]
    driver = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    with Portal.open(portal) as opened:
        while driver.poll() is None:
            begun = opened.store.backfill_states() if stage == "reading" else web_archives.records_of(portal)
            if begun:
                driver.kill()
                break
            time.sleep(0.01)
    driver.wait()
    assert driver.returncode == -signal.SIGKILL
    backfill(portal, archives)
    assert web_archives.records_of(portal) == alone


@pytest.mark.parametrize("harm", [signal.SIGKILL, signal.SIGSTOP])
def test_a_worker_that_dies_or_hangs_costs_a_retry(
    archives: list[str], alone: dict[str, str], tmp_path: Path, harm: signal.Signals
) -> None:
    class Harmed(Processes):
        harmed = False

        def take(self) -> Answer:
            worker = next((one for one in self._crew if not one.is_free), None)
            if worker is not None and not self.harmed:
                os.kill(worker.process.pid or 0, harm)
                self.harmed = True
            return super().take()

    portal = web_archives.make_portal(tmp_path / "portal")
    report = backfill(portal, archives[::-1], partial(Harmed, workers=2, time_limit=8.0 if harm == signal.SIGSTOP else 60.0))
    assert web_archives.records_of(portal) == alone
    assert not any("poisoned" in state.rejected for state in report.archives)


class _Poisoned:
    """Workers that one page kills each time; an engine as the protocol has it."""

    workers = 3

    def __init__(self, victim: int) -> None:
        self._victim = victim
        self._given: list[tuple[int, Slice]] = []

    def __enter__(self) -> _Poisoned:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def give(self, ticket: int, part: Slice) -> None:
        self._given.append((ticket, part))

    def take(self) -> Answer:
        ticket, part = self._given.pop()  # The last first: answers come in any order.
        if self._victim in part.offsets:
            return Answer(ticket=ticket, lost="ended its worker")
        return Answer(ticket=ticket, harvest=Harvest(records=len(part.offsets)))


def test_a_page_that_kills_its_worker_costs_itself_alone(archives: list[str]) -> None:
    (volume,) = volumes_of(archives[0])
    slices = list(survey(volume))
    victim = slices[0].offsets[7]
    told = list(harvests(iter(slices), _Poisoned(victim)))
    assert [part for part, _ in told] == slices
    assert sum(harvest.records for _, harvest in told) == 60
    (why,) = [why for _, harvest in told for why in harvest.refused]
    assert (why.code, why.url, why.stage) == ("poisoned", "https://publisher-2.example/story/7", "read")
    assert f"{MOST_TRIES} times" in why.reason


def test_no_more_slices_are_under_way_than_memory_is_meant_to_hold() -> None:
    taken = 0

    def endless() -> Iterator[Slice]:
        nonlocal taken
        while True:
            taken += 1
            yield Slice(volume=Volume(archive="a"), offsets=(taken,), end=taken + 1)

    found = harvests(endless(), _Poisoned(-1))
    for number in range(1, 200):
        next(found)
        assert taken <= number + 4 * _Poisoned.workers


def test_an_archive_is_read_wherever_it_lies(archives: list[str], tmp_path: Path) -> None:
    whole = Path(archives[0]).read_bytes()
    with fsspec.open("memory://shelf/a.warc.gz", "wb") as file:
        file.write(whole)
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as wacz:
        wacz.writestr("archive/a.warc.gz", whole)
        wacz.writestr("../../archive/evil.warc", b"")
    names = ["memory://shelf/a.warc.gz", f"file://{archives[0]}", str(tmp_path / "a.wacz")]
    found = []
    for number, name in enumerate(names):
        portal = web_archives.make_portal(tmp_path / f"portal-{number}")
        assert sum(state.records for state in backfill(portal, [name]).archives) == 60
        found.append(web_archives.records_of(portal))
    assert found[0]
    assert found[0] == found[1] == found[2]


def test_an_archive_that_breaks_off_gives_what_stood_before_and_is_told(tmp_path: Path) -> None:
    records = web_archives.mixed(range(40))
    file = tmp_path / "broken.warc"
    file.write_bytes(b"".join(records) + b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\n")
    portal = web_archives.make_portal(tmp_path / "portal")
    (state,) = backfill(portal, [str(file)]).archives
    assert state.is_done
    assert state.articles == 30
    assert state.rejected == {"archive": 1}
