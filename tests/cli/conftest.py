"""The command line as its users call it, and one demo portal for all who only look."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newsfold.day.pipeline import DayReport
from newsfold.demo.day import run_demo

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def newsfold() -> Run:
    """Runs ``newsfold`` with arguments in a process of its own and returns what it printed."""

    def run(*arguments: object, input: str | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", "-m", "newsfold", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, input=input, check=False, timeout=110)

    return run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DayReport]:
    """The demo portal and the report of its day. Not to be written to."""
    folder = tmp_path_factory.mktemp("demo") / "demo-portal"
    return folder, run_demo(folder)
