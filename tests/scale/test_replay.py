"""A day of a real portal again, run by run, through the whole house."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(600)  # Ten seconds of work; a machine that twenty share takes minutes.
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
DESIGN = Path(__file__).parents[2] / "docs" / "design" / "scale.md"


@pytest.fixture(scope="session")
def told(shared: Path, made_once: Callable[[str, Callable[[Path], object]], Path]) -> str:
    """What the bench tells of twelve runs, from midnight to midnight."""

    def replay(folder: Path) -> None:
        folder.mkdir()
        words = ["--portal", "diablo4", "--runs", "12", "--first", "2023-03-18", "--plots", str(folder)]
        done = subprocess.run(
            [sys.executable, str(BENCHMARKS / "replay.py"), *words], capture_output=True, text=True, timeout=560, check=False
        )
        assert done.returncode == 0, done.stderr
        (folder / "told").write_text(done.stdout)

    made = made_once("replay", replay)
    assert b"</svg>" in (made / "replay-diablo4.svg").read_bytes()
    return (made / "told").read_text()


def test_every_article_of_the_day_comes_in_once_or_has_its_reason_or_is_yet_to_be_asked_for(told: str) -> None:
    rows = {name: value.rstrip(" |") for name, _, value in (line[2:].partition(" | ") for line in told.splitlines() if line[:2] == "| ")}
    published = int(rows["articles the publishers put out"].split()[0])
    came, folded = map(int, re.findall(r"\d+", rows["came in as records"]))
    not_yet = int(rows["came out after the last visit to their source"])
    rejected = sum(int(part.split()[0]) for part in rows["rejected"].split("; ") if part != "none")
    assert published >= 10
    assert came + rejected + not_yet == published
    assert came > folded > 0
    assert rows["errors told"] == "0"


def test_the_edition_of_the_day_reaches_its_three_readers(told: str) -> None:
    assert "| editions | 1, 3 mails taken by the mail server |" in told


def test_folding_is_scored_against_the_labelled_window(told: str) -> None:
    assert "on them B-cubed" in told
    assert "pairs folded together wrongly" in told


def test_every_bench_that_the_paper_on_scale_names_stands_in_the_repository() -> None:
    named = {word.strip("`,.;:()|") for word in DESIGN.read_text().split() if word.strip("`,.;:()|").startswith("benchmarks/")}
    assert len(named) >= 6
    assert [name for name in sorted(named) if not (BENCHMARKS.parent / name).is_file()] == []
