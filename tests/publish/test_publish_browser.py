"""The site in a real browser: nothing hostile runs, nothing overflows a small phone, nobody else is asked for anything."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsfold.article import Article, Image, Provider, Related, Topic
from newsfold.publish import Holdings, render, write

CHROMIUM = Path("/usr/bin/chromium")
SCRIPT = '"><script>document.title="broken"</script><img src=x onerror="document.title=1">'

pytestmark = pytest.mark.browser


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[[Holdings], str]]:
    handler = functools.partial(_Quiet, directory=str(tmp_path / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()

        def publish(holdings: Holdings) -> str:
            write(tmp_path, render(holdings))
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
            related=(Related(title=SCRIPT, web_url="javascript:x", provider=Provider(name="W" * 90, domain="other.example")),),
        )
        for number, title in enumerate([SCRIPT, "x" * 10_000, "Rtl \u202e override", "Ordinary"])
    )
    return Holdings(articles=articles, topics=(Topic(id="bridges", name="Bridges", parent="Town"),))


def test_hostile_records_run_nothing_and_break_no_page(served: Callable[[Holdings], str], make_article: Callable[..., Article]) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    home = served(hostile(make_article))
    asked: list[str] = []
    troubles: list[str] = []
    options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=[*options, "--disable-component-update", "--disable-sync"])
        for width, scheme in ((320, "light"), (1280, "dark")):
            tab = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            tab.on("request", lambda request: asked.append(request.url))
            tab.on("dialog", lambda dialog: troubles.append(dialog.message))
            tab.on("pageerror", lambda error: troubles.append(str(error)))
            for path in ("", "topics/bridges/", *(f"news/2024-05-06-{number}/" for number in range(4)), "404.html"):
                tab.goto(home + path)
                assert "broken" not in tab.title()[:6]
                assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
                assert tab.evaluate("[...document.links].every(link => /^https?:$/.test(link.protocol))"), path
                assert tab.evaluate("document.querySelectorAll('iframe, script:not([type])').length") == 0, path
        browser.close()
    assert asked
    assert all(url.startswith(home) for url in asked), asked
    assert troubles == []
