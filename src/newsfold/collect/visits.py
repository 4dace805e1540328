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
    ``too_old`` and ``over_limit`` count entries left out by ``max_age_days`` and ``max_entries``. ``moved_to`` is the address the
    server said for ever stands for the source's.
    """

    state: SourceState
    entries: tuple[Entry, ...] = ()
    unchanged: bool = False
    rejected: Rejected | None = None
    too_old: int = 0
    over_limit: int = 0
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
    young = _young(entries, client.settings, now)
    kept = _newest(young, client.settings)
    seen = _succeeded(state, answer, now).evolve(
        etag=answer.etag, last_modified=answer.last_modified, title=feed.title or state.title, error=feed.note, entry_count=len(entries)
    )
    return Checked(state=seen, entries=kept, too_old=len(entries) - len(young), over_limit=len(young) - len(kept), moved_to=answer.moved_to)


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


def _young(entries: tuple[Entry, ...], settings: CollectSettings, now: datetime) -> tuple[Entry, ...]:
    if settings.max_age_days <= 0:
        return entries
    oldest = now - timedelta(days=settings.max_age_days)
    return tuple(entry for entry in entries if (_time(entry) or now) >= oldest)


def _newest(entries: tuple[Entry, ...], settings: CollectSettings) -> tuple[Entry, ...]:
    """Newest first; undated ones after the dated, in the source's order."""
    ordered = sorted(entries, key=lambda entry: _time(entry) or _BEFORE_ALL, reverse=True)
    return tuple(ordered[: settings.max_entries]) if settings.max_entries > 0 else tuple(ordered)


def _time(entry: Entry) -> datetime | None:
    return entry.published_at or entry.updated_at
