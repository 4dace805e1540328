"""The documentation site: built with warnings as errors, complete, and asking nothing of anybody else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(scope="session")
def built(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """The site, built as `make docs` builds it."""

    def make(site: Path) -> None:
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False, timeout=110
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return made_once("documentation-site", make)


@pytest.fixture(scope="session")
def pages_of_the_site(built: Path) -> dict[str, LexborHTMLParser]:
    return {page.relative_to(built).as_posix(): LexborHTMLParser(page.read_text()) for page in built.rglob("*.html")}


def test_the_site_has_a_page_for_every_page_of_docs_and_each_is_in_the_navigation(built: Path) -> None:
    front = LexborHTMLParser((built / "index.html").read_text())
    linked = {link.attributes.get("href") for link in front.css("nav a")}
    for page in (ROOT / "docs").rglob("*.md"):
        place = page.relative_to(ROOT / "docs").with_suffix("").as_posix()
        address = place.removesuffix("index").removesuffix("README").rstrip("/")
        assert (built / address / "index.html").is_file(), place
        assert not address or f"{address}/" in linked, place


def test_no_page_loads_anything_from_elsewhere(pages_of_the_site: dict[str, LexborHTMLParser], built: Path) -> None:
    told = []
    for name, page in pages_of_the_site.items():
        for element in page.css("script[src], img[src], link[href], iframe[src], source[src]"):
            address = element.attributes.get("src") or element.attributes.get("href") or ""
            if re.match(r"(?:https?:)?//", address) and element.attributes.get("rel") != "canonical":
                told.append(f"{name}: {address}")
    for style in built.rglob("*.css"):
        told += [f"{style.name}: {address}" for address in re.findall(r"url\(\s*[\"']?((?:https?:)?//[^)]*)", style.read_text())]
    assert told == []


def test_every_link_and_picture_leads_to_something(pages_of_the_site: dict[str, LexborHTMLParser], built: Path) -> None:
    told = []
    for name, page in pages_of_the_site.items():
        if name == "404.html":
            continue
        for element in page.css("a[href], img[src]"):
            address = (element.attributes.get("href") or element.attributes.get("src") or "").partition("#")[0]
            if address and not re.match(r"[a-z]+:|//", address):
                target = (built / name).parent / address
                if not (target / "index.html" if target.is_dir() else target).is_file():
                    told.append(f"{name}: {address}")
    assert told == []


def test_every_picture_is_described(pages_of_the_site: dict[str, LexborHTMLParser]) -> None:
    pictures = [(name, image) for name, page in pages_of_the_site.items() for image in page.css("article img")]
    assert pictures
    assert [name for name, image in pictures if len(image.attributes.get("alt") or "") < 5] == []


def test_every_picture_in_docs_is_made_by_a_script_that_the_tools_page_names() -> None:
    told = (ROOT / "tools" / "README.md").read_text()
    for script in re.findall(r"`((?:tools|benchmarks)/[a-z_/]+\.py)", told):
        assert (ROOT / script).is_file(), script
    patterns = [re.compile(name.replace("*", "[a-z0-9-]+")) for name in re.findall(r"`docs/([^`]+\.(?:png|svg))`", told)]
    for picture in (*(ROOT / "docs").rglob("*.png"), *(ROOT / "docs").rglob("*.svg")):
        name = picture.relative_to(ROOT / "docs").as_posix()
        assert any(pattern.fullmatch(name) for pattern in patterns), name


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def served(built: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(built))) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.browser
def test_a_reader_searches_in_the_dark_and_copies_a_command_without_its_prompt_and_nobody_else_is_asked(served: str) -> None:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(color_scheme="dark", viewport={"width": 1280, "height": 900})
        page.on("request", lambda request: asked.append(request.url))
        page.goto(served)
        assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
        page.keyboard.press("/")
        page.keyboard.type("tombstone", delay=10)
        page.wait_for_selector(".md-search-result__item a", timeout=20_000)
        assert "Take an article down" in page.locator(".md-search-result__list").inner_text()
        page.goto(f"{served}tutorial/")
        copied = page.evaluate(
            """() => { const code = [...document.querySelectorAll('.highlight code')].find(one => one.innerText.includes('init'));
                       code.setAttribute('data-md-copying', ''); return code.innerText.trim() }"""
        )
        assert copied.startswith("newsfold init ai-news --topic AI")
        assert "Made a portal" not in copied
        browser.close()
    assert [address for address in asked if not address.startswith((served, "data:", "blob:"))] == []
