"""Web archives wherever they lie: local files and any fsspec address, each as the WARC files ("volumes") it holds."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, cast

from newsfold.article import Frozen
from newsfold.collect.archives import MOST_FILES, is_archive
from newsfold.errors import InputError
from newsfold.extras import missing

MEMBER = "#"
"""What stands between a WACZ file's address and the name of a WARC file in it."""

DAMAGED = (OSError, ValueError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged or encrypted archive raises: RuntimeError for encrypted members, NotImplementedError for unknown packings."""

_ARCHIVES = "Name a .warc, .warc.gz or .wacz file, by its path or by an address such as s3://bucket/news.warc.gz."


class Volume(Frozen, frozen=True, kw_only=True):
    """One WARC file: its ``archive``'s path or address, within a WACZ file its ``member`` there, and a stamp that changes when it does.

    ``size`` is in bytes, packed as it lies there; 0 where it is not told.
    """

    archive: str
    member: str = ""
    stamp: str = ""
    size: int = 0

    @property
    def name(self) -> str:
        """What it is known by in the store."""
        return f"{self.archive}{MEMBER}{self.member}" if self.member else self.archive


def is_remote(address: str) -> bool:
    """Whether an archive is named by an address, not by a path."""
    return "://" in address


def volumes_of(address: str) -> tuple[Volume, ...]:
    """The WARC files of an archive, in order of name. A local path becomes absolute, so that it is known again from anywhere.

    Raises :class:`InputError` for what is no web archive or cannot be read.
    """
    if not is_archive(address):
        raise InputError("is no web archive by its name", where=address, remedy=_ARCHIVES)
    place = address if is_remote(address) else str(Path(address).resolve())
    stamp, size = _told_of(place)
    if not place.lower().endswith(".wacz"):
        return (Volume(archive=place, stamp=stamp, size=size),)
    try:
        with _opened(place) as file, zipfile.ZipFile(file) as packed:
            found = {one.filename: one.file_size for one in packed.infolist() if _is_volume(one.filename)}
    except DAMAGED as error:
        raise InputError("is damaged or encrypted", where=address, remedy="Fetch or make it again.") from error
    if not found:
        raise InputError("holds no WARC file in archive/ (WACZ 1.1.1)", where=address, remedy="Name the WARC file itself.")
    return tuple(Volume(archive=place, member=name, stamp=stamp, size=found[name]) for name in sorted(found)[:MOST_FILES])


def _is_volume(name: str) -> bool:
    return PurePosixPath(name).parts[:1] == ("archive",) and is_archive(name) and not name.lower().endswith(".wacz")


@contextmanager
def opened(volume: Volume) -> Iterator[IO[bytes]]:
    """A volume's bytes, seekable; nothing is written to disk. Raises what :data:`DAMAGED` names, and :class:`InputError`."""
    with _opened(volume.archive) as file:
        if not volume.member:
            yield file
            return
        with zipfile.ZipFile(file) as packed, packed.open(volume.member) as member:
            yield member


@contextmanager
def _opened(place: str) -> Iterator[IO[bytes]]:
    if not is_remote(place):
        with Path(place).open("rb") as file:
            yield file
        return
    with _remote(place) as remote:
        yield remote


def _told_of(place: str) -> tuple[str, int]:
    """A text that changes when the file does, and its size. Raises :class:`InputError` where it is not there."""
    try:
        if not is_remote(place):
            facts = Path(place).stat()
            return f"{facts.st_mtime_ns}:{facts.st_size}", facts.st_size
        from fsspec.core import url_to_fs  # noqa: PLC0415 - the extra may be missing

        system, path = url_to_fs(place)
        told = system.info(path)
    except ImportError as error:
        raise _lacks(place, error) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "there is nothing that can be read"
        raise InputError(f"cannot be read: {reason}", where=place, remedy="Mend its address or your rights to it.") from error
    known = [str(told[name]) for name in ("size", "ETag", "etag", "mtime", "LastModified", "last_modified", "created") if told.get(name)]
    size = told.get("size")
    return sha256("\n".join(known).encode()).hexdigest()[:32], size if isinstance(size, int) else 0


def _remote(place: str) -> IO[bytes]:
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - the extra may be missing

        system, path = url_to_fs(place)
        return cast("IO[bytes]", system.open(path, "rb"))
    except ImportError as error:
        raise _lacks(place, error) from error


def _lacks(place: str, error: ImportError) -> InputError:
    if error.name and error.name.partition(".")[0] == "fsspec":
        return missing("scale", "fsspec", where=place)
    what = str(error).strip().splitlines()[0] if str(error).strip() else "a package that fsspec needs"
    return InputError(f"cannot be reached without one more package: {what}", where=place, remedy="Install it beside newsfold[scale].")
