"""``newsfold add`` and ``newsfold sources`` with addresses that cannot be used, and in a pipe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsfold.cli import app
from newsfold.cli.sources import _may_pass, _remedy
from newsfold.errors import NewsfoldError
from newsfold.outcome import Rejected

Call = Callable[..., tuple[int, str]]


@pytest.fixture
def newsfold(tmp_path: Path) -> Call:
    (tmp_path / "_data").mkdir()
    (tmp_path / "_data" / "sources.yaml").write_text("")
    (tmp_path / "newsfold.toml").write_text('[portal]\ntopic = "ai"\n')

    def call(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, [*words, "--portal", str(tmp_path)], env={"COLUMNS": "40"})
        if isinstance(done.exception, NewsfoldError):
            return done.exception.exit_status, f"{done.output}{done.exception}"
        assert isinstance(done.exception, SystemExit | None), done.exception
        return done.exit_code, done.output

    return call


@pytest.mark.parametrize("command", [("add",), ("sources", "add"), ("sources", "test")])
@pytest.mark.parametrize("address", ["http://[::1", "http://n.example:x/", "ftp://n.example/", "http:///a"])
def test_what_is_no_web_address_is_said_in_one_sentence(newsfold: Call, command: tuple[str, ...], address: str) -> None:
    status, told = newsfold(*command, address)
    assert status == 2
    assert "is no web address" in told


def test_an_address_that_the_guard_refuses_is_not_added(newsfold: Call, tmp_path: Path) -> None:
    status, told = newsfold("sources", "add", "http://127.0.0.1/feed")
    assert status == 1
    assert "collect.allow_addresses" in told
    assert (tmp_path / "_data" / "sources.yaml").read_text() == ""


def test_a_source_the_guard_refuses_is_not_told_to_look_for_its_feed(newsfold: Call) -> None:
    status, told = newsfold("sources", "test", "http://127.0.0.1/feed")
    assert status == 1
    assert "collect.allow_addresses" in told
    assert "address of its feed" not in told


@pytest.mark.parametrize(
    ("code", "passes", "remedy"),
    [
        ("address-private", False, "collect.allow_addresses"),
        ("port", False, "collect.ports"),
        ("dns-unknown", False, "spelling"),
        ("dns-failed", True, "later"),
        ("status-503", True, "later"),
        ("status-404", False, "address of its feed"),
        ("web-page", False, "address of its feed"),
        ("robots", False, "collecting.md"),
    ],
)
def test_only_passing_failures_are_taken_at_their_word_and_each_has_its_remedy(code: str, passes: bool, remedy: str) -> None:
    why = Rejected(stage="collect", reason="No.", code=code)
    assert _may_pass(why) is passes
    assert remedy in _remedy(why)


def test_in_a_pipe_each_source_stands_whole_on_one_line(newsfold: Call, tmp_path: Path) -> None:
    addresses = [f"https://n{number}.example/{'long/' * 80}feed.xml" for number in range(2)]
    (tmp_path / "_data" / "sources.yaml").write_text("".join(f"- url: {url}\n  title: 'A [/b] title'\n" for url in addresses))
    status, told = newsfold("sources")
    assert status == 0
    for url in addresses:
        (line,) = [line for line in told.splitlines() if url in line]
        assert "A [/b] title" in line
        assert line.rstrip().endswith("not asked yet")
