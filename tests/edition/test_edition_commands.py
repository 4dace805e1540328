"""The commands of the newsletter, as their users call them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import url2pathname

import pytest
from selectolax.lexbor import LexborHTMLParser
from typer.testing import CliRunner

from newsfold.article import Article
from newsfold.cli import app
from newsfold.content.repository import Repository
from newsfold.errors import InputError
from newsfold.store.people import People


@pytest.fixture
def newsfold(portal_folder: Path, make_article: Callable[..., Article]) -> Callable[..., str]:
    """Calls ``newsfold … --portal`` on a portal with news of today; gives what it printed."""
    article = make_article("Lumen builds a lighthouse", heat=90, quality=20, published=True, topics=("AI",))
    Repository(portal_folder).add(article.evolve(published_at=(datetime.now(UTC) - timedelta(hours=2)).replace(microsecond=0)))

    def call(*words: str, input: str | None = None) -> str:
        result = CliRunner().invoke(app, [*words, "--portal", str(portal_folder)], input=input, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return call


def test_a_dry_run_writes_a_page_and_keeps_nothing(newsfold: Callable[..., str], portal_folder: Path, tmp_path: Path) -> None:
    told = newsfold("edition", "--dry-run", "--output", str(tmp_path / "look.html"))
    assert "Nothing was kept or sent" in told
    assert "Lumen builds a lighthouse" in (tmp_path / "look.html").read_text()
    assert "{imprint}" not in (tmp_path / "look.html").read_text()
    assert "Lumen builds a lighthouse" in (tmp_path / "look.txt").read_text()
    assert not (portal_folder / "_newsletters").exists()
    assert not list(portal_folder.glob("assets/pictures/*"))


def test_a_dry_run_opens_in_the_browser_with_its_pictures(newsfold: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("typer.launch", opened.append)
    newsfold("edition", "--dry-run")
    page = Path(url2pathname(opened[0].removeprefix("file://")))
    picture = LexborHTMLParser(page.read_text()).css_first("img").attributes
    assert Path(url2pathname(picture["src"].removeprefix("file://"))).is_file()
    assert "AI" in picture["alt"]


def test_a_story_without_a_picture_has_a_plate_that_is_kept_and_put_on_the_site(newsfold: Callable[..., str], portal_folder: Path) -> None:
    newsfold("edition")
    (plate,) = portal_folder.glob("assets/pictures/plate-*.jpg")
    assert plate.stat().st_size < 20_000
    (kept,) = portal_folder.glob("_newsletters/*.html")
    assert kept.read_text().count(f"/assets/pictures/{plate.name}") == 1
    newsfold("publish")
    assert (portal_folder / "site" / "assets" / "pictures" / plate.name).read_bytes() == plate.read_bytes()
    newsfold("pictures", "tidy")
    assert plate.is_file()


def test_an_edition_is_kept_once(newsfold: Callable[..., str], portal_folder: Path) -> None:
    assert "kept in _newsletters/the-ai-fold-" in newsfold("edition")
    assert "Nothing is new" in newsfold("edition")
    assert len(list((portal_folder / "_newsletters").glob("*.html"))) == 1


def test_a_topic_nobody_knows_and_a_day_that_is_none_are_told(newsfold: Callable[..., str]) -> None:
    with pytest.raises(InputError, match="no topic 'Cats'"):
        newsfold("edition", "--topic", "Cats")
    with pytest.raises(InputError, match="is no day or time"):
        newsfold("edition", "--since", "yesterday")


def test_an_address_is_asked_sent_to_and_deleted_with_a_proof(newsfold: Callable[..., str], portal_folder: Path, post_office) -> None:
    assert "Asked ada@a.example" in newsfold("subscribers", "add", "ada@a.example")
    assert "waiting" in newsfold("subscribers", "list")
    with People.in_folder(portal_folder) as people:
        asked = people.subscribers.find("ada@a.example")
        people.subscribers.put(asked.evolve(state="subscribed", confirmed_at=asked.asked_at))
    assert "1 sent, 0 put off, 0 refused" in newsfold("edition", "--send")
    assert [to for to, _ in post_office.taken] == ["ada@a.example", "ada@a.example"]
    assert newsfold("subscribers", "export").splitlines()[1].startswith("ada@a.example,subscribed,")
    proof = json.loads(newsfold("subscribers", "delete", "ada@a.example", "--json"))
    assert "The proof holds" in newsfold("subscribers", "proof", "ada@a.example", proof["id"], proof["salt"])
    assert "Nobody has subscribed yet" in newsfold("subscribers", "list")
    with pytest.raises(InputError, match="is not known here"):
        newsfold("subscribers", "delete", "ada@a.example")


def test_a_file_of_subscribers_comes_in(newsfold: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("address,state,confirmed_at\nada@a.example,subscribed,2026-01-01T00:00:00Z\nnobody,,\n")
    told = newsfold("subscribers", "import", str(tmp_path / "in.csv"), "--consent", "the old list, double opt-in")
    assert "1 taken, 0 known before, 1 refused" in told
    assert "subscribed" in newsfold("subscribers", "list")


def test_a_bounce_is_read_from_standard_input(newsfold: Callable[..., str]) -> None:
    assert "1 mail read, 0 bounces" in newsfold("subscribers", "bounces", input="Subject: hello\n\nhello\n")


def test_a_webhook_is_added_listed_and_removed(newsfold: Callable[..., str]) -> None:
    told = newsfold("alerts", "add", "https://listener.example/in", "--topic", "AI", "--heat", "40")
    id = re.search(r"Added (\w+)", told)[1]
    assert "whsec_" in told
    listed = newsfold("alerts", "list")
    assert id in listed
    assert "whsec_" not in listed
    assert "0 told" in newsfold("alerts", "send")
    assert "Removed" in newsfold("alerts", "remove", id)
    assert "There are no webhooks" in newsfold("alerts", "list")


def test_tidying_pictures_says_what_it_did(newsfold: Callable[..., str]) -> None:
    assert "0 placeholders, 0 records changed, 0 files" in newsfold("pictures", "tidy")
    assert json.loads(newsfold("pictures", "tidy", "--json"))["files"] == 0
