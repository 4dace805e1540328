"""How long a server says its answer stays fresh, and how long it asks to be left alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

LONGEST_REST = 86_400.0
"""Seconds; a server that asks for more gets a day."""

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_ALWAYS_ASK = re.compile(r"(?:^|[,\s])no-(?:cache|store)(?:$|[,\s=])", re.IGNORECASE)


def retry_after(headers: httpx.Headers, now: datetime) -> float | None:
    """Seconds the server asks for before the next try, one day at most (RFC 9110 section 10.2.3); ``None`` where it does not say."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_REST)
    when = http_date(text)
    return None if when is None else min(max(0.0, (when - now).total_seconds()), LONGEST_REST)


def fresh_seconds(headers: httpx.Headers, now: datetime) -> int:
    """Seconds for which the answer stays fresh (RFC 9111 sections 4.2 and 5.2.2), one day at most; 0 where nothing is promised.

    ``max-age`` wins over ``Expires``, what the answer's ``Age`` says is taken off, ``no-cache`` and ``no-store`` promise nothing.
    """
    told = headers.get("cache-control", "")[:1_000]
    if _ALWAYS_ASK.search(told):
        return 0
    age = _MAX_AGE.search(told)
    if age is not None:
        spent = headers.get("age", "").strip()
        seconds = float(age.group(1)) - (int(spent[:9]) if spent.isascii() and spent.isdigit() else 0)
    else:
        expires = http_date(headers.get("expires", ""))
        seconds = (expires - (http_date(headers.get("date", "")) or now)).total_seconds() if expires else 0.0
    return int(min(max(0.0, seconds), LONGEST_REST))


def http_date(text: str) -> datetime | None:
    """A date of an HTTP header, aware; ``None`` where it cannot be read."""
    try:
        when = parsedate_to_datetime(text.strip()[:100])
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
