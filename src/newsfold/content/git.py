"""The portal's git: what others left uncommitted, commits of exactly what a run changed, and a plain push.

The git program does the work, as the owner configured it: identity, hooks, signing. It is run without a shell and without questions.
Paths are relative to the portal folder, which may be a folder of a larger work tree, with ``/`` between names. What git refuses is
a :class:`newsfold.errors.NewsfoldError` that says what to do; nothing is ever forced, merged or rebased here.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

from newsfold.errors import InputError, NewsfoldError

LOCAL_SECONDS = 300.0
"""The most time for a command that stays on this machine; hooks may run tests."""

PUSH_SECONDS = 600.0
"""The most time for a push."""

MANY = 1000
"""From how many files on a commit goes through the index: 25,000 among 125,000 took ``--only`` 285 seconds on one core."""

_ELSEWHERE: Final = re.compile(
    r"GIT_(?:ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|DIR|INDEX_FILE|NAMESPACE|OBJECT_DIRECTORY|PREFIX|WORK_TREE|\w+_PATHSPECS)"
)
"""Variables that a git which started newsfold (a hook) sets for itself; they would lead to another repository or other paths."""

_UNDER_WAY: Final[Mapping[str, tuple[str, str]]] = {
    "MERGE_HEAD": ("a merge", "merge"),
    "rebase-merge": ("a rebase", "rebase"),
    "rebase-apply": ("a rebase", "rebase"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "cherry-pick"),
    "REVERT_HEAD": ("a revert", "revert"),
}
"""Files in git's folder that tell what is half done, its name, and the command that ends it."""

_UNTRACKED = "??"
_WRITTEN: Final = "The files are written, only not committed."

_ONLY: Final = ("--only", "--pathspec-from-file=-", "--pathspec-file-nul")
"""With ``:(literal)`` before each path, not ``--literal-pathspecs``, which would reach into the owner's hooks."""


@dataclass(frozen=True)
class Git:
    """The git work tree a portal stands in, made by :meth:`at`. ``patience``: seconds to wait for another git to let go of the index."""

    folder: Path
    program: str
    git_folder: Path
    prefix: str
    patience: float = 10.0

    @classmethod
    def at(cls, folder: Path, *, patience: float = 10.0) -> Self | None:
        """The git of a folder; None where git is not installed, or the folder is in no work tree or ignored by the one it is in.

        Raises :class:`NewsfoldError` where git will not work there, as in a work tree of another user.
        """
        program = shutil.which("git")
        if program is None:
            return None
        inside = _run(program, folder, ["rev-parse", "--is-inside-work-tree"])
        if inside.status and "not a git repository" not in inside.err:
            raise NewsfoldError(f"git cannot be used: {inside.reason}", where=str(folder), remedy=f"Ask `git -C {folder} status`.")
        if inside.out.strip() != b"true":
            return None
        prefix, git_folder = (_line(_run(program, folder, ["rev-parse", ask])) for ask in ("--show-prefix", "--absolute-git-dir"))
        if prefix and not _run(program, folder, ["check-ignore", "--quiet", "--", "."]).status:
            return None
        return cls(folder, program, Path(git_folder), prefix, patience)

    def dirty(self) -> frozenset[str]:
        """The files that differ from the last commit: modified, staged, deleted or untracked (not ignored); both names of a renamed one."""
        return frozenset(self._states())

    def digests(self, paths: Collection[str]) -> Mapping[str, str]:
        """The SHA-256, in hex, of each file as the last commit would put it on disk; what the commit does not have is left out."""
        found = {}
        for path in sorted(paths):
            answer = self._git("cat-file", "--filters", f"HEAD:{self.prefix}{path}")
            if not answer.status:
                found[path] = sha256(answer.out).hexdigest()
        return found

    def commit(self, paths: Collection[str], message: str) -> str | None:
        """Commit these files as they stand, and nothing else; return the commit's id, None where none of them differs.

        New files are added, files that are gone are removed, ignored ones are passed over. What others have staged stays staged and
        out of the commit. Raises :class:`NewsfoldError` where git or one of the owner's hooks refuses; then nothing has changed.
        """
        if not message.strip():
            raise InputError("a commit needs a message", remedy="Say what happened.")
        states = self._states()
        chosen = sorted(states.keys() & set(paths))
        if not chosen:
            return None
        try:
            self._refuse_half_done()
            self._branch()
            self.refuse_without_identity()
            self._wait_for_index()
        except NewsfoldError as error:
            raise NewsfoldError(error.problem, where=error.where, remedy=f"{error.remedy} {_WRITTEN}") from None
        return _line(self._must("did not tell the commit", "rev-parse", "HEAD")) if self._commit(chosen, states, message) else None

    def push(self) -> None:
        """Push the current branch to its upstream, never with force. Raises :class:`NewsfoldError`."""
        branch = self._branch()
        ask = ("for-each-ref", "--format=%(upstream:remotename)%00%(upstream:remoteref)%00", branch)
        remote, _, there = os.fsdecode(self._git(*ask).out).partition("\0")
        name, there = branch.removeprefix("refs/heads/"), there.partition("\0")[0]
        if not remote or not there:
            remedy = f"Name one with `git push --set-upstream origin {name}`."
            raise NewsfoldError(f"the branch {name} has no upstream to push to", where=str(self.folder), remedy=remedy)
        answer = self._git("push", "--porcelain", "--", remote, f"{branch}:{there}", seconds=PUSH_SECONDS)
        if not answer.status:
            return
        refused = next((line for line in os.fsdecode(answer.out).splitlines() if line.startswith("!")), "").split("\t")[-1]
        if refused.startswith("[rejected]"):
            problem, remedy = f"{remote} has commits that are not here", "Bring them in with `git pull --rebase`, then push again."
        elif refused:
            problem, remedy = f"{remote} refused the push: {_tame(refused)}", "Ask who keeps it; the commits are safe here."
        else:
            problem = f"git could not push to {remote}: {answer.reason}"
            remedy = "Check the network and your access; the commits are safe here, and the next push sends them."
        raise NewsfoldError(problem, where=str(self.folder), remedy=remedy)

    def _states(self) -> Mapping[str, str]:
        """Each dirty path with git's two letters for it. ``--no-renames`` makes a rename a deletion and an addition."""
        ask = ("--no-optional-locks", "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", ".")
        entries = self._must("could not tell what is uncommitted", *ask).out.split(b"\0")
        named = ((os.fsdecode(entry[3:]), entry[:2].decode()) for entry in entries if entry)
        return {path.removeprefix(self.prefix): state for path, state in named if path.startswith(self.prefix)}

    def _commit(self, chosen: list[str], states: Mapping[str, str], message: str) -> bool:
        """Whether there was something to commit.

        ``--only`` takes the files from disk and leaves what else is staged; it asks of each that git knows it. Its time grows with
        the square of the files, so many go through the index where nothing else is staged there.
        """
        whole = len(chosen) > MANY and not self._git("diff", "--cached", "--quiet").status
        new = chosen if whole else [path for path in chosen if states[path] == _UNTRACKED]
        only, given = ((), b"") if whole else (_ONLY, _joined(f":(literal){path}" for path in chosen))
        undo = ("reset", "--quiet") if whole else ("update-index", "--force-remove", "-z", "--stdin")
        done = False
        try:
            self._must("could not add new files", "update-index", "--add", "--remove", "-z", "--stdin", input=_joined(new))
            answer = self._git("commit", *only, "--quiet", "--cleanup=whitespace", f"--message={message}", input=given)
            done = not answer.status
            if not done:
                self._refuse_locked_index()
                # What others staged and then put back on disk is dirty and yet nothing to commit: git's dry run tells by its status.
                if self._git("commit", *only, "--dry-run", "--quiet", input=given).status != 1:
                    refused = f"git refused the commit: {answer.reason}"
                    raise NewsfoldError(refused, where=str(self.folder), remedy=f"Mend that. {_WRITTEN}")
        finally:
            if new and not done:
                with suppress(NewsfoldError):
                    self._git(*undo, input=_joined(new))
        return done

    def _branch(self) -> str:
        answer = self._git("symbolic-ref", "--quiet", "HEAD")
        if answer.status:
            remedy = "Go to one with `git switch BRANCH`."
            raise NewsfoldError("git stands on no branch (detached HEAD), where commits get lost", where=str(self.folder), remedy=remedy)
        return _line(answer)

    def _refuse_half_done(self) -> None:
        for file, (name, command) in _UNDER_WAY.items():
            if (self.git_folder / file).exists():
                remedy = f"Finish it with `git {command} --continue` or undo it with `git {command} --abort`."
                raise NewsfoldError(f"{name} is under way, so nothing was committed", where=str(self.folder), remedy=remedy)
        unmerged = self._must("could not read its index", "ls-files", "--unmerged", "-z", "--full-name", "--", ":/").out
        if unmerged:
            path = os.fsdecode(unmerged.split(b"\0")[0].split(b"\t", 1)[1])
            remedy = "Choose what it should say, then mark it with `git add`."
            raise NewsfoldError(f"{_tame(path)} is in conflict, so nothing was committed", where=str(self.folder), remedy=remedy)

    def refuse_without_identity(self) -> None:
        """Raise :class:`NewsfoldError` with the remedy where git does not know who commits."""
        if any(self._git("var", ident).status for ident in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT")):
            remedy = "Say it with `git config user.name NAME` and `git config user.email ADDRESS`."
            raise NewsfoldError("git does not know who commits", where=str(self.folder), remedy=remedy)

    def _wait_for_index(self) -> None:
        """An editor's git holds the index for moments; one that was killed, for ever."""
        until = time.monotonic() + self.patience
        while (self.git_folder / "index.lock").exists() and time.monotonic() < until:
            time.sleep(0.05)
        self._refuse_locked_index()

    def _refuse_locked_index(self) -> None:
        lock = self.git_folder / "index.lock"
        if lock.exists():
            remedy = f"Wait until it is done; where no git runs any more, delete {lock}."
            raise NewsfoldError("another git is at work here, so nothing was committed", where=str(self.folder), remedy=remedy)

    def _git(self, *arguments: str, input: bytes = b"", seconds: float = LOCAL_SECONDS) -> _Answer:
        return _run(self.program, self.folder, arguments, input=input, seconds=seconds)

    def _must(self, problem: str, *arguments: str, input: bytes = b"") -> _Answer:
        answer = self._git(*arguments, input=input)
        if answer.status:
            self._refuse_locked_index()
            raise NewsfoldError(f"git {problem}: {answer.reason}", where=str(self.folder), remedy=f"Ask `git -C {self.folder} status`.")
        return answer


def _joined(paths: Iterable[str]) -> bytes:
    return b"".join(os.fsencode(path) + b"\0" for path in paths)


@dataclass(frozen=True)
class _Answer:
    status: int
    out: bytes
    err: str

    @property
    def reason(self) -> str:
        """The line that says why: git's own first complaint, else the last thing that was said."""
        lines = [line.strip() for line in self.err.splitlines() if line.strip() and not _NOISE.search(line)]
        own = [line for line in lines if line.startswith(("fatal:", "error:"))]
        return _tame((own[:1] or lines[-1:] or ["it gave no reason"])[0].removeprefix("fatal: ").removeprefix("error: "))


_NOISE: Final = re.compile(r"^\s*(?:hint:|warning:)|failed to push some refs|Could not read from remote repository")
_PASSWORD: Final = re.compile(r"(?<=//)[^/@\s]+@")


def _tame(text: str) -> str:
    """One short printable line, without passwords in addresses."""
    plain = "".join(character if character.isprintable() else " " for character in _PASSWORD.sub("", text))
    return plain[:300].strip().rstrip(".")


def _line(answer: _Answer) -> str:
    """An answer of one line. Only its line end is taken off: a folder's name may end in a space."""
    return os.fsdecode(answer.out.removesuffix(b"\n"))


def _run(program: str, folder: Path, arguments: Iterable[str], *, input: bytes = b"", seconds: float = LOCAL_SECONDS) -> _Answer:
    """Run git and wait for it. Raises :class:`NewsfoldError` where it cannot be run or does not end in time.

    Files, not pipes, take what it says: a hook may leave a process behind that keeps a pipe open. In a session of its own it has no
    terminal on which ssh could ask for a password.
    """
    command = [program, "-C", str(folder), "--no-pager", "-c", "core.quotepath=off", "-c", "user.useConfigOnly=true", *arguments]
    kept = {name: value for name, value in os.environ.items() if not _ELSEWHERE.fullmatch(name)}
    environment = {**kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "SSH_ASKPASS_REQUIRE": "never"}
    try:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(input)
            given.seek(0)
            process = subprocess.Popen(command, stdin=given, stdout=out, stderr=err, env=environment, start_new_session=True)  # noqa: S603 - no shell
            try:
                status = process.wait(seconds)
            except BaseException:
                _end(process)
                raise
            out.seek(0)
            err.seek(0)
            return _Answer(status, out.read(), err.read().decode("utf-8", "replace"))
    except subprocess.TimeoutExpired:
        remedy = "Try the same by hand; a hook or the network may be waiting."
        raise NewsfoldError(f"git did not end within {seconds:,.0f} seconds", where=str(folder), remedy=remedy) from None
    except OSError as error:
        raise NewsfoldError(f"git cannot be run: {error.strerror}", where=str(folder), remedy="Mend that and try again.") from error


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git and what it started: first so that it takes its locks away, then for good."""
    for kind in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        with suppress(ProcessLookupError):
            if os.name == "posix":
                os.killpg(process.pid, kind)
            else:
                process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
            return
