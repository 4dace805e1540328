"""One PostgreSQL server for several processes and portals: nothing lost or doubled, no deadlock, no portal in another one's rows."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsfold.errors import StoreError
from newsfold.page import SourceState
from newsfold.settings import StoreSettings
from newsfold.store import Store

ROOT = Path(__file__).parents[2]
SECONDS = 8


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    folder = tmp_path / "portal"
    folder.mkdir()
    return folder


@pytest.mark.timeout(600)  # A machine that twenty share takes minutes to start four processes.
def test_four_processes_on_one_store_lose_and_double_nothing_and_meet_no_deadlock(postgresql: str) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "store.py"), "--seconds", str(SECONDS), "--url", postgresql]
    done = subprocess.run(command, capture_output=True, text=True, timeout=560, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for fault in (
        "errors that reached a caller",
        "deadlocks met by the server",
        "looks that were missed",
        "articles listed that the store did not know",
        "articles listed that have no draft",
        "articles listed that have no record",
        "articles doubled",
        "locks that are waited for",
        "transactions left open",
    ):
        assert f"{fault}: 0\n" in done.stdout
    assert int(done.stdout.split(" articles listed,")[0].splitlines()[-1]) >= SECONDS


def test_where_postgresql_is_not_here_the_bench_says_so_and_fails() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "store.py"), "--programs", "/nowhere"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "PostgreSQL is not here" in done.stderr


def test_a_second_portal_is_refused_in_one_sentence(portal: Path, postgresql: str, tmp_path: Path) -> None:
    settings = StoreSettings(url=postgresql, schema="of_one")
    with Store.in_folder(portal, settings) as store:
        store.put_source_states([SourceState(url="https://gull.example/feed")])
    other = tmp_path / "other"
    with pytest.raises(
        StoreError, match=r"of_one: the store is that of the portal in \S+/portal, and two portals must not share one\. Set"
    ):
        Store.in_folder(other, settings)
    with Store.in_folder(portal, settings) as store:
        assert list(store.source_states()) == ["https://gull.example/feed"]


def test_a_portal_that_was_moved_or_lost_its_state_folder_keeps_its_store(portal: Path, postgresql: str, tmp_path: Path) -> None:
    settings = StoreSettings(url=postgresql, schema="of_a_mover")
    Store.in_folder(portal, settings).close()
    shutil.rmtree(portal / ".newsfold")
    Store.in_folder(portal, settings).close()
    moved = portal.rename(tmp_path / "moved")
    Store.in_folder(moved, settings).close()
    Store.in_folder(moved, settings).close()


def test_a_copy_of_a_portal_is_another_portal(portal: Path, postgresql: str, tmp_path: Path) -> None:
    settings = StoreSettings(url=postgresql, schema="of_the_first")
    Store.in_folder(portal, settings).close()
    shutil.copytree(portal, tmp_path / "copy")
    with pytest.raises(StoreError, match="two portals must not share one"):
        Store.in_folder(tmp_path / "copy", settings)
    Store.in_folder(portal, settings).close()


def test_two_portals_may_not_share_a_file_either(portal: Path, tmp_path: Path) -> None:
    settings = StoreSettings(url=f"sqlite:///{tmp_path}/store.db")
    Store.in_folder(portal, settings).close()
    with pytest.raises(StoreError, match="two portals must not share one"):
        Store.in_folder(tmp_path / "other", settings)
