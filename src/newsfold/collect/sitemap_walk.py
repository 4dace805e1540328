"""A sitemap as it was answered, and where it is an index the newest of the sitemaps it lists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from anyio.to_thread import run_sync

from newsfold.collect.answer import Response
from newsfold.collect.client import Client
from newsfold.collect.sitemaps import Listed, Sitemap, parse_sitemap
from newsfold.outcome import Rejected
from newsfold.page import Entry

MOST_SITEMAPS = 10
"""Sitemaps fetched of an index in one visit, those that changed last first."""

DEEPEST = 2
"""Indexes below one another: an index of indexes is read, one below that is not (sitemaps.org forbids them all)."""

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


async def read_sitemaps(client: Client, answer: Response, *, now: datetime) -> Sitemap | Rejected:
    """The entries of the sitemap in ``answer``; of an index those of :data:`MOST_SITEMAPS` sitemaps, :data:`DEEPEST` deep.

    Sitemaps that the index says did not change within ``max_age_days`` are left out. ``note`` tells what could not be read; where none of
    an index could, the reason of the first stands for it.
    """
    top = await _parsed(client, answer)
    if isinstance(top, Rejected) or not top.sitemaps:
        return top
    entries: list[Entry] = list(top.entries)
    problems: list[Rejected] = []
    waiting = [(listed, 1) for listed in _worth_asking(client, top.sitemaps, now)]
    met = {answer.final_url}
    asked = 0
    while waiting and asked < MOST_SITEMAPS:
        listed, depth = waiting.pop(0)
        if listed.url in met:
            continue
        met.add(listed.url)
        asked += 1
        found = await _fetched(client, listed.url)
        if isinstance(found, Rejected):
            problems.append(found)
            continue
        entries.extend(found.entries)
        if depth < DEEPEST:
            waiting[:0] = [(below, depth + 1) for below in _worth_asking(client, found.sitemaps, now)]
    if problems and not entries:
        return problems[0]
    note = f"{len(problems)} of its sitemaps could not be read: {problems[0].reason}" if problems else top.note
    return top.evolve(entries=tuple(entries), note=note)


def _worth_asking(client: Client, listed: tuple[Listed, ...], now: datetime) -> list[Listed]:
    """The newest first, those without a time after them, the last in the list first: sitemaps grow at their end."""
    days = client.settings.max_age_days
    oldest = now - timedelta(days=days) if days > 0 else _BEFORE_ALL
    recent = [one for one in reversed(listed) if (one.changed_at or now) >= oldest]
    return sorted(recent, key=lambda one: one.changed_at or _BEFORE_ALL, reverse=True)


async def _fetched(client: Client, url: str) -> Sitemap | Rejected:
    answer = await client.get(url)
    return answer if isinstance(answer, Rejected) else await _parsed(client, answer)


async def _parsed(client: Client, answer: Response) -> Sitemap | Rejected:
    limit = client.settings.max_bytes
    parse = partial(parse_sitemap, answer.body, url=answer.final_url, limit=limit, content_type=answer.content_type)
    return await run_sync(parse, limiter=client.workers)
