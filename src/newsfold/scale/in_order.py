"""Harvests in the order of their slices, whatever the order in which workers finish, and whatever becomes of workers.

Bounded: no more slices are under way or wait to be kept than :data:`AHEAD` for each worker, so memory holds the same for any archive.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from newsfold.outcome import Rejected
from newsfold.scale.engine import Answer, Engine
from newsfold.scale.reader import Harvest
from newsfold.scale.slices import Slice, address_at

AHEAD = 4
"""Slices under way or done but not yet kept, for each worker: so many that one slow page holds nobody up for long."""

MOST_TRIES = 3
"""How often a page is tried by itself before it is given up. A page that ends its worker does so each time; a machine is lost once."""


@dataclass
class _Job:
    """A slice that was given out: its parts (itself, or after a loss its records one by one) and what they brought."""

    part: Slice
    done: dict[int, Harvest] = field(default_factory=dict)
    left: int = 1
    tries: dict[int, int] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        return self.left == 0

    @property
    def harvest(self) -> Harvest:
        whole = Harvest()
        for offset in sorted(self.done):
            whole = whole.plus(self.done[offset])
        return whole


def harvests(slices: Iterator[Slice], engine: Engine) -> Iterator[tuple[Slice, Harvest]]:
    """Each slice with what it brought, in order. Ends early, with nothing under way, where the caller stops asking."""
    line: deque[_Job] = deque()
    under_way: dict[int, tuple[_Job, Slice]] = {}
    tickets = iter(range(1 << 62))

    def give(job: _Job, part: Slice) -> None:
        ticket = next(tickets)
        under_way[ticket] = (job, part)
        engine.give(ticket, part)

    def settle(answer: Answer) -> None:
        job, part = under_way.pop(answer.ticket)
        if answer.harvest is not None:
            job.done[part.start] = answer.harvest
            job.left -= 1
            return
        for again in _again(job, part, answer.lost):
            give(job, again)

    more = True
    while more or line:
        while more and len(line) < AHEAD * engine.workers:
            part = next(slices, None)
            if part is None:
                more = False
                break
            job = _Job(part)
            line.append(job)
            if part.offsets:
                give(job, part)
            else:
                job.left = 0
        while line and line[0].is_done:
            job = line.popleft()
            yield job.part, job.harvest
        if under_way:
            settle(engine.take())


def _again(job: _Job, part: Slice, why: str) -> tuple[Slice, ...]:
    """What to give out in place of a part whose worker was lost: its records one by one, so that one page alone is to blame."""
    if len(part.offsets) > 1:
        job.left += len(part.offsets) - 1
        return tuple(part.only(offset) for offset in part.offsets)
    tries = job.tries[part.start] = job.tries.get(part.start, 0) + 1
    if tries < MOST_TRIES:
        return (part,)
    source = part.volume.name
    words = f"The page {why} {tries} times; it was given up."
    poisoned = Rejected(stage="read", reason=words, code="poisoned", url=address_at(part.volume, part.start), source=source)
    job.done[part.start] = Harvest(refused=(poisoned,), records=1)
    job.left -= 1
    return ()
