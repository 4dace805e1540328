"""Backups: what the portal knows beside its repository, store and people database, in one file.

The file is JSON lines packed with gzip: the store's dump, then that of the people database, each begun by a line that names it. A dump of
an older newsfold ends after the first; loading it leaves the people alone.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from newsfold.article import Frozen
from newsfold.errors import InputError
from newsfold.settings import StoreSettings
from newsfold.store import Store
from newsfold.store.dump import check_dump
from newsfold.store.people import People
from newsfold.store.people.dumping import check_people_dump

_HEAD: Final = b'{"newsfold":'
"""How the line begins that names what follows; a line with a row begins with its table."""

_REMEDY: Final = "Name a file that `newsfold store dump` wrote."


class BackedUp(Frozen, frozen=True, kw_only=True):
    """How many rows a dump has: of the store, and of the people database; None where it has none of people, as older dumps."""

    rows: int
    people: int | None = None


def dump(folder: Path, store: Store, settings: StoreSettings, file: Path) -> BackedUp:
    """Write store and people database into a file that only its owner can read: it holds addresses and secrets.

    Each is written as it stood at one moment. Raises :class:`InputError` where the file cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="newsfold-dump-") as apart, People.in_folder(folder, settings) as people:
        parts = Path(apart) / "store", Path(apart) / "people"
        done = BackedUp(rows=store.dump(parts[0]), people=people.dump(parts[1]))
        try:
            file.touch(mode=0o600)
            file.chmod(0o600)
            with file.open("wb") as out:
                for part in parts:  # What gzip packed in two goes stands behind each other as one (RFC 1952, 2.2).
                    with part.open("rb") as packed:
                        shutil.copyfileobj(packed, out)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", where=str(file), remedy="Name another file.") from error
    return done


def load(folder: Path, settings: StoreSettings, file: Path, *, with_people: bool = True) -> BackedUp:
    """Make the store, and the people database where the dump has one, again from a dump; what stood in them is gone.

    ``with_people``: whether the people database is touched at all. Both halves are read through before anything is changed. Raises
    :class:`InputError` for a file that is no dump and :class:`newsfold.errors.StoreError`.
    """
    with _parted(file) as (of_store, of_people):
        wanted = of_people if with_people else None
        try:
            check_dump(of_store)
            if wanted is not None:
                check_people_dump(wanted)
        except InputError as error:
            raise InputError("is no whole dump of a store", where=str(file), remedy=_REMEDY) from error
        rows = Store.load_in_folder(folder, of_store, settings)
        if wanted is None:
            return BackedUp(rows=rows)
        with People.in_folder(folder, settings) as people:
            return BackedUp(rows=rows, people=people.load(wanted))


@contextmanager
def _parted(file: Path) -> Iterator[tuple[Path, Path | None]]:
    """The two halves of a dump as files of their own; the given file itself where it has only the first."""
    with tempfile.TemporaryDirectory(prefix="newsfold-dump-") as apart:
        parts = Path(apart) / "store", Path(apart) / "people"
        try:
            heads = _part(file, parts)
        except OSError as error:
            problem = f"cannot be read: {error.strerror or error}"
            raise InputError(problem, where=str(file), remedy=_REMEDY) from error
        except (EOFError, zlib.error) as error:
            raise InputError("is no whole dump of a store", where=str(file), remedy=_REMEDY) from error
        yield (parts[0], parts[1]) if heads > 1 else (file, None)


def _part(file: Path, parts: tuple[Path, Path]) -> int:
    """Write the halves apart; how many there are."""
    heads = 0
    with (
        gzip.open(file, "rb") as lines,
        gzip.open(parts[0], "wb", compresslevel=1) as of_store,
        gzip.open(parts[1], "wb", compresslevel=1) as of_people,
    ):
        for line in lines:
            heads += line.startswith(_HEAD)
            (of_people if heads > 1 else of_store).write(line)
    return heads
