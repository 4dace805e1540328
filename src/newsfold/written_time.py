"""Times as records, the store and published files write them. Not strftime: on Linux its ``%Y`` does not fill a year up to four digits."""

from __future__ import annotations

from datetime import datetime


def moment(time: datetime) -> str:
    """A UTC time with whole seconds, as ``2026-11-15T07:30:00Z``."""
    return f"{time.replace(tzinfo=None, microsecond=0).isoformat()}Z"


def day(time: datetime) -> str:
    """The day of a time, as ``2026-11-15``."""
    return time.date().isoformat()
