"""The portal's git: exactly what the run changed is committed, and nothing of what others left."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from newsfold.content import git as git_room
from newsfold.content.git import Git, _run
from newsfold.errors import InputError, NewsfoldError

Call = Callable[..., str]

ODD = [
    "a b.md",
    'quo"te.md',
    "it's.md",
    "näher–🙂.md",
    "line\nbreak.md",
    "*.md",
    ":(top)x.md",
    "-n.md",
    "tab\t.md",
    "back\\slash.md",
    "[a].md",
    "#.md",
]


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of the machine, and none of a git that may have started the tests, reaches these repositories."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.delenv("EMAIL", raising=False)


def call(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def make(folder: Path, *, commit: bool = True) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    call(folder, "init", "--quiet", "--initial-branch=main")
    call(folder, "config", "user.name", "Ida Editor")
    call(folder, "config", "user.email", "ida@lumen.example")
    if commit:
        write(folder, "first.md", "one\n")
        write(folder, "second.md", "one\n")
        call(folder, "add", "--all")
        call(folder, "commit", "--quiet", "--message=start")
    return folder


def write(folder: Path, path: str, text: str = "new\n") -> str:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)
    return path


def committed(folder: Path, commit: str = "HEAD") -> set[str]:
    """The files a commit touched."""
    names = call(folder, "show", "--format=", "--name-only", "--no-renames", "-z", commit)
    return {name for name in names.split("\0") if name}


def staged(folder: Path) -> set[str]:
    return {name for name in call(folder, "diff", "--cached", "--no-renames", "--name-only", "-z").split("\0") if name}


@pytest.fixture(params=["few", "many"])
def _size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few files and many take different ways into a commit, which nobody may notice."""
    monkeypatch.setattr(git_room, "MANY", 1000 if request.param == "few" else 0)


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    return make(tmp_path / "portal")


def opened(folder: Path, *, patience: float = 0.0) -> Git:
    git = Git.at(folder, patience=patience)
    assert git is not None
    return git


def refusal(git: Git, *paths: str) -> str:
    before = git.dirty()
    with pytest.raises(NewsfoldError) as caught:
        git.commit(paths, "a run")
    assert caught.value.remedy
    assert str(caught.value).endswith("The files are written, only not committed.")
    assert "\n" not in str(caught.value)
    assert git.dirty() == before
    return str(caught.value)


# Where a portal stands


def test_a_folder_outside_every_work_tree_has_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert Git.at(tmp_path) is None


def test_a_machine_without_git_has_no_git(portal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(portal))
    assert Git.at(portal) is None


def test_gits_own_folder_and_a_bare_repository_are_no_work_tree(portal: Path, tmp_path: Path) -> None:
    assert Git.at(portal / ".git") is None
    call(tmp_path, "init", "--quiet", "--bare", "bare.git")
    assert Git.at(tmp_path / "bare.git") is None


def test_a_portal_that_the_work_tree_ignores_has_no_git(portal: Path) -> None:
    write(portal, ".gitignore", "/demo/\n")
    (portal / "demo").mkdir()
    assert Git.at(portal / "demo") is None


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NewsfoldError, match="git cannot be used"):
        Git.at(tmp_path / "nowhere")


def test_a_git_that_started_newsfold_does_not_lead_it_astray(portal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = make(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    write(portal, "first.md", "two\n")
    assert opened(portal).commit(["first.md"], "a run")
    monkeypatch.undo()
    assert call(other, "log", "--format=%s").split() == ["start"]


# What others left uncommitted


def test_everything_that_is_not_committed_is_dirty(portal: Path) -> None:
    assert opened(portal).dirty() == frozenset()
    write(portal, ".gitignore", "*.log\n")
    write(portal, "noise.log")
    write(portal, "deep/er/new.md")
    write(portal, "first.md", "two\n")
    call(portal, "rm", "--quiet", "second.md")
    assert opened(portal).dirty() == {".gitignore", "deep/er/new.md", "first.md", "second.md"}


def test_both_names_of_a_renamed_file_are_dirty(portal: Path) -> None:
    call(portal, "mv", "first.md", "renamed here.md")
    assert opened(portal).dirty() == {"first.md", "renamed here.md"}


@pytest.mark.usefixtures("_size")
@pytest.mark.skipif(os.name != "posix", reason="Windows allows no such names")
def test_odd_names_come_and_go_unharmed(portal: Path) -> None:
    git = opened(portal)
    for name in ODD:
        write(portal, f"_news/{name}")
    paths = {f"_news/{name}" for name in ODD}
    assert git.dirty() == paths
    assert git.commit(paths, "a run")
    assert committed(portal) == paths
    for name in ODD:
        (portal / "_news" / name).unlink()
    assert git.dirty() == paths
    assert git.commit({f"_news/{ODD[5]}"}, "the star alone")
    assert committed(portal) == {f"_news/{ODD[5]}"}


@pytest.mark.skipif(os.name != "posix", reason="Windows allows no such names")
def test_a_name_that_is_no_unicode_comes_and_goes_unharmed(portal: Path) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    try:
        write(portal, name)
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    assert opened(portal).dirty() == {name}
    assert opened(portal).commit([name], "a run")
    assert opened(portal).dirty() == frozenset()


@pytest.mark.usefixtures("_size")
def test_paths_are_relative_to_a_portal_inside_a_larger_work_tree(portal: Path) -> None:
    news = portal / "sites" / "ai news"
    write(news, "_news/a.md")
    write(portal, "outside.md")
    git = opened(news)
    assert git.dirty() == {"_news/a.md"}
    assert git.commit(["_news/a.md", "../../outside.md", "outside.md"], "a run")
    assert committed(portal) == {"sites/ai news/_news/a.md"}
    assert opened(portal).dirty() == {"outside.md"}


# Commits


@pytest.mark.usefixtures("_size")
def test_a_commit_holds_new_changed_and_deleted_files_and_no_others(portal: Path) -> None:
    write(portal, "_news/new.md")
    write(portal, "first.md", "two\n")
    (portal / "second.md").unlink()
    write(portal, "_news/of-an-editor.md")
    made = opened(portal).commit(["_news/new.md", "first.md", "second.md"], "1 new")
    assert made == call(portal, "rev-parse", "HEAD").strip()
    assert committed(portal) == {"_news/new.md", "first.md", "second.md"}
    assert call(portal, "log", "-1", "--format=%s|%an|%ce").strip() == "1 new|Ida Editor|ida@lumen.example"
    assert opened(portal).dirty() == {"_news/of-an-editor.md"}


@pytest.mark.usefixtures("_size")
def test_what_others_staged_stays_staged_and_out_of_the_commit(portal: Path) -> None:
    write(portal, "staged new.md")
    write(portal, "first.md", "staged\n")
    call(portal, "add", "staged new.md", "first.md")
    write(portal, "first.md", "and changed again\n")
    call(portal, "rm", "--quiet", "second.md")
    write(portal, "_news/mine.md")
    before = call(portal, "diff", "--cached")
    assert opened(portal).commit(["_news/mine.md"], "a run")
    assert committed(portal) == {"_news/mine.md"}
    assert call(portal, "diff", "--cached") == before
    assert staged(portal) == {"staged new.md", "first.md", "second.md"}
    assert (portal / "first.md").read_text() == "and changed again\n"


@pytest.mark.usefixtures("_size")
def test_nothing_is_committed_where_nothing_differs(portal: Path) -> None:
    write(portal, ".gitignore", "*.log\n")
    write(portal, "noise.log")
    git = opened(portal)
    assert git.commit(["first.md", "noise.log", "never-there.md"], "a run") is None
    assert git.commit([], "a run") is None
    assert call(portal, "log", "--format=%s").split() == ["start"]


@pytest.mark.usefixtures("_size")
def test_a_file_that_was_staged_and_put_back_is_nothing_to_commit(portal: Path) -> None:
    write(portal, "first.md", "staged\n")
    write(portal, "gone.md")
    call(portal, "add", "--all")
    write(portal, "first.md", "one\n")
    (portal / "gone.md").unlink()
    assert opened(portal).commit(["first.md", "gone.md"], "a run") is None
    assert call(portal, "log", "--format=%s").split() == ["start"]


@pytest.mark.usefixtures("_size")
def test_a_file_that_others_took_out_of_the_index_is_committed_as_it_stands(portal: Path) -> None:
    call(portal, "rm", "--cached", "--quiet", "first.md")
    write(portal, "first.md", "two\n")
    assert opened(portal).commit(["first.md"], "a run")
    assert call(portal, "show", "HEAD:first.md") == "two\n"


@pytest.mark.usefixtures("_size")
def test_the_first_commit_of_a_repository_can_be_a_runs(tmp_path: Path) -> None:
    portal = make(tmp_path / "portal", commit=False)
    write(portal, "other.md")
    write(portal, "staged.md")
    call(portal, "add", "staged.md")
    write(portal, "_news/a.md")
    assert opened(portal).commit(["_news/a.md"], "a run")
    assert committed(portal) == {"_news/a.md"}
    assert staged(portal) == {"staged.md"}
    assert opened(portal).dirty() == {"other.md", "staged.md"}


def test_hundreds_of_files_are_committed_at_once(portal: Path) -> None:
    paths = {write(portal, f"_news/2026-11-10-{number:03}-{'long-' * 20}name.md", str(number)) for number in range(400)}
    assert opened(portal).commit(paths, "400 new")
    assert committed(portal) == paths


@pytest.mark.usefixtures("_size")
def test_the_first_commit_that_a_hook_refuses_leaves_nothing_staged(tmp_path: Path) -> None:
    portal = make(tmp_path / "portal", commit=False)
    hook = portal / ".git" / "hooks" / "commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    write(portal, "_news/a.md")
    refusal(opened(portal), "_news/a.md")
    assert staged(portal) == set()


def test_the_message_is_taken_as_it_is(portal: Path) -> None:
    write(portal, "first.md", "two\n")
    opened(portal).commit(["first.md"], "#5 is done\n\n--amend 'quoted' – 🙂")
    assert call(portal, "log", "-1", "--format=%B").strip() == "#5 is done\n\n--amend 'quoted' – 🙂"
    write(portal, "first.md", "three\n")
    with pytest.raises(InputError, match="needs a message"):
        opened(portal).commit(["first.md"], " \n")


@pytest.mark.usefixtures("_size")
def test_the_owners_hooks_run_and_their_refusal_is_told(portal: Path) -> None:
    hook = portal / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        "#!/bin/sh\nsleep 5 &\ngit diff --cached --name-only > seen\necho 'no news to https://ida:hunter2@lumen.example' >&2\nexit 1\n"
    )
    hook.chmod(0o755)
    write(portal, ".git/info/exclude", "seen\n")
    write(portal, "_news/new.md")
    write(portal, "first.md", "two\n")
    assert "refused the commit: no news to https://lumen.example." in refusal(opened(portal), "_news/new.md", "first.md")
    assert (portal / "seen").read_text().split() == ["_news/new.md", "first.md"]
    assert staged(portal) == set()
    hook.write_text("#!/bin/sh\nexit 0\n")
    assert opened(portal).commit(["_news/new.md", "first.md"], "a run")


def test_a_commit_needs_a_configured_identity_and_takes_none_that_is_guessed(portal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call(portal, "config", "--unset", "user.email")
    monkeypatch.setenv("EMAIL", "somebody@this-machine.example")
    write(portal, "_news/new.md")
    assert "git does not know who commits" in refusal(opened(portal), "_news/new.md")


@pytest.mark.parametrize("command", ["merge", "rebase", "cherry-pick", "revert"])
def test_nothing_is_committed_into_a_half_done_merge(portal: Path, command: str) -> None:
    call(portal, "switch", "--quiet", "--create", "side")
    write(portal, "first.md", "side\n")
    call(portal, "commit", "--quiet", "--all", "--message=side")
    call(portal, "switch", "--quiet", "main")
    write(portal, "first.md", "main\n")
    call(portal, "commit", "--quiet", "--all", "--message=main")
    write(portal, "first.md", "later\n")
    call(portal, "commit", "--quiet", "--all", "--message=later")
    with pytest.raises(subprocess.CalledProcessError):
        call(portal, command, "main~1" if command == "revert" else "side")
    write(portal, "_news/new.md")
    told = refusal(opened(portal), "_news/new.md")
    assert f"a {command} is under way" in told
    assert f"git {command} --abort" in told


def test_a_conflict_without_a_merge_is_named(portal: Path) -> None:
    write(portal, "first.md", "stashed\n")
    call(portal, "stash", "--quiet")
    write(portal, "first.md", "main\n")
    call(portal, "commit", "--quiet", "--all", "--message=main")
    with pytest.raises(subprocess.CalledProcessError):
        call(portal, "stash", "pop")
    write(portal, "_news/new.md")
    assert "first.md is in conflict" in refusal(opened(portal), "_news/new.md")


def test_nothing_is_committed_where_no_branch_would_hold_it(portal: Path) -> None:
    call(portal, "switch", "--quiet", "--detach")
    write(portal, "_news/new.md")
    assert "on no branch" in refusal(opened(portal), "_news/new.md")


def test_an_index_that_another_git_holds_is_told(portal: Path) -> None:
    write(portal, ".git/index.lock", "")
    write(portal, "_news/new.md")
    assert "another git is at work" in refusal(opened(portal, patience=0.1), "_news/new.md")


def test_a_git_that_takes_too_long_is_ended(portal: Path) -> None:
    call(portal, "config", "alias.wait", "!sleep 60")
    with pytest.raises(NewsfoldError, match="did not end within 0 seconds"):
        _run("git", portal, ["wait"], seconds=0.2)


# Pushing


@pytest.fixture
def remote(portal: Path, tmp_path: Path) -> Path:
    call(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    call(portal, "remote", "add", "origin", str(tmp_path / "remote.git"))
    call(portal, "push", "--quiet", "--set-upstream", "origin", "main")
    return tmp_path / "remote.git"


def push_refusal(portal: Path) -> str:
    with pytest.raises(NewsfoldError) as caught:
        opened(portal).push()
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_push_sends_the_branch_and_no_other(portal: Path, remote: Path) -> None:
    call(portal, "config", "push.default", "matching")
    call(portal, "branch", "side")
    call(portal, "push", "--quiet", "origin", "side")
    side = call(remote, "rev-parse", "side")
    write(portal, "first.md", "two\n")
    made = opened(portal).commit(["first.md"], "a run")
    call(portal, "branch", "--force", "side")
    opened(portal).push()
    opened(portal).push()
    assert call(remote, "rev-parse", "main").strip() == made
    assert call(remote, "rev-parse", "side") == side


def test_a_push_goes_to_the_upstream_under_its_name_there(portal: Path, remote: Path) -> None:
    call(portal, "push", "--quiet", "--set-upstream", "origin", "main:refs/heads/news")
    write(portal, "first.md", "two\n")
    made = opened(portal).commit(["first.md"], "a run")
    opened(portal).push()
    assert call(remote, "rev-parse", "news").strip() == made
    assert call(remote, "rev-parse", "main").strip() != made


def test_a_push_is_never_forced(portal: Path, remote: Path, tmp_path: Path) -> None:
    call(tmp_path, "clone", "--quiet", str(remote), "other")
    other = tmp_path / "other"
    write(other, "theirs.md")
    call(other, "add", "--all")
    call(other, "-c", "user.name=Bo", "-c", "user.email=bo@lumen.example", "commit", "--quiet", "--message=theirs")
    call(other, "push", "--quiet")
    call(portal, "config", "remote.origin.push", "+refs/heads/*:refs/heads/*")
    write(portal, "first.md", "two\n")
    opened(portal).commit(["first.md"], "a run")
    told = push_refusal(portal)
    assert "origin has commits that are not here" in told
    assert "git pull --rebase" in told
    assert call(remote, "log", "-1", "--format=%s", "main").strip() == "theirs"


def test_a_refusal_of_the_remotes_hook_is_told(portal: Path, remote: Path) -> None:
    hook = remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    write(portal, "first.md", "two\n")
    opened(portal).commit(["first.md"], "a run")
    assert "origin refused the push: [remote rejected] (pre-receive hook declined)" in push_refusal(portal)


def test_a_branch_without_an_upstream_is_told(portal: Path) -> None:
    assert "git push --set-upstream origin main" in push_refusal(portal)
    call(portal, "switch", "--quiet", "--detach")
    assert "on no branch" in push_refusal(portal)


@pytest.mark.parametrize("address", ["http://ida:hunter2@127.0.0.1:1/portal.git", "/nowhere/at/all.git"])
def test_a_remote_out_of_reach_is_told_without_passwords(portal: Path, remote: Path, address: str) -> None:
    call(portal, "remote", "set-url", "origin", address)
    told = push_refusal(portal)
    assert "git could not push to origin: " in told
    assert "hunter2" not in told
