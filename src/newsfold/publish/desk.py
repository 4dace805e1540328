"""The hands of publishing: single files, written whole, twice where they stand in two places, and removed."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Final, NamedTuple, Self

from newsfold.errors import NewsfoldError
from newsfold.publish.addresses import safe_path
from newsfold.publish.holdings import FileCopy
from newsfold.publish.leaves import LEAF_FOLDERS

_PART: Final = ".part"
"""The ending of a file that is still being written. A killed run may leave some; the next run removes them."""

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | getattr(os, "O_CLOEXEC", 0)


_reserve: Final[Callable[[int, int, int], None] | None] = getattr(os, "posix_fallocate", None)


class Facts(NamedTuple):
    """A file's size in bytes and its time in nanoseconds."""

    size: int
    changed: int

    @classmethod
    def of(cls, found: os.stat_result) -> Self:
        """The facts the system tells."""
        return cls(found.st_size, found.st_mtime_ns)


class Desk:
    """Writes the files of one run below ``base`` and remembers what it saw. ``there`` are files known to be there already."""

    def __init__(self, base: str, there: Mapping[str, Facts]) -> None:
        self._base = base
        self._real_base = os.path.realpath(base)
        self._there = there
        self._folders: set[str] = set()
        self._made: set[str] = set()
        self.seen: set[str] = set()
        self.written = 0
        self.unchanged = 0

    def facts(self, path: str) -> Facts | None:
        """Size and time of a file; None where there is none."""
        known = self._there.get(path)
        if known is None:
            try:
                return Facts.of(os.lstat(os.path.join(self._base, path)))
            except OSError:
                return None
        return known

    def leave(self, paths: Iterable[str]) -> None:
        """Leave files as they are."""
        for path in paths:
            self.seen.add(path)
            self.unchanged += 1

    def put(self, path: str, body: bytes, *, twin: tuple[str, Facts] | None = None) -> Facts:
        """Write a file unless it has these very bytes already. ``twin`` is another that has them, put before: a second name is enough."""
        target = self._target(path)
        is_new = path.rpartition("/")[0] in self._made
        known = None if is_new else self.facts(path)
        if known and known.size == len(body) and _holds(target, body):
            self.unchanged += 1
            return known
        # In a folder this run made nobody looks yet: no list leads there. So the file need not be moved into its place.
        part = target if is_new else _part(target)
        facts = twin[1] if twin and _is_linked(os.path.join(self._base, twin[0]), part) else _written(part, body, is_moved=not is_new)
        if not is_new:
            os.replace(part, target)
        self.written += 1
        return facts

    def copy(self, copy: FileCopy) -> bool:
        """Copy a held picture unless the copy has its size and time; False where there is no such picture in the portal."""
        source = os.path.join(self._base, copy.source)
        inside = os.path.realpath(source).startswith(self._real_base + os.sep)
        if not safe_path(copy.source) or not inside or not os.path.isfile(source):
            return False
        target = self._target(copy.path)
        found = os.stat(source)
        if self.facts(copy.path) == Facts.of(found):
            self.unchanged += 1
            return True
        part = _part(target)
        with open(source, "rb") as picture:
            _written(part, picture.read(), is_moved=True)
        os.utime(part, ns=(found.st_atime_ns, found.st_mtime_ns))
        os.replace(part, target)
        self.written += 1
        return True

    def remove(self, path: str) -> None:
        """Remove a file and the folders it leaves empty, up to ``site`` or ``api/news``."""
        os.unlink(os.path.join(self._base, path))
        folder = path.rpartition("/")[0]
        while folder not in ("site", "api/news"):
            try:
                os.rmdir(os.path.join(self._base, folder))
            except OSError:
                return  # not empty: somebody else's files stay, and so does the folder
            folder = folder.rpartition("/")[0]

    def _target(self, path: str) -> str:
        folder, _, name = path.rpartition("/")
        # Of a folder that was made before, the way is known to be safe.
        if not safe_path(name if folder in self._folders else path) or not path.startswith(("site/", "api/")):
            raise NewsfoldError("is no place for a published file", where=path, remedy="Publish below site/ or api/.")
        self.seen.add(path)
        # The way to a file that was found there was walked without following a link, but for its beginning.
        self._make(folder if path not in self._there else "site" if path.startswith("site/") else "api/news")
        return os.path.join(self._base, path)

    def _make(self, folder: str) -> None:
        if folder in self._folders:
            return
        parent = folder.rpartition("/")[0]
        if parent:
            self._make(parent)
        full = os.path.join(self._base, folder)
        try:
            os.mkdir(full)
            self._made.add(folder)
        except FileNotFoundError:
            os.makedirs(full)
        except FileExistsError:
            if parent and os.path.islink(full):
                raise NewsfoldError(
                    "is a link that leads elsewhere", where=full, remedy="Remove it; published folders are real ones."
                ) from None
            if not os.path.isdir(full):
                raise
        self._folders.add(folder)


def files_below(base: str, folder: str, *, but: Collection[str] = ()) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file and link below a folder, with its path below ``base``; not those of the articles ``but`` whose folders stand."""
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            entries = os.scandir(f"{base}{os.sep}{place}")
        except FileNotFoundError:
            continue
        passed = but if place in LEAF_FOLDERS else ()
        with entries:
            for entry in [entry for entry in entries if entry.name not in passed] if passed else entries:
                path = f"{place}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                else:
                    yield path, entry


def _part(target: str) -> str:
    head, _, name = target.rpartition(os.sep)
    return f"{head}{os.sep}.{name}.{os.getpid()}{_PART}"


def _written(target: str, body: bytes, *, is_moved: bool) -> Facts:
    handle = os.open(target, _NEW, 0o666)
    try:
        if is_moved and body and _reserve:
            # ext4 writes a file without room of its own out at once when it is moved over another (ext4(5), "auto_da_alloc"), and on a
            # busy disk that is waited for. What can be made again needs no such care.
            with suppress(OSError):
                _reserve(handle, 0, len(body))
        rest = memoryview(body)
        while rest:
            rest = rest[os.write(handle, rest) :]
        return Facts.of(os.fstat(handle))
    finally:
        os.close(handle)


def _is_linked(twin: str, target: str) -> bool:
    """Give a file a second name; False where the file system does not."""
    try:
        os.link(twin, target)
    except OSError:
        return False
    return True


def _holds(target: str, body: bytes) -> bool:
    try:
        with open(target, "rb") as stream:
            return os.fstat(stream.fileno()).st_size == len(body) and stream.read() == body
    except FileNotFoundError:
        return False
