"""Nothing but the public internet is reached, by whatever road one is sent."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.collect import AddressGuard, FixedAnswers, Response, StaticResolver
from newsfold.collect.guard import disguised_number
from newsfold.errors import SettingsError
from newsfold.outcome import Rejected


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1", "loopback"),
        ("127.9.9.9", "loopback"),
        ("::1", "loopback"),
        ("0.0.0.0", "this network"),
        ("10.1.2.3", "private"),
        ("172.31.0.1", "private"),
        ("192.168.1.1", "private"),
        ("169.254.169.254", "link-local"),
        ("fe80::1", "link-local"),
        ("100.64.0.1", "CGNAT"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("fc00::1", "private"),
        ("::ffff:127.0.0.1", "IPv4-mapped"),
        ("::ffff:8.8.8.8", "IPv4-mapped"),
        ("::127.0.0.1", "IPv4-compatible"),
        ("2002:7f00:1::", "127.0.0.1 inside"),
        ("2002:a9fe:a9fe::1", "169.254.169.254 inside"),
        ("64:ff9b::10.0.0.1", "10.0.0.1 inside"),
        ("64:ff9b:1::1", "NAT64"),
        ("4000::1", "reserved"),
        ("news.example", "no IP address"),
    ],
)
def test_an_address_inside_is_refused_by_name(address: str, words: str) -> None:
    assert words in (AddressGuard().refusal(address) or "")


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "2002:808:808::1", "64:ff9b::8.8.8.8"])
def test_a_public_address_may_be_reached(address: str) -> None:
    assert AddressGuard().refusal(address) is None


def test_an_allowed_network_may_be_reached_and_nothing_beside_it() -> None:
    guard = AddressGuard(("10.0.0.0/24", "fd00::/8"))
    assert guard.refusal("10.0.0.9") is None
    assert guard.refusal("fd00::9") is None
    assert "private" in (guard.refusal("10.0.1.9") or "")
    assert "IPv4-mapped" in (guard.refusal("::ffff:10.0.0.9") or "")


def test_a_network_that_cannot_be_read_is_an_error_of_the_settings() -> None:
    with pytest.raises(SettingsError, match="allow_addresses"):
        AddressGuard(("everything",))


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_what_python_calls_private_is_refused(address: IPv4Address | IPv6Address) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified:
        assert AddressGuard().refusal(str(address))


@pytest.mark.parametrize(
    ("host", "meant"),
    [("2130706433", "127.0.0.1"), ("0177.0.0.1", "127.0.0.1"), ("0x7f.1", "127.0.0.1"), ("127.1", "127.0.0.1"), ("010.0.0.1", "8.0.0.1")],
)
def test_an_address_in_disguise_is_seen_through(host: str, meant: str) -> None:
    assert disguised_number(host) == meant


@pytest.mark.parametrize("host", ["127.0.0.1", "news.example", "1.news.example", "news1.example", ""])
def test_names_and_plain_addresses_are_no_disguise(host: str) -> None:
    assert disguised_number(host) is None


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1/", "loopback"),
        ("http://localhost/", "loopback"),
        ("http://[::1]/", "loopback"),
        ("http://[::ffff:127.0.0.1]/", "IPv4-mapped"),
        ("http://10.0.0.1:8080/", "private"),
        ("http://169.254.169.254/latest/meta-data", "link-local"),
        ("http://2130706433/", "loopback"),
        ("http://0177.0.0.1/", "loopback"),
        ("http://0x7f000001/", "loopback"),
        ("http://127.1/", "loopback"),
        ("https://inside.example/", "private"),
        ("file:///etc/passwd", "Only http and https"),
        ("ftp://news.example/", "Only http and https"),
        ("gopher://127.0.0.1/", "Only http and https"),
        ("//news.example/", "Only http and https"),
        ("http://user:word@news.example/", "name or password"),
        ("http:///path", "no host"),
        ("http://[broken/", "not a valid"),
        ("http://news.example:0/", "port 0"),
        ("http://a b/", "not a valid"),
        ("http://news.example/" + "a" * 9_000, "longer than"),
    ],
)
async def test_an_address_that_leads_inside_is_refused(web: Any, url: str, words: str) -> None:
    resolver = StaticResolver({"inside.example": ["93.184.216.34", "10.0.0.1"], "localhost": ["127.0.0.1"]})
    async with web.client(allow_addresses=(), resolve=(), resolver=resolver) as client:
        answer = await client.get(url)
    assert isinstance(answer, Rejected)
    assert words in answer.reason
    assert web.log == []


@pytest.mark.anyio
@pytest.mark.parametrize("target", ["http://169.254.169.254/latest", "http://inside.example/", "http://2852039166/", "http://[fe80::1]/"])
async def test_a_redirect_inside_is_refused(web: Any, target: str) -> None:
    web.on("/a", status=302, Location=target)
    resolver = StaticResolver({"inside.example": ["192.168.0.1"]})
    async with web.client(resolve=(f"news.example=127.0.0.1:{web.port}",), resolver=resolver) as client:
        answer = await client.get(web.url("/a"))
    assert isinstance(answer, Rejected)
    assert "is refused" in answer.reason


@pytest.mark.anyio
async def test_a_redirect_to_localhost_is_refused_where_only_the_publisher_is_allowed(web: Any) -> None:
    web.on("/a", status=302, Location=f"http://localhost:{web.port}/secret")
    web.on("/secret", b"secret")
    resolver = StaticResolver({"localhost": ["127.0.0.1"]})
    allowed = {"allow_addresses": ("127.0.0.2/32",), "resolve": (f"news.example=127.0.0.2:{web.port}",)}
    async with web.client(resolver=resolver, **allowed) as client:
        answer = await client.get(web.url("/a"))
    assert isinstance(answer, Rejected)
    assert "secret" not in "".join(web.paths())


@pytest.mark.anyio
async def test_an_answer_of_dns_that_changes_gains_nothing(web: Any) -> None:
    # The first answer is allowed and is connected to without asking again; the second is inside and refused when it comes up.
    web.on("/a", b"outside", Connection="close")
    resolver = StaticResolver({"turning.test": [["127.0.0.1"], ["10.0.0.1"]]})
    async with web.client(robots=False, resolver=resolver) as client:
        first = await client.get(f"http://turning.test:{web.port}/a")
        assert resolver.asked == ["turning.test"]
        second = await client.get(f"http://turning.test:{web.port}/a")
    assert isinstance(first, Response)
    assert isinstance(second, Rejected)
    assert "10.0.0.1 is a private address" in second.reason


@pytest.mark.anyio
async def test_one_answer_inside_among_public_ones_refuses_the_host(web: Any) -> None:
    resolver = StaticResolver({"mixed.test": ["127.0.0.1", "10.0.0.1"]})
    async with web.client(robots=False, resolver=resolver) as client:
        answer = await client.get(f"http://mixed.test:{web.port}/a")
    assert isinstance(answer, Rejected)
    assert web.log == []


@pytest.mark.anyio
async def test_fixed_answers_stand_in_for_dns() -> None:
    inner = StaticResolver({"else.test": ["93.184.216.34"]})
    rules = ("*.example=127.0.0.1:8001", "news.example=127.0.0.2:8002", "*.deep.example=[::1]:8003")
    resolver = FixedAnswers(rules, inner)
    assert await resolver.resolve("a.example", 80) == (("127.0.0.1", 8001),)
    assert await resolver.resolve("NEWS.example", 443) == (("127.0.0.2", 8002),)
    assert await resolver.resolve("x.deep.example", 80) == (("::1", 8003),)
    assert await resolver.resolve("else.test", 80) == (("93.184.216.34", 80),)
    assert inner.asked == ["else.test"]


@pytest.mark.parametrize(
    "rule", ["", "news.example", "news.example=127.0.0.1", "news.example=name:80", "=127.0.0.1:80", "a=127.0.0.1:99999"]
)
def test_a_fixed_answer_that_cannot_be_read_is_an_error_of_the_settings(rule: str) -> None:
    with pytest.raises(SettingsError, match="HOST=ADDRESS:PORT"):
        FixedAnswers((rule,), StaticResolver({}))
