"""The sources: how each does, what it brought lately, and forms to add, test, pause and bring in many."""

from __future__ import annotations

from newsfold.article import Frozen
from newsfold.desk.ask import Ask, Field, Page, Raw, Way
from newsfold.desk.jobs import Job
from newsfold.desk.pages.queues import health_of
from newsfold.desk.plots import sparkline
from newsfold.desk.services import Desk
from newsfold.page import RHYTHMS, Rhythm, Source, SourceHealth

PAGE = 100
DAYS = 30
"""Days a sparkline tells of."""


class SourceRow(Frozen, frozen=True, kw_only=True):
    """A source, how it does, and what it brought each day as a path of SVG."""

    source: Source
    health: SourceHealth
    spark: str
    brought: int


class SourcesView(Frozen, frozen=True, kw_only=True):
    """The sources of a page, and the jobs the desk did lately."""

    rows: tuple[SourceRow, ...]
    total: int
    page: int
    more: bool
    words: str
    jobs: tuple[Job, ...]
    muted_providers: tuple[str, ...]
    muted_phrases: tuple[str, ...]
    rhythms: tuple[Rhythm, ...] = tuple(RHYTHMS)


def sources(desk: Desk, ask: Ask) -> Page:
    """Show the sources."""
    words, number = ask.one("q").strip().lower()[:100], ask.number("page", 1, least=1)
    all_of = health_of(desk)
    found = [(one, told) for one, told in all_of if not words or words in f"{one.url} {told.title or ''} {one.category or ''}".lower()]
    found.sort(key=lambda pair: (-pair[1].failures, pair[0].paused, pair[0].category or "", pair[1].title or pair[0].url))
    chosen = found[(number - 1) * PAGE : number * PAGE]
    brought = desk.kept("brought", lambda: _brought(desk), seconds=60)
    rows = []
    for one, told in chosen:
        days = brought.get(one.url, {})
        counts = [days.get(day, 0) for day in range(DAYS - 1, -1, -1)]
        rows.append(SourceRow(source=one, health=told, spark=sparkline(counts), brought=sum(counts)))
    view = SourcesView(
        rows=tuple(rows),
        total=len(found),
        page=number,
        more=len(found) > number * PAGE,
        words=words,
        jobs=desk.jobs.all,
        muted_providers=desk.settings.collect.mute_providers,
        muted_phrases=desk.settings.collect.mute_phrases,
    )
    return Page(template="sources.html", title="Sources", view=view)


def _brought(desk: Desk) -> dict[str, dict[int, int]]:
    """How many articles each source brought on each of the last days, today being day 0."""
    today = int(desk.now().timestamp()) // 86_400
    query = """SELECT json_extract(CAST(card AS TEXT), '$.source'), ? - at / 86400, count(*) FROM cards
        WHERE at >= ? AND state <> 'rejected' GROUP BY 1, 2"""
    found: dict[str, dict[int, int]] = {}
    for source, day, count in desk.shelf.rows(query, (today, (today - DAYS + 1) * 86_400)):
        found.setdefault(str(source), {})[int(str(day))] = int(str(count))
    return found


def export(desk: Desk, ask: Ask) -> Raw:
    """The list of sources as OPML."""
    text = desk.portal.sourcing.export_opml(desk.settings.portal.title or "Sources")
    return Raw(body=text.encode(), type="text/x-opml; charset=utf-8", file_name="sources.opml")


WAY = Way(
    "GET", "/sources", "reader", sources, "The sources and how they do.", (Field(name="q", help="words"), Field(name="page", help="from 1"))
)
EXPORT = Way("GET", "/sources.opml", "reader", export, "The list of sources as OPML.")
