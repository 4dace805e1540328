"""A small farm of publishers in a process of its own, some failing in every way feeds fail, collected whole and politely."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from newsfold.collect import Checked, Client, check_source, due_sources, stream
from newsfold.page import Source, SourceState
from newsfold.settings import CollectSettings

pytestmark = pytest.mark.anyio
BENCHMARKS = str(Path(__file__).parents[2] / "benchmarks")
DELAY = 0.03
REASONS = {
    "fifty-megabytes": "too-large",
    "endless": "too-large",
    "web-page": "web-page",
    "redirect-loop": "redirects",
    "429-storm": "status-429",
    "503-storm": "status-503",
    "500": "status-500",
    "404": "status-404",
    "410": "gone",
    "breaks-off": "protocol",
    "bomb": "too-large",
    "entities": "entities",
    "to-metadata": "address-metadata",
    "empty": "empty",
    "robots": "robots",
    "no-http": "protocol",
}


@pytest.fixture
def benchmarks() -> Iterator[None]:
    sys.path.insert(0, BENCHMARKS)
    yield
    sys.path.remove(BENCHMARKS)


async def collect(port: int, sources: list[Source], states: dict[str, SourceState], now: datetime) -> dict[str, Checked]:
    settings = CollectSettings(
        timeout=60.0, delay=DELAY, max_bytes=4_000_000, allow_addresses=("127.0.0.0/8",), resolve=(f"*=127.0.0.1:{port}",)
    )
    found: dict[str, Checked] = {}

    def keep(checked: Checked) -> None:
        found[checked.state.url] = checked
        states[checked.state.url] = checked.state

    async with Client(settings) as client:
        jobs: Any = (
            partial(check_source, client, source, states.get(source.url, SourceState(url=source.url)), now=now)
            for source in due_sources(sources, states, now=now)
        )
        await stream(jobs, concurrency=32, on_result=keep)
    return found


async def test_a_farm_is_collected_whole_politely_and_cheaply_the_second_time(benchmarks: None, tmp_path: Path) -> None:
    from farm import feeds
    from farm.log import manners, running

    # The slow ones are the benchmark's: here no time limit is short enough to be met only by them on a busy machine.
    ways = {number: way for number, way in enumerate(feeds.FAILINGS) if way != "slow-loris"}
    sources = [Source(url=f"http://h{host:03}.farm.example/feed/{feed}") for host in ways for feed in range(2)]
    states: dict[str, SourceState] = {}
    now = datetime.now(UTC).replace(microsecond=0)
    with running(tmp_path / "log") as farm:
        first = await collect(farm.port, sources, states, now)
        asked = farm.asked()
        second = await collect(farm.port, sources, states, now + timedelta(hours=2))
        again = farm.asked()[len(asked) :]
    for number, way in ways.items():
        broken, good = (first[f"http://h{number:03}.farm.example/feed/{feed}"] for feed in (0, 1))
        assert (broken.rejected.code if broken.rejected else None) == REASONS.get(way), way
        assert bool(broken.entries) == (way in feeds.STILL_READABLE), way
        assert len(good.entries) == feeds.ENTRIES
        assert all(entry.published_at for entry in good.entries)
        assert second[good.state.url].unchanged
    for seen in (asked, again):
        found = manners(seen, delay=DELAY)
        assert (found.overlaps, found.hurried) == (0, 0)
    # What is gone for good or too large costs nothing any more.
    assert sum(one.bytes for one in again) < 0.05 * sum(one.bytes for one in asked)
