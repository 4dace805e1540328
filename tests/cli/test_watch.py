"""`newsfold watch` and `serve` as processes of their own, against a real server, with real signals."""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("village", Path(__file__).parents[1] / "portal" / "village.py")
assert _SPEC is not None
assert _SPEC.loader is not None
village_module = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(village_module)

Start = Callable[..., subprocess.Popen[str]]
LATE = 60.0
"""Seconds after which a process that should have done something has failed; no test waits that long where all is well."""


@pytest.fixture
def village() -> Iterator[object]:
    with village_module.Village() as served:
        yield served


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts ``newsfold`` with arguments; what still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def run(*words: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "error", "-m", "newsfold", *map(str, words)]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()


def port_of(process: subprocess.Popen[str]) -> int:
    """The port a process says it listens on, in its first line."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://127.0.0.1:" in line, (line, process.poll(), process.stderr and process.poll() is not None and process.stderr.read())
    return int(line.partition("http://127.0.0.1:")[2].split("/")[0])


def ask(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LATE)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    told = answer.status, answer.read().decode(), answer.headers
    connection.close()
    return told


def until(said: Callable[[], bool]) -> None:
    begin = time.monotonic()
    while not said():
        assert time.monotonic() - begin < LATE, "it never happened"
        time.sleep(0.05)


def recent(portal: Path) -> Path:
    """The invented news is of a day long gone by the machine's clock."""
    settings = portal / "newsfold.toml"
    settings.write_text(
        settings.read_text().replace("[collect]\n", "[collect]\nmax_age_days = 0\n").replace("port = 0\n", f"port = {free()}\n")
    )
    return portal


def free() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def records(portal: Path) -> int:
    return len(list((portal / "_news").glob("*.md")))


def test_watch_runs_the_day_reads_changed_lists_tells_how_it_does_and_stops_cleanly(village, start: Start, tmp_path: Path) -> None:
    feeds = [
        village.feed(f"{name}.example/feed", village.article(f"{name}.example/a", f"AI comes to {name} at last"))
        for name in ("aford", "bford")
    ]
    portal = recent(village_module.make_portal(tmp_path / "portal", village.port, feeds[0]))
    process = start("watch", "--portal", portal)
    port = port_of(process)
    until(lambda: (portal / "site" / "index.html").exists() and json.loads(ask(port, "/healthz")[1])["last_day"])
    assert records(portal) == 1

    sources = portal / "_data" / "sources.yaml"
    sources.write_text(sources.read_text() + f"- url: {feeds[1]}\n")
    until(lambda: records(portal) == 2)
    until(lambda: "newsfold_records_written_total 2.0" in ask(port, "/metrics")[1])
    status, told, _ = ask(port, "/healthz")
    assert (status, json.loads(told)["status"]) == (200, "ok")
    for metric in (
        "newsfold_days_total 2.0",
        "newsfold_articles_read_total 2.0",
        'newsfold_sources{health="good"}',
        "newsfold_errors_total 0.0",
    ):
        assert metric in ask(port, "/metrics")[1]
    assert ask(port, "/_news/")[0] == 404

    settings = (portal / "newsfold.toml").read_text()
    (portal / "newsfold.toml").write_text("[collect\n")
    until(lambda: ask(port, "/healthz")[0] == 503)
    assert "not valid TOML" in ask(port, "/healthz")[1]
    (portal / "newsfold.toml").write_text(settings.replace("Valley AI", "Hill AI"))
    until(lambda: "Hill AI" in (portal / "site" / "index.html").read_text())
    until(lambda: ask(port, "/healthz")[0] == 200)

    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=LATE)
    assert (process.returncode, out.splitlines()[-1]) == (0, "Stopped."), err
    assert "Traceback" not in err


def test_watch_stopped_while_it_collects_loses_nothing(village, start: Start, tmp_path: Path) -> None:
    items = [village.article(f"valley.example/{number}", f"AI story number {number} of the valley") for number in range(4)]
    feed = village.feed("valley.example/feed", *items)
    portal = recent(village_module.make_portal(tmp_path / "portal", village.port, feed))
    process = start("watch", "--portal", portal)

    def cut(address: str) -> None:
        if address == "valley.example/2":
            process.send_signal(signal.SIGINT)
            time.sleep(1.0)  # The page is slow, so that the signal comes while it is under way.

    village.before_reply = cut
    out, err = process.communicate(timeout=LATE)
    assert process.returncode == 0, err
    assert "Stopped while collecting" in out
    assert "Traceback" not in err
    village.before_reply = lambda address: None
    done = start("run", "--portal", portal)
    done.communicate(timeout=LATE)
    assert done.returncode == 0
    assert records(portal) == 4
    assert village.count("valley.example/feed") == 1


def test_a_port_that_is_taken_is_told(village, start: Start, tmp_path: Path) -> None:
    portal = village_module.make_portal(tmp_path / "portal", village.port)
    (portal / "newsfold.toml").write_text((portal / "newsfold.toml").read_text().replace("port = 0", f"port = {village.port}"))
    process = start("watch", "--portal", portal)
    _, err = process.communicate(timeout=LATE)
    assert process.returncode == 2
    assert f"127.0.0.1:{village.port}: cannot be listened on" in err
    assert "Traceback" not in err


def test_serve_shows_the_site_below_its_path_and_nothing_beside_it(village, start: Start, tmp_path: Path) -> None:
    portal = village_module.make_portal(tmp_path / "portal", village.port)
    early = start("serve", "--port", 0, "--portal", portal)
    assert "Run `newsfold publish` first" in early.communicate(timeout=LATE)[1]
    text = (portal / "newsfold.toml").read_text()
    (portal / "newsfold.toml").write_text(text.replace('topic = "AI"', 'topic = "AI"\nbaseurl = "/ai"'))
    assert start("publish", "--portal", portal).wait(LATE) == 0
    process = start("serve", "--port", 0, "--portal", portal)
    port = port_of(process)
    status, told, headers = ask(port, "/ai/")
    assert status == 200
    assert "Valley AI" in told
    assert ask(port, "/ai/", {"If-None-Match": headers["etag"]})[0] == 304
    for hidden in ("/ai/../newsfold.toml", "/ai/%2e%2e/newsfold.toml", "/ai/..%2fnewsfold.toml", "/newsfold.toml", "/ai//etc/passwd"):
        assert ask(port, hidden)[0] == 404, hidden
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=LATE)
    assert process.returncode == 0


def test_serve_public_needs_its_address(village, start: Start, tmp_path: Path) -> None:
    portal = village_module.make_portal(tmp_path / "portal", village.port)
    process = start("serve", "--public", "--portal", portal)
    assert "serve.public_url is empty" in process.communicate(timeout=LATE)[1]
    assert process.returncode == 2
