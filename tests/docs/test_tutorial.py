"""The tutorial, done as it stands: every command, file and output."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsfold.demo.bundle import load, moved_to

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(600)
def test_a_newcomer_with_only_the_tutorial_reaches_a_published_portal(tmp_path: Path, installed: Path, shell: Callable, pages) -> None:
    newcomer = shell(tmp_path, installed)
    for block in pages.blocks_of(ROOT / "docs" / "tutorial.md"):
        newcomer.do(block)
    with urllib.request.urlopen(newcomer.as_here("http://127.0.0.1:8000/")) as front:
        seen = front.read().decode()
    published = Path(newcomer.folder, "..", "public", "index.html").read_text()
    for page in (seen, published):
        assert "<h1" in page
        assert "The AI Fold" in page
        assert "North Sea Union parliament passes AI Accountability Act" in page
        assert "Robots" in page


@pytest.mark.parametrize(
    "now", [datetime(2024, 2, 29, 5, tzinfo=UTC), datetime(2026, 11, 15, 20, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)]
)
def test_the_invented_publishers_have_news_of_the_last_hour_and_none_of_the_future_whenever_they_are_served(now: datetime) -> None:
    newest = max(publisher.newest for publisher in moved_to(load(), now) if publisher.newest)
    assert timedelta() <= now - newest < timedelta(hours=1)
