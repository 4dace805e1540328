"""What the desk does with errors nobody thought of: it tells of them and goes on."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from newsfold.desk import keeping_up
from newsfold.desk.commits import Commits
from newsfold.desk.keeping_up import DOES
from newsfold.desk.services import Desk
from newsfold.desk.shelving import Shelving


def broken(*_: object, **__: object) -> str:
    raise ValueError("a shelf\nwith two lines")


def test_a_job_that_meets_an_error_nobody_thought_of_ends_and_says_so(
    desk: Desk, log_in: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    desk.jobs.begin("Take in everything", desk.now(), broken).join()
    told = desk.jobs.all[0]
    assert told.is_done
    assert told.outcome.startswith("It failed unexpectedly (ValueError: a shelf with two lines). ")
    assert [(record.levelno, record.name) for record in caplog.records] == [(logging.ERROR, "newsfold.desk")]
    assert "a shelf with two lines" in log_in("reader").get("/sources").text
    desk.jobs.begin("Take in another", desk.now(), lambda: "done").join()
    assert desk.jobs.all[0].outcome == "done"


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_the_shelf_is_kept_up_after_an_error_nobody_thought_of(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    runs = []

    def fails_twice(shelving: Shelving, **_: object) -> None:
        runs.append(shelving)
        if len(runs) < 3:
            broken()

    monkeypatch.setattr(Shelving, "run", fails_twice)
    monkeypatch.setattr(keeping_up, "LOOKS_EVERY", 0.001)
    thread = keeping_up._Keeping(desk)
    thread.start()
    while len(runs) < 3 and thread.is_alive():
        time.sleep(0.01)
    thread.stop()
    assert len(runs) == 3
    assert [(job.does, job.is_done) for job in desk.jobs.all] == [(DOES, True)]
    assert "ValueError" in desk.jobs.all[0].outcome
    assert len(caplog.records) == 1


def test_a_commit_that_meets_an_error_nobody_thought_of_is_told() -> None:
    told: list[str] = []
    commits = Commits(broken, told.append)
    commits.soon("Hid a story")
    commits.close()
    assert len(told) == 1
    assert "ValueError: a shelf with two lines" in told[0]


def test_what_may_not_be_asked_is_refused_wherever_an_address_is_asked_for(log_in: Callable, desk: Desk) -> None:
    owner = log_in("owner")
    wrong = ("http://[::1", "feed.xml", "ftp://a.example/", "http://a.example/\nb", "http://127.0.0.1/", "http://192.168.0.1/feed")
    for url in (*wrong, "http://2130706433/", "http://a.example:99999/", "http://a.example:22/", f"http://a.example/{'x' * 24_000}"):
        for place in ("/sources/add", "/sources/test", "/articles"):
            answer = owner.send(place, url=url)
            assert answer.status_code == 400, (place, url[:50])
            assert "cannot be taken" in answer.text
    assert desk.jobs.all == ()
    assert len(desk.portal.sources()) == 1
    owner.send("/sources/add", url="https://a.example/{feed} one")
    assert "https://a.example/%7Bfeed%7D%20one" in owner.get("/sources").text


def test_a_desk_on_a_port_that_is_taken_says_so_and_nothing_else(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "newsfold", "desk", "--portal", str(folder), "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"newsfold: 127.0.0.1:{port}: cannot be listened on")
    assert done.stderr.count("\n") == 1


def test_a_desk_serves_on_a_free_port_until_it_is_told_to_stop(folder: Path) -> None:
    command = [sys.executable, "-m", "newsfold", "desk", "--portal", str(folder), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "COLUMNS": "200"}
    ) as begun:
        try:
            assert begun.stdout is not None
            place = re.search(r"is at (http://127\.0\.0\.1:[1-9]\d+/) until", begun.stdout.readline())
            assert place is not None
            assert httpx.get(f"{place[1]}healthz", timeout=30).status_code == 200
        finally:
            begun.send_signal(signal.SIGINT)
            told = begun.communicate(timeout=30)
    assert (begun.returncode, told) == (0, ("", ""))
