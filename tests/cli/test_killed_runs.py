"""A run killed at any point is completed by the next, and the result is that of an undisturbed run."""

from __future__ import annotations

import importlib.util
import io
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
from typing import NamedTuple

import pytest
from PIL import Image

from newsfold.checking import check_portal
from newsfold.content.record import read_record
from newsfold.content.seal import KeyRing, Sealed, add_key, new_key, unseal

_SPEC = importlib.util.spec_from_file_location("village", Path(__file__).parents[1] / "portal" / "village.py")
assert _SPEC is not None
assert _SPEC.loader is not None
village_module = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(village_module)

PARTS = 4
"""Tests that share the points, so that two cores share them too."""
AT_RANDOM = 4
"""Kills at moments a die chooses, for what happens between two points."""
FLOOD = "The Hill model reads the gauges of the river by artificial intelligence, and the mayor was warned of the flood in time. " * 6
SCHOOL = "A school lets an AI tutor read essays of forty pupils; teachers see what it says before a pupil does, and mark them still. " * 6
FERRY = "The ferry docks by computer vision since May, and its captain keeps both hands on the AI's lever as the harbour asked. " * 6


class Runs:
    """Runs portals one after the other in forked processes, some to be killed."""

    def __init__(self) -> None:
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
        for who in ("AUTHOR", "COMMITTER"):
            environment |= {f"GIT_{who}_NAME": "Ada Quill", f"GIT_{who}_EMAIL": "ada@lumen.example"}
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("killed_runs.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def run(self, folder: Path, wish: str = "", *, kill_after: float | None = None) -> int:
        """The status the run ended with; -9 where it was killed. ``wish`` is told in killed_runs.py."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(folder, wish, sep="\t", file=self._process.stdin, flush=True)
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
    started = Runs()
    yield started
    started.close()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A portal before its first run: in git, with a key, asking two publishers that tell a story each and one together."""
    folder = tmp_path_factory.mktemp("killed") / "fresh"
    with village_module.Village() as village:
        flood = village.article("hill.example/flood", "AI model warned of the river's flood", text=FLOOD)
        illustrated = village.pages["hill.example/flood"].body.replace(b"</head>", b"<meta property='og:image' content='/weir.png'></head>")
        village.pages["hill.example/flood"] = village_module.Reply(illustrated)
        village.pages["hill.example/weir.png"] = village_module.Reply(png(360, 240), "image/png")
        village.pages["hill.example/"] = village_module.Reply(b"<title>The Hill</title><link rel=icon href=/icon.png sizes=64x64>")
        village.pages["hill.example/icon.png"] = village_module.Reply(png(64, 64), "image/png")
        school = village.article("hill.example/school", "An AI tutor reads the essays of a school", text=SCHOOL)
        again = village.article("vale.example/flood", "River's flood: an AI model warned the mayor", text=FLOOD)
        ferry = village.article("vale.example/ferry", "The ferry docks by AI", text=FERRY)
        feeds = village.feed("hill.example/feed", flood, school), village.feed("vale.example/feed", again, ferry)
        village_module.make_portal(folder, village.port, *feeds)
        settings = (folder / "newsfold.toml").read_text()
        (folder / "newsfold.toml").write_text(settings.replace("hold_pictures = false", "hold_pictures = true"))
        (folder / ".gitignore").write_text(".newsfold/\nseal.keys\n")
        add_key(folder / "seal.keys", new_key())
        git(folder, "init", "-q")
        git(folder, "add", "-A")
        git(folder, "-c", "user.name=Ada", "-c", "user.email=ada@lumen.example", "commit", "-qm", "A portal")
        yield folder


def png(width: int, height: int) -> bytes:
    """A picture with light and dark."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, "PNG")
    return out.getvalue()


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True).stdout


State = dict[str, bytes | tuple[str, Sealed]]


def state(folder: Path, keys: KeyRing) -> State:
    """Every file outside .newsfold and .git; records with their sealed fields opened."""
    found: State = {}
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


class Whole(NamedTuple):
    """What an undisturbed run makes of a fresh portal, and the seconds it takes."""

    fresh: Path
    keys: KeyRing
    left: State
    seconds: float

    def stands_in(self, folder: Path) -> bool:
        """Whether a run left the same there, and nothing that git does not have."""
        return state(folder, self.keys) == self.left and git(folder, "status", "--porcelain") == ""


@pytest.fixture(scope="module")
def whole(runs: Runs, fresh: Path) -> Whole:
    keys = KeyRing.load(fresh, {}, "seal.keys")
    assert keys is not None
    folder = Path(shutil.copytree(fresh, fresh.with_name("undisturbed")))
    assert runs.run(folder, "here") == 0
    begin = time.monotonic()
    assert runs.run(Path(shutil.copytree(fresh, fresh.with_name("timed")))) == 0
    found = Whole(fresh, keys, state(folder, keys), time.monotonic() - begin)
    records = [text.decode() if isinstance(text, bytes) else text[0] for path, text in found.left.items() if path.startswith("_news/")]
    assert len(records) == 4
    assert sum("\nheat: -1\n" in record for record in records) == 1
    assert any(path.startswith("assets/pictures/") for path in found.left)
    assert "_data/organizations/hill.example.md" in found.left
    assert check_portal(folder) == ()
    assert found.stands_in(folder)
    return found


@pytest.fixture(scope="module")
def points(runs: Runs, whole: Whole) -> list[str]:
    """The points of a run, of a loop the middle one and the last; a run whose points are noted does what any other does."""
    folder = Path(shutil.copytree(whole.fresh, whole.fresh.with_name("noted")))
    assert runs.run(folder, "?") == 0
    assert whole.stands_in(folder)
    found = []
    for line in Path(f"{folder}.points").read_text().splitlines():
        point, _, times = line.rpartition(" ")
        found += [f"{point} {time}" for time in sorted({(int(times) + 1) // 2, int(times)})]
    return found


def test_the_points_are_wherever_a_run_changes_what_outlives_it(points: list[str]) -> None:
    kinds = {" ".join(point.split()[:-2]) for point in points}
    assert kinds >= {"makes", "opens", "opened", "rename", "link", "remove", "commits", "begins git commit", "awaits git commit"}
    for part in ("lock", "asking", "intake", "picturing", "pipeline", "recording", "writing", "publishing", "committing"):
        assert any(f"{part}." in point for point in points), part
    assert len(points) >= 50


@pytest.mark.timeout(280)
@pytest.mark.parametrize("part", range(PARTS))
def test_a_run_killed_at_any_point_is_completed_by_the_next(runs: Runs, whole: Whole, points: list[str], tmp_path: Path, part: int) -> None:
    for number, point in enumerate(points[part::PARTS]):
        folder = Path(shutil.copytree(whole.fresh, tmp_path / str(number)))
        assert runs.run(folder, point) == -signal.SIGKILL, point
        assert runs.run(folder) == 0, point
        assert whole.stands_in(folder), (point, {path for path, is_ in state(folder, whole.keys).items() if whole.left.get(path) != is_})


@pytest.mark.timeout(280)
def test_a_run_killed_at_random_is_completed_by_the_next(runs: Runs, whole: Whole, tmp_path: Path) -> None:
    dice, killed = random.Random(20261115), 0
    for number in range(8 * AT_RANDOM):
        folder = Path(shutil.copytree(whole.fresh, tmp_path / str(number)))
        killed += runs.run(folder, kill_after=dice.uniform(0, whole.seconds)) == -signal.SIGKILL
        assert runs.run(folder) == 0
        assert whole.stands_in(folder)
        if killed == AT_RANDOM:
            break
    assert killed == AT_RANDOM, "the runs are over before they are killed"
