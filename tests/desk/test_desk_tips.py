"""Tips: readers send in articles by a form or a program's token; nothing is fetched before an editor takes one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from newsfold.desk.actions.tips import MOST_AN_HOUR
from newsfold.desk.admitting import Admitting
from newsfold.desk.services import Desk

TIP = "https://shed-weekly.example/robots-in-sheds"
KNOWN = "https://lumen-daily.example/lumen-opens-a-laboratory"


@pytest.fixture
def program(desk: Desk, anybody: TestClient) -> Callable:
    """A site's form for its readers: it sends what they write with a token that may send in tips alone."""
    token = Admitting(desk.people).new_token("editor", "the form on our site", "tip", at=desk.now())

    def send(url: str, words: str = ""):
        return anybody.post("/tips", data={"url": url, "words": words}, headers={"authorization": f"Bearer {token}"})

    send.token = token
    return send


def test_an_editor_finds_what_readers_sent_in_and_takes_or_drops_it(program: Callable, log_in: Callable, desk: Desk) -> None:
    assert program(f"{TIP}?utm_source=mail", "Robots!\nIn sheds.").json() == {"said": "Thank you. An editor looks at it."}
    assert program(TIP).status_code == 200  # It stands there once.
    assert program("https://shed-weekly.example/hens").status_code == 200
    editor = log_in("editor")
    page = editor.get("/queues/tips").text
    assert page.count("<article") == 2
    assert "Robots! In sheds." in page
    assert 'Tips <span class="count">2</span>' in page
    editor.send("/tips/drop", address="https://shed-weekly.example/hens")
    taken = editor.send("/tips/take", address=TIP)
    assert taken.headers["location"] == "/queues/tips"
    assert any("Take in" in job.does for job in desk.jobs.all)
    assert "Nothing was sent in." in editor.get("/queues/tips").text
    assert editor.send("/tips/take", address=TIP).status_code == 400  # Somebody was quicker.
    assert program("https://shed-weekly.example/hens").status_code == 200
    assert "Nothing was sent in." in editor.get("/queues/tips").text  # What was dropped does not come again.


def test_a_token_for_tips_may_do_nothing_else(program: Callable, anybody: TestClient) -> None:
    bearer = {"authorization": f"Bearer {program.token}"}
    for place in ("/", "/queues/tips", "/search?q=lumen", "/openapi.json", "/me"):
        assert anybody.get(place, headers=bearer).status_code == 403
    assert anybody.post("/tips/take", data={"address": TIP}, headers=bearer).status_code == 403


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/x",
        "http://169.254.169.254/latest",
        "http://0x7f000001/",
        "https://a:b@news.example/",
        "file:///etc",
        "javascript:alert(1)",
        "",
        "no address",
        "https://news.example/" + "x" * 9_000,
    ],
)
def test_what_is_no_address_of_the_public_web_is_refused(program: Callable, desk: Desk, url: str) -> None:
    assert program(url).status_code == 400
    assert desk.people.tips.count_waiting() == 0


def test_what_the_portal_has_is_not_queued(program: Callable, desk: Desk) -> None:
    assert program(KNOWN).json() == {"said": "Thank you. The portal has it already."}
    assert desk.people.tips.count_waiting() == 0


def test_a_flood_is_stopped_for_an_hour(program: Callable, later: Callable) -> None:
    for number in range(MOST_AN_HOUR):
        assert program(f"https://shed-weekly.example/{number}").status_code == 200
    refused = program("https://shed-weekly.example/more")
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too-many")
    later(timedelta(minutes=61))
    assert program("https://shed-weekly.example/more").status_code == 200


def test_a_tip_is_words_on_the_page(program: Callable, log_in: Callable) -> None:
    program("https://shed-weekly.example/%22%3E%3Cscript%3E", "<script>document.title=1</script>")
    assert "<script>document" not in log_in("reader").get("/queues/tips").text
