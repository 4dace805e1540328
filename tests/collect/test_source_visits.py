"""Visits to sources, pages and pictures over real HTTP."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from PIL import Image

from newsfold.collect import Checked, check_source, fetch_page, fetch_picture, read_picture
from newsfold.outcome import Rejected
from newsfold.page import Entry, Page, Picture, Source, SourceState

pytestmark = pytest.mark.anyio


def feed(*items: tuple[str, str], end: str = "</channel></rss>") -> bytes:
    inside = "".join(
        f"<item><title>{title}</title><link>/{title}</link><pubDate>{date}</pubDate></item>"
        if date
        else f"<item><link>/{title}</link></item>"
        for title, date in items
    )
    return f'<rss version="2.0"><channel><title>Daily</title>{inside}{end}'.encode()


async def visit(web: Any, state: SourceState, now: datetime, **settings: Any) -> Checked:
    async with web.client(**settings) as client:
        return await check_source(client, Source(url=state.url), state, now=now)


NEW = "Sun, 22 Nov 2026 10:00:00 GMT"
OLD = "Fri, 20 Nov 2026 10:00:00 GMT"
ANCIENT = "Fri, 02 Jan 2026 10:00:00 GMT"


async def test_a_visit_brings_entries_and_remembers_the_feed(web: Any, now: datetime) -> None:
    web.on("/feed", feed(("b", OLD), ("a", NEW), ("z", ANCIENT), ("u", "")), ETag='"1"', Last_Modified=NEW)
    checked = await visit(web, SourceState(url=web.url("/feed"), failures=3, error="was down"), now)
    assert [entry.url for entry in checked.entries] == [web.url("/a"), web.url("/b"), web.url("/u")]
    assert {entry.source for entry in checked.entries} == {web.url("/feed")}
    assert [why.reason for _, why in checked.passed_over] == ["The entry is older than 30 days."]
    assert checked.rejected is None
    state = checked.state
    assert (state.etag, state.last_modified, state.title, state.entry_count, state.kind) == ('"1"', NEW, "Daily", 4, "feed")
    assert (state.checked_at, state.succeeded_at, state.failures, state.error) == (now, now, 0, None)
    assert [time.day for time in state.recent] == [22, 20, 2]
    assert state.next_at is not None
    assert state.next_at > now


@pytest.mark.parametrize("zero", ["Mon, 01 Jan 0001 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01T00:00:00Z"])
async def test_an_entry_with_the_date_that_programs_write_for_none_is_one_without_a_date(web: Any, now: datetime, zero: str) -> None:
    web.on("/feed", feed(("b", OLD), ("a", zero)))
    checked = await visit(web, SourceState(url=web.url("/feed")), now)
    assert [(entry.url, entry.published_at is None) for entry in checked.entries] == [(web.url("/b"), False), (web.url("/a"), True)]
    assert (checked.passed_over, checked.state.only_old) == ((), False)


@pytest.mark.parametrize(
    "address",
    [
        "http://i\u2764.ws/feed",
        "http://xn--/feed",
        "http://m\u00fcller_x.example/f",
        f"http://{'a' * 64}.example/",
        "http://[::1",
        "http://a.example:80:80/",
    ],
)
async def test_a_source_whose_address_is_none_is_told_and_stops_no_other(web: Any, now: datetime, address: str) -> None:
    checked = await visit(web, SourceState(url=address), now)
    assert checked.rejected is not None
    assert checked.rejected.stage == "collect"
    assert (checked.state.failures, checked.state.error) == (1, checked.rejected.reason)


async def test_a_fault_of_our_own_with_one_source_stops_no_other(web: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    web.on("/feed", feed(("a", NEW)))
    monkeypatch.setattr("newsfold.collect.visits.merged_times", lambda *_, **__: 1 / 0)
    checked = await visit(web, SourceState(url=web.url("/feed")), now)
    assert checked.rejected is not None
    assert (checked.rejected.code, checked.state.failures) == ("unreadable", 1)


async def test_only_the_newest_entries_are_taken(web: Any, now: datetime) -> None:
    web.on("/feed", feed(("b", OLD), ("a", NEW)))
    checked = await visit(web, SourceState(url=web.url("/feed")), now, max_entries=1)
    assert [entry.url for entry in checked.entries] == [web.url("/a")]
    assert ["newest" in why.reason for _, why in checked.passed_over] == [True]


async def test_an_unchanged_feed_is_a_good_visit_without_entries(web: Any, now: datetime) -> None:
    web.on("/feed", status=304)
    state = SourceState(url=web.url("/feed"), etag='"1"', title="Daily", failures=2, error="Status 503", entry_count=9)
    checked = await visit(web, state, now)
    assert checked.unchanged
    assert checked.entries == ()
    kept = checked.state
    assert (kept.etag, kept.title, kept.entry_count) == ('"1"', "Daily", 9)
    assert (kept.checked_at, kept.succeeded_at, kept.failures, kept.error) == (now, now, 0, None)


@pytest.mark.parametrize(("status", "body", "words"), [(404, b"", "404"), (200, b"<html>", "web page"), (200, b"", "empty")])
async def test_a_failed_visit_is_counted_and_forgets_nothing(web: Any, now: datetime, status: int, body: bytes, words: str) -> None:
    web.on("/feed", body, status=status, ETag='"2"')
    state = SourceState(url=web.url("/feed"), etag='"1"', last_modified=OLD, title="Daily", failures=1, entry_count=9)
    checked = await visit(web, state, now)
    assert isinstance(checked.rejected, Rejected)
    assert words in checked.rejected.reason
    assert checked.rejected.source == state.url
    kept = checked.state
    assert (kept.etag, kept.last_modified, kept.title, kept.entry_count) == ('"1"', OLD, "Daily", 9)
    assert (kept.checked_at, kept.failures, kept.error) == (now, 2, checked.rejected.reason)
    assert kept.error_code == checked.rejected.code != ""


async def test_a_feed_that_breaks_off_gives_entries_and_keeps_the_reason(web: Any, now: datetime) -> None:
    web.on("/feed", feed(("a", NEW), end="<item><ti"))
    checked = await visit(web, SourceState(url=web.url("/feed")), now)
    assert [entry.title for entry in checked.entries] == ["a"]
    assert checked.state.error == "The feed breaks off before its end."
    assert checked.state.failures == 0


async def test_a_feed_of_fifty_megabytes_is_refused_by_its_size(web: Any, now: datetime) -> None:
    web.on("/feed", b" " * 50_000_000)
    checked = await visit(web, SourceState(url=web.url("/feed")), now)
    assert checked.rejected is not None
    assert "larger than the 5,000,000 bytes" in checked.rejected.reason


async def test_a_feed_that_moved_for_ever_says_where(web: Any, now: datetime) -> None:
    web.on("/old", status=308, Location="/feed")
    web.on("/feed", feed(("a", NEW)))
    checked = await visit(web, SourceState(url=web.url("/old")), now)
    assert checked.moved_to == web.url("/feed")
    assert checked.entries[0].source == web.url("/old")


def entry(web: Any, path: str) -> Entry:
    return Entry(source=web.url("/feed"), id="1", url=web.url(path))


async def test_a_page_knows_where_it_came_from(web: Any, now: datetime) -> None:
    web.on("/go", status=302, Location="/page")
    web.on("/page", b"<p>hello", Content_Type="text/html; charset=utf-8")
    async with web.client(robots=False) as client:
        page = await fetch_page(client, entry(web, "/go"))
    assert page == Page(
        url=web.url("/go"),
        final_url=web.url("/page"),
        fetched_at=now,
        body=b"<p>hello",
        content_type="text/html; charset=utf-8",
        entry=entry(web, "/go"),
    )


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("application/pdf", b"%PDF-1.7", "application/pdf"),
        ("image/png", b"\x89PNG", "image/png"),
        ("text/plain", b"words", "text/plain"),
        ("", b"%PDF-1.7", "without a type"),
        ("text/html", b" \n", "empty"),
    ],
)
async def test_what_is_no_page_is_refused(web: Any, kind: str, body: bytes, words: str) -> None:
    web.on("/page", body, **({"Content_Type": kind} if kind else {}))
    async with web.client() as client:
        answer = await fetch_page(client, entry(web, "/page"))
    assert isinstance(answer, Rejected)
    assert words in answer.reason
    assert (answer.url, answer.source) == (web.url("/page"), web.url("/feed"))


async def test_a_page_without_a_type_is_known_by_its_markup(web: Any) -> None:
    web.on("/page", b"\n<!DOCTYPE html><p>hello")
    async with web.client() as client:
        assert isinstance(await fetch_page(client, entry(web, "/page")), Page)


def picture(form: str, size: tuple[int, int] = (30, 20), **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new("1" if size[0] > 5_000 else "RGB", size).save(file, form, **options)
    return file.getvalue()


@pytest.mark.parametrize("form", ["jpeg", "png", "webp", "gif"])
async def test_a_picture_comes_with_its_true_size(web: Any, form: str) -> None:
    body = picture(form)
    web.on("/p", body, Content_Type="text/plain")
    async with web.client() as client:
        found = await fetch_picture(client, web.url("/p"))
    assert found == Picture(url=web.url("/p"), width=30, height=20, format=form, body=body)


async def test_a_turned_picture_has_the_size_readers_see() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    assert read_picture(picture("jpeg", exif=turned)) == (20, 30, "jpeg")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>bad()</script></svg>", "SVG"),
        (picture("png", (9_000, 5_000)), "45,000,000 pixels"),
        (picture("png", (12_000, 10_000)), "pixels"),
        (picture("png", (20_000, 20_000)), "pixels"),
        (picture("jpeg")[:300], "no picture"),
        (picture("bmp"), "no picture"),
        (b"<html>not found</html>", "no picture"),
        (b"", "no picture"),
    ],
)
async def test_what_is_no_picture_we_take_is_refused(web: Any, body: bytes, words: str) -> None:
    web.on("/p", body)
    async with web.client() as client:
        answer = await fetch_picture(client, web.url("/p"))
    assert isinstance(answer, Rejected)
    assert words in answer.reason


async def test_a_picture_has_its_own_size_limit(web: Any) -> None:
    web.on("/p", picture("png") + b"x" * 6_000)
    async with web.client(max_bytes=10, max_picture_bytes=5_000) as client:
        answer = await fetch_picture(client, web.url("/p"))
    assert isinstance(answer, Rejected)
    assert "larger than the 5,000 bytes" in answer.reason
