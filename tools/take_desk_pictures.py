"""Take docs/pictures/desk-*.png: the desk of the demo portal, at the demo's hour, in a real Chromium."""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path
from urllib.parse import quote

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from newsfold.collect import FixedClock
from newsfold.demo.day import NOW, run_demo
from newsfold.desk.admitting import Admitting
from newsfold.desk.serve import made_app
from newsfold.desk.services import Desk

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
PASSWORD = "four words of courage"


def take(browser: Browser, base: str, places: dict[str, str]) -> None:
    state = None
    for scheme, width, height, suffix in (("light", 1180, 860, "light"), ("dark", 1180, 860, "dark"), ("dark", 390, 844, "phone-dark")):
        context = browser.new_context(
            base_url=base, viewport={"width": width, "height": height}, color_scheme=scheme, storage_state=state, device_scale_factor=1
        )
        page = context.new_page()
        if state is None:
            page.goto("/login")
            page.fill("#name", "ada")
            page.fill("#password", PASSWORD)
            page.press("#password", "Enter")
            page.wait_for_selector(".me")
            state = context.storage_state()
        for name, place in places.items():
            if suffix == "light" or name in ("front", "story"):
                page.goto(place)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=PICTURES / f"desk-{name}-{suffix}.png")
        context.close()


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        run_demo(Path(folder))
        desk = Desk.open(Path(folder), clock=FixedClock(NOW))
        desk.shelving.run()
        Admitting(desk.people).add("ada", "owner", PASSWORD, at=NOW)
        leads = desk.shelf.cards("SELECT card FROM cards WHERE lead = 1 ORDER BY heat DESC LIMIT 2")
        name = quote(leads[0].name)
        places = {
            "front": "/",
            "story": f"/stories/{name}",
            "article": f"/articles/{name}",
            "preview": f"/preview?action=merge&article={name}&article={quote(leads[1].name)}",
            "queue": "/queues/rejected",
            "sources": "/sources",
            "overview": "/overview",
            "search": "/search?q=AI+act&order=best",
        }
        server = uvicorn.Server(uvicorn.Config(made_app(desk, keeps_up=False), host="127.0.0.1", port=0, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            thread.join(0.05)
        base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            take(browser, base, places)
            browser.close()
        server.should_exit = True
        thread.join()
        desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
