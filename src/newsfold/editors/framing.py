"""A portal's articles and stories as pandas frames, and stories over time as a plot: for notebooks.

pandas (extra ``frames``) and matplotlib (extra ``report``) are loaded when they are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from types import ModuleType
from typing import TYPE_CHECKING

from newsfold.article import Article
from newsfold.errors import InputError
from newsfold.extras import missing
from newsfold.fold import recorded_stories
from newsfold.story import Story

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame

When = datetime | date | str
"""A time: a datetime, a day (its beginning), or either as ISO 8601. What has no zone is UTC."""

MOST_BARS = 120
"""Days shown one by one; a longer span is shown by weeks."""


def moment(when: When, *, name: str) -> datetime:
    """A time in UTC. Raises :class:`InputError` for what is no time, or none of the years 1 to 9999 there; ``name`` is the argument's."""
    try:
        found = datetime.fromisoformat(when.strip()) if isinstance(when, str) else when
        if not isinstance(found, datetime):
            found = datetime.combine(found, time())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        remedy = "Write a day such as 2026-11-01, or a time such as 2026-11-01T08:00:00Z."
        raise InputError(f"is no time: {str(when)[:40]!r}", where=name, remedy=remedy) from None


def within(articles: Iterable[Article], since: When | None, until: When | None) -> tuple[Article, ...]:
    """The articles published from ``since`` on and before ``until``. Raises as :func:`moment`."""
    earliest = moment(since, name="since") if since is not None else None
    latest = moment(until, name="until") if until is not None else None
    return tuple(
        article
        for article in articles
        if (earliest is None or article.published_at >= earliest) and (latest is None or article.published_at < latest)
    )


def frame_of_articles(articles: Sequence[Article]) -> DataFrame:
    """A row for each article, indexed by its record's path, in order of publication. Raises :class:`InputError` where pandas is absent."""
    pandas = _pandas()
    ordered = sorted(articles, key=lambda article: (article.published_at, article.path))
    columns = {
        "title": [article.title for article in ordered],
        "published_at": pandas.to_datetime([article.published_at for article in ordered], utc=True),
        "provider": [article.provider.name for article in ordered],
        "domain": [article.provider.domain for article in ordered],
        "topics": [list(article.topics) for article in ordered],
        "kind": [article.kind for article in ordered],
        "language": [article.language for article in ordered],
        "quality": pandas.array([article.quality for article in ordered], dtype="Int64"),
        "heat": pandas.array([article.heat for article in ordered], dtype="Int64"),
        "is_shown": [article.is_shown for article in ordered],
        "is_folded": [article.is_folded for article in ordered],
        "url": [article.web_url for article in ordered],
    }
    return pandas.DataFrame(columns, index=pandas.Index([article.path for article in ordered], name="path"))


def stories_since(articles: Iterable[Article], since: When | None, until: When | None) -> tuple[tuple[Story, tuple[Article, ...]], ...]:
    """Each story with an article of that time, and all its articles: the lead, then by time. Raises as :func:`moment`."""
    standing = [article for article in articles if not article.removed]
    by_address = {article.address: article for article in standing}
    wanted = {article.address for article in within(standing, since, until)}
    return tuple(
        (story, (by_address[story.lead], *(by_address[member] for member in story.members if member != story.lead)))
        for story in recorded_stories(standing)
        if not wanted.isdisjoint(story.members)
    )


def frame_of_stories(stories: Iterable[tuple[Story, Sequence[Article]]]) -> DataFrame:
    """A row for each story, indexed by its id, in order of its first article. Raises :class:`InputError` where pandas is absent."""
    pandas = _pandas()
    told = [(story, members[0], members) for story, members in stories]
    told.sort(key=lambda each: (min(article.published_at for article in each[2]), each[0].id))
    columns = {
        "title": [lead.title for _, lead, _ in told],
        "first_at": pandas.to_datetime([min(article.published_at for article in members) for *_, members in told], utc=True),
        "latest_at": pandas.to_datetime([max(article.published_at for article in members) for *_, members in told], utc=True),
        "articles": [len(members) for *_, members in told],
        "publishers": [len({article.provider.domain for article in members}) for *_, members in told],
        "heat": [lead.heat if lead.heat is not None else story.heat for story, lead, _ in told],
        "quality": pandas.array([lead.quality for _, lead, _ in told], dtype="Int64"),
        "topics": [list(lead.topics) for _, lead, _ in told],
        "kind": [lead.kind for _, lead, _ in told],
        "provider": [lead.provider.name for _, lead, _ in told],
        "is_shown": [lead.is_shown for _, lead, _ in told],
        "path": [lead.path for _, lead, _ in told],
        "url": [lead.web_url for _, lead, _ in told],
    }
    return pandas.DataFrame(columns, index=pandas.Index([story.id for story, *_ in told], name="story"))


def plot_of_stories(stories: Sequence[tuple[Story, Sequence[Article]]], *, title: str) -> Figure:
    """Stories over time: for each day (week, beyond :data:`MOST_BARS` days) the stories that began, and the articles on all stories.

    Shown by itself in a notebook; ``figure.savefig("stories.png")`` writes it. Raises :class:`InputError` where matplotlib is absent.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - only this needs it, and it takes a second to load
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError as error:
        raise missing("report", "matplotlib", where="a plot") from error
    begun = [min(article.published_at for article in members).date() for _, members in stories]
    every = [article.published_at.date() for _, members in stories for article in members]
    days = (max(every) - min(every)).days + 1 if every else 0
    step = 1 if days <= MOST_BARS else 7
    figure = Figure(figsize=(9, 4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    first_day = (min(every) - date(1970, 1, 1)).days if every else 0  # matplotlib counts days from there
    for label, counted, colour in (("articles", Counter(every), "#9cc3e6"), ("stories that began", Counter(begun), "#2b6cb0")):
        bars = [sum(counted[min(every) + timedelta(days=start + day)] for day in range(step)) for start in range(0, days, step)]
        axes.bar([first_day + start for start in range(0, days, step)], bars, width=0.9 * step, label=label, color=colour)
    axes.xaxis_date()
    axes.locator_params(axis="y", integer=True)
    axes.set_title(f"{title}: {len(stories)} stories, by {'day' if step == 1 else 'week'}", loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.autofmt_xdate()
    return figure


def _pandas() -> ModuleType:
    try:
        import pandas  # noqa: PLC0415 - only frames need it, and it takes a second to load

        found: ModuleType = pandas
    except ImportError as error:
        raise missing("frames", "pandas", where="a frame", otherwise="take portal.articles(), a tuple of the same") from error
    return found
