"""When a source is asked next. Pure: the same state and time give the same answer.

- A source that works is asked four times in the time between two of its entries, so that an article waits an eighth of that on
  average; never more often than every ten minutes, never less than once a day.
- Where its owner wished a rhythm, that holds in place of its own.
- A source that fails is asked again after 20 minutes, 40, 80, … a day at most, and for ever; one good visit ends that.
- One that was too large, or poured a megabyte without an end, is asked again after a day: it costs its server the most and changes
  the least.
- Nobody is asked before a time the server named: Retry-After and Crawl-delay, Cache-Control and RSS ``ttl``, a day at most each.
- Each source's interval is up to a tenth shorter or longer, by its address, so that sources added together part soon.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from newsfold.collect.rhythm import expected_gap
from newsfold.page import RHYTHMS, Source, SourceState

SHORTEST = 600
"""Seconds between two visits at least."""

LONGEST = 86_400
"""Seconds between two visits at most; a server's wish is followed as far, too."""

VISITS_IN_A_GAP = 4
"""How often a source is asked in the time it takes to bring an entry."""

_UNKNOWN_GAP = timedelta(hours=4)  # A source whose rhythm is not known yet is asked every hour.
_SPREAD = 0.1
_COSTLY = frozenset({"too-large", "endless"})


def scheduled(state: SourceState, *, now: datetime) -> SourceState:
    """The state after a visit at ``now``, with ``interval`` and ``next_at`` set. A retired source has no next visit."""
    if state.retired_at:
        return state.evolve(next_at=None)
    interval = interval_of(state, now=now)
    wait = timedelta(seconds=_spread(state.url, _wait(state, interval)))
    farthest = now + timedelta(seconds=LONGEST)
    wishes = (wish for wish in (state.not_before, state.fresh_until) if wish is not None)
    return state.evolve(interval=interval, next_at=max(now + wait, *(min(wish, farthest) for wish in wishes), now))


def interval_of(state: SourceState, *, now: datetime) -> int:
    """Seconds between two visits by the owner's wish or the source's own rhythm, :data:`SHORTEST` to :data:`LONGEST`."""
    if state.every:
        return min(max(SHORTEST, state.every), LONGEST)
    gap = expected_gap(state, now=now)
    if gap is None:
        since = state.newest_at or state.first_seen or now
        gap = max(_UNKNOWN_GAP, now - since)
    return int(min(max(SHORTEST, gap.total_seconds() / VISITS_IN_A_GAP), LONGEST))


def backoff(failures: int) -> int:
    """Seconds to the next try after so many failures in a row: ten minutes, doubled with each, a day at most."""
    return min(SHORTEST << min(failures, 10), LONGEST)


def _wait(state: SourceState, interval: int) -> int:
    if not state.failures:
        return interval
    return LONGEST if state.error_code in _COSTLY else backoff(state.failures)


def is_due(state: SourceState | None, *, now: datetime) -> bool:
    """Whether a source is to be asked at ``now``. One that was never asked is."""
    if state is None:
        return True
    return state.retired_at is None and (state.next_at is None or state.next_at <= now)


def may_be_asked(state: SourceState | None, *, now: datetime) -> bool:
    """Whether a source may be asked at ``now`` out of its turn: it is not retired and its server did not ask to be left alone."""
    return state is None or (state.retired_at is None and (state.not_before is None or state.not_before <= now))


def due_sources(sources: Iterable[Source], states: Mapping[str, SourceState], *, now: datetime, every: bool = False) -> tuple[Source, ...]:
    """The sources to ask at ``now``, hosts in turn, so that one host with many sources does not hold up the others.

    ``states`` is by the source's address. With ``every`` also those whose time has not come, but never against a server's wish.
    """
    wanted = may_be_asked if every else is_due
    return in_turn(source for source in sources if wanted(as_wished(source, states.get(source.url)), now=now))


def as_wished(source: Source, state: SourceState | None) -> SourceState | None:
    """A source's state with the rhythm its owner wishes now; where that is another than before, it counts from the last visit on."""
    wish = RHYTHMS[source.every]
    if state is None or state.every == wish:
        return state
    changed = state.evolve(every=wish)
    return changed if state.next_at is None or state.checked_at is None else scheduled(changed, now=state.checked_at)


def in_turn(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources with their hosts in turn: the first of each host, then the second of each, and so on."""
    hosts: defaultdict[str, deque[Source]] = defaultdict(deque)
    for source in sources:
        hosts[_host(source.url)].append(source)
    found: list[Source] = []
    queues = list(hosts.values())
    while queues:
        found.extend(queue.popleft() for queue in queues)
        queues = [queue for queue in queues if queue]
    return tuple(found)


def revived(state: SourceState) -> SourceState:
    """The state of a source whose owner wants it asked again, now: no longer retired, its failures forgotten."""
    return state.evolve(retired_at=None, failures=0, error=None, error_code="", next_at=None, not_before=None, moved_to=None, moves=0)


def _spread(url: str, seconds: int) -> int:
    low = max(SHORTEST, seconds * (1 - _SPREAD))
    high = min(LONGEST, seconds * (1 + _SPREAD))
    share = int.from_bytes(sha256(url.encode("utf-8", "replace")).digest()[:4]) / 2**32
    return int(low + share * (high - low))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
