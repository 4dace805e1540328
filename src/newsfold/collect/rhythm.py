"""A source's own rhythm, from the times of its newest entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from newsfold.page import SourceState

MOST_TIMES = 30
"""Times of entries kept of a source: a month of a daily source, a morning of an agency."""

FEWEST_TIMES = 4
"""Times below which a source has no habit yet."""

_WEEK = timedelta(days=7)
_SHORTEST_SILENCE = timedelta(days=1)
_PATIENCE = 2
"""How many times its own longest pause a source may pause before it counts as silent."""


def merged_times(known: Iterable[datetime], listed: Iterable[datetime], *, now: datetime) -> tuple[datetime, ...]:
    """The newest times of both, newest first, each once, :data:`MOST_TIMES` at most. Times that lie ahead say nothing and are left out."""
    times = {time for time in (*known, *listed) if time <= now}
    return tuple(sorted(times, reverse=True)[:MOST_TIMES])


def expected_gap(state: SourceState, *, now: datetime) -> timedelta | None:
    """The time between two entries to be expected now: the span since the oldest time kept, by the number of times.

    The pause since the newest is part of the span, so that a source that falls silent is expected less and less. ``None`` where no
    time is known.
    """
    return (now - state.recent[-1]) / len(state.recent) if state.recent and state.recent[-1] < now else None


def median_interval(state: SourceState) -> int | None:
    """Seconds between two entries, the median; ``None`` where fewer than :data:`FEWEST_TIMES` times are known."""
    return int(median(_pauses(state))) if len(state.recent) >= FEWEST_TIMES else None


def entries_per_week(state: SourceState, *, now: datetime) -> float | None:
    """Entries in a week, to a tenth, over the span of the times kept (a week at least); ``None`` where none is known."""
    if not state.recent:
        return None
    return round(len(state.recent) / max(1.0, (now - state.recent[-1]) / _WEEK), 1)


def is_silent(state: SourceState, *, now: datetime) -> bool:
    """Whether the source works but has brought nothing for more than twice its own longest pause, and for a day at least."""
    if len(state.recent) < FEWEST_TIMES or state.failures or state.retired_at:
        return False
    habit = max(_SHORTEST_SILENCE, timedelta(seconds=_PATIENCE * max(_pauses(state))))
    return now - state.recent[0] > habit


def _pauses(state: SourceState) -> list[float]:
    return [(later - earlier).total_seconds() for later, earlier in pairwise(state.recent)]
