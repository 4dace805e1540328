"""The morning in a real browser: by keys and by mouse."""

from __future__ import annotations

import importlib.util
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from newsfold.collect import FixedClock
from newsfold.day.pipeline import DayReport
from newsfold.desk.services import Desk
from newsfold.portal import Portal

_SPEC = importlib.util.spec_from_file_location("village", Path(__file__).parents[1] / "portal" / "village.py")
assert _SPEC is not None
assert _SPEC.loader is not None
village_module = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(village_module)

LEAD = "2026-11-10-lumen-opens-a-laboratory"
SECOND = "2026-11-10-a-new-laboratory-for-lumen"
THIRD = "2026-11-10-lumen-laboratory-what-we-know"
TWIN = "2026-11-10-robots-at-work-in-lumen-s-new-halls"

pytestmark = pytest.mark.browser


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
        add_a_source_by_keys(tab, feed)
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


def said(tab, words: str) -> None:
    tab.wait_for_selector(f"#said:has-text('{words}')")


def add_a_source_by_mouse(tab, url: str) -> None:
    tab.get_by_role("link", name="Sources").click()
    tab.get_by_label("Address of a feed").click()
    tab.keyboard.insert_text(url)
    tab.get_by_role("button", name="Add", exact=True).click()
    said(tab, "Added")


def add_a_source_by_keys(tab, url: str) -> None:
    tab.keyboard.press("g")
    tab.wait_for_selector("h1:has-text('New')")
    tab_to(tab, "nav a:has-text('Sources')")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#add-url")
    tab_to(tab, "#add-url")
    tab.keyboard.insert_text(url)
    tab.keyboard.press("Enter")
    said(tab, "Added")


def tab_to(tab, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(60):
        if tab.evaluate("selector => !!document.activeElement.closest(selector)", selector.partition(":has-text")[0]) and (
            ":has-text" not in selector or tab.evaluate("document.activeElement.innerText") in selector
        ):
            return
        tab.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {selector}")


def review_by_keys(tab, desk: Desk) -> None:
    """Help, hide, undo, publish, merge."""
    tab.goto("/?which=all")
    press = tab.keyboard.press
    press("?")
    assert tab.locator("dialog[open]").is_visible()
    press("Escape")

    press("j")  # The laboratory: hide it, take that back, show it for good.
    assert "Lumen opens a laboratory" in tab.locator(".item.here").inner_text()
    press("h")
    said(tab, "Hidden")
    assert record(desk, LEAD).published is False
    press("u")
    said(tab, "Took back")
    assert record(desk, LEAD).published is True
    press("j")
    press("p")
    said(tab, "Shown from the next publishing on")

    press("m")  # Merge it with the halls.
    press("j")
    press("m")
    tab.wait_for_selector("h1:has-text('one story')")
    assert "140" in tab.locator("main").inner_text()
    press("Enter")
    said(tab, "One story")
    assert record(desk, TWIN).is_folded


def correct_by_keys(tab, desk: Desk) -> None:
    """Open, choose the lead, split, topics, edit, search."""
    press = tab.keyboard.press
    tab.goto("/?which=all")
    press("j")
    press("Enter")  # Open it, choose another lead, split one off.
    tab.wait_for_selector("#members")
    press("j")
    press("j")
    press("l")
    said(tab, "leads")
    assert record(desk, SECOND).heat > 0
    while "Robots at work" not in tab.locator(".item.here").inner_text():
        press("j")
    press("s")
    tab_to(tab, "button[value=split]")
    press("Enter")
    tab.wait_for_selector("[data-confirm]")
    press("Enter")
    said(tab, "of their own")
    assert record(desk, TWIN).heat == 70

    press("t")  # The lead's topics, and its title.
    tab.wait_for_selector("#f-topics:focus")
    press("Control+End")
    tab.keyboard.type("\nRobotics")
    tab_to(tab, "#f-quality")
    press("Enter")
    said(tab, "Changed: topics.")
    assert record(desk, SECOND).topics == ("AI", "Robotics")
    press("e")
    tab_to(tab, "#f-excerpt")
    press("Control+a")
    tab.keyboard.type("What an editor wrote.")
    tab_to(tab, "#f-quality")
    press("Enter")
    said(tab, "excerpt")

    press("/")
    tab.keyboard.type("editor wrote")
    press("Enter")
    tab.wait_for_selector("#found .item")
    press("Escape")


def test_a_morning_with_the_mouse(tab, desk: Desk) -> None:
    """Everything the morning with the keys does, by clicks alone; only words are typed."""

    def click(role: str, name: str, *, exact: bool = True, within: str = "") -> None:
        (tab.locator("[data-list] .item", has_text=within) if within else tab).get_by_role(role, name=name, exact=exact).click()

    tab.goto("/?which=all")
    click("button", "Hide", within="Lumen opens")
    said(tab, "Hidden")
    assert record(desk, LEAD).published is False
    click("link", "History")
    click("button", "Undo the latest decision")
    said(tab, "Took back")
    assert record(desk, LEAD).published is True
    click("link", "Front")
    click("link", "All stories")
    click("button", "Publish", within="Lumen opens")
    said(tab, "Shown from the next publishing on")
    click("link", "Lumen opens a laboratory")
    click("button", "Compare")
    tab.wait_for_selector(".verdict")

    click("button", "Lead", within="A new laboratory")
    said(tab, "leads")
    assert record(desk, SECOND).heat > 0
    tab.locator("li.item", has_text="what we know").get_by_role("checkbox").click()
    click("button", "Split the chosen…")
    click("button", "Split")
    said(tab, "of their own")
    assert not record(desk, THIRD).is_folded
    tab.goto(f"/stories/{SECOND}?near=robots")
    click("checkbox", "Robots at work", exact=False)
    click("button", "Merge with the chosen…")
    tab.wait_for_selector("[data-confirm]")
    click("button", "Merge")
    said(tab, "One story")
    assert record(desk, TWIN).is_folded
    click("button", "Undo the latest decision")
    said(tab, "Took back")
    assert not record(desk, TWIN).is_folded

    click("link", "Edit")
    tab.get_by_label("Excerpt").click(click_count=3)
    tab.keyboard.insert_text("What an editor wrote by mouse.")
    click("button", "Save")
    said(tab, "Changed: excerpt.")
    assert record(desk, SECOND).excerpt == "What an editor wrote by mouse."
    add_a_source_by_mouse(tab, "https://new.example/feed.xml")
    tab.goto("/queues/off-topic")
    click("button", "Take it anyway")
    said(tab, "next run")
    tab.get_by_label("Search all articles").click()
    tab.keyboard.insert_text("potatoes")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#found .item:has-text('waits')")
