"""What a backfill brought, folded window by window in order of time, and written as the day writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from newsfold.day.recording import Folded, Recording
from newsfold.progress import Progress
from newsfold.store import Store


def windows(first: datetime, last: datetime, length: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """The spans of ``length`` that cover the time from ``first`` to ``last``, counted from 1970.

    They do not depend on what came in, so that a run that is cut off folds the same articles together when it goes on.
    """
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    start = epoch + (first - epoch) // length * length
    while start <= last:
        yield start, start + length
        start += length


def fold_in_windows(recording: Recording, store: Store, progress: Progress) -> Folded:
    """Fold all that was rated, a window of the time stories stay open after the other, and write the records of each.

    A window sees the records of the time before and after it as the day does. A run that is killed has its decision in the store or has
    not begun the window; either way the next run goes on there.
    """
    whole = _sum(Folded(), recording.run(()))
    times = store.rated_times()
    if times is None:
        return whole
    length = timedelta(days=recording.settings.fold.close_after_days)
    for earliest, before in windows(times[0], times[1], length):
        drafts = store.rated_between(earliest, before)
        if drafts:
            whole = _sum(whole, recording.run(drafts))
    return whole


def _sum(one: Folded, other: Folded) -> Folded:
    return Folded(
        new_records=one.new_records + other.new_records,
        changed_records=one.changed_records + other.changed_records,
        stories=one.stories + other.stories,
        grown=one.grown + other.grown,
        folded=one.folded + other.folded,
        errors=(*one.errors, *(error for error in other.errors if error not in one.errors)),
    )
