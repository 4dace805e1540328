"""The steps of the GitHub Action are run as they stand, on a clone of a portal's repository, where no GitHub is."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from newsfold.demo.bundle import load
from newsfold.demo.day import demo_files

ROOT = Path(__file__).parents[2]
PUBLISHER = "northwire.example"
Environment = Callable[..., Mapping[str, str]]


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@lumen.example"]
    env = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"}
    return subprocess.run(["git", *identity, *words], cwd=folder, env=env, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What actions/checkout gives: a clone of a repository with a portal in it, without an identity."""
    origin, first, clone = tmp_path / "origin.git", tmp_path / "first", tmp_path / "clone"
    feed = next(publisher.feed_url for publisher in load() if publisher.domain == PUBLISHER)
    for path, text in demo_files().items():
        (first / path).parent.mkdir(parents=True, exist_ok=True)
        (first / path).write_text(text)
    (first / "_data/sources.yaml").write_text(f"- url: {feed}\n")
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    git(first, "init", "--quiet", "--initial-branch=main")
    git(first, "add", ".")
    git(first, "commit", "--quiet", "-m", "A portal")
    git(first, "push", "--quiet", str(origin), "main")
    git(tmp_path, "clone", "--quiet", str(origin), str(clone))
    return clone


@pytest.mark.timeout(400)  # It installs everything once, without byte code.
def test_the_action_installs_runs_the_day_and_pushes_what_came_in(
    checkout: Path, tmp_path: Path, publishers: int, environment: Environment
) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    known = {f"inputs.{name}": each["default"] for name, each in action["inputs"].items()}
    known["runner.temp"] = str(tmp_path)
    output = tmp_path / "output"
    machine = {
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(output),
        "NEWSFOLD_COLLECT_RESOLVE": f"*.example=127.0.0.1:{publishers}",
        "NEWSFOLD_COLLECT_MAX_AGE_DAYS": "3650",  # The publisher's news is of November 2026, whenever this is run.
    }
    steps = [step for step in action["runs"]["steps"] if "run" in step]
    for step in steps:
        said = {name: re.sub(r"\$\{\{ (\S+) \}\}", lambda found: known[found[1]], value) for name, value in step["env"].items()}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(command, cwd=checkout, env=environment(**machine, **said), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert len(steps) == 2
    assert output.read_text() == "site=./site\n"
    assert (checkout / "site/index.html").is_file()
    pushed = git(tmp_path / "origin.git", "ls-tree", "-r", "--name-only", "main").splitlines()
    assert any(name.startswith("_news/") for name in pushed)
    assert git(tmp_path / "origin.git", "log", "-1", "--format=%an", "main") == "newsfold"


def test_no_value_from_outside_is_written_into_a_command() -> None:
    steps = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]
    assert not [step["name"] for step in steps if "${{" in step.get("run", "")], "an input in a command is a command"


def test_the_workflow_gives_the_action_only_inputs_it_has() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    jobs = yaml.safe_load((ROOT / "deploy/github/portal.yml").read_text())["jobs"]
    ours = [step for job in jobs.values() for step in job["steps"] if step.get("uses", "").startswith("newsfold/")]
    assert ours
    assert all(step["with"].keys() <= action["inputs"].keys() for step in ours)
