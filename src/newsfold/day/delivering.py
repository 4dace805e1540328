"""The site to where it is served from: a folder, a target of rsync, or a branch of the portal's git repository (Pages).

Everywhere in the order in which a reader meets no link to nothing: what is new, then what changed, the front page last, and what is gone
goes at the end. A branch changes at once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from newsfold.content.atomic import write_atomically
from newsfold.content.git import Git
from newsfold.errors import InputError, NewsfoldError
from newsfold.publish import Delivered
from newsfold.settings import Settings

RSYNC: Final = "rsync:"
BRANCH: Final = "branch:"
LISTED: Final = ".newsfold-files"
"""In a target folder or on a branch, the list of what was delivered there: only that is ever removed."""

_MARKS: Final = ("newsfold.toml", "_news", "_config.yml")
"""What stands on the branch of a portal's records, which a site must never take the place of."""

_SECONDS = 3_600.0
_FIRST = ("assets", "news", "api")
_GENTLE = ("-rt", "--chmod=D755,F644")


def deliver_set(portal: Path, settings: Settings) -> tuple[Delivered, ...]:
    """Bring the site to all places of ``publish.to``, folders seen from the portal's. Raises as :func:`deliver` does."""
    return tuple(
        deliver(portal, place if place.startswith((RSYNC, BRANCH)) else str(portal / place), push=settings.git.push)
        for place in settings.publish.to
    )


def deliver(portal: Path, to: str, *, push: bool = False) -> Delivered:
    """Bring ``site/`` of a portal to ``to``: a folder, ``rsync:TARGET`` or ``branch:NAME``; ``push`` the branch to ``origin``.

    Raises :class:`InputError` for a place that cannot be meant and :class:`NewsfoldError` where it cannot be done.
    """
    site = (portal / "site").resolve()
    if to.startswith(RSYNC):
        return _by_rsync(site, to.removeprefix(RSYNC))
    if to.startswith(BRANCH):
        return _to_branch(portal, site, to.removeprefix(BRANCH), push=push)
    return _to_folder(portal, site, Path(to))


def _to_folder(portal: Path, site: Path, target: Path) -> Delivered:
    here, there = portal.resolve(), target.resolve()
    if there == here or here in there.parents or there in here.parents:
        raise InputError("is the portal folder, in it or around it", where=str(target), remedy="Choose a folder elsewhere.")
    files = sorted(_files(site), key=lambda path: ((target / path).exists(), _rank(path)))
    _refuse_foreign(site, target, files)
    try:
        before = (target / LISTED).read_text(encoding="utf-8").splitlines() if (target / LISTED).is_file() else []
        gone = sorted(set(before) - set(files), reverse=True)
        # Said before it is done: what a killed run delivered is known to the next.
        write_atomically(target / LISTED, "".join(f"{path}\n" for path in sorted({*before, *files})).encode())
        changed = sum(_copied(site / path, target / path) for path in files)
        removed = sum(_removed(target, path) for path in gone)
        write_atomically(target / LISTED, "".join(f"{path}\n" for path in sorted(files)).encode())
    except OSError as error:
        raise NewsfoldError(
            f"cannot be written: {error.strerror}", where=str(error.filename or target), remedy="Make room or mend its rights."
        ) from error
    return Delivered(to=str(target), changed=changed, removed=removed)


def _refuse_foreign(site: Path, target: Path, files: Iterable[str]) -> None:
    """Where nothing was delivered before, nobody's file is written over."""
    if (target / LISTED).is_file():
        return
    for path in files:
        if (target / path).is_file() and (target / path).read_bytes() != (site / path).read_bytes():
            raise InputError("is there and is not newsfold's", where=str(target / path), remedy="Move it away, or choose another folder.")


def _files(site: Path) -> Iterable[str]:
    return (file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file() and not file.name.endswith(".part"))


def _rank(path: str) -> tuple[int, str]:
    """Assets and articles, then what leads to them, the front page last."""
    is_list = path.startswith("api/") and ("/page/" in path or path.count("/") < 3 or not path.split("/")[2][:4].isdigit())
    if path == "index.html":
        return 2, path
    return (0 if path.split("/", maxsplit=1)[0] in _FIRST and not is_list else 1), path


def _copied(source: Path, target: Path) -> bool:
    facts = source.stat()
    if target.is_file() and target.stat().st_size == facts.st_size:
        is_same_age = target.stat().st_mtime_ns == facts.st_mtime_ns
        if is_same_age or target.read_bytes() == source.read_bytes():
            return False
    write_atomically(target, source.read_bytes())
    os.utime(target, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    return True


def _removed(target: Path, path: str) -> bool:
    file = target / path
    # The list stands in a folder others may write to: nothing outside that folder is touched.
    if target.resolve() not in file.resolve().parents or not file.is_file():
        return False
    file.unlink()
    for folder in file.parents:
        if folder == target or any(folder.iterdir()):
            break
        folder.rmdir()
    return True


def _by_rsync(site: Path, target: str) -> Delivered:
    program = shutil.which("rsync")
    if program is None:
        raise InputError("rsync is not installed", where=f"{RSYNC}{target}", remedy="Install rsync, or deliver to a folder.")
    if not target or target.startswith("-"):
        raise InputError("is no target for rsync", where=f"{RSYNC}{target}", remedy="Write it as in rsync:web@host:/srv/news/.")
    changed = 0
    for more in (["--ignore-existing"], ["--exclude", "/index.html"], ["--delete-after"]):
        told = _run([program, *_GENTLE, "--out-format=%i", *more, "--", f"{site}/", target], Path.cwd(), "rsync")
        changed += sum(line.startswith(("<f", ">f", "cf")) for line in told.splitlines())
    return Delivered(to=target, changed=changed)


def _to_branch(portal: Path, site: Path, name: str, *, push: bool) -> Delivered:
    git = Git.at(portal)
    if git is None:
        raise InputError("the portal is in no git repository", where=f"{BRANCH}{name}", remedy="Make one with `git init`.")
    ref = f"refs/heads/{name}"
    ask = [git.program, f"--git-dir={git.git_folder}", f"--work-tree={site.resolve()}", "-c", "core.autocrlf=false"]
    if _told([*ask, "check-ref-format", ref]) is None or not name or name.startswith("-"):
        raise InputError("is no name for a branch", where=f"{BRANCH}{name}", remedy="Write it as in branch:gh-pages.")
    if (_told([*ask, "symbolic-ref", "-q", "HEAD"]) or "").strip() == ref:
        raise InputError("is the branch the records are on", where=f"{BRANCH}{name}", remedy="Choose another, such as gh-pages.")
    if f"branch {ref}\n" in (_told([*ask, "worktree", "list", "--porcelain"]) or ""):
        raise InputError("is checked out in another work tree", where=f"{BRANCH}{name}", remedy="Choose another, such as gh-pages.")
    parent = (_told([*ask, "rev-parse", "-q", "--verify", f"{ref}^{{commit}}"]) or "").strip()
    for mark in _MARKS if parent else ():
        if _told([*ask, "rev-parse", "-q", "--verify", f"{parent}:{mark}"]) is not None:
            raise InputError(f"holds {mark}, so it is no branch for a site", where=f"{BRANCH}{name}", remedy="Choose one such as gh-pages.")
    git.refuse_without_identity()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "GIT_INDEX_FILE": str(Path(folder) / "index")}
        if parent:
            _run([*ask, "read-tree", parent], site, "git", environment)
        _run([*ask, "add", "--no-all", "--force", "."], site, "git", environment)
        _settle(ask, site, parent, environment)
        tree = _run([*ask, "write-tree"], site, "git", environment).strip()
    if parent and _run([*ask, "rev-parse", f"{parent}^{{tree}}"], site, "git").strip() == tree:
        changed = 0
    else:
        words = [*ask, "commit-tree", tree, "-m", "Published by newsfold", *(["-p", parent] if parent else [])]
        commit = _run(words, site, "git").strip()
        _run([*ask, "update-ref", "-m", "newsfold publish", ref, commit, *([parent] if parent else [])], site, "git")
        listed = _run([*ask, "diff-tree", "-r", "--root", "--no-commit-id", "--name-only", "-z", commit], site, "git")
        changed = listed.count("\0")
    if push:
        _run([*ask, "push", "--quiet", "origin", f"{ref}:{ref}"], site, "git")
    return Delivered(to=f"{BRANCH}{name}", changed=changed)


def _settle(ask: list[str], site: Path, parent: str, environment: dict[str, str]) -> None:
    """In the index: what an earlier delivery left and is gone goes, the list of what is delivered stands, and no Jekyll over it."""
    files = sorted(_files(site))
    before = (_told([*ask, "show", f"{parent}:{LISTED}"]) or "").splitlines() if parent else []
    gone = "".join(f"{path}\0" for path in sorted(set(before) - set(files)))
    if gone:
        _run([*ask, "update-index", "--force-remove", "-z", "--stdin"], site, "git", environment, said=gone)
    for path, text in ((".nojekyll", ""), (LISTED, "".join(f"{path}\n" for path in files))):
        blob = _run([*ask, "hash-object", "-w", "--stdin"], site, "git", said=text).strip()
        _run([*ask, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}"], site, "git", environment)


def _told(command: list[str]) -> str | None:
    """What a question to git is answered with; None where the answer is no."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=_SECONDS)  # noqa: S603
    return done.stdout if done.returncode == 0 else None


def _run(command: list[str], folder: Path, program: str, environment: dict[str, str] | None = None, *, said: str = "") -> str:
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and options cannot be smuggled in by a target
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, input=said, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NewsfoldError(f"{program} cannot be run: {error}", where=str(folder), remedy="Try the same by hand.") from error
    if done.returncode:
        told = next(iter(done.stderr.strip().splitlines()), f"exit status {done.returncode}")
        raise NewsfoldError(f"{program} refused: {told}", where=str(folder), remedy="Mend that, then publish again; nothing is half done.")
    return done.stdout
