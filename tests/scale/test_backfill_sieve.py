"""What is passed over unread: never a page that would have been kept."""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfold.article import Topic
from newsfold.collect import Mutes
from newsfold.content.repository import Repository
from newsfold.page import Page
from newsfold.rate import Learned, TopicIndex, rate
from newsfold.read import read
from newsfold.scale.off_topic import Sieve

NOW = datetime(2026, 11, 20, tzinfo=UTC)
WORDS = ("herring", "AI", "e-mail", "C++", "Überfischung", "fishing quota", "人工知能", "GPU")
TOPICS = (Topic(id="herring", name="Herring", keywords=WORDS, case_keywords=("Teams",), together=("catch + harbour",)),)
SIEVE, INDEX = Sieve(TOPICS), TopicIndex(TOPICS)
FILLER = "The council met at noon and spoke of roads, of schools and of what the summer had cost the town. " * 6


def page(body: str | bytes, url: str = "https://post.example/2026/11/20/story", kind: str = "text/html; charset=utf-8") -> Page:
    return Page(url=url, final_url=url, fetched_at=NOW, body=body if isinstance(body, bytes) else body.encode(), content_type=kind)


def document(*, title: str = "Council meets", head: str = "", text: str = FILLER) -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}<meta property='article:published_time' content='2026-11-19T08:00:00Z'>"
        f"</head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    )


def is_kept(what: Page, index: TopicIndex = INDEX) -> bool:
    reading = read(what)
    return reading.rejected is None and rate(reading.article, index).rejected is None


def test_a_page_without_a_word_of_any_topic_is_passed_over() -> None:
    assert SIEVE.drops(page(document())) == "off-topic"
    assert not is_kept(page(document()))


@pytest.mark.parametrize(
    "title",
    [
        "The herring is back in the bay",
        "<span class=drop>H</span>erring returns to the bay",
        "The <b>her</b><i title='a'>ri</i>ng is back",
        "Her&shy;ring is back in the bay",
        "Her\u00adring is back in the bay",
        "&#104;erring is back in the bay",
        "ＨＥＲＲＩＮＧ is back in the bay",
        "What A.I. does to the bay",
        "What <i>A</i><b>I</b> does to the bay",
        "Why AI-powered boats are slow",
        "Email from the bay",
        "An e&#45;mail from the bay",
        "Written in C++ at the bay",
        "&Uuml;berfischung in der Bucht",
        "U\u0308berfischung in der Bucht",
        "港の人工<b>知</b>能 is here",
        "A fishing&nbsp;quota for the bay",
        "A catch in the harbour",
        "Teams meets the herrings",
    ],
)
def test_a_headline_on_topic_is_read_however_it_is_written(title: str) -> None:
    assert is_kept(page(document(title=title)))
    assert SIEVE.drops(page(document(title=title))) == ""


def test_a_word_that_stands_in_what_the_page_declares_is_found() -> None:
    described = document(head="<meta property=og:description content='All that is told of the &#104;erring and of the boats at sea'>")
    linked = {"@type": "NewsArticle", "headline": "The h\u00aderring is back", "datePublished": "2026-11-19T08:00:00Z"}
    declared = document(head=f"<script type='application/ld+json'>{json.dumps(linked)}</script>")
    for body in (described, declared):
        assert is_kept(page(body))
        assert SIEVE.drops(page(body)) == ""


def test_an_article_that_a_script_holds_is_found() -> None:
    told = "".join(
        f"<p>On day {day} the <b>herr</b>ing came, and {'more ' * day}herr<i>ing</i>s than ever before did.</p>" for day in range(9)
    )
    held = json.dumps({"body": told}).replace("<", "\\u003c")
    dated = "<meta property='article:published_time' content='2026-11-19T08:00:00Z'>"
    head = f"<title>What the boats brought home today</title><meta property='og:type' content='article'>{dated}"
    body = f"<!doctype html><html lang=en><head>{head}</head><body><div id=root></div><script>var a = {held}</script></body></html>"
    assert is_kept(page(body))
    assert SIEVE.drops(page(body)) == ""


def test_the_subjects_own_sites_are_read() -> None:
    topics = (Topic(id="azure", name="Azure", keywords=("Azure",), addresses=("azure.vendor.example/blog",)),)
    here = page(document(), url="https://azure.vendor.example/blog/council-meets")
    assert is_kept(here, TopicIndex(topics))
    assert Sieve(topics).drops(here) == ""
    canonical = page(document(head="<link rel=canonical href='https://azure.vendor.example/blog/a'>"), url="https://www.vendor.example/a")
    assert Sieve(topics).drops(canonical) == ""


def test_pages_are_looked_into_only_where_that_spares_more_than_it_costs() -> None:
    off_topic, far = page(document()), page(document(text=FILLER * 70 + "The herring is back."))
    assert SIEVE.pays([off_topic] * 3 + [far] * 2)
    assert not SIEVE.pays([off_topic] * 2 + [far] * 3)
    assert SIEVE.drops(off_topic, closely=False) == ""


def test_what_was_learned_leaves_nothing_to_be_passed_over() -> None:
    learned = Learned(topics={"Herring": {"bias": 1.0}})
    assert Sieve(TOPICS, learned=learned).drops(page(document())) == ""


def test_a_front_page_and_a_muted_publisher_are_passed_over() -> None:
    front = page(document(title="Herring news"), url="https://post.example/")
    assert not is_kept(front)
    assert SIEVE.drops(front) == "front-page"
    called = page(document(title="Herring news", head="<meta property=og:type content=article>"), url="https://post.example/")
    assert is_kept(called)
    assert SIEVE.drops(called) == ""
    muted = Sieve(TOPICS, mutes=Mutes(providers=["post.example"]))
    assert muted.drops(page(document(title="Herring news"))) == "muted-provider"


def test_of_real_pages_none_is_passed_over_that_would_be_kept(portals: Path, shared: Path) -> None:
    files = sorted((shared / "data" / "pages").glob("*/*.html.gz"))[::6]
    pages = [page(gzip.decompress(file.read_bytes()), url=f"https://p.example/a/{number}") for number, file in enumerate(files)]
    readings = [read(one) for one in pages]
    for portal in sorted(portals.iterdir()):
        topics, _ = Repository(portal).topics()
        sieve, index = Sieve(topics), TopicIndex(topics)
        dropped = [bool(sieve.drops(one)) for one in pages]
        kept = [rate(reading.article, index).rejected is None for reading in readings]
        assert not any(drop and keep for drop, keep in zip(dropped, kept, strict=True))
        assert any(dropped) or portal.name == "azure"  # Nearly every page says one of the words of its keywords.


SEAMS = ["", "", "", "<b>", "</b>", "<i class='x'>", "<a href=\"https://a.example/?b=1&c=2\">", "</a>", "<br>", "<!-- a > b -->", "&shy;",
         "\u00ad", "\u200b", "-", "‑", " ", "&nbsp;", ".", "<wbr/>", "\x01", "<svg><path d='M0'/></svg>", "<script>var a='<b>'</script>",
         "<span title='a > b'>", "<b t='<i>'>", "&amp;", "<"]  # fmt: skip
LETTERS = st.sampled_from(["plain", "upper", "numeric", "hex", "wide"])


def spelled(letter: str, how: str) -> str:
    if how == "numeric":
        return f"&#{ord(letter)};"
    if how == "hex":
        return f"&#x{ord(letter):x};"
    if how == "wide" and letter.isascii() and letter.isalpha():
        return chr(ord(letter) + 0xFEE0)
    return letter.upper() if how == "upper" else letter


@st.composite
def written(draw: st.DrawFn) -> str:
    """A keyword as nobody would write it."""
    word = draw(st.sampled_from(WORDS))
    hows = draw(st.lists(LETTERS, min_size=len(word), max_size=len(word)))
    seams: Sequence[str] = draw(st.lists(st.sampled_from(SEAMS), min_size=len(word) + 1, max_size=len(word) + 1))
    return seams[0] + "".join(spelled(letter, how) + seam for letter, how, seam in zip(word, hows, seams[1:], strict=True))


@settings(max_examples=120)
@given(words=st.lists(written(), min_size=1, max_size=3), place=st.sampled_from(["title", "text", "meta", "linked", "escaped"]))
def test_whatever_would_be_kept_is_read(words: list[str], place: str) -> None:
    told = f"Of the {' and the '.join(words)} at sea."
    quoted = html.escape(told)
    linked = json.dumps({"@type": "NewsArticle", "headline": told, "datePublished": "2026-11-19"}).replace("</", "<\\/")
    bodies = {
        "title": document(title=told),
        "text": document(text=f"{told} {FILLER} {told}"),
        "meta": document(head=f'<meta property="og:title" content="{quoted}"><meta name=description content="{quoted}">'),
        "linked": document(head=f"<script type='application/ld+json'>{linked}</script>"),
        "escaped": document(title=html.escape(quoted), head=f'<meta property="og:title" content="{html.escape(quoted)}">'),
    }
    what = page(bodies[place])
    if SIEVE.drops(what):
        assert not is_kept(what)


@settings(max_examples=50)
@given(st.binary(max_size=300), st.sampled_from(["text/html", "text/html; charset=shift_jis", "text/html; charset=utf-16"]))
def test_any_bytes_are_judged_without_a_fault(body: bytes, kind: str) -> None:
    what = page(b"<title>The herring</title>" + body, kind=kind)
    if SIEVE.drops(what):
        assert not is_kept(what)
