"""Commands read without Typer: the same as Typer reads them, or left to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.cli.commands import load
from newsfold.cli.plain import PublishAsked, publish_asked
from newsfold.version import __version__

WORDS = ["--portal", "--portal=a", "--to", "--to=b=c", "--clean", "--json", "dir", "-h", "--help", "--too", "", "--", "--clean=1", "--to="]
HEAVY = ("typer", "pydantic", "rich", "numpy", "httpx", "sqlalchemy", "jinja2", "cryptography", "PIL", "tldextract", "asyncio", "filelock")
HEAVY += ("yaml", "dataclasses")


def as_typer_reads(words: list[str]) -> PublishAsked:
    command = load("publish", "newsfold.cli.publish:publish_command")
    given = command.make_context("publish", list(words)).params
    return PublishAsked(portal=given["portal"], clean=given["clean"], to=tuple(given["to"] or ()), json=given["json"])


@given(st.lists(st.sampled_from(WORDS), max_size=5))
def test_a_publish_read_without_typer_is_what_typer_reads(words: list[str]) -> None:
    asked = publish_asked(["publish", *words])
    assert asked is None or asked == as_typer_reads(words)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["publish"], PublishAsked()),
        (["publish", "--portal", "town", "--json"], PublishAsked(portal=Path("town"), json=True)),
        (["publish", "--to=a", "--to", "branch:b", "--clean"], PublishAsked(to=("a", "branch:b"), clean=True)),
        (["publish", "--help"], None),
        (["publish", "--portal"], None),
        (["publish", "--portal", "a", "--portal", "b"], None),
        (["--portal", "a", "publish"], None),
        (["check"], None),
        ([], None),
    ],
)
def test_a_plain_publish_is_read_and_all_else_left_to_typer(words: list[str], asked: PublishAsked | None) -> None:
    assert publish_asked(words) == asked


@pytest.mark.parametrize(("name", "text"), [("newsfold.toml", '[portal]\ntitle = "Town"\n'), ("_config.yml", "title: Town\n")])
def test_a_publish_run_with_nothing_to_do_loads_nothing_large(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    code = "import sys; from newsfold.cli import main\ntry: main()\nfinally: sys.stderr.write(repr([n for n in %r if n in sys.modules]))"
    command = [sys.executable, "-c", code % (HEAVY,), "publish", "--portal", str(tmp_path)]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(2))
    assert first.stdout.startswith("published      0 articles shown; ")
    assert "0 files written" in second.stdout
    assert second.stderr == "[]"
    (tmp_path / name).write_text(text.replace("Town", "Village"))
    subprocess.run(command, check=True, capture_output=True)
    assert "<title>Village" in (tmp_path / "site" / "index.html").read_text()


def test_the_version_is_told_and_a_wrong_folder_is_a_sentence(tmp_path: Path) -> None:
    told = subprocess.run([sys.executable, "-m", "newsfold", "--version"], capture_output=True, text=True, check=True)
    assert told.stdout == f"newsfold {__version__}\n"
    wrong = subprocess.run(
        [sys.executable, "-m", "newsfold", "publish", "--portal", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
    assert "is no portal" in wrong.stderr
    assert "Traceback" not in wrong.stderr
