"""Sitemaps, and a site's feeds found from its address."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.collect import Sitemap, check_source, discover_feeds, named_feeds, parse_sitemap
from newsfold.outcome import Rejected
from newsfold.page import Source, SourceState

zipped = partial(gzip.compress, mtime=0)
"""Without the time of day, which would make a test's name another in each process."""

URL = "https://news.example/sitemap.xml"
HEAD = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">"""
NEWS = f"""{HEAD}<url><loc>https://news.example/a?x=1&amp;y=2</loc><lastmod>2026-11-22</lastmod><image:image><image:loc>/a.jpg</image:loc></image:image>
<news:news><news:publication><news:name>Daily</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-11-22T10:00:00+02:00</news:publication_date><news:title>Bridge &amp; tunnel</news:title></news:news></url>
<url><loc> https://news.example/b </loc><lastmod>2026-11</lastmod></url><url><loc>mailto:x</loc></url></urlset>""".encode()


def parsed(body: bytes, limit: int = 1_000_000) -> Sitemap:
    found = parse_sitemap(body, url=URL, limit=limit)
    assert isinstance(found, Sitemap), found
    return found


def index(*rows: tuple[str, str]) -> bytes:
    inside = "".join(f"<sitemap><loc>{place}</loc>{f'<lastmod>{time}</lastmod>' if time else ''}</sitemap>" for place, time in rows)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</sitemapindex>'.encode()


@pytest.mark.parametrize(
    "body",
    [
        NEWS,
        zipped(NEWS),
        NEWS.decode().encode("utf-16"),
        NEWS.replace(b"news:", b"n:").replace(b":news=", b":n="),
        NEWS.replace(b"xmlns:", b"data-"),
    ],
)
def test_a_news_sitemap_gives_titles_times_and_pictures(body: bytes) -> None:
    first, second = parsed(body).entries
    assert (first.url, first.title, first.picture) == ("https://news.example/a?x=1&y=2", "Bridge & tunnel", "https://news.example/a.jpg")
    assert first.published_at == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert first.updated_at == datetime(2026, 11, 22, tzinfo=UTC)
    assert (second.url, second.published_at, second.updated_at) == ("https://news.example/b", None, None)


def test_an_index_gives_its_sitemaps() -> None:
    found = parsed(index(("/1.xml", "2026-11-22T00:00:00Z"), ("/2.xml.gz", "")))
    assert [one.url for one in found.sitemaps] == ["https://news.example/1.xml", "https://news.example/2.xml.gz"]
    assert found.sitemaps[0].changed_at == datetime(2026, 11, 22, tzinfo=UTC)


def test_a_text_file_of_addresses_is_a_sitemap() -> None:
    assert [one.url for one in parsed(b"https://news.example/1\r\nhttps://news.example/2\n").entries] == [
        "https://news.example/1",
        "https://news.example/2",
    ]


def test_a_sitemap_that_breaks_off_gives_what_stood_before() -> None:
    found = parsed(NEWS[:-20])
    assert len(found.entries) == 2
    assert "breaks off" in (found.note or "")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not-a-sitemap"),
        (b"<html><body>no</body></html>", "not-a-sitemap"),
        (b"<urlset", "not-a-sitemap"),
        (b"<urlset <<<", "not-a-sitemap"),
        (b'<!DOCTYPE urlset [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>', "entities"),
        (zipped(b"<urlset>" + b" " * 3_000_000), "too-large"),
        (zipped(NEWS)[:60], "not-a-sitemap"),
    ],
)
def test_what_is_no_sitemap_is_refused_by_name(body: bytes, code: str) -> None:
    found = parse_sitemap(body, url=URL, limit=1_000_000)
    if isinstance(found, Sitemap):
        assert found.note
        assert code == "not-a-sitemap"
    else:
        assert found.code == code


def test_only_so_many_addresses_are_read() -> None:
    body = HEAD.encode() + b"<url><loc>https://n.example/a</loc></url>" * 50_100 + b"</urlset>"
    found = parsed(body, limit=10_000_000)
    assert len(found.entries) == 50_000
    assert "50,000" in (found.note or "")


@given(st.binary(max_size=300) | st.text(alphabet="<>/urlsetsitemaploc&; \n\"'!?xn:[]", max_size=200).map(str.encode))
def test_no_bytes_make_an_exception_of_a_sitemap(noise: bytes) -> None:
    for body in (noise, HEAD.encode() + noise, zipped(b"<sitemapindex>" + noise)):
        assert isinstance(parse_sitemap(body, url=URL, limit=10_000), Sitemap | Rejected)


@pytest.mark.anyio
async def test_an_index_is_walked_newest_first_and_not_without_end(web: Any, now: datetime) -> None:
    rows = [(f"/s{number}.xml", f"2026-11-{number:02}T00:00:00Z") for number in range(1, 21)]
    web.on("/sitemap.xml", index(*rows, ("/old.xml", "2020-01-01"), ("/sitemap.xml", "")), ETag='"1"')
    for number in range(1, 21):
        web.on(f"/s{number}.xml", HEAD.encode() + f"<url><loc>/a{number}</loc></url></urlset>".encode())
    state = SourceState(url=web.url("/sitemap.xml"))
    async with web.client(robots=False) as client:
        checked = await check_source(client, Source(url=state.url), state, now=now)
        again = await check_source(client, Source(url=state.url), checked.state, now=now)
    assert checked.state.kind == "sitemap"
    assert {entry.url for entry in checked.entries} == {web.url(f"/a{number}") for number in range(11, 21)}
    assert "/old.xml" not in web.paths()
    # The index may stay as it is while its sitemaps change.
    assert not again.unchanged
    assert len(again.entries) == 10


@pytest.mark.anyio
async def test_indexes_of_indexes_end_somewhere(web: Any, now: datetime) -> None:
    for depth in range(9):
        web.on(f"/{depth}", index((f"/{depth + 1}", "")))
    state = SourceState(url=web.url("/0"))
    async with web.client(robots=False) as client:
        checked = await check_source(client, Source(url=state.url, kind="sitemap"), state, now=now)
    assert checked.entries == ()
    assert web.paths() == ["/0", "/1", "/2"]


@pytest.mark.anyio
async def test_a_sitemap_of_an_index_that_fails_is_told_and_stops_nothing(web: Any, now: datetime) -> None:
    web.on("/sitemap.xml", index(("/good.xml", ""), ("/bad.xml", ""), ("http://10.0.0.1/inside.xml", "")))
    web.on("/good.xml", NEWS)
    state = SourceState(url=web.url("/sitemap.xml"))
    async with web.client(robots=False) as client:
        checked = await check_source(client, Source(url=state.url), state, now=now)
    assert len(checked.entries) == 2
    assert (checked.state.error or "").startswith("2 of its sitemaps could not be read")


PAGE = b"""<html><head><base href="/news/"><link rel="alternate" type="application/rss+xml" title="Comments" href="comments/feed">
<link rel="alternate" type="application/atom+xml" title="All &amp; sundry" href="all.atom"><link rel="alternate" hreflang="de" href="/de">
<link rel="alternate" type="application/json" href="/wp-json/posts/1">
<link rel=alternate type=application/feed+json href=//other.example/f.json>
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)"><link rel=stylesheet href=x.css></head></html>"""


def test_a_page_names_its_feeds() -> None:
    found = named_feeds(PAGE, url="https://news.example/")
    assert [(feed.url, feed.title) for feed in found] == [
        ("https://news.example/news/all.atom", "All & sundry"),
        ("https://other.example/f.json", None),
        ("https://news.example/news/comments/feed", "Comments"),
    ]


@given(st.binary(max_size=200))
def test_no_bytes_make_an_exception_of_a_page(noise: bytes) -> None:
    assert len(named_feeds(b"<link rel=alternate type=application/rss+xml href='" + noise, url="https://n.example/")) <= 20


FEED = b"<rss version='2.0'><channel><title>Daily</title><item><link>/a</link></item></channel></rss>"


@pytest.mark.anyio
async def test_feeds_are_found_from_a_page_in_the_usual_places_or_are_the_address_itself(web: Any) -> None:
    web.on("/", PAGE)
    web.on("/bare", b"<html><p>hello", Content_Type="text/html")
    web.on("/feed.xml", FEED)
    web.on("/sitemap", NEWS)
    async with web.client() as client:
        assert [feed.url for feed in await discover_feeds(client, web.url("/"))][:1] == [web.url("/news/all.atom")]
        assert [(feed.url, feed.title) for feed in await discover_feeds(client, web.url("/bare"))] == [(web.url("/feed.xml"), "Daily")]
        assert [feed.url for feed in await discover_feeds(client, web.url("/feed.xml"))] == [web.url("/feed.xml")]
        assert [feed.kind for feed in await discover_feeds(client, web.url("/sitemap"))] == ["sitemap"]
        web.replies.pop("/feed.xml")
        nothing = await discover_feeds(client, web.url("/bare"))
    assert isinstance(nothing, Rejected)
    assert nothing.code == "no-feed"
