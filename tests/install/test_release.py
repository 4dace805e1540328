"""A release is made from a clean tree with a changelog, as the next version, in one commit with its tag and wheel, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
ENVIRONMENT = {**os.environ, **dict.fromkeys(NAMES, "ada@lumen.example"), "GIT_CONFIG_GLOBAL": "/dev/null"}
ENVIRONMENT["PATH"] = f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, env=ENVIRONMENT, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree on main that can be built, with a changelog and no release yet."""
    files = {
        "src/newsfold/version.py": '"""The version."""\n\n__version__ = "0.1.0"\n',
        "src/newsfold/__init__.py": '"""A stand-in."""\n',
        "CHANGELOG.md": "# Changes\n\n## [Unreleased]\n\n### Added\n\n- Everything.\n",
        "deploy/github/portal.yml": "      - uses: newsfold/newsfold@v0.1.0\n",
        "README.md": "# newsfold\n",
        "LICENSE": "Apache-2.0\n",
        "pyproject.toml": (ROOT / "pyproject.toml").read_text(),
        ".gitignore": "dist/\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "All")
    return tmp_path


def release(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools/release.py"), *words, "--root", str(tree), "--day", "2026-12-01", "--no-check"]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def test_the_first_release_is_committed_tagged_and_built(tree: Path) -> None:
    done = release(tree, "0.1.0")
    assert done.returncode == 0, done.stderr
    assert git(tree, "log", "-1", "--format=%s") == "Release 0.1.0"
    assert git(tree, "cat-file", "-t", "v0.1.0") == "tag"
    assert git(tree, "status", "--porcelain") == ""
    assert "## [Unreleased]\n\n## [0.1.0] - 2026-12-01\n\n### Added\n\n- Everything." in (tree / "CHANGELOG.md").read_text()
    assert "uv publish dist/0.1.0/*" in done.stdout
    with zipfile.ZipFile(tree / "dist/0.1.0/newsfold-0.1.0-py3-none-any.whl") as wheel:
        assert "newsfold/version.py" in wheel.namelist()


def test_a_dry_run_tells_and_changes_nothing(tree: Path) -> None:
    before = git(tree, "rev-parse", "HEAD")
    done = release(tree, "0.1.0", "--dry-run")
    assert done.returncode == 0
    assert "Would write CHANGELOG.md; build into dist/0.1.0;" in done.stdout
    assert (git(tree, "rev-parse", "HEAD"), git(tree, "tag"), git(tree, "status", "--porcelain")) == (before, "", "")


@pytest.mark.parametrize(
    ("last", "wanted", "heading", "told"),
    [
        ("0.1.0", "0.1.0", "Added", "The tag v0.1.0 is there already"),
        ("0.1.0", "0.3.0", "Added", "After 0.1.0 comes one of 0.1.1, 0.2.0, 1.0.0."),
        ("0.2.0", "0.1.9", "Added", "After 0.2.0 comes one of"),
        ("0.1.0", "0.1.1", "Removed", "Something is removed, so the version must be 0.2.0 or later."),
        ("1.4.2", "1.5.0", "Removed", "Something is removed, so the version must be 2.0.0 or later."),
        ("0.1.0", "0.2.0", "Removed", ""),
        ("1.4.2", "1.4.3", "Added", ""),
    ],
)
def test_the_version_says_what_the_changelog_does(tree: Path, last: str, wanted: str, heading: str, told: str) -> None:
    (tree / "CHANGELOG.md").write_text(
        f"# Changes\n\n## [Unreleased]\n\n### {heading}\n\n- A thing.\n\n## [{last}] - 2026-11-30\n\n- Old.\n"
    )
    git(tree, "commit", "--quiet", "-am", "More")
    git(tree, "tag", f"v{last}")
    done = release(tree, wanted, "--dry-run")
    assert (done.returncode, told in done.stderr) == (1 if told else 0, True)


def test_everything_that_stands_in_the_way_is_told_at_once(tree: Path) -> None:
    git(tree, "switch", "--quiet", "-c", "elsewhere")
    (tree / "CHANGELOG.md").write_text("# Changes\n\n## [Unreleased]\n\n## [0.0.9] - 2026-01-01\n\n- Old.\n")
    done = release(tree, "0.1.0")
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        "The tree has changes that are not committed",
        "Releases are made on main",
        "CHANGELOG.md has nothing under ## [Unreleased]",
    ]


@pytest.mark.parametrize("word", ["1", "v0.1.0", "0.1.0rc1", "01.0.0", "0.1.0; rm -r ."])
def test_what_is_no_version_is_refused(tree: Path, word: str) -> None:
    done = release(tree, word)
    assert done.returncode == 2
    assert "is no version" in done.stderr


def test_a_build_that_fails_leaves_the_tree_as_it_was(tree: Path) -> None:
    (tree / "pyproject.toml").write_text("no toml at all [")
    git(tree, "commit", "--quiet", "-am", "Broken")
    before = git(tree, "rev-parse", "HEAD")
    done = release(tree, "0.1.0")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("No release was made; the files are as they were")
    assert (git(tree, "rev-parse", "HEAD"), git(tree, "tag"), git(tree, "status", "--porcelain")) == (before, "", "")
