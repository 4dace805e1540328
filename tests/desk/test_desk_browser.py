"""The morning in a real browser: by keys, by mouse, without a script; and what a reader of screens meets."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
import uvicorn

from newsfold.collect import FixedClock
from newsfold.day.pipeline import DayReport
from newsfold.desk.serve import made_app
from newsfold.desk.services import Desk
from newsfold.portal import Portal

_SPEC = importlib.util.spec_from_file_location("village", Path(__file__).parents[1] / "portal" / "village.py")
assert _SPEC is not None
assert _SPEC.loader is not None
village_module = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(village_module)

CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "four words of courage"
LEAD = "2026-11-10-lumen-opens-a-laboratory"
SECOND = "2026-11-10-a-new-laboratory-for-lumen"
TWIN = "2026-11-10-robots-at-work-in-lumen-s-new-halls"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]

pytestmark = pytest.mark.browser


@pytest.fixture
def served(desk: Desk) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(made_app(desk, keeps_up=False), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium, served: str) -> Iterator[object]:
    """A tab that is logged in as owner; it notes every trouble and every address that is asked."""
    context = chromium.new_context(viewport={"width": 1100, "height": 900}, base_url=served)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.troubles, page.asked = [], []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("console", lambda told: page.troubles.append(told.text) if told.type == "error" and "409" not in told.text else None)
    page.on("request", lambda request: page.asked.append(request.url))
    log_in(page)
    yield page
    assert page.troubles == []
    assert all(url.startswith(served) for url in page.asked)
    context.close()


def log_in(page, name: str = "owner") -> None:
    page.goto("/login")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector(".me")


def record(desk: Desk, name: str):
    return desk.portal.repository.record(f"_news/{name}.md").article


def test_a_morning_with_the_keys_is_kept_by_runs_and_shown_to_readers(tab, desk: Desk, folder: Path) -> None:
    """Then a run brings more on the story, and publishes."""
    with village_module.Village() as village:
        item = village.article("valley.example/lumen", "Lumen opens a laboratory for robots", text="The laboratory trains robots. " * 30)
        feed = village.feed("valley.example/feed", item)
        (folder / "_data" / "sources.yaml").write_text("[]\n")
        with_network(folder, village.port)
        review_by_keys(tab, desk)
        correct_by_keys(tab, desk)
        add_a_source(tab, feed)
        with ThreadPoolExecutor(1) as elsewhere:  # Playwright's loop has this thread.
            report = elsewhere.submit(run_and_publish, folder, desk.now()).result()
    assert (report.folded.new_records, report.errors) == (1, ())
    assert record(desk, SECOND).excerpt == "What an editor wrote."
    assert (record(desk, SECOND).published, record(desk, LEAD).is_folded, record(desk, TWIN).heat) == (True, True, 70)
    front = (folder / "site" / "index.html").read_text()
    assert "What an editor wrote." in front
    assert "A new laboratory for Lumen" in front


def run_and_publish(folder: Path, now: datetime) -> DayReport:
    with Portal.open(folder, environment={}, clock=FixedClock(now)) as portal:
        report = portal.run(every=True)
        portal.publish()
        return report


def with_network(folder: Path, port: int) -> None:
    """Runs ask the village on loopback by the names of its publishers."""
    lines = ["delay = 0.0", "hold_pictures = false", 'allow_addresses = ["127.0.0.0/8"]', f'resolve = ["*.example=127.0.0.1:{port}"]']
    settings = (folder / "newsfold.toml").read_text()
    (folder / "newsfold.toml").write_text(settings.replace("[collect]\n", "\n".join(["[collect]", *lines, ""])))


def add_a_source(tab, url: str) -> None:
    tab.goto("/sources")
    tab.fill("#add-url", url)
    tab.get_by_role("button", name="Add", exact=True).click()
    tab.wait_for_selector("#said:has-text('Added')")


def review_by_keys(tab, desk: Desk) -> None:
    """Help, hide, undo, merge."""
    tab.goto("/?which=all")
    press = tab.keyboard.press
    press("?")
    assert tab.locator("dialog[open]").is_visible()
    press("Escape")

    press("j")  # The laboratory: hide it, take that back.
    assert "Lumen opens a laboratory" in tab.locator(".item.here").inner_text()
    press("h")
    tab.wait_for_selector("#said:has-text('Hidden')")
    assert record(desk, LEAD).published is False
    press("u")
    tab.wait_for_selector("#said:has-text('Took back')")
    assert record(desk, LEAD).published is True

    press("j")  # Merge it with the halls.
    press("k")
    press("m")
    press("j")
    press("m")
    tab.wait_for_selector("h1:has-text('one story')")
    assert "140" in tab.locator("main").inner_text()
    press("Enter")
    tab.wait_for_selector("#said:has-text('One story')")
    assert record(desk, TWIN).is_folded


def correct_by_keys(tab, desk: Desk) -> None:
    """Open, choose the lead, split, edit, search."""
    press = tab.keyboard.press
    tab.goto("/?which=all")
    press("j")
    press("Enter")  # Open it, choose another lead, split one off.
    tab.wait_for_selector("#members")
    tab.evaluate("document.activeElement.blur()")
    press("j")
    press("j")
    press("l")
    tab.wait_for_selector("#said:has-text('leads')")
    assert record(desk, SECOND).heat > 0
    tab.locator("li.item", has_text="Robots at work").get_by_role("checkbox").check()
    tab.get_by_role("button", name="Split the chosen").click()
    tab.wait_for_selector("[data-confirm]")
    press("Enter")
    tab.wait_for_selector("#said:has-text('of their own')")
    assert record(desk, TWIN).heat == 70

    press("e")  # Edit the excerpt of the lead.
    tab.wait_for_selector("#f-excerpt")
    tab.fill("#f-excerpt", "What an editor wrote.")
    tab.get_by_role("button", name="Save").click()
    tab.wait_for_selector("#said:has-text('excerpt')")

    press("/")
    tab.keyboard.type("editor wrote")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#found .item")


def test_a_morning_with_the_mouse(tab, desk: Desk) -> None:
    tab.goto(f"/stories/{LEAD}")
    tab.get_by_role("button", name="Compare").click()
    tab.wait_for_selector(".verdict")
    tab.goto(f"/stories/{LEAD}?near=robots")
    tab.get_by_role("checkbox", name="Robots at work").check()
    tab.get_by_role("button", name="Merge with the chosen").click()
    tab.wait_for_selector("[data-confirm]")
    tab.get_by_role("button", name="Merge", exact=True).click()
    tab.wait_for_selector("#said:has-text('One story')")
    assert record(desk, TWIN).is_folded
    tab.get_by_role("button", name="Undo the latest decision").click()
    tab.wait_for_selector("#said:has-text('Took back')")
    assert not record(desk, TWIN).is_folded
    add_a_source(tab, "https://new.example/feed.xml")
    tab.goto("/queues/off-topic")
    tab.get_by_role("button", name="Take it anyway").click()
    tab.wait_for_selector("#said:has-text('next run')")
    tab.goto("/search")
    tab.fill("#q", "potatoes")
    tab.wait_for_selector("#found .item:has-text('waits')")


def test_every_action_works_without_a_script(chromium, served: str, desk: Desk) -> None:
    context = chromium.new_context(base_url=served, java_script_enabled=False)
    page = context.new_page()
    log_in(page, "editor")
    page.goto("/?which=all")
    page.locator("article", has_text="Lumen opens").get_by_role("button", name="Hide").click()
    page.wait_for_selector("#said:has-text('Hidden')")
    page.goto("/history")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("#said:has-text('Took back')")
    assert record(desk, LEAD).published is True
    context.close()


def test_no_page_shuts_anybody_out_in_either_scheme(tab, chromium, served: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe
    places = ["/?which=all", f"/stories/{LEAD}?one={LEAD}&other={SECOND}", f"/articles/{LEAD}", "/search?q=lumen", "/sources", "/rules"]
    places += ["/queues/rejected", "/queues/tips", "/overview", "/history", "/people", "/me", "/rules/topics/ai", "/nowhere", "/login"]
    places += [f"/preview?action=merge&article={LEAD}&article={TWIN}"]
    state = tab.context.storage_state()
    # What differs between the schemes is colours; the rest is looked at once.
    looks = (("light", 360, {}), ("dark", 1200, {"runOnly": ["color-contrast"]}))
    context = chromium.new_context(base_url=served, storage_state=state, reduced_motion="reduce")  # A colour half-way is none.
    page = context.new_page()
    for place in places:
        page.goto(place)
        for scheme, width, options in looks:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            found = axe().run(page, options=options | {"resultTypes": ["violations"]}).response["violations"]
            assert not found, (place, scheme, [(one["id"], one["nodes"][0]["html"]) for one in found])
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (place, width)
    context.close()
