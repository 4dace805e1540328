"""Every door that needs a package of an extra says in one form which, and what installs it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from newsfold.extras import install_command

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]
OPENED = "with newsfold.open('portal') as portal: portal."
DOORS = [
    ("desk", ["desk", "--portal", "portal"], {}),
    ("desk", ["desk", "user", "list", "--portal", "portal"], {}),
    ("mcp", ["mcp", "--portal", "portal"], {}),
    ("report", ["report", "--output", "report.png", "--portal", "portal"], {}),
    ("report", f"{OPENED}plot_stories()", {}),
    ("frames", f"{OPENED}stories()", {}),
    ("search", ["publish", "--portal", "portal"], {"NEWSFOLD_PUBLISH_SEARCH": "true"}),
    ("semantic", ["fold", "--input", "in.jsonl", "--output", "-", "--portal", "portal"], {"NEWSFOLD_FOLD_EMBEDDINGS": "model"}),
    ("postgres", ["run", "--portal", "portal"], {"NEWSFOLD_STORE_URL": "postgresql://ada@nowhere.example/news"}),
    ("scale", ["backfill", "a.warc", "--engine", "ray", "--portal", "portal"], {}),
    ("scale", ["backfill", "s3://bucket/a.warc", "--portal", "portal"], {}),
    ("learn", ["rate", "--learn", "--portal", "portal"], {}),
]
"""Extras but `faces`, which is used where it is there: the doors that need each, and the settings under which they do."""


def test_every_door_that_lacks_an_extra_tells_the_command_that_installs_it(newsfold: Run, tmp_path: Path) -> None:
    assert newsfold("init", tmp_path / "portal", "--topic", "Herring").returncode == 0
    (tmp_path / "a.warc").write_bytes(b"")
    (tmp_path / "in.jsonl").write_text('{"url": "https://a.example/1", "title": "Herring is back"}\n')
    said = "".join(json.dumps([words, environment]) + "\n" for _, words, environment in DOORS)
    program = [sys.executable, Path(__file__).with_name("without_extras.py")]
    done = subprocess.run(program, input=said, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=100)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    for (extra, words, _), (status, told) in zip(DOORS, answers, strict=True):
        form = rf"newsfold: \S.*: needs \S.*, which is not installed\. Run `{re.escape(install_command(extra))}`(, or [^`]+)?\."
        assert (status, bool(re.fullmatch(form, told.strip().splitlines()[-1]))) == (2, True), (words, told)
        assert "Traceback" not in told


def test_every_extra_for_users_has_a_door_that_tells_it() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert {extra for extra, _, _ in DOORS} == extras.keys() - {"faces", "docs", "bench", "dev"}


def test_what_installs_an_extra_is_typed_as_it_stands_in_a_checkout_and_elsewhere(tmp_path: Path) -> None:
    assert install_command("desk", tmp_path) == "pip install 'newsfold[desk]'"
    typed = install_command("search").replace("make ", "make -n ")
    done = subprocess.run(typed, shell=True, capture_output=True, text=True, check=True)
    assert " --extra search" in done.stdout


def test_in_a_checkout_make_demo_installs_what_readmes_daily_commands_need() -> None:
    named = set(re.findall(r"\(extra `(\w+)`", (ROOT / "README.md").read_text()))
    done = subprocess.run(["make", "-n", "-W", "pyproject.toml", "demo"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert named == set(re.findall(r"--extra (\w+)", done.stdout)) == {"desk", "mcp"}
