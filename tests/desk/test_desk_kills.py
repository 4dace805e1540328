"""What a killed desk leaves: every decision is there, obeyed and committed once the next run is done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsfold.collect import FixedClock
from newsfold.content import repository
from newsfold.desk.actions import hide, merge
from newsfold.desk.ask import Ask
from newsfold.desk.services import Desk
from newsfold.portal import Portal
from newsfold.settings_file import settings_file

LEAD = "2026-11-10-lumen-opens-a-laboratory"
TWIN = "2026-11-10-robots-at-work-in-lumen-s-new-halls"
NOW = datetime(2026, 11, 15, 20, 0, tzinfo=UTC)


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def in_git(folder: Path) -> Path:
    (folder / "newsfold.toml").write_text(settings_file({("portal", "title"): "The Fold", ("rate", "minimum_quality"): 20}))
    (folder / ".gitignore").write_text(".newsfold/\n")
    git(folder, "init", "--quiet")
    git(folder, "config", "user.name", "Tests")
    git(folder, "config", "user.email", "tests@newsfold.example")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "As it stands")
    return folder


def merged(folder: Path) -> None:
    """Two stories merged at the desk."""
    desk = Desk.open(folder, environment={}, clock=FixedClock(NOW))
    merge.WAY.does(desk, Ask(path="/merge", who="editor", role="editor", form={"article": (LEAD, TWIN)}))


def killed(folder: Path, *, before_file: int) -> int:
    """Merge in a process that kills itself when it is about to write that file, or else before it commits; how it ended."""
    child = os.fork()
    if child == 0:
        write, left = repository.write_atomically, [before_file]

        def write_or_die(path: Path, body: bytes) -> None:
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            write(path, body)

        repository.write_atomically = write_or_die
        try:
            merged(folder)
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def records(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in sorted((folder / "_news").glob("*.md"))}


def run(folder: Path) -> None:
    with Portal.open(folder, environment={}, clock=FixedClock(NOW)) as portal:
        assert portal.fold().errors == ()


@pytest.mark.parametrize("file", [0, 1, 3, 5])
def test_a_desk_that_is_killed_while_it_decides_loses_nothing(in_git: Path, tmp_path: Path, file: int) -> None:
    """The decision's line is the first file, the four records follow; after them nothing but the commit is missing."""
    before, whole = records(in_git), Path(shutil.copytree(in_git, tmp_path / "whole"))
    assert killed(in_git, before_file=file) == -signal.SIGKILL
    run(in_git)
    merged(whole)
    assert records(in_git) == (records(whole) if file else before)
    assert git(in_git, "status", "--porcelain") == ""
    assert ("_data/decisions/" in git(in_git, "show", "--name-only", "HEAD")) == bool(file)
    with Portal.open(in_git, environment={}) as portal:
        assert portal.store.records.edited(limit=10) == ()  # What it wrote before it was killed is nobody's edit.


def test_decisions_are_committed_together_once_it_is_quiet(in_git: Path) -> None:
    desk = Desk.open(in_git, environment={}, clock=FixedClock(NOW))
    for way, name in ((hide.WAY, LEAD), (hide.WAY, TWIN)):
        way.does(desk, Ask(path=way.path, who="editor", role="editor", form={"article": (name,)}))
    assert "_news/" in git(in_git, "status", "--porcelain")
    desk.close()
    assert git(in_git, "status", "--porcelain") == ""
    assert git(in_git, "log", "-1", "--format=%s").strip() == "2 decisions at the desk"
    assert git(in_git, "rev-list", "--count", "HEAD").strip() == "2"


def test_a_hand_edit_that_was_not_committed_stays_its_owners_when_the_desk_writes_over_it(in_git: Path) -> None:
    file = in_git / "_news" / f"{LEAD}.md"
    file.write_text(file.read_text().replace("The laboratory will train robots.", "By hand, not committed."))
    desk = Desk.open(in_git, environment={}, clock=FixedClock(NOW))
    desk.shelving.run()
    hide.WAY.does(desk, Ask(path="/hide", who="editor", role="editor", form={"article": (LEAD,)}))
    desk.close()
    assert "By hand, not committed." in file.read_text()
    assert "published: false" in file.read_text()
    assert file.name in git(in_git, "status", "--porcelain")
    run(in_git)
    assert "By hand" not in git(in_git, "show", f"HEAD:_news/{LEAD}.md")
    assert "_data/decisions/" in git(in_git, "show", "--name-only", "HEAD")
