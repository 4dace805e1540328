"""What the desk fetches when an editor asks it to, over real HTTP on loopback."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsfold.collect import FixedClock
from newsfold.demo.bundle import load
from newsfold.demo.day import NOW
from newsfold.demo.server import PublisherServer
from newsfold.desk.searching import search
from newsfold.desk.services import Desk

PUBLISHER = "northwire.example"
ARTICLE = "https://northwire.example/2026/11/12/parliament-passes-ai-accountability-act"


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """The desk of a portal whose names lead to one publisher on this machine."""
    topic = folder / "_data" / "topics" / "ai.yaml"
    topic.write_text(topic.read_text() + "  - parliament\n")
    with PublisherServer(tuple(one for one in load() if one.domain == PUBLISHER)) as server:
        environment = {
            "NEWSFOLD_COLLECT_RESOLVE": f"*.example=127.0.0.1:{server.port}",
            "NEWSFOLD_COLLECT_ALLOW_ADDRESSES": "127.0.0.0/8",
            "NEWSFOLD_COLLECT_DELAY": "0",
        }
        opened = Desk.open(folder, environment=environment, clock=FixedClock(NOW))
        opened.shelving.run()
        yield opened
        opened.close()


def outcome(desk: Desk) -> str:
    while not desk.jobs.all[0].is_done:
        time.sleep(0.02)
    return desk.jobs.all[0].outcome


def test_an_article_is_taken_in_by_its_address(log_in: Callable, desk: Desk) -> None:
    editor = log_in("editor")
    url = ARTICLE.replace("https", "http")
    assert editor.send("/articles", url=url).status_code == 303
    assert outcome(desk).startswith("It is in")
    assert search(desk.shelf, "accountability", filters={"state": "record"}).total == 1
    assert "parliament-passes" in editor.get("/sources").text
    editor.send("/articles", url=url)
    assert outcome(desk) == "Nothing in it changed."


def test_a_source_is_tested_and_found_by_its_sites_address(log_in: Callable, desk: Desk) -> None:
    owner = log_in("owner")
    feed = next(one.feed_url for one in load() if one.domain == PUBLISHER)
    owner.send("/sources/test", url=feed)
    assert "It answers, with" in outcome(desk)
    owner.send("/sources/add", url=feed, find="yes")
    assert outcome(desk).startswith("Added")
    assert feed in {source.url for source in desk.portal.sources()}
    owner.send("/sources/add", url="http://nobody.elsewhere.invalid/", find="yes")
    assert "http" not in outcome(desk)[:4]
