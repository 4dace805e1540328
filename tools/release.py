"""Make a release, `tools/release.py 0.2.0`: check, move the changelog's Unreleased under the version, write it, commit, tag, build.

With ``--dry-run`` it tells what it would do and changes nothing. It pushes and uploads nothing; it says how. What stands in the way is told
all at once, each in a sentence, with exit status 1.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

VERSION_FILE = "src/newsfold/version.py"
CHANGELOG = "CHANGELOG.md"
WORKFLOW = "deploy/github/portal.yml"
UNRELEASED = "## [Unreleased]"

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")  # semver.org, without pre-releases: there are none here
_WRITTEN = re.compile(r'__version__ = "([^"]*)"')
_ACTION = re.compile(r"(uses: newsfold/newsfold@)v\S+")

Version = tuple[int, int, int]


@dataclass(frozen=True)
class Release:
    """A release that is to be: of which tree, as which version, on which day."""

    root: Path
    version: str
    day: date

    def obstacles(self) -> list[str]:
        """What stands in its way."""
        found = []
        if self.git("status", "--porcelain"):
            found.append("The tree has changes that are not committed: commit them or put them away.")
        if self.git("branch", "--show-current") != "main":
            found.append("Releases are made on main: change to it.")
        changes = unreleased(self.text(CHANGELOG))
        if not changes:
            found.append(f"{CHANGELOG} has nothing under {UNRELEASED}: write what changed.")
        last = self.last()
        if f"v{self.version}" in self.git("tag", "--list").split():
            found.append(f"The tag v{self.version} is there already: choose the next version.")
        elif last and (told := wrong_step(last, parsed(self.version), removes="### Removed" in changes)):
            found.append(told)
        return found

    def last(self) -> Version | None:
        """The version released last, None before the first."""
        tags = [match for tag in self.git("tag", "--list", "v*").split() if (match := _VERSION.fullmatch(tag.removeprefix("v")))]
        return max((parsed(match[0]) for match in tags), default=None)

    def files(self) -> dict[str, str]:
        """The files that change, as they are going to be."""
        return {
            VERSION_FILE: _WRITTEN.sub(f'__version__ = "{self.version}"', self.text(VERSION_FILE)),
            CHANGELOG: self.text(CHANGELOG).replace(UNRELEASED, f"{UNRELEASED}\n\n## [{self.version}] - {self.day.isoformat()}", 1),
            WORKFLOW: _ACTION.sub(rf"\g<1>v{self.version}", self.text(WORKFLOW)),
        }

    def text(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def git(self, *words: str) -> str:
        return subprocess.run(["git", *words], cwd=self.root, check=True, capture_output=True, text=True).stdout.strip()

    def make(self, *, checks: bool) -> None:
        """Write the files, check, commit, tag and build. A check that fails leaves the tree as it was."""
        before = {path: self.text(path) for path in self.files()}
        for path, text in self.files().items():
            (self.root / path).write_text(text, encoding="utf-8")
        try:
            if checks:
                subprocess.run(["make", "check"], cwd=self.root, check=True)
            uv = self.root / ".venv/bin/uv"
            command = [uv if uv.exists() else "uv", "build", "--quiet", "--out-dir", f"dist/{self.version}"]
            subprocess.run(command, cwd=self.root, check=True)
        except (subprocess.CalledProcessError, OSError):
            for path, text in before.items():
                (self.root / path).write_text(text, encoding="utf-8")
            raise
        self.git("commit", "--quiet", "--message", f"Release {self.version}", "--", *before)
        self.git("tag", "--annotate", f"v{self.version}", "--message", f"newsfold {self.version}")


def parsed(version: str) -> Version:
    major, minor, patch = map(int, version.split("."))
    return major, minor, patch


def wrong_step(last: Version, wanted: Version, *, removes: bool) -> str:
    """What is wrong with a version after another, as semver.org has it; empty where nothing is. In 0.x a minor version may break."""
    major, minor, patch = last
    patched, added, broken = (major, minor, patch + 1), (major, minor + 1, 0), (major + 1, 0, 0)
    if wanted not in (patched, added, broken):
        allowed = ", ".join(".".join(map(str, version)) for version in (patched, added, broken))
        return f"After {'.'.join(map(str, last))} comes one of {allowed}."
    least = (added if major == 0 else broken) if removes else patched
    if wanted < least:
        return f"Something is removed, so the version must be {'.'.join(map(str, least))} or later."
    return ""


def unreleased(changelog: str) -> str:
    """What stands under Unreleased; empty where that is nothing, or is not there."""
    _, found, rest = changelog.partition(f"\n{UNRELEASED}\n")
    section = re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0] if found else ""
    return section.strip() if re.search(r"^- \S", section, re.MULTILINE) else ""


def main() -> int:
    arguments = argparse.ArgumentParser(description="Make a release.")
    arguments.add_argument("version", help="such as 0.2.0")
    arguments.add_argument("--dry-run", action="store_true", help="tell what would be done, and change nothing")
    arguments.add_argument("--no-check", action="store_true", help="where `make check` has just passed on this commit")
    arguments.add_argument("--root", type=Path, default=Path(__file__).parents[1], help="the tree (default: this one)")
    arguments.add_argument(
        "--day", type=date.fromisoformat, default=datetime.now(UTC).date(), help="the day of the release (default: today)"
    )
    chosen = arguments.parse_args()
    if not _VERSION.fullmatch(chosen.version):
        arguments.error(f"{chosen.version[:40]} is no version: write MAJOR.MINOR.PATCH, such as 0.2.0")
    release = Release(chosen.root, chosen.version, chosen.day)
    obstacles = release.obstacles()
    for each in obstacles:
        print(each, file=sys.stderr)
    if obstacles:
        return 1
    if chosen.dry_run:
        changed = [path for path, text in release.files().items() if text != release.text(path)]
        print(f"Would write {', '.join(changed)}; {'' if chosen.no_check else 'run `make check`; '}build into dist/{chosen.version};")
        print(f'would commit "Release {chosen.version}" and tag v{chosen.version}.')
        return 0
    try:
        release.make(checks=not chosen.no_check)
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"No release was made; the files are as they were: {error}", file=sys.stderr)
        return 1
    print(f"newsfold {chosen.version} is committed, tagged and built. To send it out:")
    print(f"  git push origin main v{chosen.version}\n  uv publish dist/{chosen.version}/*")
    return 0


if __name__ == "__main__":
    sys.exit(main())
