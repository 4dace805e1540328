"""Hostile records publish harmless."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from newsfold.article import Article, Image, Provider, Related, Topic
from newsfold.publish import HeldPicture, Holdings, Output, held_copies, render
from newsfold.publish.addresses import safe_link, safe_path
from newsfold.publish.player import player_of

SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
BAD_LINKS = [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example/x",
    "https://",
    "https://user:pass@evil.example/",
    "https://evil.example/a b",
    'https://evil.example/"onclick="x',
    "https://evil.example/\u202egpj.exe",
    "file:///etc/passwd",
    "https://evil.example/" + "a" * 3_000,
]


OWN_PLACES = (
    *("assets/", "news/", "topics/", "archive/", "providers/", "page/", "feed.xml", "rss.xml", "feed.json", "top/", "api/"),
    *("about/", "privacy/", "publisher-", "daily.example/"),
)
"""Where relative links of the pages may lead."""

PUBLISHER = re.compile(r"[a-z0-9][a-z0-9.-]*/|\d{1,4}/\d\d/")
"""A publisher's page, seen from the list of publishers, or a month's, seen from the archive."""


def outputs_of(holdings: Holdings) -> list[Output]:
    return list(render(holdings))


def assert_harmless(outputs: list[Output]) -> None:
    """No script of ours or theirs, no handler, only http(s) or relative links, plain paths, valid JSON and XML."""
    for output in outputs:
        assert safe_path(output.path), output.path
        assert output.path.startswith(("site/", "api/")), output.path
        if output.path.endswith(".json"):
            json.loads(output.body)
        elif output.path.endswith(".xml"):
            ET.fromstring(output.body)
        elif output.path.endswith(".html"):
            assert_page_is_harmless(LexborHTMLParser(output.body.decode("utf-8")))


def assert_page_is_harmless(tree: LexborHTMLParser) -> None:
    for node in tree.css("*"):
        assert node.tag not in ("object", "embed", "base", "form", "math"), node.html
        if node.tag == "script" and "src" in node.attributes:
            assert re.fullmatch(r"(\.\./)*assets/site-[0-9a-f]{8}\.js", node.attributes["src"] or "")
        elif node.tag == "script":
            assert node.attributes == {"type": "application/ld+json"}
            json.loads(node.text())
        for name, value in node.attributes.items():
            assert not name.startswith("on"), node.html
            if name in ("href", "src"):
                assert value is not None
                leads = value.startswith(("https://", "http://", "#", "./", "/", "../", *OWN_PLACES))
                assert leads or PUBLISHER.fullmatch(value)
            if name == "style":
                assert value is not None
                assert value.removeprefix("--hue:").isdigit()


def hostile(make_article: Callable[..., Article], **fields: object) -> Holdings:
    evil = Provider(name=SCRIPT, domain=SCRIPT)
    given: dict[str, object] = {
        "title": SCRIPT,
        "excerpt": "</script>" + SCRIPT,
        "web_url": "javascript:alert(1)",
        "original_url": "data:text/html,x",
        "provider": evil,
        "topics": (SCRIPT, "../up"),
        "language": '"><script>',
        "images": (Image(url="javascript:alert(1)", title=SCRIPT),),
        "related": (Related(title=SCRIPT, web_url="javascript:alert(1)", provider=Provider(name=SCRIPT, domain="other.example")),),
    }
    article = make_article(**(given | fields))
    return Holdings(articles=(article,), topics=(Topic(id="../../etc", name="../up"), Topic(id="page", name=SCRIPT)))


def test_script_in_every_text_stays_text(make_article: Callable[..., Article]) -> None:
    outputs = outputs_of(hostile(make_article))
    assert_harmless(outputs)
    front = next(output.body for output in outputs if output.path == "site/index.html")
    headline = LexborHTMLParser(front.decode()).css_first(".headline")
    assert headline is not None
    assert headline.text(strip=True) == SCRIPT


@pytest.mark.parametrize("url", BAD_LINKS)
def test_only_plain_http_and_https_addresses_become_links(url: str, make_article: Callable[..., Article]) -> None:
    assert safe_link(url) is None
    related = (Related(title="Other", web_url=url, provider=Provider(name="Other", domain="other.example")),)
    outputs = outputs_of(Holdings(articles=(make_article(web_url=url, original_url=url, related=related, images=(Image(url=url),)),)))
    assert_harmless(outputs)
    for output in outputs:
        if output.path.endswith("index.html"):
            tree = LexborHTMLParser(output.body.decode())
            links = [node.attributes["href"] for node in tree.css("img:not(.plate), a.button, a[rel~=external]")]
            assert links in ([], ["https://daily.example/"])  # the publisher's own front page, from its domain


@pytest.mark.parametrize(
    "url", ["https://daily.example", "http://daily.example:8080/a?b=c&d=e#f", "https://xn--bcher-kva.example/ä", "https://[::1]/x"]
)
def test_ordinary_addresses_are_links(url: str) -> None:
    assert safe_link(f" {url}\n") == url


@pytest.mark.parametrize(
    "path", ["_news/../../etc/passwd.md", "_news/2024-05-06-a/../b.md", "/etc/passwd", "_news/.hidden.md", "_news/2024-05-06-\x00.md", ""]
)
def test_a_path_that_is_no_plain_name_gives_a_name_of_date_and_digest(path: str, make_article: Callable[..., Article]) -> None:
    outputs = outputs_of(Holdings(articles=(make_article(path=path),)))
    assert_harmless(outputs)
    pages = [output.path for output in outputs if output.path.startswith("site/news/")]
    assert pages == ["site/news/2024-05-06-article-5f7dd05b/index.html"]


@pytest.mark.parametrize("name", ["..", "../x", "a/b", "page", "Page", ".git", "2024-05-06-a-bridge-opens", "a b", "", "x" * 300])
def test_a_topic_whose_id_is_no_plain_name_gets_no_page(name: str, make_article: Callable[..., Article]) -> None:
    outputs = outputs_of(Holdings(articles=(make_article(topics=("T",)),), topics=(Topic(id=name, name="T", parent="P"),)))
    assert_harmless(outputs)
    assert not [output.path for output in outputs if "topics/" in output.path]
    assert len({output.path for output in outputs}) == len(outputs)


def test_a_title_of_ten_thousand_characters_is_cut_at_a_word_on_the_site_and_whole_in_the_api(make_article: Callable[..., Article]) -> None:
    title = "word " * 2_000
    outputs = {output.path: output.body for output in render(Holdings(articles=(make_article(title=title),)))}
    shown = LexborHTMLParser(outputs["site/index.html"].decode()).css_first(".headline")
    assert shown is not None
    assert shown.text(strip=True).endswith("word…")
    assert len(shown.text(strip=True)) <= 301
    assert json.loads(outputs["api/news/index.json"])["value"][0]["title"] == title


def test_signs_that_turn_the_direction_of_writing_are_taken_out_of_what_is_shown(make_article: Callable[..., Article]) -> None:
    article = make_article(title="Invoice \u202egpj.exe\u202c \u2066now\u2069", excerpt="a\x00b\x1bc")
    for output in render(Holdings(articles=(article,))):
        if output.path.startswith("site/") and not output.path.startswith("site/api/"):
            assert not set("\u202e\u202c\u2066\u2069\x00\x1b") & set(output.body.decode())


def test_half_a_surrogate_pair_does_not_stop_publishing(make_article: Callable[..., Article]) -> None:
    assert_harmless(outputs_of(hostile(make_article, title="half \ud83d pair", content="\udfff")))


@pytest.mark.parametrize("year", [1, 999, 9999])
def test_a_time_of_any_year_is_told_in_four_digits(make_article: Callable[..., Article], year: int) -> None:
    at = datetime(year, 1, 2, 3, 4, 5, tzinfo=UTC)
    told = Related(title="Told too", web_url="https://globe.example/y", provider=Provider(name="Globe", domain="globe.example"))
    outputs = outputs_of(Holdings(articles=(make_article(published_at=at, updated_at=at, related=(told.evolve(published_at=at),)),)))
    assert_harmless(outputs)
    written = f"{year:04}-01-02T03:04:05Z"
    for path in ("site/index.html", "site/feed.xml", "site/news/"):
        assert any(written in output.body.decode() for output in outputs if output.path.startswith(path)), path


def test_two_records_of_one_name_both_get_a_page(make_article: Callable[..., Article]) -> None:
    twice = (make_article(), make_article(web_url="https://globe.example/x"))
    pages = [output.path for output in render(Holdings(articles=twice)) if output.path.startswith("site/news/")]
    assert len(pages) == len(set(pages)) == 2


def test_a_held_picture_outside_the_portal_is_not_taken(make_article: Callable[..., Article]) -> None:
    picture = Image(url="https://daily.example/a.jpg")
    for path in ("../secret.jpg", "/etc/passwd", "assets/pictures/../../x.jpg", 'a"b.jpg'):
        holdings = Holdings(articles=(make_article(images=(picture,)),), held_pictures={picture.url: HeldPicture(path=path)})
        assert held_copies(holdings) == ()
        assert_harmless(outputs_of(holdings))


PLAYER = '<iframe width="800" src="https://video.example/embed/x" onload="alert(1)" srcdoc="<script>alert(1)</script>"></iframe>'


def test_a_player_is_rebuilt_from_its_address_alone(make_article: Callable[..., Article]) -> None:
    article = make_article(type="video", featured_content=f"<script>alert(1)</script><p onclick=x>{PLAYER}")
    outputs = outputs_of(Holdings(articles=(article,)))
    assert_harmless(outputs)
    story = next(output.body.decode() for output in outputs if output.path.startswith("site/news/"))
    (frame,) = LexborHTMLParser(story).css("iframe")
    assert frame.attributes["src"] == "https://video.example/embed/x"
    assert "srcdoc" not in frame.attributes
    assert "allow-top-navigation" not in (frame.attributes["sandbox"] or "")


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="javascript:alert(1)"></iframe>',
        '<iframe src="http://video.example/x"></iframe>',
        '<iframe src="/local"></iframe>',
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
        '<iframe src="https://own.example/admin"></iframe>',
        '<img src="https://video.example/x">',
        '<!-- <iframe src="https://video.example/x"></iframe> -->',
        "<iframe src=https://video.example/x>" + "x" * 30_000,
        "",
        None,
    ],
)
def test_what_is_no_plain_https_frame_of_another_host_is_no_player(html: str | None) -> None:
    assert player_of(html, "own.example") is None


def test_a_players_address_without_a_scheme_is_taken_as_https() -> None:
    player = player_of('<iframe src="//video.example/embed/x"></iframe>', "own.example")
    assert player is not None
    assert (player.url, player.host) == ("https://video.example/embed/x", "video.example")


texts = st.text(max_size=60) | st.sampled_from([SCRIPT, *BAD_LINKS, "\ud800", "../..", "&#60;script&#62;", "]]>", "{{ 7*7 }}", "%s{0}"])


times = st.sampled_from([datetime(2024, 5, 6, tzinfo=UTC), datetime.min.replace(tzinfo=UTC)]) | st.datetimes(timezones=st.just(UTC))
records = st.builds(
    Article,
    title=texts,
    excerpt=texts,
    provider=st.builds(Provider, name=texts, domain=texts),
    web_url=st.none() | texts,
    topics=st.tuples(texts),
    path=texts.map("_news/{}.md".format),
    featured_content=st.none() | texts,
    type=st.just("video"),
    language=texts,
    published=st.just(True),
    images=st.tuples(st.builds(Image, url=texts, title=texts, width=st.just(0), height=st.just(0))),
    related=st.tuples(
        st.builds(Related, title=texts, web_url=texts, provider=st.builds(Provider, name=texts, domain=texts), published_at=times)
    ),
    published_at=times,
    updated_at=st.none() | times,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(article=records, name=texts)
def test_whatever_stands_in_a_record_the_site_is_harmless(article: Article, name: str) -> None:
    topics = (Topic(id=name, name=article.topics[0], parent="x"),)
    assert_harmless(outputs_of(Holdings(articles=(article,), topics=topics)))
