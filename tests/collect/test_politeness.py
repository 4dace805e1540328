"""What the server's own log says about our manners."""

from __future__ import annotations

import threading
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from newsfold.collect import Response, SystemClock, walk
from newsfold.outcome import Rejected

pytestmark = pytest.mark.anyio


async def test_one_host_is_asked_one_at_a_time_with_a_rest_between(web: Any) -> None:
    hosts = ["one.example", "two.example"]
    for number in range(4):
        web.on(f"/{number}", b"x")
    async with web.client(delay=0.05, clock=SystemClock()) as client:
        jobs = [partial(client.get, web.url(f"/{number}", host)) for host in hosts for number in range(4)]
        answers = await walk(jobs, concurrency=8)
    assert all(isinstance(answer, Response) for answer in answers)
    for host in hosts:
        asked = sorted((one for one in web.log if one.host == host), key=lambda one: one.began)
        assert asked[0].path == "/robots.txt"
        assert len(asked) == 5
        assert all(later.began - earlier.ended > 0.049 for earlier, later in pairwise(asked))


async def test_hosts_do_not_wait_for_one_another(web: Any) -> None:
    all_there = threading.Barrier(6)

    def slow(request: Any) -> None:
        all_there.wait(60)
        request.send_response(204)
        request.end_headers()

    web.replies["/slow"] = slow
    async with web.client(robots=False, clock=SystemClock()) as client:
        answers = await walk([partial(client.get, web.url("/slow", f"h{number}.example")) for number in range(6)], concurrency=6)
    assert [isinstance(answer, Response) and answer.status for answer in answers] == [204] * 6


async def test_no_more_requests_are_under_way_than_the_setting_says(web: Any) -> None:
    under_way: list[int] = []
    now = 0

    def slow(request: Any) -> None:
        nonlocal now
        now += 1
        under_way.append(now)
        web.stopping.wait(0.03)
        now -= 1
        request.send_response(204)
        request.end_headers()

    web.replies["/slow"] = slow
    async with web.client(robots=False, concurrency=2) as client:
        await walk([partial(client.get, web.url("/slow", f"h{number}.example")) for number in range(8)], concurrency=8)
    assert max(under_way) <= 2


async def test_robots_txt_is_fetched_once_and_obeyed(web: Any) -> None:
    web.on("/robots.txt", b"User-agent: *\nDisallow: /private\nUser-agent: other\nDisallow: /\n")
    web.on("/open", b"x")
    async with web.client() as client:
        assert isinstance(await client.get(web.url("/open")), Response)
        refused = await client.get(web.url("/private/a"))
    assert isinstance(refused, Rejected)
    assert refused.reason == "robots.txt of news.example does not allow this address to be fetched."
    assert web.paths() == ["/robots.txt", "/open"]


async def test_robots_txt_that_names_newsfold_wins_over_the_rest(web: Any) -> None:
    web.on("/robots.txt", b"User-agent: *\nAllow: /\nUser-agent: newsfold\nDisallow: /\n")
    async with web.client() as client:
        assert isinstance(await client.get(web.url("/a")), Rejected)


async def test_robots_txt_of_a_redirects_target_is_obeyed(web: Any) -> None:
    web.on("/robots.txt", b"User-agent: *\nDisallow: /private\n")
    web.on("/a", status=302, Location="/private/a")
    async with web.client() as client:
        assert isinstance(await client.get(web.url("/a")), Rejected)
    assert "/private/a" not in web.paths()


async def test_a_host_without_robots_txt_may_be_read(web: Any) -> None:
    web.on("/a", b"x")
    async with web.client() as client:
        assert isinstance(await client.get(web.url("/a")), Response)


async def test_a_host_whose_robots_txt_fails_is_left_alone_for_now(web: Any) -> None:
    web.on("/robots.txt", status=500)
    web.on("/a", b"x")
    async with web.client() as client:
        answer = await client.get(web.url("/a"))
        assert isinstance(answer, Rejected)
        assert "robots.txt" in answer.reason
        assert "500" in answer.reason
        assert "for now" in answer.reason
        web.on("/robots.txt", b"")
        await client.clock.sleep(601)
        assert isinstance(await client.get(web.url("/a")), Response)


async def test_a_robots_txt_without_end_is_read_as_far_as_it_must(web: Any) -> None:
    web.on("/robots.txt", b"User-agent: *\nDisallow: /private\n" + b"# filler\n" * 100_000)
    async with web.client() as client:
        assert isinstance(await client.get(web.url("/private")), Rejected)


async def test_a_crawl_delay_longer_than_ours_wins(web: Any) -> None:
    web.on("/robots.txt", b"User-agent: *\nCrawl-delay: 20\n")
    web.on("/a", b"x")
    async with web.client(delay=1.0) as client:
        await client.get(web.url("/a"))
        await client.get(web.url("/a"))
        assert client.clock.slept == [pytest.approx(1.0), pytest.approx(20.0)]


async def test_a_crawl_delay_of_hours_leaves_the_second_request_to_a_later_run(web: Any) -> None:
    web.on("/robots.txt", b"User-agent: *\nCrawl-delay: 7200\n")
    web.on("/a", b"x")
    async with web.client() as client:
        assert isinstance(await client.get(web.url("/a")), Response)
        second = await client.get(web.url("/a"))
    assert isinstance(second, Rejected)
    assert "later run" in second.reason


async def test_results_come_in_the_order_of_the_jobs(web: Any) -> None:
    async def job(number: int) -> int:
        await SystemClock().sleep(0.01 * (5 - number))
        return number

    done: list[None] = []
    results = await walk([partial(job, number) for number in range(5)], concurrency=5, on_done=lambda: done.append(None))
    assert results == (0, 1, 2, 3, 4)
    assert len(done) == 5


async def test_an_error_of_a_job_comes_out_as_it_is() -> None:
    async def job() -> int:
        raise KeyError("broken")

    with pytest.raises(KeyError, match="broken"):
        await walk([job, job], concurrency=2)


async def test_no_jobs_give_no_results() -> None:
    assert await walk([], concurrency=4) == ()
