"""What servers ask of us is kept, what they try with us is refused by name: over a real server on loopback."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.events
import httpx
import pytest

from newsfold.collect import AddressGuard, Response, StaticResolver, check_source, fetch_picture
from newsfold.collect.freshness import fresh_seconds, retry_after
from newsfold.errors import SettingsError
from newsfold.outcome import Rejected
from newsfold.page import RobotsFile, Source, SourceState

pytestmark = pytest.mark.anyio
FEED = b"<rss version='2.0'><channel><title>Daily</title><item><link>/a</link></item></channel></rss>"


async def code_of(client: Any, url: str) -> str:
    async with client:
        answer = await client.get(url)
    assert isinstance(answer, Rejected), answer
    return answer.code


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.2:99/", "port"),
        ("http://127.9.9.9/", "address-loopback"),
        ("http://[::1]/", "address-loopback"),
        ("http://10.0.0.1/", "address-private"),
        ("http://172.31.255.255/", "address-private"),
        ("http://192.168.1.1:8080/", "address-private"),
        ("http://[fd00::1]/", "address-private"),
        ("http://169.254.1.1/", "address-link-local"),
        ("http://[fe80::1]/", "address-link-local"),
        ("http://169.254.169.254/latest/meta-data/", "address-metadata"),
        ("http://[fd00:ec2::254]/", "address-metadata"),
        ("http://100.100.100.200/", "address-metadata"),
        ("http://168.63.129.16/", "address-metadata"),
        ("http://100.64.0.1/", "address-shared"),
        ("http://0.0.0.0/", "address-unspecified"),
        ("http://[::]/", "address-unspecified"),
        ("http://224.0.0.1/", "address-multicast"),
        ("http://[ff02::1]/", "address-multicast"),
        ("http://255.255.255.255/", "address-reserved"),
        ("http://192.0.2.1/", "address-documentation"),
        ("http://198.18.0.1/", "address-benchmark"),
        ("http://[::ffff:10.0.0.1]/", "address-mapped"),
        ("http://[::ffff:8.8.8.8]/", "address-mapped"),
        ("http://[64:ff9b::10.0.0.1]/", "address-private"),
        ("http://[2002:7f00:1::]/", "address-loopback"),
        ("http://2130706433/", "address-disguised"),
        ("http://0177.0.0.1/", "address-disguised"),
        ("http://0x7f.1/", "address-disguised"),
        ("http://127.1/", "address-disguised"),
        ("http://10.0.0.1./", "address-disguised"),
        ("http://localhost/", "dns-unknown"),
        ("http://inside.test/", "address-private"),
        ("http://inside.test./", "address-private"),
        ("http://me:you@news.test/", "userinfo"),
        ("http://news.test:22/", "port"),
        ("http://news.test:0/", "port"),
        ("ftp://news.test/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://news.test/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("http:///", "address-invalid"),
        ("http://news test/", "address-invalid"),
        ("http://news.test/" + "a" * 9_000, "address-too-long"),
    ],
)
async def test_every_road_inside_is_refused_by_name(web: Any, url: str, code: str) -> None:
    resolver = StaticResolver({"inside.test": ["10.0.0.1"], "inside.test.": ["10.0.0.1"], "news.test": ["93.184.216.34"]})
    client = web.client(allow_addresses=(), resolve=(), resolver=resolver, robots=False)
    assert await code_of(client, url) == code
    # The same by a redirect of a server that may be reached.
    web.on("/go", status=302, Location=url)
    reached = web.client(resolver=resolver, robots=False, allow_addresses=("127.0.0.1/32",), resolve=(f"*.example=127.0.0.1:{web.port}",))
    if url.startswith(("http://[", "http://1", "http://2", "http://0", "http://inside", "ftp", "file", "gopher")):
        assert await code_of(reached, web.url("/go")) == code
    assert len(web.log) <= 1


async def test_pictures_and_robots_txt_are_guarded_like_pages(web: Any) -> None:
    web.on("/p.png", status=302, Location="http://169.254.169.254/p.png")
    web.on("/robots.txt", status=301, Location="http://10.0.0.1/robots.txt")
    async with web.client(robots=False) as client:
        picture = await fetch_picture(client, web.url("/p.png"))
    assert isinstance(picture, Rejected)
    assert picture.code == "address-metadata"
    assert await code_of(web.client(), web.url("/a")) == "address-private"


async def test_the_ports_that_may_be_asked_are_a_setting(web: Any) -> None:
    assert await code_of(web.client(ports=("443",)), "http://news.example/") == "port"
    web.on("/a", b"x")
    async with web.client(ports=("80", "8000-8999"), robots=False) as client:
        assert isinstance(await client.get("http://news.example/a"), Response)
        assert isinstance(await client.get("http://news.example:8080/a"), Response)
    for bad in ("", "x", "0", "9-1", "70000", "-1"):
        with pytest.raises(SettingsError, match=r"collect\.ports"):
            AddressGuard((), (bad,))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": 'Max-Age="600"', "age": "100"}, 500),
        ({"cache-control": "max-age=600, no-cache"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "s-maxage=600"}, 0),
        ({"cache-control": "max-age=99999999999999"}, 86_400),
        ({"cache-control": "max-age=-1"}, 0),
        ({"cache-control": "max-age=10", "age": "99999"}, 0),
        ({"expires": "Sun, 22 Nov 2026 13:00:00 GMT", "date": "Sun, 22 Nov 2026 12:00:00 GMT"}, 3_600),
        ({"expires": "0"}, 0),
        ({}, 0),
    ],
)
async def test_an_answer_stays_fresh_as_long_as_its_server_says(headers: dict[str, str], seconds: int, now: datetime) -> None:
    assert fresh_seconds(httpx.Headers(headers), now) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        ("99999999", 86_400.0),
        ("Sun, 22 Nov 2026 12:02:00 GMT", 120.0),
        ("yesterday", None),
        ("-5", None),
        ("", None),
        ("٣", None),
    ],
)
async def test_retry_after_is_read_in_both_forms(text: str, seconds: float | None, now: datetime) -> None:
    assert retry_after(httpx.Headers({"retry-after": text.encode()}), now) == seconds


async def visit(web: Any, state: SourceState, now: datetime, **settings: Any) -> Any:
    async with web.client(robots=False, **settings) as client:
        return await check_source(client, Source(url=state.url), state, now=now)


async def test_a_feed_is_not_asked_before_it_is_stale(web: Any, now: datetime) -> None:
    web.on("/feed", FEED.replace(b"<title>", b"<ttl>300</ttl><title>"), Cache_Control="max-age=60")
    state = (await visit(web, SourceState(url=web.url("/feed")), now)).state
    assert state.next_at == now + timedelta(minutes=300)


async def test_a_410_retires_and_a_storm_of_429_is_waited_out(web: Any, now: datetime) -> None:
    web.on("/feed", status=410)
    assert (await visit(web, SourceState(url=web.url("/feed")), now)).state.retired_at == now
    web.on("/feed", status=429, Retry_After="7200")
    checked = await visit(web, SourceState(url=web.url("/feed")), now)
    assert (checked.state.failures, checked.state.not_before, checked.rejected.code) == (1, now + timedelta(hours=2), "status-429")
    assert checked.state.next_at == now + timedelta(hours=2)


async def test_the_other_sources_of_a_resting_host_are_put_off_and_blamed_for_nothing(web: Any, now: datetime) -> None:
    web.on("/one", status=503, Retry_After="7200")
    states = [SourceState(url=web.url(path)) for path in ("/one", "/two")]
    async with web.client(robots=False) as client:
        first, second = [await check_source(client, Source(url=state.url), state, now=now) for state in states]
    assert (first.state.failures, first.postponed) == (1, False)
    assert (second.state.failures, second.postponed) == (0, True)
    assert second.state.next_at == now + timedelta(hours=2)
    assert web.paths() == ["/one"]


async def test_a_feed_that_moved_is_asked_at_its_new_place_after_three_visits(web: Any, now: datetime) -> None:
    web.on("/old", status=301, Location="/new")
    web.on("/new", FEED)
    state = SourceState(url=web.url("/old"))
    for _ in range(4):
        state = (await visit(web, state, now)).state
    assert web.paths() == ["/old", "/new"] * 3 + ["/new"]
    assert state.moved_to == web.url("/new")


async def test_a_feed_without_validators_that_says_the_same_is_unchanged(web: Any, now: datetime) -> None:
    web.on("/feed", FEED)
    first = await visit(web, SourceState(url=web.url("/feed")), now)
    assert (await visit(web, first.state, now)).unchanged
    web.on("/feed", FEED.replace(b"/a", b"/b"))
    assert not (await visit(web, first.state, now)).unchanged


async def test_a_body_that_announces_too_much_is_not_moved_at_all(web: Any) -> None:
    sent = 0

    def announce(request: Any) -> None:
        nonlocal sent
        request.send_response(200)
        request.send_header("Content-Length", "50000000")
        request.end_headers()
        for _ in range(700):
            sent += request.wfile.write(b"x" * 65_536)

    web.replies["/big"] = announce
    assert await code_of(web.client(robots=False), web.url("/big")) == "too-large"
    assert sent < 20_000_000


async def test_a_robots_txt_is_remembered_from_run_to_run(web: Any, now: datetime) -> None:
    web.on("/robots.txt", b"User-agent: *\nDisallow: /private\n")
    web.on("/a", b"x")
    async with web.client() as client:
        await client.get(web.url("/a"))
        kept = client.remembered_robots()
    assert kept == (RobotsFile(origin=web.url("/robots.txt"), until=now + timedelta(days=1), text="User-agent: *\nDisallow: /private\n"),)
    for files, asked in ((kept, 0), ((kept[0].evolve(until=now),), 1)):
        web.log.clear()
        from newsfold.collect import Client, FixedClock

        async with Client(web.client().settings, clock=FixedClock(now), robots=files) as client:
            assert isinstance(await client.get(web.url("/private")), Rejected)
        assert web.paths().count("/robots.txt") == asked


async def test_http_2_is_spoken_where_the_server_does(web: Any, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    name = ["-subj", "/CN=two.example", "-addext", "subjectAltName=DNS:two.example"]
    making = [
        openssl,
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        *name,
        "-keyout",
        key,
        "-out",
        certificate,
    ]
    subprocess.run(making, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2"])
    server = await asyncio.start_server(_serve_h2, "127.0.0.1", 0, ssl=context)
    place = f"two.example=127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        async with web.client(tls=ssl.create_default_context(cafile=certificate), resolve=(place,), robots=False) as client:
            for number in range(3):
                answer = await client.get(f"https://two.example/{number}")
                assert isinstance(answer, Response)
                assert answer.body == f"/{number}".encode()
    finally:
        server.close()


async def _serve_h2(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    while data := await reader.read(65_536):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                path = dict(event.headers)[b":path"]
                connection.send_headers(event.stream_id, [(":status", "200"), ("content-type", "text/plain")])
                connection.send_data(event.stream_id, path, end_stream=True)
        writer.write(connection.data_to_send())
        await writer.drain()
    writer.close()
