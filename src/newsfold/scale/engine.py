"""Who does the work: this process, the cores of this machine, or the nodes of a Ray cluster; all answer the same."""

from __future__ import annotations

from typing import Protocol, Self

from newsfold.article import Frozen
from newsfold.scale.reader import Harvest, Plan, Reader
from newsfold.scale.slices import Slice

TIME_LIMIT = 60.0
"""Seconds a slice, and then each page of it by itself, may take. The slowest page known takes one (docs/reference/reading.md)."""


class Answer(Frozen, frozen=True, kw_only=True):
    """What became of the work with a ticket: its harvest, or why its worker was lost."""

    ticket: int
    harvest: Harvest | None = None
    lost: str = ""


class Engine(Protocol):
    """Workers that are given slices. To be used in a ``with`` block, which makes and ends them."""

    @property
    def workers(self) -> int:
        """How many slices are worked on at once."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def give(self, ticket: int, part: Slice) -> None:
        """Give a slice to the next worker that is free. Never more are given than :attr:`workers`, but for what waits in the engine."""

    def take(self) -> Answer:
        """Wait for the next answer. A worker that dies or passes the time limit gives one too, and is replaced."""


class OneProcess:
    """All in this process. A page that kills it, or hangs, is not survived: that takes workers."""

    workers = 1

    def __init__(self, plan: Plan) -> None:
        self._reader = Reader(plan)
        self._given: list[tuple[int, Slice]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._given.clear()

    def give(self, ticket: int, part: Slice) -> None:
        """Remember the slice; it is worked on when its answer is asked for."""
        self._given.append((ticket, part))

    def take(self) -> Answer:
        """Work on the slice given first."""
        ticket, part = self._given.pop(0)
        return Answer(ticket=ticket, harvest=self._reader.harvest(part))
