"""What answers like a page and is no article, and wrappers around articles."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsfold.page import Page
from newsfold.read import Reading, article_address, read, unwrapped_address

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
DATED = '<meta property="article:published_time" content="2026-03-04T08:00:00Z">'
STORY = "".join(f"<p>Paragraph {number} tells at length what the council decided about the ferry and why.</p>" for number in range(6))
LINKED = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The ferry returns to town"}</script>'


def reading(head: str, body: str = STORY, *, url: str = "https://www.post.example/a/story") -> Reading:
    html = f"<html lang=en><head>{DATED}{head}</head><body>{body}</body></html>"
    return read(Page(url=url, final_url=url, fetched_at=NOON, body=html.encode()))


def reason(found: Reading) -> str:
    return found.rejected.reason if found.rejected is not None else ""


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("404 - Page not found", "nothing here"),
        ("Seite nicht gefunden | The Post", "nothing here"),
        ("Página no encontrada", "nothing here"),
        ("Just a moment...", "robots"),
        ("Access denied", "robots"),
    ],
)
def test_an_error_or_a_check_that_says_it_is_fine_is_refused(title: str, words: str) -> None:
    assert words in reason(reading(f"<title>{title}</title>", "<p>Sorry about that, dear reader.</p>"))


@pytest.mark.parametrize("title", ["Page not found: how 404 became an art form", "Access denied: the harbour is closed to ferries"])
def test_an_article_about_errors_stays(title: str) -> None:
    assert reason(reading(f"<title>{title}</title>{LINKED}", STORY * 4)) == ""


def test_a_consent_wall_is_refused_and_an_article_about_consent_is_not() -> None:
    wall = "<h1>Before you continue</h1><p>We and our partners store cookies. Accept all cookies or manage your consent.</p>"
    assert "consent" in reason(reading("<title>Before you continue</title>", wall))
    assert reason(reading("<title>Consent rules for cookies are changing</title>", STORY)) == ""


def test_a_front_page_is_refused() -> None:
    assert "front page" in reason(reading("<title>The Post</title>", url="https://www.post.example/"))
    assert reason(reading(f"<title>The Post</title>{LINKED}", url="https://www.post.example/")) == ""


def test_a_listing_is_refused_unless_it_is_an_article_after_all() -> None:
    html = f"<html><head><title>Ferries</title></head><body>{STORY}</body></html>"
    url = "https://www.post.example/tag/ferries"
    page = Page(url=url, final_url=url, fetched_at=NOON, body=html.encode())
    assert "list of articles" in reason(read(page))
    assert reason(reading(f"<title>The ferry returns to town</title>{LINKED}", url=url)) == ""


@pytest.mark.parametrize(
    ("wrapper", "inner"),
    [
        ("https://www.google.com/url?sa=t&url=https://www.post.example/a", "https://www.post.example/a"),
        ("https://l.social.example/l.php?u=https%3A%2F%2Fwww.post.example%2Fa%3Fb%3D1", "https://www.post.example/a?b=1"),
        ("https://www-post-example.cdn.ampproject.org/c/s/www.post.example/amp/a", "https://www.post.example/amp/a"),
        ("https://www.google.com/amp/s/www.post.example/amp/a", "https://www.post.example/amp/a"),
        (
            "https://news.google.com/rss/articles/CBMiGmh0dHBzOi8vd3d3LnBvc3QuZXhhbXBsZS9h0gEA?oc=5",
            "https://www.post.example/a",
        ),
        (
            "https://www.search.example/news/apiclick.aspx?ref=FexRss&aid=&url=https%3a%2f%2fwww.post.example%2fa&c=1",
            "https://www.post.example/a",
        ),
        ("https://r.search.example/_ylt=A/RV=2/RE=1/RU=https%3a%2f%2fwww.post.example%2fa/RK=2/RS=b-", "https://www.post.example/a"),
        ("https://www.post.example/link?url=https://www.post.example/b", "https://www.post.example/link?url=https://www.post.example/b"),
        ("https://www.post.example/story?url=https://other.example/b", "https://www.post.example/story?url=https://other.example/b"),
        ("https://www.post.example/a", "https://www.post.example/a"),
        ("http://[", "http://["),
    ],
)
def test_a_wrappers_address_gives_the_one_it_holds(wrapper: str, inner: str) -> None:
    assert unwrapped_address(wrapper) == inner


@pytest.mark.parametrize(
    "page",
    [
        "<meta http-equiv=refresh content='0; url=https://www.post.example/a'>",
        "<meta http-equiv=Refresh content='0;URL=//www.post.example/a'>",
        "</head><body><c-wiz data-n-au='https://www.post.example/a'></c-wiz>",
        "<script>redirectToUrlAfterTimeout('https://www.post.example/a', 0);</script>",
        '<script>window.location.replace("https:\\/\\/www.post.example\\/a")</script>',
    ],
)
def test_a_page_that_only_leads_on_says_where_to(page: str) -> None:
    found = reading(f"<title>Opening the article</title>{page}", "<p>Opening…</p>", url="https://news.aggregator.example/read/1")
    assert [(want.kind, want.url) for want in found.wants] == [("page", "https://www.post.example/a")]
    assert found.leads_to == "https://www.post.example/a"
    assert "leads on to https://www.post.example/a" in reason(found)


@pytest.mark.parametrize(
    "page",
    [
        "<meta http-equiv=refresh content='300'>",
        "<meta http-equiv=refresh content='0; url='>",
        "<meta http-equiv=refresh content=\"0; url=''\">",
        "<meta http-equiv=refresh content='30; url=https://www.post.example/a/story#top'>",
        "<meta http-equiv=refresh content='0; url=javascript:alert(1)'>",
        "<script>if (!reader) location.href = 'https://www.post.example/login'</script>",
    ],
)
def test_a_page_that_only_reloads_itself_or_asks_for_a_login_leads_nowhere(page: str) -> None:
    assert reading(f"<title>The ferry returns to town</title>{page}", "<p>A few words.</p>").leads_to == ""


def test_an_entrys_address_is_known_by_what_its_wrapper_holds() -> None:
    assert (
        article_address(" https://www.google.com/url?sa=t&url=https://WWW.post.example/a%3Futm_source%3Dx ") == "https://www.post.example/a"
    )
