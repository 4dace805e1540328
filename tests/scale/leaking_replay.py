"""The replay of benchmarks/replay.py with a portal that keeps 30 MB a run: ``python leaking_replay.py`` and its options. Not a test."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import ClassVar

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import replay
from press import month

from newsfold.day.pipeline import DayReport
from newsfold.portal import Portal


class Leaking(Portal):
    """Keeps something of every run."""

    kept: ClassVar[list[bytes]] = []

    def run(self) -> DayReport:
        self.kept.append(b"x" * 30_000_000)
        return super().run()


month.Portal = Leaking
sys.exit(replay.main())
