"""What a visit leaves to be remembered of a source. Pure: state and answer in, state out, its next visit set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from newsfold.collect.answer import Response
from newsfold.collect.rhythm import merged_times
from newsfold.collect.schedule import LONGEST, scheduled
from newsfold.outcome import Rejected
from newsfold.page import MOVES_THAT_HOLD, SourceState

HOST_RESTING = "host-resting"
"""The code of a visit that did not take place because the host asked to be left alone: no failure of the source."""

GONE = "gone"
"""The code of a 410: the source is retired."""


def after_success(state: SourceState, answer: Response, *, now: datetime, fresh_for: int = 0) -> SourceState:
    """The state after a visit that was answered. ``fresh_for`` are the seconds a feed's own ``ttl`` asks for; the longer wish counts."""
    seconds = min(max(answer.fresh_for, fresh_for), LONGEST)
    moved_to, moves = _moved(state, answer)
    return scheduled(
        state.evolve(
            checked_at=now,
            succeeded_at=now,
            first_seen=state.first_seen or now,
            failures=0,
            error=None,
            error_code="",
            failed_at=None,
            # A 304 may carry a newer validator (RFC 9110 section 15.4.5).
            etag=answer.etag or state.etag,
            last_modified=answer.last_modified or state.last_modified,
            not_before=None,
            fresh_until=now + timedelta(seconds=seconds) if seconds else None,
            moved_to=moved_to,
            moves=moves,
        ),
        now=now,
    )


def after_failure(state: SourceState, why: Rejected, *, now: datetime, not_before: datetime | None = None) -> SourceState:
    """The state after a visit that failed. ``not_before`` is until when the server asked to be left alone.

    A 410 of the source's own address retires it; where the address it moved to fails, its own is asked again.
    """
    if why.code == HOST_RESTING:
        return scheduled(state.evolve(not_before=not_before, first_seen=state.first_seen or now), now=now)
    elsewhere = state.address != state.url
    return scheduled(
        state.evolve(
            checked_at=now,
            first_seen=state.first_seen or now,
            failures=state.failures + 1,
            error=why.reason,
            error_code=why.code,
            failed_at=now,
            not_before=not_before,
            retired_at=now if why.code == GONE and not elsewhere else None,
            moves=0 if elsewhere else state.moves,
        ),
        now=now,
    )


def after_news(state: SourceState, times: Iterable[datetime], *, fresh: int, now: datetime) -> SourceState:
    """The state once the store said how many entries of the visit are new; to be kept in place of the visit's own.

    ``times`` are the new entries' times. Where they have none the visit's time stands for them, so that a source without dates has a
    rhythm, too. Its next visit is set anew.
    """
    if not fresh:
        return state
    known = merged_times(state.recent, times, now=now)
    return scheduled(state.evolve(newest_at=now, recent=known or (now,)), now=now)


def _moved(state: SourceState, answer: Response) -> tuple[str | None, int]:
    if state.address != state.url:
        # Asked where it moved to: that holds, unless it moved on from there.
        return (answer.moved_to, 1) if answer.moved_to else (state.moved_to, state.moves)
    if not answer.moved_to or answer.moved_to == state.url:
        return None, 0
    return answer.moved_to, min(state.moves + 1, MOVES_THAT_HOLD) if answer.moved_to == state.moved_to else 1
