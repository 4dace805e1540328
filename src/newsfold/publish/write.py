"""Published files to disk: only what changed, each whole or not at all, and nothing of anybody else's touched."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from newsfold.article import Frozen
from newsfold.errors import NewsfoldError
from newsfold.publish.addresses import safe_path
from newsfold.publish.holdings import Output, PictureCopy

_PART: Final = ".part"
"""The ending of a file that is still being written. A killed run may leave some; the next run removes them."""

# Below api/news/, only names newsfold gives: list pages, topics' list pages, articles. An older program's page1/ is not ours.
_OWN_API = re.compile(r"(?:(?:[^/]+/)?page/\d+|\d{4}-\d\d-\d\d-[^/]+)/index\.json|(?:[^/]+/){0,3}\.index\.json\.\d+\.part")
_TOPIC_PAGE = re.compile(r"([^/]+)/page/1/index\.json")


class Written(Frozen, frozen=True, kw_only=True):
    """How many files were written, left as they were, and removed.

    ``paths`` are all of them: whatever stands there now is newsfold's. ``missing`` names held pictures whose file was not there.
    """

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    paths: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def write(folder: Path, outputs: Iterable[Output], *, held: Iterable[PictureCopy] = ()) -> Written:
    """Publish into a portal folder: held pictures, then ``outputs`` in their order, then stale files go.

    A file appears whole (a temporary file in its folder, then ``os.replace``) and only where its bytes changed. Removed is all else below
    ``site/``, and below ``api/news/`` what bears newsfold's own names and is not among the outputs. Raises
    :class:`newsfold.errors.NewsfoldError` for a path outside ``site/`` and ``api/`` and for a folder that cannot be written.
    """
    folder = Path(folder)
    base = str(folder)
    try:
        old_site, old_api = set(_site_files(base)), set(_own_api_files(base))
        desk = _Desk(base)
        missing = tuple(copy.source for copy in held if not desk.copy(copy))
        for output in outputs:
            desk.put(output.path, output.body)
        stale = sorted((old_site | old_api) - desk.seen, reverse=True)
        for path in stale:
            _remove(base, path)
    except OSError as error:
        where = str(error.filename2 or error.filename or folder)
        raise NewsfoldError(
            f"cannot be published: {error.strerror or error}", where=where, remedy="Free the way or mend its rights, then publish again."
        ) from error
    return Written(written=desk.written, unchanged=desk.unchanged, removed=len(stale), paths=(*sorted(desk.seen), *stale), missing=missing)


class _Desk:
    """Writes the files of one run and remembers what it saw."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._real_base = os.path.realpath(base)
        self._folders: set[str] = set()
        self.seen: set[str] = set()
        self.written = 0
        self.unchanged = 0

    def put(self, path: str, body: bytes) -> None:
        """Write a file unless it has these very bytes already."""
        target = self._target(path)
        if _holds(target, body):
            self.unchanged += 1
            return
        part = _part(target)
        with open(part, "wb") as stream:
            stream.write(body)
        os.replace(part, target)
        self.written += 1

    def copy(self, copy: PictureCopy) -> bool:
        """Copy a held picture unless the copy has its size and time; False where there is no such picture in the portal."""
        source = os.path.join(self._base, copy.source)
        inside = os.path.realpath(source).startswith(self._real_base + os.sep)
        if not safe_path(copy.source) or not inside or not os.path.isfile(source):
            return False
        target = self._target(copy.path)
        facts = os.stat(source)
        try:
            there = os.stat(target)
        except FileNotFoundError:
            there = None
        if there and (there.st_size, there.st_mtime_ns) == (facts.st_size, facts.st_mtime_ns):
            self.unchanged += 1
            return True
        part = _part(target)
        with open(source, "rb") as picture, open(part, "wb") as stream:
            stream.write(picture.read())
        os.utime(part, ns=(facts.st_atime_ns, facts.st_mtime_ns))
        os.replace(part, target)
        self.written += 1
        return True

    def _target(self, path: str) -> str:
        if not safe_path(path) or not path.startswith(("site/", "api/")):
            raise NewsfoldError("is no place for a published file", where=path, remedy="Publish below site/ or api/.")
        self.seen.add(path)
        self._make(path.rpartition("/")[0])
        return os.path.join(self._base, path)

    def _make(self, folder: str) -> None:
        if folder in self._folders:
            return
        parent = folder.rpartition("/")[0]
        if parent:
            self._make(parent)
        full = os.path.join(self._base, folder)
        if parent and os.path.islink(full):
            raise NewsfoldError("is a link that leads elsewhere", where=full, remedy="Remove it; published folders are real ones.")
        if not os.path.isdir(full):
            os.makedirs(full)
        self._folders.add(folder)


def _part(target: str) -> str:
    head, _, name = target.rpartition(os.sep)
    return f"{head}{os.sep}.{name}.{os.getpid()}{_PART}"


def _holds(target: str, body: bytes) -> bool:
    try:
        with open(target, "rb") as stream:
            return os.fstat(stream.fileno()).st_size == len(body) and stream.read() == body
    except FileNotFoundError:
        return False


def _site_files(base: str) -> Iterator[str]:
    """Every file below ``site/``. Links are removed at once: nothing is ever written or deleted through one."""
    for path, entry in _walk(base, "site"):
        if entry.is_symlink():
            os.unlink(entry.path)
        else:
            yield path


def _own_api_files(base: str) -> Iterator[str]:
    """The files below ``api/news/`` that bear newsfold's own names."""
    names = [path.removeprefix("api/news/") for path, entry in _walk(base, "api/news") if not entry.is_symlink()]
    topics = {match[1] for name in names if (match := _TOPIC_PAGE.fullmatch(name))}
    for name in names:
        topic, _, rest = name.partition("/")
        if _OWN_API.fullmatch(name) or (rest == "index.json" and topic in topics):
            yield f"api/news/{name}"


def _walk(base: str, folder: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        entries = list(os.scandir(os.path.join(base, folder)))
    except FileNotFoundError:
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(base, path)
        else:
            yield path, entry


def _remove(base: str, path: str) -> None:
    """Remove a file and the folders it leaves empty, up to ``site`` or ``api/news``."""
    os.unlink(os.path.join(base, path))
    folder = path.rpartition("/")[0]
    while folder not in ("site", "api/news"):
        try:
            os.rmdir(os.path.join(base, folder))
        except OSError:
            return  # not empty: somebody else's files stay, and so does the folder
        folder = folder.rpartition("/")[0]
