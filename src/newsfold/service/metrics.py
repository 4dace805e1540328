"""What `newsfold watch` tells of itself: Prometheus metrics and a word on its health, over HTTP on loopback."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsfold.day.pipeline import DayReport
from newsfold.portal import Portal

_SECONDS = (1, 5, 15, 60, 300, 900, 3600)


class Metrics:
    """The metrics of one watch. ``problem`` is what went wrong last, empty once a day ran well."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.problem = ""
        self._looked_at: datetime | None = None
        self._ran_at: datetime | None = None
        own = self.registry
        self._days = Counter("newsfold_days", "Days that were run.", registry=own)
        self._seconds = Histogram("newsfold_day_seconds", "Seconds a day took.", buckets=_SECONDS, registry=own)
        self._errors = Counter("newsfold_errors", "Looks or days that ended in an error.", registry=own)
        self._read = Counter("newsfold_articles_read", "Articles read.", registry=own)
        self._recorded = Counter("newsfold_records_written", "New records.", registry=own)
        self._rejected = Counter("newsfold_rejected", "Entries rejected, by stage.", ["stage"], registry=own)
        self._failed = Counter("newsfold_source_failures", "Visits to sources that failed.", registry=own)
        self._shown = Gauge("newsfold_articles_shown", "Articles readers see.", registry=own)
        self._waiting = Gauge("newsfold_entries_waiting", "Entries whose pages wait to be read.", registry=own)
        self._sources = Gauge("newsfold_sources", "Sources by health.", ["health"], registry=own)
        self._last_look = Gauge("newsfold_last_look_timestamp_seconds", "When it last looked.", registry=own)
        self._last_day = Gauge("newsfold_last_day_timestamp_seconds", "When a day last ended.", registry=own)

    def looked(self, portal: Portal, *, at: datetime) -> None:
        """Note a look at the portal."""
        self._looked_at = at
        self._last_look.set(at.timestamp())
        self._waiting.set(portal.store.waiting_count())
        tally = Tally("paused" if source.paused else (told.flags[0] if told.flags else "good") for source, told in portal.sourcing.health())
        self._sources.clear()
        for health, count in tally.items():
            self._sources.labels(health).set(count)

    def ran(self, report: DayReport, *, seconds: float, at: datetime) -> None:
        """Note a day that was run."""
        self._ran_at, self.problem = at, "; ".join(report.errors)
        self._days.inc()
        self._seconds.observe(seconds)
        self._last_day.set(at.timestamp())
        self._read.inc(report.collected.read)
        self._recorded.inc(report.folded.new_records)
        self._failed.inc(len(report.collected.failed_sources))
        self._shown.set(report.published.shown)
        for why in report.rejected:
            self._rejected.labels(why.stage).inc()

    def failed(self, problem: str, *, at: datetime) -> None:
        """Note a look or day that ended in an error."""
        self.problem = problem
        self._errors.inc()

    def app(self) -> Starlette:
        """``/healthz`` (200, or 503 with what is wrong) and ``/metrics``."""
        return Starlette(routes=[Route("/healthz", self._healthz), Route("/metrics", self._metrics)])

    async def _healthz(self, request: Request) -> Response:
        told = {
            "status": "failing" if self.problem else "ok",
            "problem": self.problem or None,
            "last_look": self._looked_at.isoformat() if self._looked_at else None,
            "last_day": self._ran_at.isoformat() if self._ran_at else None,
        }
        return JSONResponse(told, 503 if self.problem else 200)

    async def _metrics(self, request: Request) -> Response:
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)
