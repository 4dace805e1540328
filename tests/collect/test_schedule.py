"""When sources are asked, and how they do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.collect import after_failure, after_news, after_success, due_sources, is_silent, revived, scheduled, source_health
from newsfold.collect.answer import Response
from newsfold.collect.rhythm import MOST_TIMES, entries_per_week, median_interval, merged_times
from newsfold.collect.schedule import LONGEST, SHORTEST, backoff
from newsfold.outcome import Rejected
from newsfold.page import Source, SourceCounts, SourceState

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://news.example/feed"
DOWN = Rejected(stage="collect", reason="Status 503: the server is overloaded or down for now.", code="status-503")


def answered(**fields: Any) -> Response:
    return Response(status=200, final_url=URL, body=b"", **fields)


def every(pause: timedelta, *, count: int = 20, last: datetime = NOW) -> tuple[datetime, ...]:
    return tuple(last - pause * index for index in range(count))


def wait(state: SourceState) -> float:
    assert state.next_at is not None
    return (state.next_at - NOW).total_seconds()


@pytest.mark.parametrize(
    ("pause", "shortest", "longest"),
    [
        (timedelta(minutes=1), SHORTEST, SHORTEST * 1.1),
        (timedelta(hours=4), 3_600 * 0.85, 3_600 * 1.1),
        (timedelta(days=1), 21_600 * 0.85, 21_600 * 1.1),
        (timedelta(days=60), LONGEST * 0.9, LONGEST),
    ],
)
def test_a_source_is_asked_four_times_between_two_of_its_entries(pause: timedelta, shortest: float, longest: float) -> None:
    state = scheduled(SourceState(url=URL, recent=every(pause)), now=NOW)
    assert shortest <= wait(state) <= longest


def test_a_source_that_falls_silent_is_asked_less_and_less() -> None:
    waits = [
        wait(scheduled(SourceState(url=URL, recent=every(timedelta(hours=1), last=NOW - timedelta(days=days))), now=NOW))
        for days in (0, 3, 300)
    ]
    assert waits == sorted(waits)
    assert waits[0] < waits[-1] == pytest.approx(LONGEST, rel=0.1)


def test_a_failing_source_is_asked_ever_less_but_for_ever_and_recovers_at_once() -> None:
    state = SourceState(url=URL, recent=every(timedelta(minutes=1)))
    waits = []
    for _ in range(40):
        state = after_failure(state, DOWN, now=NOW)
        waits.append(wait(state))
    assert waits == sorted(waits)
    assert waits[0] == pytest.approx(2 * SHORTEST, rel=0.11)
    assert waits[-1] == pytest.approx(LONGEST, rel=0.11)
    assert (state.failures, state.error_code) == (40, "status-503")
    recovered = after_success(state, answered(), now=NOW)
    assert (recovered.failures, recovered.error, recovered.error_code) == (0, None, "")
    assert wait(recovered) < 2 * SHORTEST


def test_a_source_that_was_too_large_is_asked_again_after_a_day() -> None:
    assert wait(after_failure(SourceState(url=URL), DOWN.evolve(code="too-large"), now=NOW)) >= LONGEST * 0.9


def test_a_servers_wishes_are_followed_for_a_day_at_most() -> None:
    busy = SourceState(url=URL, recent=every(timedelta(minutes=1)))
    assert wait(after_success(busy, answered(fresh_for=5_000), now=NOW)) == 5_000
    assert wait(after_success(busy, answered(fresh_for=10_000_000), now=NOW)) == LONGEST
    assert wait(after_failure(busy, DOWN, now=NOW, not_before=NOW + timedelta(hours=5))) == 5 * 3_600
    assert wait(after_failure(busy, DOWN, now=NOW, not_before=NOW + timedelta(days=300))) == LONGEST


def test_sources_added_together_part() -> None:
    waits = {wait(scheduled(SourceState(url=f"https://n{number}.example/"), now=NOW)) for number in range(50)}
    assert len(waits) > 40


@given(
    st.lists(st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), max_size=40),  # noqa: DTZ001
    st.integers(0, 10_000),
    st.text(max_size=40),
)
def test_no_source_is_asked_too_soon_or_forgotten(times: list[datetime], failures: int, url: str) -> None:
    recent = merged_times((), times, now=NOW)
    assert len(recent) <= MOST_TIMES
    state = scheduled(SourceState(url=url, recent=recent, failures=failures), now=NOW)
    assert SHORTEST <= wait(state) <= LONGEST
    assert state == scheduled(SourceState(url=url, recent=recent, failures=failures), now=NOW)
    assert SHORTEST <= backoff(failures) <= LONGEST


def test_what_is_due_is_asked_with_hosts_in_turn() -> None:
    sources = [Source(url=f"https://{host}.example/{number}") for host in "ab" for number in range(2)]
    states = {
        sources[1].url: SourceState(url=sources[1].url, next_at=NOW + timedelta(seconds=1)),
        sources[2].url: SourceState(url=sources[2].url, retired_at=NOW),
        sources[3].url: SourceState(url=sources[3].url, next_at=NOW, not_before=NOW + timedelta(hours=1)),
    }
    assert [source.url[8:] for source in due_sources(sources, {}, now=NOW)] == ["a.example/0", "b.example/0", "a.example/1", "b.example/1"]
    assert [source.url[8:] for source in due_sources(sources, states, now=NOW)] == ["a.example/0", "b.example/1"]
    # Out of turn, but never against a server's wish.
    assert [source.url[8:] for source in due_sources(sources, states, now=NOW, every=True)] == ["a.example/0", "a.example/1"]


def test_a_410_retires_a_source_until_its_owner_wants_it_back() -> None:
    gone = after_failure(SourceState(url=URL), DOWN.evolve(code="gone"), now=NOW)
    assert gone.retired_at == NOW
    assert due_sources([Source(url=URL)], {URL: gone}, now=NOW + timedelta(days=400)) == ()
    assert due_sources([Source(url=URL)], {URL: revived(gone)}, now=NOW) == (Source(url=URL),)


def test_a_source_that_moved_is_asked_at_its_new_place_once_that_held() -> None:
    new = "https://new.example/feed"
    state = SourceState(url=URL)
    for moves in (1, 2, 3):
        assert state.address == URL
        state = after_success(state, answered(moved_to=new), now=NOW)
        assert state.moves == moves
    assert state.address == new
    assert after_success(state, answered(), now=NOW).address == new
    # Where the new place fails, even for good, the old one is asked again before anything is given up.
    fallen = after_failure(state, DOWN.evolve(code="gone"), now=NOW)
    assert (fallen.address, fallen.retired_at) == (URL, None)
    assert after_success(fallen, answered(), now=NOW).moved_to is None


def test_a_move_that_changes_its_mind_is_not_followed() -> None:
    state = SourceState(url=URL)
    for number in range(6):
        state = after_success(state, answered(moved_to=f"https://new{number}.example/"), now=NOW)
        assert state.address == URL


def test_a_host_that_asks_to_be_left_alone_is_no_failure_of_the_source() -> None:
    resting = after_failure(SourceState(url=URL), DOWN.evolve(code="host-resting"), now=NOW, not_before=NOW + timedelta(hours=2))
    assert (resting.failures, resting.checked_at, wait(resting)) == (0, None, 7_200)


def test_a_source_without_dates_gets_its_rhythm_from_the_visits_that_found_something() -> None:
    state = SourceState(url=URL, first_seen=NOW - timedelta(days=30))
    quiet = after_success(state, answered(), now=NOW)
    assert wait(quiet) == pytest.approx(LONGEST, rel=0.1)
    lively = after_news(quiet, (), fresh=3, now=NOW)
    assert lively.newest_at == NOW
    assert wait(after_success(lively, answered(), now=NOW)) < 7_200
    assert after_news(quiet, (), fresh=0, now=NOW) == quiet


def test_times_that_lie_ahead_say_nothing_of_a_rhythm() -> None:
    assert merged_times((NOW,), (NOW + timedelta(days=1), NOW, NOW - timedelta(days=1)), now=NOW) == (NOW, NOW - timedelta(days=1))


def test_health_tells_figures_and_what_is_out_of_the_ordinary() -> None:
    state = SourceState(
        url=URL, title="Daily", checked_at=NOW, succeeded_at=NOW, newest_at=NOW, recent=every(timedelta(hours=12), count=15)
    )
    health = source_health(Source(url=URL), state, SourceCounts(url=URL, articles=8, published=4, folded=3, rejected=1), now=NOW)
    assert (health.title, health.median_interval, health.per_week) == ("Daily", 43_200, 15.0)
    assert (health.share_published, health.share_folded, health.rejected) == (0.5, 0.375, 1)
    assert (health.last_success, health.last_new, health.last_published) == (NOW, NOW, NOW)
    assert health.flags == ()


@pytest.mark.parametrize(
    ("state", "flags"),
    [
        (SourceState(url=URL), ("new",)),
        (SourceState(url=URL, checked_at=NOW, failures=1), ("failing", "never worked")),
        (
            SourceState(url=URL, checked_at=NOW, succeeded_at=NOW, failures=1, recent=every(timedelta(1), last=NOW - timedelta(90))),
            ("failing",),
        ),
        (SourceState(url=URL, checked_at=NOW, succeeded_at=NOW, retired_at=NOW, failures=1), ("retired",)),
        (SourceState(url=URL, checked_at=NOW, succeeded_at=NOW, only_old=True), ("only old items",)),
        (SourceState(url=URL, checked_at=NOW, succeeded_at=NOW, moved_to="https://new.example/"), ("moved",)),
        (
            SourceState(url=URL, checked_at=NOW, succeeded_at=NOW, recent=every(timedelta(hours=1), last=NOW - timedelta(2))),
            ("went silent",),
        ),
    ],
)
def test_each_flag_has_its_cause(state: SourceState, flags: tuple[str, ...]) -> None:
    assert source_health(Source(url=URL), state, None, now=NOW).flags == flags


def test_a_source_is_silent_by_its_own_habit() -> None:
    weekly = SourceState(url=URL, recent=every(timedelta(days=7), last=NOW - timedelta(days=10)))
    daily = SourceState(url=URL, recent=every(timedelta(days=1), last=NOW - timedelta(days=10)))
    assert not is_silent(weekly, now=NOW)
    assert is_silent(daily, now=NOW)
    assert not is_silent(daily.evolve(recent=daily.recent[:3]), now=NOW)


def test_a_source_never_asked_has_no_figures() -> None:
    health = source_health(Source(url=URL, title="Mine"), None, None, now=NOW)
    assert (health.title, health.median_interval, health.per_week, health.share_published) == ("Mine", None, None, None)
    assert median_interval(SourceState(url=URL)) is None
    assert entries_per_week(SourceState(url=URL), now=NOW) is None


def test_an_owners_rhythm_holds_in_place_of_the_sources_own_from_the_last_visit_on() -> None:
    quiet = SourceState(url=URL, recent=every(timedelta(days=60)), checked_at=NOW)
    daily = scheduled(quiet, now=NOW)
    often = Source(url=URL, every="30 minutes")
    soon = NOW + timedelta(minutes=34)
    assert due_sources([Source(url=URL)], {URL: daily}, now=soon) == ()
    assert due_sources([often], {URL: daily}, now=soon) == (often,)
    assert due_sources([often], {URL: daily}, now=NOW + timedelta(minutes=26)) == ()
    assert wait(after_success(quiet.evolve(every=10_800), answered(), now=NOW)) == pytest.approx(10_800, rel=0.1)
