"""A visit to a source: what is new there, and what is remembered of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from anyio.to_thread import run_sync

from newsfold.article import Frozen
from newsfold.collect.answer import Response
from newsfold.collect.client import Client
from newsfold.collect.feeds import parse_feed
from newsfold.outcome import Rejected
from newsfold.page import Entry, Source, SourceState
from newsfold.settings import CollectSettings

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Checked(Frozen, frozen=True, kw_only=True):
    """What a visit brought.

    ``state`` is to be kept for the next visit. ``unchanged``: the source lists what it listed before. ``rejected``: the visit failed.
    ``passed_over`` are entries left out by the settings ``max_age_days`` and ``max_entries``, each with the reason. ``moved_to`` is the
    address the server said for ever stands for the source's.
    """

    state: SourceState
    entries: tuple[Entry, ...] = ()
    unchanged: bool = False
    rejected: Rejected | None = None
    passed_over: tuple[tuple[Entry, Rejected], ...] = ()
    moved_to: str | None = None


async def check_source(client: Client, source: Source, state: SourceState, *, now: datetime) -> Checked:
    """Visit a source at ``now``. Nothing a server does raises: a failure is counted and told in ``state`` and ``rejected``."""
    answer = await client.get(source.url, etag=state.etag, last_modified=state.last_modified)
    if isinstance(answer, Rejected):
        return _failed(source, state, answer, now)
    if answer.unchanged:
        note = None if state.failures else state.error  # A damaged feed stays damaged; a failure is over.
        return Checked(state=_succeeded(state, answer, now).evolve(error=note), unchanged=True, moved_to=answer.moved_to)
    parse = partial(parse_feed, answer.body, url=answer.final_url, content_type=answer.content_type)
    feed = await run_sync(parse, limiter=client.workers)
    if isinstance(feed, Rejected):
        return _failed(source, state, feed, now)
    entries = tuple(entry.evolve(source=source.url) for entry in feed.entries)
    kept, passed_over = _sifted(entries, client.settings, now)
    seen = _succeeded(state, answer, now).evolve(
        etag=answer.etag, last_modified=answer.last_modified, title=feed.title or state.title, error=feed.note, entry_count=len(entries)
    )
    return Checked(state=seen, entries=kept, passed_over=passed_over, moved_to=answer.moved_to)


def _failed(source: Source, state: SourceState, rejected: Rejected, now: datetime) -> Checked:
    told = rejected.evolve(url=source.url, source=source.url)
    return Checked(state=state.evolve(checked_at=now, failures=state.failures + 1, error=told.reason), rejected=told)


def _succeeded(state: SourceState, answer: Response, now: datetime) -> SourceState:
    # A 304 may carry a newer validator (RFC 9110 section 15.4.5).
    return state.evolve(
        checked_at=now,
        succeeded_at=now,
        failures=0,
        etag=answer.etag or state.etag,
        last_modified=answer.last_modified or state.last_modified,
    )


def _sifted(
    entries: tuple[Entry, ...], settings: CollectSettings, now: datetime
) -> tuple[tuple[Entry, ...], tuple[tuple[Entry, Rejected], ...]]:
    """The newest entries, newest first, undated ones after the dated in the source's order; and those left out, with the reason."""
    oldest = now - timedelta(days=settings.max_age_days) if settings.max_age_days > 0 else _BEFORE_ALL
    kept: list[Entry] = []
    passed_over: list[tuple[Entry, Rejected]] = []
    for entry in sorted(entries, key=lambda entry: _time(entry) or _BEFORE_ALL, reverse=True):
        if (_time(entry) or now) < oldest:
            reason = f"The entry is older than {settings.max_age_days} days."
        elif 0 < settings.max_entries <= len(kept):
            reason = f"The entry stands behind the source's newest {settings.max_entries}."
        else:
            kept.append(entry)
            continue
        passed_over.append((entry, Rejected(stage="collect", reason=reason, url=entry.url, source=entry.source)))
    return tuple(kept), tuple(passed_over)


def _time(entry: Entry) -> datetime | None:
    return entry.published_at or entry.updated_at
