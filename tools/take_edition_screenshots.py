"""Take the screenshots of docs/reference/edition.md: the demo's edition and one of a week of the diablo4 portal, at mail widths."""

from __future__ import annotations

import os
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import sync_playwright

from newsfold.content.repository import Repository
from newsfold.demo.day import NOW, run_demo
from newsfold.edition import html_of, plain_of, web_page
from newsfold.mail.editions import make_issue
from newsfold.portal_folder import settings_of

ROOT = Path(__file__).parents[1]
PORTALS = ROOT.parent / "shared" / "data" / "portals"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
WIDTHS = {"mail": 680, "phone": 375}
"""Pixels: the reading pane of a mail program, and a telephone."""
DIABLO_WEEK = datetime(2023, 3, 26, 18, 0, tzinfo=UTC)
"""The end of the week of the open beta."""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def edition(name: str, now: datetime, base: str, work: Path, *, imprint: str) -> None:
    folder = work / name
    repository = Repository(folder)
    settings = settings_of(folder, {"NEWSFOLD_PORTAL_URL": base, "NEWSFOLD_PORTAL_BASEURL": f"/{name}/site"})
    issue = make_issue(repository, settings, now=now)
    assert issue is not None
    for file in [*folder.glob("assets/pictures/*-card.jpg")]:
        place = folder / "site" / file.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.read_bytes())
    for plate in issue.plates:
        place = folder / "site" / plate.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(plate.body)
    page = web_page(html_of(issue), newsletter_url="#", imprint=imprint)
    (work / f"{name}.html").write_text(page)
    (work / f"{name}.txt").write_text(plain_of(issue))
    print(f"{name}: {issue.subject!r}, {len(issue.entries)} stories, {len(page.encode()) / 1000:.0f} KB")


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=temporary)) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            base = f"http://127.0.0.1:{server.server_port}"
            run_demo(work / "demo")
            edition("demo", NOW, base, work, imprint="The AI Fold, 1 Quill Lane, Portmaren")
            if PORTALS.is_dir():
                with tarfile.open(PORTALS / "diablo4.tar.gz") as tar:
                    tar.extractall(work, filter="data")
                edition("diablo4", DIABLO_WEEK, base, work, imprint="An example of an imprint")
            shoot(base, sorted(file.stem for file in work.glob("*.html")), target)
            server.shutdown()


def shoot(base: str, names: list[str], target: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for size, width in WIDTHS.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(viewport={"width": width, "height": 1000}, color_scheme=scheme)
                page = context.new_page()
                for name in names:
                    page.goto(f"{base}/{name}.html", wait_until="networkidle")
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    assert wide <= width, f"{name} is {wide} wide on {width}"
                    page.screenshot(
                        path=target / f"edition-{name}-{size}-{scheme}.png",
                        clip={"x": 0, "y": 0, "width": width, "height": 1500},
                        full_page=True,
                    )
                context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
