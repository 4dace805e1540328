"""The site brought to where it is served: a folder, a branch."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from newsfold.day.delivering import LISTED, deliver
from newsfold.errors import InputError

FILES = {"index.html": "front", "news/2024-05-06-a/index.html": "a", "news/2024-05-06-b/index.html": "b", "api/news/index.json": "{}"}


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    folder = tmp_path / "portal"
    for path, text in FILES.items():
        (folder / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "site" / path).write_text(text)
    return folder


def found(folder: Path) -> dict[str, str]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.name != LISTED)
    return {file.relative_to(folder).as_posix(): file.read_text() for file in files}


def test_a_folder_gets_what_changed_loses_what_is_gone_and_keeps_what_is_its_own(portal: Path, tmp_path: Path) -> None:
    target = tmp_path / "www"
    assert deliver(portal, str(target)).changed == len(FILES)
    (target / "robots-of-mine.txt").write_text("mine")
    assert found(target) == FILES | {"robots-of-mine.txt": "mine"}
    (portal / "site/news/2024-05-06-b/index.html").unlink()
    (portal / "site/index.html").write_text("FRONT")
    again = deliver(portal, str(target))
    assert (again.changed, again.removed) == (1, 1)
    assert found(target)["index.html"] == "FRONT"
    assert not (target / "news/2024-05-06-b").exists()
    assert (target / "robots-of-mine.txt").exists()


def test_a_list_that_names_files_elsewhere_removes_nothing_there(portal: Path, tmp_path: Path) -> None:
    target = tmp_path / "www"
    deliver(portal, str(target))
    (tmp_path / "precious.txt").write_text("mine")
    (target / LISTED).write_text(f"../precious.txt\n{tmp_path}/precious.txt\n")
    deliver(portal, str(target))
    assert (tmp_path / "precious.txt").exists()


@pytest.mark.parametrize("place", [".", "site", "out", ".."])
def test_a_site_is_not_delivered_into_the_portal_itself_or_around_it(portal: Path, place: str) -> None:
    with pytest.raises(InputError, match="Choose a folder elsewhere"):
        deliver(portal, str(portal / place))


@pytest.mark.parametrize("place", ["rsync:", "rsync:--rsh=sh", "branch:", "branch:..", "branch:-x", "branch:a b"])
def test_a_place_that_cannot_be_meant_is_told(portal: Path, place: str) -> None:
    git(portal, "init", "--quiet")
    with pytest.raises(InputError):
        deliver(portal, place)


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@b.example", *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(portal: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@b.example")
    (portal / ".gitignore").write_text("site/\n*.json\n")
    (portal / "mine.txt").write_text("mine")
    git(portal, "init", "--quiet", "--initial-branch=main")
    git(portal, "add", ".gitignore", "mine.txt")
    git(portal, "commit", "--quiet", "-m", "begin")
    return portal


def test_a_branch_holds_exactly_the_site_and_the_work_tree_is_not_touched(repository: Path) -> None:
    (repository / "mine.txt").write_text("changed")
    git(repository, "add", "mine.txt")
    before = git(repository, "status", "--porcelain")
    deliver(repository, "branch:gh-pages")
    assert set(git(repository, "ls-tree", "-r", "--name-only", "gh-pages").split()) == {*FILES, ".nojekyll", ".newsfold-files"}
    assert git(repository, "show", "gh-pages:index.html") == "front"
    assert git(repository, "status", "--porcelain") == before
    assert git(repository, "rev-parse", "--abbrev-ref", "HEAD").strip() == "main"


def test_a_branch_grows_by_a_commit_only_when_the_site_changed_and_keeps_its_domain(repository: Path) -> None:
    deliver(repository, "branch:gh-pages")
    assert deliver(repository, "branch:gh-pages").changed == 0
    with_domain = repository.parent / "pages"
    git(repository, "worktree", "add", "--quiet", str(with_domain), "gh-pages")
    (with_domain / "CNAME").write_text("news.example\n")
    (with_domain / "mine.txt").write_text("not newsfold's")
    git(with_domain, "add", "CNAME", "mine.txt")
    git(with_domain, "commit", "--quiet", "-m", "domain")
    git(repository, "worktree", "remove", str(with_domain))
    (repository / "site/news/2024-05-06-b/index.html").unlink()
    (repository / "site/index.html").write_text("FRONT")
    assert deliver(repository, "branch:gh-pages").changed == 3  # two files and the list of them
    assert git(repository, "rev-list", "--count", "gh-pages").strip() == "3"
    assert git(repository, "show", "gh-pages:CNAME") == "news.example\n"
    assert git(repository, "show", "gh-pages:mine.txt") == "not newsfold's"
    assert "2024-05-06-b" not in git(repository, "ls-tree", "-r", "gh-pages")


def test_a_branch_is_pushed_where_the_owner_wants_it(repository: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.git"
    git(tmp_path, "init", "--quiet", "--bare", str(there))
    git(repository, "remote", "add", "origin", str(there))
    deliver(repository, "branch:gh-pages", push=True)
    assert git(there, "show", "gh-pages:index.html") == "front"


def test_the_branch_the_records_are_on_is_not_overwritten(repository: Path) -> None:
    with pytest.raises(InputError, match="the records are on"):
        deliver(repository, "branch:main")


def test_a_branch_with_records_or_in_another_work_tree_is_not_overwritten(repository: Path) -> None:
    (repository / "newsfold.toml").write_text("")
    git(repository, "add", "newsfold.toml")
    git(repository, "commit", "--quiet", "-m", "a portal")
    git(repository, "checkout", "--quiet", "-b", "dev")
    with pytest.raises(InputError, match=r"holds newsfold\.toml"):
        deliver(repository, "branch:main")
    git(repository, "branch", "pages", "HEAD~1")
    git(repository, "worktree", "add", "--quiet", str(repository.parent / "elsewhere"), "pages")
    with pytest.raises(InputError, match="checked out in another work tree"):
        deliver(repository, "branch:pages")


def test_a_folder_with_files_of_others_by_our_names_is_not_written_over(portal: Path, tmp_path: Path) -> None:
    target = tmp_path / "www"
    target.mkdir()
    (target / "index.html").write_text("mine")
    with pytest.raises(InputError, match="is not newsfold's"):
        deliver(portal, str(target))
    assert (target / "index.html").read_text() == "mine"
    assert [file.name for file in target.iterdir()] == ["index.html"]


@pytest.mark.skipif(shutil.which("rsync") is None, reason="rsync is not installed")
def test_rsync_takes_the_site_from_a_portal_named_by_a_relative_path(portal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(portal)
    (tmp_path / "there").mkdir()
    deliver(Path(), f"rsync:{tmp_path / 'there'}/")
    assert {file.relative_to(tmp_path / "there").as_posix() for file in (tmp_path / "there").rglob("*") if file.is_file()} == set(FILES)
