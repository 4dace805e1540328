"""Collecting over the days: sources in their own rhythm, nothing twice, nothing lost, edits followed."""

from __future__ import annotations

import hmac
import importlib.util
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from starlette.testclient import TestClient

from newsfold.article import Article
from newsfold.collect import FixedClock
from newsfold.day.pipeline import DayReport
from newsfold.errors import InputError
from newsfold.portal import Portal
from newsfold.service.serving import public_app

_SPEC = importlib.util.spec_from_file_location("village", Path(__file__).with_name("village.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
village_module = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(village_module)
Village, Item, Reply, make_portal = (getattr(village_module, name) for name in ("Village", "Item", "Reply", "make_portal"))

NOON = datetime(2026, 11, 15, 12, tzinfo=UTC)
FEED, PAGE = "valley.example/feed", "valley.example/weir"
At = Callable[..., Portal]


@pytest.fixture
def village() -> Iterator[object]:
    with Village() as served:
        yield served


@pytest.fixture
def at(village, tmp_path: Path) -> Iterator[At]:
    """Opens the portal so many hours after noon; the first call may name its sources and settings."""
    portals: list[Portal] = []

    def opened(hours: float, *sources: str, more: str = "") -> Portal:
        if not (tmp_path / "portal").exists():
            make_portal(tmp_path / "portal", village.port, *sources, more=more)
        if portals:
            portals.pop().close()
        portals.append(Portal.open(tmp_path / "portal", environment={}, clock=FixedClock(NOON + timedelta(hours=hours))))
        return portals[-1]

    yield opened
    for portal in portals:
        portal.close()


def titles(portal: Portal) -> list[str]:
    return sorted(article.title for article in portal.articles())


def only(portal: Portal) -> Article:
    (article,) = portal.articles()
    return article


def reasons(report: DayReport) -> list[str]:
    return [f"{why.stage}: {why.reason}" for why in report.rejected]


def test_an_article_its_publisher_edited_is_brought_up_to_date_in_its_place(village, at: At) -> None:
    feed = village.feed(FEED, village.article(PAGE, "An AI model watches the weir"))
    at(0, feed).run()
    before = only(at(0))
    village.feed(FEED, village.article(PAGE, "An AI model watches two weirs"))
    report = at(5).run()
    assert (report.collected.edited, report.collected.updated, report.collected.entries) == (1, 1, 0), reasons(report)
    after = only(at(5))
    assert (after.title, after.path, after.published) == ("An AI model watches two weirs", before.path, True)
    assert at(10).run().collected.updated == 0


def test_an_article_edited_off_topic_keeps_its_record_as_it_stands(village, at: At) -> None:
    feed = village.feed(FEED, village.article(PAGE, "An AI model watches the weir"))
    at(0, feed).run()
    before = only(at(0))
    herring = "Fishers of the harbour landed more herring than in any year before, the office said. " * 4
    village.feed(FEED, village.article(PAGE, "Herring at the weir", text=herring))
    report = at(5).run()
    assert (report.collected.updated, report.rejected) == (1, ())
    assert only(at(5)) == before


def test_an_article_that_was_taken_down_does_not_come_back_by_an_edit(village, at: At) -> None:
    feed = village.feed(FEED, village.article(PAGE, "An AI model watches the weir"))
    at(0, feed).run()
    at(0).remove(only(at(0)).path, why="asked")
    village.feed(FEED, village.article(PAGE, "An AI model watches two weirs"))
    report = at(5).run()
    assert (report.collected.read, report.collected.updated) == (0, 0)
    assert only(at(5)).removed
    assert only(at(5)).title == "An AI model watches the weir"


def test_ids_that_change_bring_nothing_in_twice(village, at: At) -> None:
    item = village.article(PAGE, "An AI model watches the weir")
    feed = village.feed(FEED, item._replace(id="1"))
    at(0, feed).run()
    village.feed(FEED, item._replace(id="2"))
    assert at(5).run().collected.entries == 0
    assert village.count(PAGE) == 1


def test_a_page_that_fails_is_read_when_it_is_back(village, at: At) -> None:
    feed = village.feed(FEED, village.article(PAGE, "An AI model watches the weir"))
    stands = village.pages[PAGE]
    village.pages[PAGE] = Reply(b"Later.", "text/plain", 500)
    assert [why.code for why in at(0, feed).run().rejected] == ["status-500"]
    village.pages[PAGE] = stands
    assert at(0.1).run().collected.read == 0
    assert at(0.3).run().collected.read == 1
    assert at(0.3).rejections() == ()


def test_only_sources_whose_time_has_come_are_asked_unless_all_or_one_is_named(village, at: At) -> None:
    feeds = [village.feed(f"{name}.example/feed", village.article(f"{name}.example/a", f"AI in {name}")) for name in ("aford", "bford")]
    assert at(0, *feeds).run().collected.sources == 2
    assert at(0.1).collect().sources == 0
    assert at(0.1).collect(every=True).sources == 2
    assert at(0.1).collect(only=[feeds[1]]).sources == 1
    assert village.count("bford.example/feed") == 3
    assert at(24).collect().sources == 2
    with pytest.raises(InputError, match="is no source of this portal"):
        at(24).collect(only=["Nobody"])


def test_a_source_that_is_gone_for_good_is_asked_again_only_when_resumed(village, at: At) -> None:
    feed = village.feed(FEED, village.article(PAGE, "An AI model watches the weir"))
    stands = village.pages[FEED]
    village.pages[FEED] = Reply(b"", "text/plain", 410)
    assert len(at(0, feed).run().collected.failed_sources) == 1
    village.pages[FEED] = stands
    assert at(500).run(every=True).collected.sources == 0
    at(500).sourcing.pause(feed, paused=False)
    assert at(500).run().collected.sources == 1


def test_a_paused_source_is_not_asked_and_the_list_keeps_its_comments(village, at: At, tmp_path: Path) -> None:
    feed = village.feed(FEED, village.article(PAGE, "An AI model watches the weir"))
    portal = at(0, feed)
    file = tmp_path / "portal" / "_data" / "sources.yaml"
    file.write_text(f"# Ours.\n- url: {feed}\n  title: Valley  # the best\n\n# Theirs.\n- url: http://other.example/feed\n")
    portal.sourcing.pause("Valley", paused=True)
    assert file.read_text() == f"# Ours.\n- url: {feed}\n  title: Valley\n  paused: true\n\n# Theirs.\n- url: http://other.example/feed\n"
    portal.sourcing.remove("http://other.example/feed")
    assert portal.run(every=True).collected.sources == 0
    assert file.read_text() == f"# Ours.\n- url: {feed}\n  title: Valley\n  paused: true\n\n# Theirs.\n"
    portal.sourcing.pause("Valley", paused=False)
    assert portal.run().collected.sources == 1


def test_muted_publishers_and_phrases_are_left_out_with_their_reason_and_not_fetched(village, at: At) -> None:
    items = [
        village.article("press.example/a", "AI for everyone"),
        village.article("valley.example/b", "AI market report 2026"),
        village.article("valley.example/c", "AI at the weir"),
    ]
    feed = village.feed(FEED, *items)
    report = at(0, feed, more='mute_providers = ["press.example"]\nmute_phrases = ["market report"]').run()
    assert sorted(why.code for why in report.rejected) == ["muted-phrase", "muted-provider"]
    assert titles(at(0)) == ["AI at the weir"]
    assert village.count("press.example/a") == village.count("valley.example/b") == 0


def test_a_wrapped_address_is_fetched_at_the_article_and_one_article_comes_in_once(village, at: At) -> None:
    item = village.article(PAGE, "An AI model watches the weir")
    wrapped = Item("http://links.example/redirect?url=http%3A%2F%2Fvalley.example%2Fweir", item.title)
    feeds = [village.feed(FEED, item), village.feed("links.example/feed", wrapped, hour=9)]
    report = at(0, *feeds).run()
    assert (report.collected.read, report.collected.known) == (1, 1)
    assert village.count(PAGE) == 1
    assert not any(address.startswith("links.example/redirect") for address in village.asked)


def test_an_article_is_taken_in_by_its_address_also_after_it_was_rejected(village, at: At) -> None:
    item = village.article(
        PAGE, "Herring", text="Fishers of the harbour landed more herring than in any year before, the office said. " * 4
    )
    feed = village.feed(FEED, item)
    assert len(at(0, feed).run().rejected) == 1
    village.article(PAGE, "An AI model counts herring")
    report = at(0).add(item.url)
    assert (report.collected.read, report.folded.new_records) == (1, 1), reasons(report)
    assert titles(at(0)) == ["An AI model counts herring"]
    assert at(0).add(item.url).collected.known == 1


def test_a_lost_network_is_no_failure_of_the_sources(village, at: At) -> None:
    feeds = [village.feed(f"{name}.example/feed", village.article(f"{name}.example/a", f"AI in {name}")) for name in ("aford", "bford")]
    portal = at(0, *feeds)
    config = portal.folder / "newsfold.toml"
    stands = config.read_text()
    config.write_text(stands.replace(f":{village.port}", ":1"))
    report = at(0).run()
    assert report.collected.offline
    assert all(state.failures == 0 for state in at(0).source_states().values())
    config.write_text(stands)
    assert at(0.01).run().collected.sources == 0
    assert at(0.1).run().collected.read == 2


def test_a_source_that_went_silent_is_named(village, at: At) -> None:
    items = [village.article(f"valley.example/{number}", f"AI story number {number} of many") for number in range(6)]
    feed = village.feed(FEED, *items)
    assert at(0, feed).run().collected.silent == ()
    report = at(24 * 5).run()
    assert report.collected.silent == (feed,)
    ((_, told),) = at(24 * 5).sourcing.health()
    assert "went silent" in told.flags
    assert told.articles == 6


def test_a_folder_of_saved_pages_is_read_once(village, at: At, tmp_path: Path) -> None:
    village.article(PAGE, "An AI model watches the weir")
    portal = at(0)
    (portal.folder / "saved").mkdir()
    (portal.folder / "saved" / "weir.html").write_bytes(village.pages[PAGE].body)
    (portal.folder / "_data" / "sources.yaml").write_text("- url: saved\n  kind: folder\n")
    assert portal.run().collected.read == 1
    assert (titles(portal), village.asked) == (["An AI model watches the weir"], [])
    assert at(30).run().collected.read == 0


def test_a_hub_is_asked_to_tell_what_is_new_and_its_source_is_asked_at_once(village, at: At) -> None:
    hub = "<atom:link rel='hub' href='http://hub.example/'/><atom:link rel='self' href='http://valley.example/feed'/>"
    item = village.article(PAGE, "An AI model watches the weir")
    feed = village.feed(FEED, item, head=hub)
    portal = at(0, feed, more='websub_url = "https://hooks.news.example/in"')
    portal.run()
    ((address, body),) = village.posted
    form = {name: value[0] for name, value in parse_qs(body.decode()).items()}
    assert (address, form["hub.mode"], form["hub.topic"]) == ("hub.example/", "subscribe", feed)
    callback = form["hub.callback"].removeprefix("https://hooks.news.example")
    assert callback.startswith("/in/websub/")

    asks = {"hub.mode": "subscribe", "hub.topic": feed, "hub.challenge": "say this", "hub.lease_seconds": "864000"}
    app = public_app(lambda: at(1).store, portal.settings, FixedClock(NOON + timedelta(hours=0.1)))
    with TestClient(app) as client:
        assert client.get(callback, params=asks | {"hub.topic": "http://other.example/"}).status_code == 404
        assert client.get("/in/websub/guessed", params=asks).status_code == 404
        assert client.get(callback, params=asks).text == "say this"
        for other in ("/", "/in/", "/site/", "/_news/", "/in/websub/"):
            assert client.get(other).status_code == 404
        village.feed(FEED, item, village.article("valley.example/new", "AI news from the hub"), head=hub)
        assert client.post(callback, content=b"new", headers={"X-Hub-Signature": "sha256=" + "0" * 64}).status_code == 202
        assert at(0.1).collect().sources == 0
        sign = hmac.new(form["hub.secret"].encode(), b"new", "sha256").hexdigest()
        assert client.post(callback, content=b"new", headers={"X-Hub-Signature": f"sha256={sign}"}).status_code == 202
        assert client.post(callback, content=b"x" * 6_000_000).status_code == 413
    assert at(0.1).run().collected.read == 1
    assert len(village.posted) == 1


def test_a_topic_file_that_cannot_be_read_is_no_verdict_on_the_articles_of_the_day(village, at: At) -> None:
    portal = at(0, village.feed(FEED, village.article(PAGE, "An AI model watches the weir")))
    file = portal.folder / "_data" / "topics" / "00-ai.yaml"
    whole = file.read_text()
    file.write_text(whole + "\t- x\n")
    report = at(0).run()
    assert (report.rated.stayed, report.rated.waiting, reasons(report), titles(at(0))) == (0, 1, [], [])
    assert ["00-ai.yaml" in error for error in report.errors] == [True]
    file.write_text(whole)
    assert at(1).run().rated.stayed == 1
    assert titles(at(1)) == ["An AI model watches the weir"]
