"""A visit to a source: what is new there, and what is remembered of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256

from anyio.to_thread import run_sync

from newsfold.article import Frozen
from newsfold.collect.answer import Response
from newsfold.collect.client import Client
from newsfold.collect.feed_head import linked_head
from newsfold.collect.feeds import Feed, parse_feed
from newsfold.collect.memory import HOST_RESTING, after_failure, after_success
from newsfold.collect.rhythm import merged_times
from newsfold.collect.sitemap_walk import read_sitemaps
from newsfold.collect.sitemaps import Sitemap, looks_like_sitemap
from newsfold.outcome import Rejected
from newsfold.page import RHYTHMS, Entry, Source, SourceState
from newsfold.settings import CollectSettings

MOST_PASSED_OVER = 1_000
"""Entries told one by one that were passed over in a visit; what lies behind them is only counted."""

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Checked(Frozen, frozen=True, kw_only=True):
    """What a visit brought.

    ``state`` is to be kept for the next visit. ``unchanged``: the source lists what it listed before. ``rejected``: the visit failed.
    ``passed_over`` are entries left out by the settings ``max_age_days`` and ``max_entries``, each with the reason. ``moved_to`` is the
    address the server said for ever stands for the source's. ``postponed``: the host asked to be left alone, so nothing was asked;
    ``rejected`` says so, and it is no failure of the source.
    """

    state: SourceState
    entries: tuple[Entry, ...] = ()
    unchanged: bool = False
    rejected: Rejected | None = None
    passed_over: tuple[tuple[Entry, Rejected], ...] = ()
    moved_to: str | None = None
    postponed: bool = False


async def check_source(client: Client, source: Source, state: SourceState, *, now: datetime) -> Checked:
    """Visit a feed or sitemap at ``now``. Nothing a server does raises: a failure is counted and told in ``state`` and ``rejected``."""
    state = state.evolve(every=RHYTHMS[source.every])
    try:
        return await _visited(client, source, state, now)
    except Exception as error:  # The safety net: no input is known that leads here, and one source must not stop the others.
        why = Rejected(stage="collect", reason=f"What the source sent could not be read ({type(error).__name__}).", code="unreadable")
        return _failed(client, source, state, why, now)


async def _visited(client: Client, source: Source, state: SourceState, now: datetime) -> Checked:
    answer = await client.get(state.address, etag=state.etag, last_modified=state.last_modified)
    if isinstance(answer, Rejected):
        return _failed(client, source, state, answer, now)
    digest = None if answer.unchanged else sha256(answer.body).hexdigest()
    if answer.unchanged or (digest == state.body_hash and not state.failures):
        note = None if state.failures else state.error  # A damaged feed stays damaged; a failure is over.
        seen = after_success(state, answer, now=now).evolve(error=note)
        return Checked(state=seen, unchanged=True, moved_to=answer.moved_to)
    if source.kind == "sitemap" or looks_like_sitemap(answer.body):
        listed: Feed | Sitemap | Rejected = await read_sitemaps(client, answer, now=now)
    else:
        parse = partial(parse_feed, answer.body, url=answer.final_url, content_type=answer.content_type)
        listed = await run_sync(parse, limiter=client.workers)
    if isinstance(listed, Rejected):
        return _failed(client, source, state, listed, now)
    return _brought(client, source, state.evolve(body_hash=digest), answer=answer, listed=listed, now=now)


def _brought(client: Client, source: Source, state: SourceState, *, answer: Response, listed: Feed | Sitemap, now: datetime) -> Checked:
    entries = tuple(entry.evolve(source=source.url) for entry in listed.entries)
    kept, passed_over = _sifted(entries, client.settings, now)
    seen = state.evolve(
        entry_count=len(entries),
        recent=merged_times(state.recent, filter(None, map(_time, entries)), now=now),
        only_old=bool(entries) and not kept,
        # What an answer does not say does not hold any more.
        etag=None,
        last_modified=None,
    )
    if isinstance(listed, Feed):
        head = linked_head(listed.head, answer.link, url=answer.final_url)
        seen = seen.evolve(title=listed.title or state.title, kind="feed", hub=head.hub, topic=head.topic or answer.final_url)
        seen = after_success(seen, answer, now=now, fresh_for=head.fresh_for)
    else:
        seen = after_success(seen.evolve(kind="sitemap"), answer, now=now)
        if listed.sitemaps:
            # An index may stay as it is while its sitemaps change, so it is always read again.
            seen = seen.evolve(etag=None, last_modified=None, body_hash=None)
    return Checked(state=seen.evolve(error=listed.note), entries=kept, passed_over=passed_over, moved_to=answer.moved_to)


def _failed(client: Client, source: Source, state: SourceState, rejected: Rejected, now: datetime) -> Checked:
    told = rejected.evolve(url=source.url, source=source.url)
    seen = after_failure(state, told, now=now, not_before=client.left_alone_until(state.address))
    return Checked(state=seen, rejected=told, postponed=told.code == HOST_RESTING)


def _sifted(
    entries: tuple[Entry, ...], settings: CollectSettings, now: datetime
) -> tuple[tuple[Entry, ...], tuple[tuple[Entry, Rejected], ...]]:
    """The newest entries, newest first, undated ones after the dated in the source's order; and those left out, with the reason."""
    oldest = now - timedelta(days=settings.max_age_days) if settings.max_age_days > 0 else _BEFORE_ALL
    kept: list[Entry] = []
    passed_over: list[tuple[Entry, Rejected]] = []
    for entry in sorted(entries, key=lambda entry: _time(entry) or _BEFORE_ALL, reverse=True):
        if (_time(entry) or now) < oldest:
            why = Rejected(stage="collect", reason=f"The entry is older than {settings.max_age_days} days.", code="too-old")
        elif 0 < settings.max_entries <= len(kept):
            reason = f"The entry stands behind the source's newest {settings.max_entries}."
            why = Rejected(stage="collect", reason=reason, code="behind-newest")
        else:
            kept.append(entry)
            continue
        if len(passed_over) < MOST_PASSED_OVER:
            passed_over.append((entry, why.evolve(url=entry.url, source=entry.source)))
    return tuple(kept), tuple(passed_over)


def _time(entry: Entry) -> datetime | None:
    return entry.published_at or entry.updated_at
