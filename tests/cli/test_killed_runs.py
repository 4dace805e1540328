"""A run killed at any point is completed by the next, and the result is that of an undisturbed run."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from newsfold.checking import check_portal
from newsfold.content.record import read_record
from newsfold.content.seal import KeyRing, Sealed, add_key, new_key, unseal
from newsfold.demo.bundle import load
from newsfold.demo.day import demo_files
from newsfold.demo.server import PublisherServer

KILLS = 25
"""Kills by each of two dice; two tests, so that two cores share them."""
PUBLISHERS = ("northwire.example", "portmaren-herald.example")


class Runs:
    """Runs portals one after the other in forked processes, some to be killed."""

    def __init__(self, port: int) -> None:
        environment = {**os.environ, "NEWSFOLD_COLLECT_RESOLVE": f"*.example=127.0.0.1:{port}", "GIT_CONFIG_GLOBAL": os.devnull}
        for who in ("AUTHOR", "COMMITTER"):
            environment |= {f"GIT_{who}_NAME": "Ada Quill", f"GIT_{who}_EMAIL": "ada@lumen.example"}
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("killed_runs.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def run(self, folder: Path, *, kill_after: float | None = None) -> int:
        """The status the run ended with; -9 where it was killed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(folder, file=self._process.stdin, flush=True)
        child = int(self._process.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):  # It was done before.
                os.kill(child, signal.SIGKILL)
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    publishers = tuple(publisher for publisher in load() if publisher.domain in PUBLISHERS)
    with PublisherServer(publishers) as server:
        started = Runs(server.port)
        yield started
        started.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A portal before its first run: in git, with a key, asking three publishers."""
    folder = tmp_path / "fresh"
    for path, text in demo_files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / "newsfold.toml").write_text((folder / "newsfold.toml").read_text().replace("# max_entries = 100", "max_entries = 5"))
    sources = "".join(f"- url: {publisher.feed_url}\n" for publisher in load() if publisher.domain in PUBLISHERS)
    (folder / "_data" / "sources.yaml").write_text(sources)
    add_key(folder / "seal.keys", new_key())
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=Ada", "-c", "user.email=ada@lumen.example", "commit", "-qm", "A portal")
    return folder


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True).stdout


def state(folder: Path, keys: KeyRing) -> dict[str, bytes | tuple[str, Sealed]]:
    """Every file outside .newsfold and .git; records with their sealed fields opened."""
    found: dict[str, bytes | tuple[str, Sealed]] = {}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if not file.is_file() or path.startswith((".newsfold/", ".git/")):
            continue
        found[path] = file.read_bytes()
        if path.startswith("_news/"):
            text = file.read_text()
            secured = read_record(text, path=path).article.secured
            assert secured is not None
            found[path] = (text.replace(secured, ""), unseal(secured, path=path, keys=keys))
    return found


@pytest.mark.timeout(280)
@pytest.mark.parametrize("dice", [random.Random(20261115), random.Random(20261116)], ids=["first", "second"])
def test_a_run_killed_at_any_point_is_completed_by_the_next(runs: Runs, fresh: Path, tmp_path: Path, dice: random.Random) -> None:
    keys = KeyRing.load(fresh, {}, "seal.keys")
    assert keys is not None
    undisturbed, duration = tmp_path / "undisturbed-1", 60.0
    for number in range(3):
        shutil.copytree(fresh, tmp_path / f"undisturbed-{number}")
        begin = time.monotonic()
        assert runs.run(tmp_path / f"undisturbed-{number}") == 0
        duration = min(duration, time.monotonic() - begin)
    expected = state(undisturbed, keys)
    assert sum(path.startswith("_news/") for path in expected) >= 8
    assert check_portal(undisturbed) == ()
    assert git(undisturbed, "status", "--porcelain") == ""

    killed = tries = 0
    while killed < KILLS:
        tries += 1
        assert tries < 4 * KILLS, "the runs are over before they are killed"
        folder = tmp_path / f"killed-{tries}"
        shutil.copytree(fresh, folder)
        killed += runs.run(folder, kill_after=dice.uniform(0, duration)) == -signal.SIGKILL
        assert runs.run(folder) == 0
        assert state(folder, keys) == expected
        assert git(folder, "status", "--porcelain") == ""
        shutil.rmtree(folder)
