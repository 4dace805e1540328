"""What a portal published, by topic, provider, quality and kind: a page for editors who look for balance, gaps and noise."""

from __future__ import annotations

import html
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from newsfold.article import Article, Frozen, Topic
from newsfold.extras import missing

MOST_PROVIDERS = 20
"""Providers shown one by one; the rest are counted together."""

STEP = 10
"""Points of quality in a bar."""

Bars = tuple[tuple[str, int], ...]


class PortalReport(Frozen, frozen=True, kw_only=True):
    """Counts of a portal's articles. ``published`` are those readers see; each list has a name and a count, in the order shown.

    ``gaps`` are topics of which nothing was published. ``since`` is None where all records were counted.
    """

    title: str
    since: datetime | None = None
    articles: int = 0
    published: int = 0
    folded: int = 0
    by_topic: Bars = ()
    by_provider: Bars = ()
    by_kind: Bars = ()
    by_quality: Bars = ()
    by_week: Bars = ()
    gaps: tuple[str, ...] = ()

    @property
    def charts(self) -> Sequence[tuple[str, Bars]]:
        """The lists with their headings."""
        return (
            ("By topic", self.by_topic),
            ("By provider", self.by_provider),
            ("By kind", self.by_kind),
            ("By quality", self.by_quality),
            ("By week", self.by_week),
        )


def report_of(articles: Iterable[Article], topics: Iterable[Topic], *, title: str, since: datetime | None = None) -> PortalReport:
    """Count a portal's articles from ``since`` on. Topics of the portal that nothing was published of are told as gaps."""
    known = [article for article in articles if not article.removed and (since is None or article.published_at >= since)]
    shown = [article for article in known if article.is_shown]
    by_topic = Counter({topic.name: 0 for topic in topics})
    by_topic.update(topic for article in shown for topic in article.topics)
    providers = _most_first(Counter(article.provider.name for article in shown))
    rest = sum(count for _, count in providers[MOST_PROVIDERS:])
    others: Bars = ((f"{len(providers) - MOST_PROVIDERS} others", rest),) if rest else ()
    return PortalReport(
        title=title,
        since=since,
        articles=len(known),
        published=len(shown),
        folded=sum(article.is_folded for article in known),
        by_topic=_most_first(by_topic),
        by_provider=(*providers[:MOST_PROVIDERS], *others),
        by_kind=_most_first(Counter(article.kind or "not told" for article in shown)),
        by_quality=_steps(article.quality for article in shown if article.quality is not None),
        by_week=_weeks(article.published_at for article in shown),
        gaps=tuple(name for name, count in by_topic.items() if not count),
    )


def _most_first(counts: Counter[str]) -> Bars:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _steps(qualities: Iterable[int]) -> Bars:
    counts = Counter(quality // STEP for quality in qualities)
    return (
        tuple((f"{step * STEP} to {step * STEP + STEP - 1}", counts[step]) for step in range(min(counts), max(counts) + 1))
        if counts
        else ()
    )


def _weeks(times: Iterable[datetime]) -> Bars:
    """The last 26 weeks that have articles, each by its Monday."""
    counts = Counter((time - timedelta(days=time.weekday())).date().isoformat() for time in times)
    return tuple(sorted(counts.items()))[-26:]


_STYLE = (
    ":root{color-scheme:light dark;--ink:#1b1b1f;--paper:#fff;--bar:#2b6cb0;--soft:#5a5a66}"
    "@media(prefers-color-scheme:dark){:root{--ink:#ececf1;--paper:#17171b;--bar:#7fb2e5;--soft:#a9a9b6}}"
    "body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:52rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}svg{width:100%;height:auto}text{fill:var(--ink);font-size:13px}"
    "rect{fill:var(--bar)}.soft{color:var(--soft)}"
)


def html_page(report: PortalReport) -> str:
    """The report as one page of HTML with its plots in it as SVG; it loads nothing."""
    title = html.escape(report.title)
    since = f" since {report.since.date().isoformat()}" if report.since else ""
    parts = [
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}: report</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}: what was published{since}</h1>",
        f"<p>{report.published} articles are shown, of {report.articles} with a record; {report.folded} are folded under another.</p>",
    ]
    if report.gaps:
        parts.append(f"<p>Nothing was published about: {html.escape(', '.join(report.gaps))}.</p>")
    for heading, bars in report.charts:
        parts.append(f"<h2>{heading}</h2>")
        parts.append(svg(heading, bars) if bars else '<p class="soft">Nothing to show.</p>')
    return "\n".join([*parts, "</main>\n</body>\n</html>\n"])


def svg(heading: str, bars: Bars) -> str:
    """A chart of horizontal bars, told to screen readers by its title and description."""
    most = max(count for _, count in bars) or 1
    rows = []
    for place, (name, count) in enumerate(bars):
        y = place * 22
        shown = name if len(name) <= 30 else f"{name[:29]}…"
        width = round(430 * count / most, 1)
        rows.append(
            f'<text x="200" y="{y + 15}" text-anchor="end">{html.escape(shown)}</text>'
            f'<rect x="208" y="{y + 3}" width="{width}" height="16" rx="2"/><text x="{214 + width}" y="{y + 15}">{count}</text>'
        )
    told = html.escape(", ".join(f"{name}: {count}" for name, count in bars))
    return (
        f'<svg viewBox="0 0 700 {22 * len(bars) + 4}" role="img"><title>{html.escape(heading)}</title><desc>{told}</desc>\n'
        + "\n".join(rows)
        + "\n</svg>"
    )


def png(report: PortalReport) -> bytes:
    """The plots as one picture. Raises :class:`InputError` where matplotlib (extra ``report``) is not installed."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - only this needs it, and it takes a second to load
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError as error:
        raise missing("report", "matplotlib", where="a PNG report", otherwise="write the HTML page, which needs nothing") from error
    charts = [(heading, bars) for heading, bars in report.charts if bars]
    heights = [0.6 + 0.24 * len(bars) for _, bars in charts] or [1.0]
    figure = Figure(figsize=(9, sum(heights) + 1), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(f"{report.title}: {report.published} articles shown")
    if charts:
        for axes, (heading, bars) in zip(figure.subplots(len(charts), 1, height_ratios=heights, squeeze=False)[:, 0], charts, strict=True):
            drawn = axes.barh([name for name, _ in bars], [count for _, count in bars], color="#2b6cb0")
            axes.bar_label(drawn, padding=3)
            axes.invert_yaxis()
            axes.set_title(heading, loc="left")
            axes.spines[["top", "right"]].set_visible(False)
    body = io.BytesIO()
    figure.savefig(body, format="png", dpi=110, metadata={"Software": None})
    return body.getvalue()
