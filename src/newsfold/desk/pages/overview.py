"""The overview: what the last days brought, in plots that work without a script."""

from __future__ import annotations

from datetime import UTC, datetime
from statistics import median

from newsfold.article import Frozen
from newsfold.desk.ask import Ask, Page, Way
from newsfold.desk.plots import Plot, bars
from newsfold.desk.services import Desk

DAYS = 30


class Share(Frozen, frozen=True, kw_only=True):
    """A name with its count, and its part of the greatest (0 to 100)."""

    name: str
    count: int
    part: int


class OverviewView(Frozen, frozen=True, kw_only=True):
    """Figures of the last :data:`DAYS` days; ``lag`` is the middle time from publication to being fetched, in minutes."""

    articles: int
    folded: int
    shown: int
    rejected: int
    all_articles: int
    open_stories: int
    lag: int | None
    plots: tuple[Plot, ...]
    topics: tuple[Share, ...]
    providers: tuple[Share, ...]
    days: int = DAYS


def overview(desk: Desk, ask: Ask) -> Page:
    """Show the overview."""
    return Page(template="overview.html", title="Overview", view=desk.kept("overview", lambda: _counted(desk), seconds=60))


def _counted(desk: Desk) -> OverviewView:
    today = int(desk.now().timestamp()) // 86_400
    first = today - DAYS + 1
    days: dict[int, list[int]] = {day: [0, 0, 0, 0, 0] for day in range(first, today + 1)}
    query = """SELECT at / 86400, sum(state = 'record'), sum(state = 'record' AND lead = 0), sum(shown), max(heat * lead),
        sum(state = 'rejected') FROM cards WHERE at >= ? GROUP BY 1"""
    for day, *counts in desk.shelf.rows(query, (first * 86_400,)):
        if int(str(day)) in days:
            days[int(str(day))] = [int(str(count or 0)) for count in counts]
    names = [f"{datetime.fromtimestamp(day * 86_400, UTC):%d %b}" for day in days]
    articles, folded, shown, hottest, rejected = (list(column) for column in zip(*days.values(), strict=True))
    lags = [int(str(row[0])) // 60 for row in desk.shelf.rows("SELECT lag FROM cards WHERE at >= ? AND lag >= 0", (first * 86_400,))]
    window = desk.settings.fold.close_after_days * 86_400
    open_count = desk.shelf.number("SELECT count(*) FROM cards WHERE lead = 1 AND at >= ?", (int(desk.now().timestamp()) - window,))
    return OverviewView(
        articles=sum(articles),
        folded=sum(folded),
        shown=sum(shown),
        rejected=sum(rejected),
        all_articles=desk.shelf.number("SELECT count(*) FROM cards"),
        open_stories=open_count,
        lag=round(median(lags)) if lags else None,
        plots=(
            bars(
                "Articles a day, folded ones darker", names, articles, folded, summary=f"{sum(articles):,} articles, {sum(folded):,} folded"
            ),
            bars("Stories shown, by day", names, shown, summary=f"{sum(shown):,} stories shown"),
            bars("Heat of the hottest story, by day", names, hottest, summary=f"hottest: {max(hottest, default=0)}"),
            bars("Rejected, by day", names, rejected, summary=f"{sum(rejected):,} rejected"),
        ),
        topics=_topics(desk, first),
        providers=_providers(desk, first),
    )


def _providers(desk: Desk, first: int) -> tuple[Share, ...]:
    query = "SELECT domain, count(*) FROM cards WHERE at >= ? AND state = 'record' GROUP BY domain ORDER BY 2 DESC, 1 LIMIT 12"
    return _shares([(str(name), int(str(count))) for name, count in desk.shelf.rows(query, (first * 86_400,))])


def _topics(desk: Desk, first: int) -> tuple[Share, ...]:
    query = """SELECT topic.value, count(*) FROM cards, json_each(CAST(card AS TEXT), '$.topics') AS topic
        WHERE at >= ? AND state = 'record' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12"""
    return _shares([(str(name), int(str(count))) for name, count in desk.shelf.rows(query, (first * 86_400,))])


def _shares(counted: list[tuple[str, int]]) -> tuple[Share, ...]:
    most = max((count for _, count in counted), default=1)
    return tuple(Share(name=name, count=count, part=round(100 * count / most)) for name, count in counted)


WAY = Way("GET", "/overview", "reader", overview, "What the last 30 days brought, in figures and plots.")
