"""`newsfold sources`, `add` and `store`, as their users call them."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsfold.cli import app
from newsfold.errors import NewsfoldError

_SPEC = importlib.util.spec_from_file_location("village", Path(__file__).parents[1] / "portal" / "village.py")
assert _SPEC is not None
assert _SPEC.loader is not None
village_module = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(village_module)

Call = Callable[..., tuple[int, str]]


@pytest.fixture
def newsfold() -> Call:
    """Calls ``newsfold`` with arguments in this process: its exit status, and what it said. A process each would take a minute."""

    def call(*words: object) -> tuple[int, str]:
        done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "300"})
        if isinstance(done.exception, NewsfoldError):
            return done.exception.exit_status, f"{done.output}{done.exception}"
        assert isinstance(done.exception, SystemExit | None), done.exception
        return done.exit_code, done.output

    return call


@pytest.fixture
def village() -> Iterator[object]:
    with village_module.Village() as served:
        yield served


@pytest.fixture
def portal(village, tmp_path: Path) -> Path:
    return village_module.make_portal(tmp_path / "portal", village.port, more="max_age_days = 0")


def test_sources_are_found_tried_added_shown_paused_and_taken_off(village, portal: Path, newsfold: Call) -> None:
    village.feed("valley.example/news.xml", village.article("valley.example/weir", "An AI model watches the weir"))
    home = b"<html><head><link rel=alternate type=application/rss+xml href=/news.xml title=Valley></head><body>Home</body></html>"
    village.pages["valley.example/"] = village_module.Reply(home)

    def said(*words: str, status: int = 0) -> str:
        ended, told = newsfold("sources", *words, "--portal", portal)
        assert ended == status, told
        return told

    assert "An AI model watches the weir" in said("test", "http://valley.example/news.xml")
    tried = said("test", "http://valley.example/")
    assert "http://valley.example/ names the feed http://valley.example/news.xml." in tried
    assert "1 entry would come in" in tried
    assert "This page names no feed" in said("test", "http://valley.example/weir", status=1)
    assert "`newsfold sources add` finds it" in said("test", "http://valley.example/nowhere", status=1)
    assert not (portal / "_data" / "sources.yaml").read_text()
    assert "names the feed http://valley.example/news.xml" in said("add", "http://valley.example/", "--category", "Local")
    assert "This page names no feed" in said("add", "http://valley.example/weir", status=1)
    assert newsfold("run", "--portal", portal)[0] == 0
    (row,) = json.loads(newsfold("sources", "--json", "--portal", portal)[1])
    assert (row["source"]["title"], row["source"]["category"], row["health"]["articles"], row["health"]["share_published"]) == (
        "Valley",
        "Local",
        1,
        1.0,
    )
    assert "good" in said()
    assert "every 6 hours" in said("every", "Valley", "6 hours")
    assert "every 6 hours" in said("list")
    assert "Paused" in said("pause", "Valley")
    assert "paused" in said("list")
    assert "asked again" in said("resume", "http://valley.example/news.xml")
    opml = said("export")
    assert 'xmlUrl="http://valley.example/news.xml"' in opml
    assert "Its articles stay" in said("remove", "Valley")
    assert "is no source of this portal" in said("remove", "Valley", status=2)
    (portal / "list.opml").write_text(opml)
    assert "Added 1 source." in said("import", str(portal / "list.opml"))
    assert "cannot be read" in said("import", str(portal / "none.opml"), status=2)


def test_an_article_is_added_by_its_address_or_its_rejection_told(village, portal: Path, newsfold: Call) -> None:
    item = village.article("valley.example/weir", "An AI model watches the weir")
    assert newsfold("add", item.url, "--portal", portal)[0] == 0
    assert len(list((portal / "_news").glob("*.md"))) == 1
    assert "is known already" in newsfold("add", item.url, "--portal", portal)[1]
    status, told = newsfold("add", "http://valley.example/nowhere", "--portal", portal)
    assert (status, "was rejected by collect" in told) == (1, True), told
    assert newsfold("add", "weir", "--portal", portal)[0] == 2


def test_the_store_is_dumped_loaded_and_tidied(village, portal: Path, newsfold: Call) -> None:
    item = village.article("valley.example/weir", "An AI model watches the weir")
    assert newsfold("add", item.url, "--portal", portal)[0] == 0
    dump = portal / "state.gz"
    rows = json.loads(newsfold("store", "dump", dump, "--json", "--portal", portal)[1])["rows"]
    (portal / ".newsfold" / "store.db").unlink()
    assert json.loads(newsfold("store", "load", dump, "--json", "--portal", portal)[1])["rows"] == rows
    assert "An AI model" in newsfold("explain", item.url, "--portal", portal)[1]
    assert "Let go of 0 entries" in newsfold("store", "tidy", "--portal", portal)[1]
    assert newsfold("store", "load", portal / "newsfold.toml", "--portal", portal)[0] == 2
