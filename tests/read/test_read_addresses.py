from __future__ import annotations

import tarfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsfold.page import Page
from newsfold.read import Reading, amp_cache_url, clean_address, read, registrable_domain

DATED = '<meta property="article:published_time" content="2026-03-04T08:00:00Z">'
PORTALS = Path(__file__).parents[2].parent / "shared" / "data" / "portals"


def test_the_amp_cache_address_follows_the_law() -> None:
    assert amp_cache_url("https://www.harbour-post.example/a?b=1") == (
        "https://www-harbour--post-example.cdn.ampproject.org/c/s/www.harbour-post.example/a?b=1"
    )
    assert amp_cache_url("http://post.example/a") == "https://post-example.cdn.ampproject.org/c/post.example/a"


def test_a_host_too_long_for_a_label_falls_back_to_its_hash() -> None:
    host = "a-very-long-name-of-a-newspaper.with-many.parts-in-it.and-more-of-them.example"
    label = amp_cache_url(f"https://{host}/x").removeprefix("https://").partition(".")[0]
    assert len(label) == 52
    assert label.isalnum()
    assert label == label.lower()


def test_a_host_without_a_dot_falls_back_to_its_hash() -> None:
    assert len(amp_cache_url("https://localhost/x").removeprefix("https://").partition(".")[0]) == 52


def test_what_is_no_web_address_has_no_amp_cache_address() -> None:
    assert amp_cache_url("ftp://post.example/a") == ""
    assert amp_cache_url("") == ""


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if value.get("ampWebUrl") and value.get("cdnAmpWebUrl"):
            yield value["ampWebUrl"], value["cdnAmpWebUrl"]
        for inner in value.values():
            yield from _pairs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(inner)


@pytest.mark.parametrize("portal", ["azure", "diablo4", "powerapps"])
def test_the_amp_law_holds_on_every_pair_of_the_real_portals(portal: str) -> None:
    archive = PORTALS / f"{portal}.tar.gz"
    if not archive.exists():
        pytest.skip(f"{archive} is not here; the law is checked on invented hosts only")
    seen = 0
    with tarfile.open(archive) as files:
        for member in files:
            if "/_news/" in member.name and member.name.endswith(".md"):
                held = files.extractfile(member)
                assert held is not None
                text = held.read().decode()
                if "cdnAmpWebUrl" in text:
                    for amp, cached in _pairs(yaml.load(text.split("\n---", 1)[0], Loader=yaml.CSafeLoader)):
                        assert amp_cache_url(amp) == cached
                        seen += 1
    assert seen > 40


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.news.post.co.uk/a", "post.co.uk"),
        ("https://blog.someone.github.io/", "github.io"),
        ("https://Bücher.example/", "xn--bcher-kva.example"),
        ("http://127.0.0.1:8000/x", "127.0.0.1"),
        ("http://localhost/x", "localhost"),
        ("https://[::1]/", "::1"),
        ("post.example", "post.example"),
        ("", ""),
    ],
)
def test_the_provider_is_the_registrable_domain(address: str, domain: str) -> None:
    assert registrable_domain(address) == domain


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("HTTPS://WWW.Post.Example:443/Path?utm_source=a&id=7&fbclid=x#top", "https://www.post.example/Path?id=7"),
        ("https://bücher.example", "https://xn--bcher-kva.example/"),
        ("http://post.example:8080/a?gclid=1", "http://post.example:8080/a"),
        ("https://post.example/?p=12&UTM_Medium=x", "https://post.example/?p=12"),
        ("mailto:a@post.example", "mailto:a@post.example"),
        ("http://[", "http://["),
    ],
)
def test_an_address_is_cleaned_of_what_does_not_name_the_article(address: str, clean: str) -> None:
    assert clean_address(address) == clean


@given(st.text(max_size=80).map(lambda text: f"https://post.example/{text}"))
def test_cleaning_twice_changes_nothing_more(address: str) -> None:
    assert clean_address(clean_address(address)) == clean_address(address)


def _read(canonical: str, url: str = "https://www.post.example/story?x=1", html: str = "<html>") -> str | None:
    body = f"{html}<head><title>A story of some length</title><link rel=canonical href='{canonical}'></head><body></body>"
    return read(Page(url=url, final_url=url, fetched_at=datetime(2026, 3, 5, tzinfo=UTC), body=body.encode())).article.web_url


def test_a_canonical_address_of_another_site_or_of_the_front_page_is_not_believed() -> None:
    assert _read("/story") == "https://www.post.example/story"
    assert _read("https://elsewhere.example/story") == "https://www.post.example/story?x=1"
    assert _read("https://www.post.example/") == "https://www.post.example/story?x=1"
    assert _read("javascript:alert(1)") == "https://www.post.example/story?x=1"


def test_an_amp_page_finds_its_canonical_page_and_keeps_its_own_address_as_amp() -> None:
    url = "https://www.post.example/amp/story"
    body = "<html amp><head><title>A story of some length</title><link rel=canonical href='/story'></head><body></body>"
    article = read(Page(url=url, final_url=url, fetched_at=datetime(2026, 3, 5, tzinfo=UTC), body=body.encode())).article
    assert (article.web_url, article.amp_web_url) == ("https://www.post.example/story", url)


def _amp(url: str, canonical: str = "/story", text: str = "") -> Reading:
    head = f"<title>A story of some length</title>{DATED if text else ''}<link rel=canonical href='{canonical}'>"
    body = f"<html amp lang=en><head>{head}</head><body><p>{text}</p></body>"
    return read(Page(url=url, final_url=url, fetched_at=datetime(2026, 3, 5, tzinfo=UTC), body=body.encode()))


@pytest.mark.parametrize(
    "shown_at",
    [
        "https://www-post-example.cdn.ampproject.org/c/s/www.post.example/amp/story",
        "https://www-post-example.cdn.ampproject.org/v/s/www.post.example/amp/story?usqp=x",
        "https://www.google.com/amp/s/www.post.example/amp/story",
    ],
)
def test_an_amp_page_in_a_cache_or_viewer_is_the_publishers_own(shown_at: str) -> None:
    article = _amp(shown_at, "https://www.post.example/story", "What the council said of the ferry. " * 9).article
    assert article.web_url == "https://www.post.example/story"
    assert (article.amp_web_url or "").partition("?")[0] == "https://www.post.example/amp/story"
    assert (article.provider.domain, article.syndicated_from) == ("post.example", None)


def test_an_amp_page_that_lacks_its_article_asks_for_its_canonical_page() -> None:
    assert _amp("https://www.post.example/amp/story").leads_to == "https://www.post.example/story"
    assert _amp("https://www.post.example/amp/story", text="What the council said of the ferry. " * 9).leads_to == ""
