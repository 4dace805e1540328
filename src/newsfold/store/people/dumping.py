"""Backups of the people database: the same file of JSON lines as the store's, packed with gzip, under another name in its first line."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path

import msgspec
from sqlalchemy import Engine

from newsfold.errors import InputError
from newsfold.store import dump as lines
from newsfold.store.connection import told_clearly
from newsfold.store.migrations import WRITING
from newsfold.store.people.migrations import PEOPLE

_REMEDY = "Name a file that holds a dump of the people database."


class _Head(msgspec.Struct, kw_only=True):
    newsfold: str
    steps: tuple[str, ...]


def dump_people(engine: Engine, file: Path) -> int:
    """Write every row, as all stood at one moment, and return how many there are. It holds addresses and secrets: keep it safe.

    Raises :class:`InputError` where the file cannot be written.
    """
    count = 0
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    try:
        with file.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as out, told_clearly():
            file.chmod(0o600)
            with engine.connect().execution_options(**options) as connection:
                steps = tuple(name for name in PEOPLE.steps if name in PEOPLE.taken(connection))
                out.write(msgspec.json.encode(_Head(newsfold="people", steps=steps)) + b"\n")
                for name, row in lines._rows(connection):
                    out.write(json.dumps({"table": name, "row": row}, ensure_ascii=False).encode() + b"\n")
                    count += 1
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(file), remedy="Name another file.") from error
    return count


def load_people(engine: Engine, file: Path) -> int:
    """Make the people database again from a dump of any age; return how many rows it has. What stood in it is gone, all or nothing.

    Raises :class:`InputError` for a file that is no dump, before anything is changed, and :class:`newsfold.errors.StoreError`.
    """
    steps = _whole(file)
    with told_clearly(), engine.connect().execution_options(**WRITING) as connection, connection.begin():
        lines.empty(connection)
        PEOPLE.take(connection, steps)
        count = lines._fill(connection, lines._lines(file))
        PEOPLE.take(connection, PEOPLE.steps)
    return count


def check_people_dump(file: Path) -> None:
    """Read a dump through. Raises as :func:`load_people`, and changes nothing."""
    _whole(file)


def _whole(file: Path) -> frozenset[str]:
    try:
        with gzip.open(file, "rb") as opened:
            head = msgspec.json.decode(next(iter(opened), b""), type=_Head)
        if head.newsfold != "people":
            raise ValueError(head.newsfold)
        for _ in lines._lines(file):
            pass
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", where=str(file), remedy=_REMEDY) from error
    except (EOFError, ValueError, KeyError, zlib.error, msgspec.MsgspecError) as error:
        raise InputError("is no whole dump of a people database", where=str(file), remedy=_REMEDY) from error
    return PEOPLE.checked(head.steps, where=str(file))
