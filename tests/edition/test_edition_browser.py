"""An edition in a real browser at the widths of mail programs: axe finds nothing, and nothing is wider than the window."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from newsfold.content.repository import Repository
from newsfold.edition import html_of, web_page
from newsfold.mail.editions import make_issue
from newsfold.portal_folder import settings_of

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WEEK = datetime(2023, 3, 26, 18, 0, tzinfo=UTC)

pytestmark = pytest.mark.browser


def test_axe_finds_nothing_in_an_edition_of_a_real_week_in_either_scheme_at_the_widths_of_mail_programs(portals: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    issue = make_issue(Repository(portals / "diablo4"), settings_of(portals / "diablo4", {}), now=WEEK)
    assert issue is not None
    page = web_page(html_of(issue), newsletter_url="https://news.example/newsletter/", imprint="Desk, 1 Mill Lane")
    found = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(bypass_csp=True)
        tab.route("**/*.jpg", lambda route: route.abort())
        tab.set_content(page)
        for width, scheme in product((375, 680), ("light", "dark")):
            tab.set_viewport_size({"width": width, "height": 1000})
            tab.emulate_media(color_scheme=scheme)
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            told = axe.Axe().run(tab, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
            found += [(width, scheme, each["id"], each["nodes"][0]["html"][:300]) for each in told]
        browser.close()
    assert found == []
