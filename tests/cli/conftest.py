"""The command line as its users call it, and one demo portal for all who only look."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from newsfold.day.pipeline import DayReport
from newsfold.demo.day import run_demo

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def newsfold(warm: Path) -> Run:
    """Runs ``newsfold`` with arguments in a process of its own and returns what it printed.

    The process is forked from one that is loaded already; test_plain_commands.py and test_watch.py start theirs from nothing.
    """

    def run(*arguments: object, input: str | None = None) -> subprocess.CompletedProcess[str]:
        command = [warm / "newsfold", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, input=input, check=False, timeout=110)

    return run


@pytest.fixture(scope="session")
def demo(made_once: Callable[[str, Callable[[Path], object]], Path]) -> tuple[Path, DayReport]:
    """The demo portal and the report of its day. Not to be written to."""

    def make(folder: Path) -> None:
        report = run_demo(folder / "demo-portal")
        (folder / "report.json").write_bytes(msgspec.json.encode(report))

    made = made_once("demo", make)
    return made / "demo-portal", msgspec.json.decode((made / "report.json").read_bytes(), type=DayReport)
