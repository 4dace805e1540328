"""Which of a page's times are believed, and which instant each of them is.

A time without a zone takes the zone another witness of the page shows, else the publisher's known zone, else UTC. A local time that was
stamped ``Z`` is set right by another witness that shows the same clock in a zone, else by the feed where that is a whole number of quarter
hours away. A date without a time becomes ``T00:00:00Z``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from newsfold.read.choosing import Candidate
from newsfold.read.refusals import Refusal
from newsfold.read.times import Moment

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No news page is older than the web."""
FUTURE = timedelta(hours=24)
"""How far after the page was fetched a time may lie: clocks and zones differ, days do not."""

_QUARTER = timedelta(minutes=15)
_LEAST_SHIFT, _MOST_SHIFT = timedelta(minutes=30), timedelta(hours=14)
"""Zones lie half an hour to 14 hours from UTC."""
_MINUTE = timedelta(minutes=1)

Witnessed = Candidate[Moment]


@dataclass(frozen=True)
class Hearing:
    """What all witnesses of one page say, and what is known beside them: the publisher's zone and the feed's time."""

    everything: Sequence[Witnessed]
    fetched_at: datetime
    zone: tzinfo | None = None
    feed: datetime | None = None

    @property
    def offset(self) -> timedelta | None:
        """The zone the page shows anywhere, the first that is not UTC."""
        return next((found.value.offset for found in self.everything if found.value.has_zone and found.value.offset), None)

    def _known_offset(self, moment: Moment) -> timedelta | None:
        """How far the publisher's known zone was from UTC then."""
        return self.zone.utcoffset(moment.when.replace(tzinfo=None)) if self.zone is not None else None

    def instant(self, moment: Moment) -> datetime:
        """The instant of a time, to the second."""
        when = moment.when
        if not moment.has_time:
            when = when.replace(tzinfo=UTC)
        elif when.tzinfo is None:
            offset = self.offset
            zone = self.zone if offset is None else None
            when = when.replace(tzinfo=zone or UTC) - (offset or timedelta())
        try:
            return when.astimezone(UTC).replace(microsecond=0)
        except (OverflowError, ValueError):
            return datetime.min.replace(tzinfo=UTC)

    def is_believable(self, instant: datetime) -> bool:
        """Whether an article can have been published then."""
        return EARLIEST <= instant <= self.fetched_at + FUTURE

    def is_good(self, candidate: Witnessed) -> bool:
        """Whether a witness knows a time of day that can be."""
        return candidate.value.has_time and self.is_believable(self.instant(candidate.value))

    def chosen(self, found: Sequence[Witnessed]) -> Candidate[datetime] | None:
        """The first of the times, in their order of trust, that is believed; one with a time of day beats a bare date of the same day."""
        for candidate in found:
            moment, why = self._corrected(candidate)
            instant = self.instant(moment)
            if not self.is_believable(instant):
                continue
            if not _has_clock(moment):
                finer = self._finer(candidate, found)
                if finer is not None:
                    return finer
            return Candidate(instant, why or candidate.witness)
        return None

    def _finer(self, rough: Witnessed, found: Sequence[Witnessed]) -> Candidate[datetime] | None:
        """A witness of the same day that knows the time of day too."""
        for candidate in found:
            moment = candidate.value
            if _has_clock(moment) and moment.when.date() == rough.value.when.date():
                instant = self.instant(moment)
                if self.is_believable(instant):
                    return Candidate(instant, candidate.witness)
        return None

    def _corrected(self, candidate: Witnessed) -> tuple[Moment, str]:
        """A local time that was stamped UTC set right, and the reason as the witness's name; else the time as it is and no reason."""
        moment = candidate.value
        if not moment.has_zone or moment.offset or not moment.has_time:
            return moment, ""
        zoned = [found for found in self.everything if found.value.has_zone and found.value.offset]
        for found in zoned:
            if abs(found.value.when.replace(tzinfo=None) - moment.when.replace(tzinfo=None)) < _MINUTE:
                return found.value, f"{found.witness} ({candidate.witness} is local time stamped UTC)"
        offset, soon = self.offset or self._known_offset(moment), self.fetched_at + timedelta(minutes=5)
        if offset and moment.when > soon and moment.when - offset <= soon:
            return Moment(moment.when - offset, True), f"{candidate.witness} (local time stamped UTC)"
        confirmed = any(abs(found.value.when - moment.when) < _MINUTE for found in zoned)
        if self.feed is not None and candidate.witness != "feed" and not confirmed and self._is_shifted(moment.when):
            return Moment(self.feed, True), f"feed ({candidate.witness} is local time stamped UTC)"
        return moment, ""

    def _is_shifted(self, when: datetime) -> bool:
        """Whether the feed's time is a zone's distance away: a whole number of quarter hours, to the minute."""
        if self.feed is None or not _has_clock(Moment(self.feed, True)) or not self.is_believable(self.feed):
            return False
        gap = abs(self.feed - when)
        rest = gap % _QUARTER
        return _LEAST_SHIFT <= gap <= _MOST_SHIFT and min(rest, _QUARTER - rest) < _MINUTE


def _has_clock(moment: Moment) -> bool:
    return moment.has_time and (moment.when.hour, moment.when.minute, moment.when.second) != (0, 0, 0)


def doubt(found: Sequence[Witnessed]) -> Refusal:
    """Why none of the times is believed."""
    if not found:
        return Refusal("no-date", "The page has no date that can be read, and its feed gives none.")
    when = found[0].value.when.replace(microsecond=0).isoformat()
    why = "which is not believable: before 1990 or more than 24 hours after it was fetched."
    return Refusal("wrong-date", f"The page is dated {when} ({found[0].witness}), {why}")
