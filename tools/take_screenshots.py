"""Take the screenshots of the documentation: the demo's site, wide and phone, light and dark. Needs Chromium (CHROMIUM names it)."""

from __future__ import annotations

import os
import sys
import tempfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import sync_playwright

from newsfold.demo.day import run_demo

ROOT = Path(__file__).parents[1]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]
SIZES = {"wide": (1280, 1000), "phone": (390, 844)}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def pages(portal: Path) -> dict[str, str]:
    """The pages shown: front page, a topic, the story that most publishers reported, a publisher, a month, and the about page."""
    stories = sorted((portal / "site" / "news").glob("*/index.html"), key=lambda page: (-page.read_text().count("<li"), page.as_posix()))
    topics = sorted((portal / "site" / "topics").iterdir(), key=lambda folder: (folder.name != "ai-policy", folder.name))
    provider = max(
        (portal / "site" / "providers").glob("*/index.html"), key=lambda page: (page.read_text().count('class="row"'), page.as_posix())
    )
    month = max((portal / "site" / "archive").glob("*/*/index.html"))
    return {
        "front": "",
        "topic": f"topics/{topics[0].name}/",
        "story": f"news/{stories[0].parent.name}/",
        "publisher": f"providers/{provider.parent.name}/",
        "archive": f"archive/{month.parent.parent.name}/{month.parent.name}/",
        "about": "about/",
    }


def main(target: Path) -> int:
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        portal = Path(folder) / "demo-portal"
        run_demo(portal)
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(portal / "site"))) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            shoot(f"http://127.0.0.1:{server.server_port}/", pages(portal), target)
            server.shutdown()
    return 0


def shoot(base: str, shown: dict[str, str], target: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
                page = context.new_page()
                for name, path in shown.items():
                    page.goto(base + path, wait_until="networkidle")
                    # A story's timeline is below its picture, so its page is shown whole.
                    page.screenshot(path=target / f"{name}-{size}-{scheme}.png", full_page=name == "story")
                context.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"))
