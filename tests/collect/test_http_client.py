"""The client against a real server on loopback that fails in every way servers fail."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import threading
import zlib
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import brotli
import pytest

from newsfold.collect import FixedClock, Response
from newsfold.collect.client import user_agent
from newsfold.collect.refusal import RefusalError
from newsfold.collect.unpack import Unpacker
from newsfold.outcome import Rejected

pytestmark = pytest.mark.anyio


async def get(client: Any, url: str, **options: Any) -> Response | Rejected:
    async with client:
        return await client.get(url, **options)


async def reason_of(client: Any, url: str, **options: Any) -> str:
    answer = await get(client, url, **options)
    assert isinstance(answer, Rejected), answer
    assert answer.stage == "collect"
    assert answer.url == url
    return answer.reason


async def test_a_page_comes_with_what_the_next_visit_needs(web: Any) -> None:
    web.on("/a", b"hello", Content_Type="text/html", ETag='"v1"', Last_Modified="Sun, 22 Nov 2026 10:00:00 GMT")
    answer = await get(web.client(contact="https://portal.example/about"), web.url("/a"))
    assert isinstance(answer, Response)
    assert (answer.body, answer.content_type, answer.etag) == (b"hello", "text/html", '"v1"')
    assert answer.last_modified == "Sun, 22 Nov 2026 10:00:00 GMT"
    asked = web.log[-1]
    assert asked.host == "news.example"
    assert asked.headers["User-Agent"].startswith("newsfold/")
    assert asked.headers["User-Agent"].endswith("(+https://portal.example/about)")
    assert "Cookie" not in asked.headers


def test_a_contact_cannot_smuggle_a_header() -> None:
    assert "\n" not in user_agent("me@portal.example\r\nX: y")
    assert user_agent("(é)").count("(") == 0


async def test_a_304_to_a_conditional_request_is_an_unchanged_answer(web: Any) -> None:
    web.on("/feed", status=304)
    answer = await get(web.client(), web.url("/feed"), etag='"v1"', last_modified="Sun, 22 Nov 2026 10:00:00 GMT")
    assert isinstance(answer, Response)
    assert answer.unchanged
    assert web.log[-1].headers["If-None-Match"] == '"v1"'
    assert web.log[-1].headers["If-Modified-Since"] == "Sun, 22 Nov 2026 10:00:00 GMT"


async def test_a_304_that_nobody_asked_for_is_a_failure(web: Any) -> None:
    web.on("/feed", status=304)
    assert "304" in await reason_of(web.client(), web.url("/feed"))


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "nothing at this address"), (410, "gone for good"), (403, "does not let us"), (418, "refused"), (500, "failed"), (300, "300")],
)
async def test_every_failing_status_has_its_sentence(web: Any, status: int, words: str) -> None:
    web.on("/a", status=status)
    reason = await reason_of(web.client(), web.url("/a"))
    assert str(status) in reason
    assert words in reason
    assert web.paths().count("/a") == 1


async def test_a_slow_body_ends_at_the_time_limit(web: Any) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        while not web.stopping.wait(0.05):
            request.wfile.write(b"x")

    web.replies["/slow"] = drip
    web.on("/quick", b"x")
    async with web.client(timeout=0.3, robots=False, concurrency=1) as client:
        for _ in range(3):
            assert "within 0.3 seconds" in (await client.get(web.url("/slow"))).reason
        assert isinstance(await client.get(web.url("/quick")), Response)


async def test_an_endless_body_ends_at_the_size_limit(web: Any) -> None:
    sent = 0

    def pour(request: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        request.send_response(200)
        request.send_header("Connection", "close")
        request.end_headers()
        while not web.stopping.is_set():
            sent += request.wfile.write(b"x" * 65_536)

    web.replies["/endless"] = pour
    assert "larger than the 100,000 bytes" in await reason_of(web.client(max_bytes=100_000), web.url("/endless"))
    assert sent < 50_000_000


@pytest.mark.parametrize(("name", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)])
async def test_a_packed_bomb_is_never_unpacked_past_the_limit(web: Any, name: str, pack: Any) -> None:
    web.on("/bomb", pack(b"0" * 30_000_000), Content_Encoding=name)
    assert "larger than the 1,000,000 bytes" in await reason_of(web.client(max_bytes=1_000_000), web.url("/bomb"))


@pytest.mark.parametrize(("name", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)])
async def test_packed_bodies_are_unpacked(web: Any, name: str, pack: Any) -> None:
    body = bytes(range(256)) * 2_000
    web.on("/packed", pack(body), Content_Encoding=name)
    answer = await get(web.client(max_bytes=len(body)), web.url("/packed"))
    assert isinstance(answer, Response)
    assert answer.body == body


async def test_gzip_in_several_members_and_bare_deflate_are_unpacked(web: Any) -> None:
    web.on("/members", gzip.compress(b"one ") + gzip.compress(b"two"), Content_Encoding="gzip")
    bare = zlib.compressobj(wbits=-15)
    web.on("/bare", bare.compress(b"plain") + bare.flush(), Content_Encoding="deflate")
    async with web.client() as client:
        assert (await client.get(web.url("/members"))).body == b"one two"
        assert (await client.get(web.url("/bare"))).body == b"plain"


@pytest.mark.parametrize(("name", "pack", "sums"), [("gzip", gzip.compress, 8), ("deflate", zlib.compress, 4), ("br", brotli.compress, 0)])
def test_a_packed_body_that_breaks_off_is_refused_unless_only_its_sums_are_missing(name: str, pack: Any, sums: int) -> None:
    packed = pack(b"".join(b"%d " % number for number in range(500)))
    for missing in range(len(packed) + 1):
        unpacker = Unpacker(name, 10_000)
        unpacker.take(packed[: len(packed) - missing])
        if missing <= sums or missing == len(packed):
            unpacker.finish()
        else:
            with pytest.raises(RefusalError, match="breaks off") as refused:
                unpacker.finish()
            assert refused.value.may_pass


async def test_a_page_cut_on_its_way_is_asked_for_again(web: Any) -> None:
    web.on("/cut", gzip.compress(b"a story " * 500)[:-20], Content_Encoding="gzip")
    clock = FixedClock(datetime(2026, 11, 22, tzinfo=UTC))
    assert "breaks off" in await reason_of(web.client(clock=clock, robots=False), web.url("/cut"))
    assert len(web.log) == 3


def test_gzip_members_are_found_wherever_the_parts_are_cut() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\x1f"
    for at in range(len(packed)):
        unpacker = Unpacker("gzip", 100)
        unpacker.take(packed[:at])
        unpacker.take(packed[at:])
        unpacker.finish()
        assert unpacker.body == b"one two"


async def test_damaged_and_unknown_packing_is_refused(web: Any) -> None:
    web.on("/damaged", b"not gzip at all", Content_Encoding="gzip")
    web.on("/unknown", b"x", Content_Encoding="sdch")
    assert "damaged" in await reason_of(web.client(), web.url("/damaged"))
    assert "not asked for" in await reason_of(web.client(), web.url("/unknown"))


async def test_redirects_are_followed_to_the_address_that_answers(web: Any) -> None:
    web.on("/old", status=301, Location="/new?q=1#part")
    web.on("/new?q=1", b"here")
    answer = await get(web.client(), web.url("/old"))
    assert isinstance(answer, Response)
    assert answer.final_url == web.url("/new?q=1")
    assert answer.moved_to == web.url("/new?q=1")


async def test_a_passing_redirect_is_not_remembered(web: Any) -> None:
    web.on("/old", status=302, Location="/new")
    web.on("/new", b"here")
    answer = await get(web.client(), web.url("/old"))
    assert isinstance(answer, Response)
    assert answer.moved_to is None


async def test_a_redirect_loop_ends_after_five_redirects(web: Any) -> None:
    web.on("/loop", status=302, Location="/loop")
    assert "more than 5 times" in await reason_of(web.client(robots=False), web.url("/loop"))
    assert len(web.log) == 6


@pytest.mark.parametrize("location", ["http://[", "ftp://news.example/a", "javascript:alert(1)", "http://:0/", "file:///etc/passwd"])
async def test_a_redirect_to_no_web_address_is_refused(web: Any, location: str) -> None:
    web.on("/a", status=302, Location=location)
    assert await reason_of(web.client(), web.url("/a"))


async def test_a_503_that_passes_is_tried_again_after_the_rest_it_asks_for(web: Any) -> None:
    web.one_after_another("/a", (503, {"Retry-After": "7"}), (200, {}))
    clock = FixedClock(datetime(2026, 11, 22, tzinfo=UTC))
    answer = await get(web.client(clock=clock, robots=False), web.url("/a"))
    assert isinstance(answer, Response)
    assert clock.slept == [pytest.approx(7.0)]


async def test_a_503_that_stays_is_given_up_after_two_more_tries(web: Any) -> None:
    web.on("/a", status=503)
    clock = FixedClock(datetime(2026, 11, 22, tzinfo=UTC))
    assert "overloaded" in await reason_of(web.client(clock=clock, robots=False), web.url("/a"))
    assert len(web.log) == 3
    assert 0.5 <= clock.slept[0] <= 1.0 <= clock.slept[1] <= 2.0


async def test_a_host_that_asks_for_a_long_rest_gets_it_from_every_request(web: Any) -> None:
    web.on("/a", status=429, Retry_After="Sun, 22 Nov 2026 13:00:00 GMT")
    async with web.client(robots=False) as client:
        assert "429" in (await client.get(web.url("/a"))).reason
        assert "3600 seconds" in (await client.get(web.url("/b"))).reason
    assert web.paths() == ["/a"]


async def test_a_connection_that_is_refused_is_tried_three_times(web: Any) -> None:
    clock = FixedClock(datetime(2026, 11, 22, tzinfo=UTC))
    client = web.client(clock=clock, resolve=("news.example=127.0.0.1:1",), robots=False)
    assert await reason_of(client, web.url("/a")) == "No connection to news.example could be made."
    assert len(clock.slept) == 2


async def test_a_name_that_dns_does_not_know_is_told(web: Any) -> None:
    from newsfold.collect import StaticResolver

    client = web.client(resolver=StaticResolver({}), resolve=())
    assert await reason_of(client, "http://nowhere.example/") == "The host nowhere.example is not known in DNS."


async def test_what_does_not_speak_http_is_told(web: Any) -> None:
    web.replies["/a"] = lambda request: request.wfile.write(b"HELO stranger\r\n\r\n") and None
    assert "did not speak HTTP" in await reason_of(web.client(robots=False), web.url("/a"))


async def test_endless_headers_are_refused(web: Any) -> None:
    web.on("/a", b"x", X_Long="y" * 200_000)
    assert "HTTP" in await reason_of(web.client(robots=False), web.url("/a"))


async def test_cookies_are_not_kept(web: Any) -> None:
    web.on("/a", b"x", Set_Cookie="id=1; Path=/")
    async with web.client() as client:
        await client.get(web.url("/a"))
        await client.get(web.url("/a"))
    assert all("Cookie" not in asked.headers for asked in web.log)


class _Named(BaseHTTPRequestHandler):
    """Answers with the host it was asked for."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.headers["Host"].encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


async def test_a_certificate_must_be_vouched_for_and_bear_the_hosts_name(web: Any, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    name = ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", *name, "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = HTTPServer(("127.0.0.1", 0), _Named)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda request, address: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        places = {"resolve": (f"*.example=127.0.0.1:{server.server_address[1]}",), "robots": False}
        assert "certificate of news.example is not valid" in await reason_of(web.client(**places), "https://news.example/")
        vouched = ssl.create_default_context(cafile=certificate)
        answer = await get(web.client(tls=vouched, **places), "https://news.example/")
        assert isinstance(answer, Response)
        assert answer.body == b"news.example"
        assert "not valid" in await reason_of(web.client(tls=vouched, **places), "https://other.example/")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
