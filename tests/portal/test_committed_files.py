"""Pictures, editions and logos that newsfold wrote come into git with the next commit; what others left beside them does not."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from newsfold.article import Article
from newsfold.day.committing import run_message
from newsfold.day.logo_keeping import keep_logos
from newsfold.demo.day import NOW
from newsfold.errors import NewsfoldError
from newsfold.mail.newsletter import Newsletter
from newsfold.pictures.making import PictureFile
from newsfold.portal import Portal
from newsfold.store.people import People

Open = Callable[[Path], Portal]
KEY = "0123456789abcdef" * 2


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def in_git(portal_folder: Path) -> Path:
    git(portal_folder, "init", "-q")
    for name, value in (("user.name", "Ada"), ("user.email", "ada@lumen.example")):
        git(portal_folder, "config", name, value)
    git(portal_folder, "add", "-A")
    git(portal_folder, "commit", "-qm", "A portal")
    return portal_folder


def write(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(b"bytes")


def in_head(folder: Path) -> set[str]:
    return set(git(folder, "ls-tree", "-r", "--name-only", "HEAD").splitlines())


def test_every_size_of_a_held_picture_is_committed_and_nobody_elses_picture(in_git: Path, opened: Open) -> None:
    names = [f"assets/pictures/{KEY}{end}" for end in (".jpg", ".jpeg", "-320.jpg", "-640.webp", "-97.webp", "-card.jpg")]
    others = ["assets/pictures/holiday.jpg", f"assets/pictures/{KEY}-mine.jpg", f"assets/pictures/{KEY}-320.jpg.bak"]
    write(in_git, *names, *others)
    with opened(in_git).writing("pictures"):
        pass
    assert in_head(in_git) & {*names, *others} == set(names)


def test_an_edition_and_logos_are_committed_but_no_letter_somebody_else_wrote(
    in_git: Path, opened: Open, make_article: Callable[..., Article]
) -> None:
    portal = opened(in_git)
    lead = make_article("Lumen builds a lighthouse", heat=90, quality=20, published=True, topics=("AI",))
    portal.repository.add(lead.evolve(published_at=NOW - timedelta(hours=2)))
    write(in_git, "_newsletters/by-hand-2026-11-15.html")
    with People.in_folder(in_git) as people:
        done = Newsletter(portal.repository, portal.settings, people, lambda: NOW, announce=portal.journal).make()
    with portal.writing("pictures logos", "Logos of 1 publishers") as announce:
        logo = PictureFile(path="assets/images/organizations/lumen.example-50x50.jpg", body=b"logo")
        keep_logos(in_git, "lumen.example", "Lumen", [logo], announce=announce)
    there = in_head(in_git)
    assert {*done.paths, logo.path, "_data/organizations/lumen.example.md"} <= there
    assert "_newsletters/by-hand-2026-11-15.html" not in there
    assert git(in_git, "log", "-1", "--format=%s").strip() == "Logos of 1 publishers"


def test_an_edition_somebody_changed_since_is_left_to_them(in_git: Path, opened: Open, make_article: Callable[..., Article]) -> None:
    portal = opened(in_git)
    lead = make_article("Lumen builds a lighthouse", heat=90, quality=20, published=True, topics=("AI",))
    portal.repository.add(lead.evolve(published_at=NOW - timedelta(hours=2)))
    with People.in_folder(in_git) as people:
        done = Newsletter(portal.repository, portal.settings, people, lambda: NOW, announce=portal.journal).make()
    write(in_git, done.paths[1])
    with portal.writing("another run"):
        pass
    assert done.paths[0] in in_head(in_git)
    assert done.paths[1] not in in_head(in_git)


def test_what_a_hook_refused_is_committed_by_the_next_run_under_a_name_that_says_so(
    one_publisher: Path, tmp_path: Path, opened: Open
) -> None:
    folder = tmp_path / "in-git"
    shutil.copytree(one_publisher, folder)
    git(folder, "init", "-q")
    for name, value in (("user.name", "Ada"), ("user.email", "ada@lumen.example")):
        git(folder, "config", name, value)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "A portal")
    hook = folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    portal = opened(folder)
    one, other = [article.path for article in portal.articles() if article.published][:2]
    with pytest.raises(NewsfoldError, match="only not committed"):
        portal.decide("merge", [one, other], by="Ada")
    hook.unlink()
    portal.fold()
    assert git(folder, "log", "-1", "--format=%s").strip() == "Finishes what an earlier run wrote"
    git(folder, "rm", "-q", other)
    git(folder, "commit", "-qm", "Not ours")
    portal.fold()
    assert git(folder, "log", "-1", "--format=%s").strip() == "1 changed"


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"new_records": 12, "grown_stories": 3, "folded": 5}, "12 new, 3 stories grew, 5 folded"),
        ({"new_records": 1, "grown_stories": 1}, "1 new, 1 story grew"),
        ({"removed": 2, "published": 1234}, "2 removed, 1,234 published"),
        ({"folded": 1}, "1 folded"),
        ({"changed": 2}, "2 changed"),
        ({"new_records": 1, "changed": 2}, "1 new"),
        ({}, "Nothing new"),
    ],
)
def test_a_runs_message_says_what_happened(counts: dict[str, int], message: str) -> None:
    assert run_message(**counts) == message
