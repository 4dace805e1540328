"""The site in a real browser: nothing hostile runs, nothing overflows a phone, nobody else is asked for anything, axe finds nothing."""

from __future__ import annotations

import functools
import http.server
import os
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

import html5lib
import pytest

from newsfold.article import Article, Image, Provider, Related, Topic
from newsfold.publish import Holdings, Letter, OwnPage, index_site, render, write
from newsfold.settings import PortalSettings, PublishSettings, Settings

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
SCRIPT = '"><script>document.title="broken"</script><img src=x onerror="document.title=1">'
NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
WIDTHS = ((320, 800), (1280, 900))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

LETTER = '<!doctype html><html lang="en"><title>Town Crier</title><body><main><h1>Town Crier</h1><p>News</p></main></body></html>'
"""Editions are looked at by axe as they are mailed, in tests/edition."""

pytestmark = pytest.mark.browser


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for all tests of this file."""
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=[*FLAGS, "--disable-component-update"])
        yield chromium
        chromium.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[[Holdings], str]]:
    """Publishes holdings and serves the site on loopback; gives its address."""
    handler = functools.partial(_Quiet, directory=str(tmp_path / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()

        def publish(holdings: Holdings) -> str:
            write(tmp_path, render(holdings))
            if holdings.settings.publish.search:
                index_site(tmp_path / "site")
            return f"http://127.0.0.1:{server.server_port}/"

        yield publish
        server.shutdown()
        thread.join()


def hostile(make_article: Callable[..., Article]) -> Holdings:
    articles = tuple(
        make_article(
            title=title,
            excerpt=f"</p>{SCRIPT}",
            path=f"_news/2024-05-06-{number}.md",
            web_url="javascript:document.title='broken'",
            topics=("Bridges", SCRIPT),
            type="video",
            featured_content=f"<iframe src=\"javascript:parent.document.title='broken'\"></iframe>{SCRIPT}",
            images=(Image(url="javascript:alert(1)"),),
            paywall=True,
            provider=Provider(name=SCRIPT, domain="../../etc"),
            related=tuple(
                Related(
                    title=SCRIPT,
                    web_url="javascript:x",
                    published_at=NOON + timedelta(hours=hours),
                    provider=Provider(name=f"{hours}{'W' * 90}", domain=f"other{hours}.example"),
                )
                for hours in range(4)
            ),
        )
        for number, title in enumerate([SCRIPT, "x" * 10_000, "Rtl \u202e override", "Ordinary"])
    )
    own = OwnPage(name="imprint", title=SCRIPT, body=f"{SCRIPT}\n\n[x](javascript:document.title='broken')")
    return Holdings(articles=articles, topics=(Topic(id="bridges", name="Bridges", parent="Town"),), own_pages=(own,))


def pages_of(folder: Path) -> list[str]:
    """The addresses of all pages of a site."""
    return sorted(file.relative_to(folder).as_posix().removesuffix("index.html") for file in folder.rglob("*.html"))


def test_hostile_records_run_nothing_and_break_no_page(
    browser: Any, served: Callable[[Holdings], str], make_article: Callable[..., Article], tmp_path: Path
) -> None:
    home = served(hostile(make_article))
    asked: list[str] = []
    troubles: list[str] = []
    tab = browser.new_page()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("dialog", lambda dialog: troubles.append(dialog.message))
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    paths = pages_of(tmp_path / "site")
    assert len(paths) == 14
    for path in paths:
        tab.goto(home + path)
        for width, height in WIDTHS:
            tab.set_viewport_size({"width": width, "height": height})
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
        assert "broken" not in tab.title()[:6]
        assert tab.evaluate("[...document.links].every(link => /^https?:$/.test(link.protocol))"), path
        assert tab.evaluate("document.querySelectorAll('iframe, script:not([type]):not([src])').length") == 0, path
    tab.close()
    assert asked
    assert all(url.startswith(home) for url in asked), asked
    assert troubles == []


def test_the_pages_of_hostile_records_are_parsed_without_a_single_error(make_article: Callable[..., Article]) -> None:
    pages = {output.path: output.body.decode() for output in render(hostile(make_article)) if output.path.endswith(".html")}
    assert len(pages) == 14
    for path, text in pages.items():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(text)
        assert [(place, code) for place, code, _ in parser.errors] == [], path


def everything(make_article: Callable[..., Article], **publishing: object) -> Holdings:
    """A portal with a page of each kind."""
    related = tuple(
        Related(
            title=f"Report {number}",
            published_at=NOON + timedelta(hours=number),
            web_url=f"https://p{number}.example/",
            provider=Provider(name=f"Paper {number}", domain=f"p{number}.example"),
        )
        for number in range(4)
    )
    player = '<iframe src="https://video.example/embed/x"></iframe>'
    articles = (
        make_article("A bridge opens to traffic", topics=("Bridges",), related=related, paywall=True, excerpt="At last.", heat=90),
        make_article("Watch the bridge", path="_news/2024-05-05-v.md", type="video", featured_content=player, topics=("Bridges",)),
        make_article("Le pont est ouvert", path="_news/2024-03-01-f.md", language="fr", published_at=NOON - timedelta(days=60)),
        *(make_article(f"More of bridge {number}", path=f"_news/2024-05-04-{number}.md", topics=("Bridges",)) for number in range(6)),
    )
    return Holdings(
        articles=articles,
        topics=(Topic(id="town", name="Town"), Topic(id="bridges", name="Bridges", parent="Town")),
        settings=Settings(
            portal=PortalSettings(title="Town Crier", topic="Town", description="All of the town.", contact="desk@crier.example"),
            publish=PublishSettings(front_page_size=3, **publishing),  # type: ignore[arg-type]
        ),
        own_pages=(OwnPage(name="we-moved", title="We moved", body="Text with a [link](https://news.example/).", day="2024-05-01"),),
        letters=(Letter(name="town-2024-05-05", title="Town Crier", day="2024-05-05", html=LETTER),),
    )


def test_axe_finds_nothing_on_any_kind_of_page_in_either_scheme_and_width(
    browser: Any, served: Callable[[Holdings], str], make_article: Callable[..., Article], tmp_path: Path
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    home = served(everything(make_article, search=find_spec("pagefind") is not None))
    # A page of each kind: what differs in its numbers and days only is of one kind.
    paths = list({re.sub(r"[\d-]+[^/]*", "N", path): path for path in pages_of(tmp_path / "site")}.values())
    assert len(paths) >= 14, paths
    # The policy of the pages would not let a test put its script in.
    tab = browser.new_page(bypass_csp=True)
    found = []
    for path in paths:
        tab.goto(home + path)
        tab.evaluate("document.querySelectorAll('details').forEach(part => { part.open = false })")
        for (width, height), scheme in product(WIDTHS, ("dark", "light")):
            tab.set_viewport_size({"width": width, "height": height})
            tab.emulate_media(color_scheme=scheme)
            told = axe.Axe().run(tab, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
            found += [(path, width, scheme, each["id"], each["nodes"][0]["html"][:200]) for each in told]
    tab.close()
    assert found == []


def test_what_is_new_since_the_last_visit_is_marked_and_nothing_moves(
    browser: Any, served: Callable[[Holdings], str], make_article: Callable[..., Article]
) -> None:
    home = served(everything(make_article))
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(home)
    assert tab.locator(".new-mark").count() == 0
    before = int(datetime(2024, 5, 6, 8, tzinfo=UTC).timestamp() * 1000) - 86_400_000
    tab.evaluate(f"localStorage.setItem('newsfold visit', JSON.stringify({{ seen: {before}, last: 0 }}))")
    tab.add_init_script(
        "window.shifts = 0; new PerformanceObserver(list => list.getEntries().forEach(e => { window.shifts += e.value }))"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    tab.goto(home)
    tab.wait_for_selector(".new-mark")
    assert tab.inner_text(".visit") == f"New since your last visit: {tab.locator('.new-mark').count()}"
    assert tab.evaluate("window.shifts") == 0
    tab.goto(home)
    assert tab.locator(".new-mark").count() > 0, "a visit lasts half an hour"
    assert context.cookies() == []
    context.close()


def test_a_reader_finds_a_story_by_a_word(browser: Any, served: Callable[[Holdings], str], make_article: Callable[..., Article]) -> None:
    pytest.importorskip("pagefind")
    home = served(everything(make_article, search=True))
    asked: list[str] = []
    troubles: list[str] = []
    tab = browser.new_page()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    tab.goto(f"{home}search/")
    tab.fill("#query", "traffic")
    tab.wait_for_selector("#found a")
    assert tab.locator("#found a").all_inner_texts() == ["A bridge opens to traffic"]
    tab.click("#found a")
    assert tab.url == f"{home}news/2024-05-06-a-bridge-opens/"
    tab.close()
    assert all(url.startswith(home) for url in asked)
    assert troubles == []
