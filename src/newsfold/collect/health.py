"""How a source does: what is remembered of it and what became of its articles, as figures and flags."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from newsfold.collect.rhythm import entries_per_week, is_silent, median_interval
from newsfold.page import HealthFlag, Source, SourceCounts, SourceHealth, SourceState


def source_health(source: Source, state: SourceState | None, counts: SourceCounts | None, *, now: datetime) -> SourceHealth:
    """The health of ``source`` at ``now``. Without ``state`` it was never visited, without ``counts`` nothing is known of its articles."""
    kept = state or SourceState(url=source.url)
    came = counts or SourceCounts(url=source.url)
    return SourceHealth(
        url=source.url,
        title=source.title or kept.title,
        category=source.category,
        kind=kept.kind or source.kind,
        last_success=kept.succeeded_at,
        last_new=kept.newest_at,
        last_published=kept.recent[0] if kept.recent else None,
        failures=kept.failures,
        error=kept.error,
        error_code=kept.error_code,
        median_interval=median_interval(kept),
        per_week=entries_per_week(kept, now=now),
        articles=came.articles,
        rejected=came.rejected,
        share_published=_share(came.published, came.articles),
        share_folded=_share(came.folded, came.articles),
        moved_to=kept.moved_to,
        next_at=kept.next_at,
        every=source.every,
        flags=tuple(_flags(kept, now)),
    )


def _flags(state: SourceState, now: datetime) -> Iterator[HealthFlag]:
    if state.checked_at is None:
        yield "new"
    if state.retired_at:
        yield "retired"
    elif state.failures:
        yield "failing"
    if state.failures and state.succeeded_at is None:
        yield "never worked"
    if is_silent(state, now=now):
        yield "went silent"
    if state.only_old:
        yield "only old items"
    if state.moved_to:
        yield "moved"


def _share(part: int, whole: int) -> float | None:
    return round(min(1.0, part / whole), 3) if whole > 0 else None
