from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfold.article import Image, Organization
from newsfold.page import Entry, Page, Picture
from newsfold.read import finish, read

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
ADDRESS = "https://www.harbour-post.example/2026/03/05/ferry-returns"
PARAGRAPHS = "".join(
    f"<p>Paragraph {number} of the story tells at some length what the council decided about the ferry and why it did.</p>"
    for number in range(6)
)


def page(
    head: str = "", body: str = PARAGRAPHS, *, entry: Entry | None = None, url: str = ADDRESS, content_type: str = "text/html"
) -> Page:
    html = f"<!doctype html><html lang=en><head>{head}</head><body><article>{body}</article></body></html>"
    return Page(url=url, final_url=url, fetched_at=NOON, body=html.encode(), content_type="text/html", entry=entry)


def raw(body: bytes, content_type: str | None = "text/html") -> Page:
    return Page(url=ADDRESS, final_url=ADDRESS, fetched_at=NOON, body=body, content_type=content_type)


HEAD = """<title>The ferry returns | Harbour Post</title><meta property="og:title" content="The ferry returns | Harbour Post">
<meta property="og:site_name" content="Harbour Post"><meta property="article:published_time" content="2026-03-05T10:20:30+02:00">
<meta property="og:description" content="After two years the council brings the ferry back to the old harbour.">
<link rel=canonical href="https://www.harbour-post.example/2026/03/05/ferry-returns?utm_source=x#top">
<link rel=amphtml href="https://www.harbour-post.example/amp/ferry-returns">
<meta property="og:image" content="/media/ferry.jpg"><meta property="og:image:width" content="640">
<meta name=author content="By Ada Holm">"""


def test_a_page_becomes_an_article_with_all_its_fields() -> None:
    article = read(page(HEAD)).article
    assert article.title == "The ferry returns"
    assert article.excerpt == "After two years the council brings the ferry back to the old harbour."
    assert article.published_at == datetime(2026, 3, 5, 8, 20, 30, tzinfo=UTC)
    assert article.web_url == "https://www.harbour-post.example/2026/03/05/ferry-returns"
    assert article.original_url == ADDRESS
    assert article.amp_web_url == "https://www.harbour-post.example/amp/ferry-returns"
    assert article.cdn_amp_web_url == (
        "https://www-harbour--post-example.cdn.ampproject.org/c/s/www.harbour-post.example/amp/ferry-returns"
    )
    assert (article.provider.name, article.provider.domain) == ("Harbour Post", "harbour-post.example")
    assert [author.name for author in article.provider.authors] == ["Ada Holm"]
    assert article.language == "en"
    assert article.text.count("\n") == 5


def test_the_witness_of_each_field_is_kept() -> None:
    witnesses = {witness.field: witness.name for witness in read(page(HEAD)).witnesses}
    assert witnesses["title"] == "og:title"
    assert witnesses["published_at"] == "article:published_time"
    assert witnesses["web_url"] == "link canonical"


def test_the_portals_name_for_a_publisher_wins() -> None:
    known = {"harbour-post.example": Organization(domain="harbour-post.example", name="The Harbour Post")}
    assert read(page(HEAD), organizations=known).article.provider.name == "The Harbour Post"


def test_a_page_without_a_date_takes_the_feeds_date() -> None:
    entry = Entry(source="https://f.example/", id="1", url=ADDRESS, published_at=datetime(2026, 3, 4, 9, tzinfo=UTC))
    reading = read(page("<title>The ferry returns to town</title>", entry=entry, url="https://www.harbour-post.example/ferry"))
    assert reading.rejected is None
    assert reading.article.published_at == datetime(2026, 3, 4, 9, tzinfo=UTC)


def test_a_page_without_any_date_is_refused_but_kept_as_far_as_it_was_read() -> None:
    reading = read(page("<title>The ferry returns to town</title>", url="https://www.harbour-post.example/ferry"))
    assert reading.rejected is not None
    assert (reading.rejected.stage, "date" in reading.rejected.reason) == ("read", True)
    assert reading.article.title == "The ferry returns to town"
    assert reading.article.published_at == NOON
    assert reading.wants == ()


def test_a_page_of_frames_has_no_text_and_is_read_as_far_as_it_goes() -> None:
    frames = read(raw(b"<title>A story in frames</title><meta name=date content=2026-03-04><frameset><frame src=a></frameset>"))
    assert (frames.article.title, frames.article.text) == ("A story in frames", "")
    assert frames.rejected is None or "could not be read" not in frames.rejected.reason


def test_a_page_without_a_title_is_refused() -> None:
    reading = read(page('<meta property="article:published_time" content="2026-03-05T10:20:30Z">'))
    assert reading.rejected is not None
    assert "title" in reading.rejected.reason


def test_a_page_in_a_language_nobody_asked_for_is_refused() -> None:
    assert read(page(HEAD), languages=("en",)).rejected is None
    refused = read(page(HEAD), languages=("de", "fr")).rejected
    assert refused is not None
    assert "'en'" in refused.reason


@pytest.mark.parametrize(
    ("body", "content_type", "word"),
    [
        (b"", "text/html", "empty"),
        (b"%PDF-1.7 and more", "text/html", "PDF"),
        (b'{"headline": "x"}', "application/json", "JSON"),
        (b'{"headline": "x"}', "text/html", "JSON"),
        (b"\x89PNG\r\n" + bytes(400), "image/png", "picture"),
        (b"just some words", "text/html", "no tag"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "text/html", "feed"),
        (b"<p>" + b"x" * 10_000_001, "text/html", "10 MB"),
    ],
)
def test_what_is_no_page_is_refused_with_a_reason(body: bytes, content_type: str, word: str) -> None:
    refused = read(raw(body, content_type)).rejected
    assert refused is not None
    assert word in refused.reason
    assert refused.code in {"empty", "not-html", "too-large"}


def test_a_picture_is_wanted_and_gets_its_true_size() -> None:
    reading = read(page(HEAD))
    url = "https://www.harbour-post.example/media/ferry.jpg"
    assert [want.url for want in reading.wants] == [url]
    finished = finish(reading, {url: Picture(url=url, width=1200, height=630, format="jpeg", body=b"")})
    assert finished.article.images == (Image(url=url, width=1200, height=630),)
    assert finished.wants == ()


def test_a_picture_that_could_not_be_had_is_dropped() -> None:
    assert finish(read(page(HEAD)), {}).article.images == ()


@pytest.mark.parametrize(
    "picture", ["/img/logo.png", "/static/placeholder-16x9.jpg", "/img/desktop/supported_browsers/dinosaur.png", "/a.svg"]
)
def test_a_logo_or_placeholder_is_no_picture(picture: str) -> None:
    assert read(page(HEAD.replace("/media/ferry.jpg", picture))).article.images == ()


def test_a_video_gets_a_player_frame_of_our_own_and_no_web_address() -> None:
    head = """<title>Ferry from above</title><meta property="og:title" content="Ferry from above">
    <meta property="og:type" content="video.other">
    <meta property="og:video:url" content="https://www.youtube.com/embed/AbCdEf12345?onload=&quot;evil&quot;">
    <meta itemprop=datePublished content="2026-03-01">"""
    article = read(page(head, url="https://www.youtube.com/watch?v=AbCdEf12345&t=3")).article
    assert (article.type, article.web_url) == ("video", None)
    assert article.original_url == "https://www.youtube.com/watch?v=AbCdEf12345&t=3"
    assert article.featured_content is not None
    assert 'src="https://www.youtube.com/embed/AbCdEf12345"' in article.featured_content
    assert "evil" not in article.featured_content


def test_a_video_without_a_safe_player_stays_an_article() -> None:
    head = HEAD + '<meta property="og:type" content="video"><meta property="og:video:url" content="https://evil.example/embed/1">'
    article = read(page(head)).article
    assert (article.type, article.featured_content) == ("article", None)


def test_a_paywall_is_marked() -> None:
    paid = (
        HEAD
        + '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The ferry returns","isAccessibleForFree":"False"}</script>'
    )
    assert read(page(paid)).article.paywall is True
    assert read(page(HEAD)).article.paywall is None


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + "end",
        "<div>" * 100_000 + "end" + "</div>" * 100_000,
        "".join(f"<b x={number}>" for number in range(2_000)) + "<p>x" * 2_000,
        "<div " + " ".join(f'a{number}="x"' for number in range(100_000)) + ">",
        "<" * 1_000_000,
        '<script type="application/ld+json">' + '{"a":' * 100_000 + "</script>",
        '<script type="application/ld+json">' + "[" * 500_000 + "</script>",
        "<table><tr><td>" * 20_000,
    ],
    ids=["nested", "nested and closed", "open formatting", "attributes", "angle brackets", "deep object", "deep array", "tables"],
)
def test_hostile_markup_costs_little_time(body: str) -> None:
    began = time.process_time()
    reading = read(page(HEAD, body))
    assert time.process_time() - began < 5
    assert reading.article.title == "The ferry returns"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2_000), st.sampled_from([None, "text/html", "text/html; charset=shift_jis", "text/html; charset=nonsense"]))
def test_no_bytes_make_reading_fail(body: bytes, content_type: str | None) -> None:
    read(raw(b"<html><head>" + body, content_type))
    read(raw(body, content_type))


SCRAPS = [
    *("<p>", "</p>", "<a href='", "'>", "<h1>", "<meta property=og:title content='", '<script type="application/ld+json">', "</script>"),
    *('{"@type":', '"NewsArticle",', '"headline":', '"datePublished":"', "2026-99-99", "[", "]", "}", '"', "&#x110000;", "&#0;", "\ud7ff"),
    *("By Ada Holm", "<time datetime='", "<link rel=canonical href='", "http://[", "https://a.example:99999/", "//", "<!--", "\x00"),
    *("<title>", "|", "0001-01-01", "99:99", "<form>", "🚢"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SCRAPS), max_size=60))
def test_no_scraps_of_markup_make_reading_fail(scraps: list[str]) -> None:
    reading = read(raw("".join(scraps).encode("utf-8", "replace")))
    assert "could not be read" not in (reading.rejected.reason if reading.rejected else "")
    assert len(reading.article.excerpt) <= 300
    reading.article.title.encode()


def test_reading_twice_gives_the_same() -> None:
    assert read(page(HEAD)) == read(page(HEAD))
