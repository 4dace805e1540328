"""Bad input, each kind that is known: bounded time and memory, and a record of what is certain or a reason."""

from __future__ import annotations

import time
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from newsfold.page import Page
from newsfold.read import Reading, read
from newsfold.read.slimming import slimmed

ADDRESS = "https://www.post.example/2026/03/04/story"
NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
HEAD = b"<html lang=en><head><title>The ferry returns to town</title><meta name=date content=2026-03-04T08:00:00Z></head><body>"
STORY = b"".join(b"<p>Paragraph %d tells at length what the council decided about the ferry and why.</p>" % n for n in range(6))


def reading(body: bytes, content_type: str | None = "text/html") -> Reading:
    return read(Page(url=ADDRESS, final_url=ADDRESS, fetched_at=NOON, body=body, content_type=content_type))


def quickly(body: bytes, seconds: float = 2.0) -> Reading:
    began = time.process_time()
    found = reading(body)
    took = time.process_time() - began
    assert took < seconds, f"took {took:.1f} s"
    return found


def test_a_page_of_twenty_megabytes_is_refused_by_its_size() -> None:
    refused = quickly(HEAD + b"<p>word</p>" * 2_000_000).rejected
    assert refused is not None
    assert "MB" in refused.reason


def test_a_hundred_thousand_nested_tags_cost_little() -> None:
    assert quickly(HEAD + b"<div>" * 100_000 + STORY).article.title == "The ferry returns to town"


def test_a_script_of_five_megabytes_is_passed_over() -> None:
    found = quickly(HEAD + b"<script>" + b'var a = "<p>not the story</p>";' * 170_000 + b"</script>" + STORY)
    assert found.article.text.count("\n") == 5
    assert "not the story" not in found.article.text


def test_a_json_ld_script_of_five_megabytes_is_passed_over() -> None:
    script = b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"' + b"x" * 5_000_000 + b'"}</script>'
    assert quickly(HEAD + script + STORY).article.title == "The ferry returns to town"


def test_nuls_are_dropped() -> None:
    body = HEAD.replace(b"ferry", b"fer\x00ry") + STORY.replace(b"council", b"coun\x00cil")
    found = reading(body)
    assert found.article.title == "The ferry returns to town"
    assert "council" in found.article.text
    assert "\x00" not in found.article.text


def test_a_pdf_called_html_is_refused() -> None:
    refused = reading(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj << /Type /Catalog >>", "text/html").rejected
    assert refused is not None
    assert "PDF" in refused.reason


def test_compressed_bytes_called_html_are_refused() -> None:
    refused = reading(b"\x1f\x8b\x08\x00" + bytes(1000), "text/html").rejected
    assert refused is not None
    assert "compressed" in refused.reason


@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "nonsense", ""])
def test_a_wrong_or_missing_charset_still_gives_the_title(label: str) -> None:
    head = f"<html><head><meta charset='{label}'><title>Die Fähre kommt zurück</title>".encode()
    assert reading(head + STORY, "text/html").article.title == "Die Fähre kommt zurück"


def test_json_ld_that_goes_in_a_circle_is_read_once() -> None:
    script = b"""<script type="application/ld+json">{"@graph":[
    {"@type":"NewsArticle","@id":"#a","headline":"The ferry is back","mainEntityOfPage":{"@id":"#a"},
     "author":{"@id":"#b"},"isPartOf":{"@id":"#c"}},
    {"@type":"Person","@id":"#b","name":"Ada Holm","worksFor":{"@id":"#c"}},
    {"@type":"Organization","@id":"#c","name":"The Post","employee":{"@id":"#b"},"parentOrganization":{"@id":"#c"}}]}</script>"""
    found = quickly(HEAD + script + STORY)
    assert found.article.title == "The ferry is back"
    assert [author.name for author in found.article.provider.authors] == ["Ada Holm"]


@pytest.mark.parametrize(
    "body",
    [
        b"<svg>" * 200_000,
        b"<script " * 200_000,
        b"<div a='<script ' " * 50_000,
        b"<!--" * 500_000,
        b"<script>" + b"</scrip" * 500_000,
        b"<style></style>" * 200_000,
        b'"' + b"\\u003cp" * 300_000,
        b"<p itemprop=author property=schema:author>" * 40_000,
        b"<p>404 " * 100_000,
        b"<p>" + b"(" * 200_000,
        b"2026-03-04T08:" * 100_000,
        b"<span class='" + b"a-" * 100_000 + b"'>x",
        b"<table>" + b"<tr><td>1" * 50_000,
    ],
    ids=[
        "svg",
        "script",
        "in attributes",
        "comments",
        "no end",
        "styles",
        "escapes",
        "marks",
        "words",
        "brackets",
        "dates",
        "class",
        "rows",
    ],
)
def test_no_hostile_run_takes_two_seconds(body: bytes) -> None:
    assert quickly(HEAD + body).article.title == "The ferry returns to town"


def test_a_thousand_pages_leave_no_trace_in_memory() -> None:
    body = HEAD + b"<div class='c%d'>" + STORY
    for number in range(50):
        reading(body % number)
    tracemalloc.start()
    try:
        for number in range(150):
            reading(body % number)
        before = tracemalloc.get_traced_memory()[0]
        for number in range(300):
            reading(body % (number % 150))
        assert tracemalloc.get_traced_memory()[0] - before < 300_000
    finally:
        tracemalloc.stop()


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "<p>one</p>",
                    "<script>let a = '<p>two</p>';</script>",
                    "<SCRIPT>x</Script>",
                    "<style>p {}</style>",
                    "<!-- <p>three</p> -->",
                ),
                *("<div title='<script>'>four</div>", "<svg><title>five</title></svg>", "six", "<h1>seven</h1>", "<!---->", "<b>eight</b>"),
            ]
        ),
        max_size=12,
    )
)
def test_what_is_cut_out_before_the_parse_changes_no_text(parts: list[str]) -> None:
    whole = f"<html><body>{''.join(parts)}</body></html>".encode()

    def shown(markup: bytes) -> str:
        tree = LexborHTMLParser(markup)
        tree.strip_tags(["script", "style", "svg"])
        return (tree.body.text() if tree.body is not None else "").strip()

    assert shown(slimmed(whole).markup) == shown(whole)


def test_a_linked_script_whose_tag_never_ends_does_not_cost_the_page() -> None:
    torn = b'<title>The ferry returns to town</title><script type="application/ld+json" class="a</script><p>The ferry is back.</p>'
    assert slimmed(torn).linked == ()
    assert reading(torn).article.title == "The ferry returns to town"
