"""Telling how far a long work is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told how far the day is; a terminal draws a bar of it."""

    def begin(self, stage: str, total: int) -> None:
        """A stage begins that has ``total`` steps."""

    def advance(self) -> None:
        """One step of the stage is done."""


class NoProgress:
    """Tells nobody."""

    def begin(self, stage: str, total: int) -> None:
        """Do nothing."""

    def advance(self) -> None:
        """Do nothing."""
