"""Backups: a store as a file of JSON lines, packed with gzip, that a store in SQLite or PostgreSQL is made from again.

The first line tells which steps the store had taken. Loading takes just those, puts the rows in, then takes the steps that came since; so a
dump of any age can be loaded. All of it is one transaction.
"""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, MetaData, Table, column, insert, inspect, select, table

from newsfold.errors import InputError
from newsfold.store.connection import BATCH, Part, told_clearly
from newsfold.store.holders import holder
from newsfold.store.migrations import STORE, WRITING, migrations

_Row = tuple[str, dict[str, Any]]

_NOT_DUMPED = frozenset({migrations.name, holder.name})
"""What tells of this one database: which steps it took, and whose it is."""


class _Head(msgspec.Struct, kw_only=True):
    newsfold: str
    steps: tuple[str, ...]


class _Line(msgspec.Struct, kw_only=True):
    table: str
    row: dict[str, str | int | bool | dict[str, str] | None]


class Dumping(Part):
    """Writes the whole store into a file."""

    def dump(self, file: Path) -> int:
        """Write every row of every table, as they stood at one moment, and return how many there are. Raises :class:`InputError`."""
        count = 0
        try:
            with file.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as out, self._snapshot() as connection:
                steps = tuple(name for name in STORE.steps if name in STORE.taken(connection))
                out.write(msgspec.json.encode(_Head(newsfold="store", steps=steps)) + b"\n")
                for name, row in _rows(connection):
                    out.write(json.dumps({"table": name, "row": row}, ensure_ascii=False).encode() + b"\n")
                    count += 1
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", where=str(file), remedy="Name another file.") from error
        return count

    def _snapshot(self) -> Connection:
        """A connection that sees the store as it stands now, whatever others write meanwhile."""
        connection = self._engine.connect()
        return connection.execution_options(isolation_level="REPEATABLE READ") if connection.dialect.name == "postgresql" else connection


def load_dump(engine: Engine, file: Path) -> int:
    """Make the store again from a dump and return how many rows it has; what stood in it is gone.

    ``engine`` may lead to a store of any state. Raises :class:`InputError` for a file that is no dump, before anything is changed;
    :class:`newsfold.errors.StoreError` for one of a newer newsfold.
    """
    steps = _whole(file)
    with told_clearly(), engine.connect().execution_options(**WRITING) as connection, connection.begin():
        empty(connection)
        STORE.take(connection, steps)
        count = _fill(connection, _lines(file))
        STORE.take(connection, STORE.steps)
    return count


def check_dump(file: Path) -> None:
    """Read a dump through. Raises as :func:`load_dump`, and changes nothing."""
    _whole(file)


def empty(connection: Connection) -> None:
    """Take every table of the store away, whatever its state; whose it is stays. Raises what the database raises."""
    there = MetaData()
    there.reflect(connection)
    there.drop_all(connection, tables=[each for each in there.sorted_tables if each.name != holder.name])


def _rows(connection: Connection) -> Iterator[_Row]:
    for name in sorted(inspect(connection).get_table_names()):
        if name in _NOT_DUMPED:
            continue
        held = Table(name, MetaData(), autoload_with=connection)
        query = select(held).order_by(*held.primary_key.columns)
        for row in connection.execution_options(stream_results=True).execute(query).mappings():
            yield name, {key: _plain(value) for key, value in row.items()}


def _plain(value: Any) -> Any:
    return {"base64": b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value


def _raw(value: Any) -> Any:
    return b64decode(value["base64"], validate=True) if isinstance(value, dict) else value


def _whole(file: Path) -> frozenset[str]:
    """The steps a dump's store had taken, once every line was read and found to be of a dump."""
    try:
        with gzip.open(file, "rb") as lines:
            head = msgspec.json.decode(next(iter(lines), b""), type=_Head)
        if head.newsfold != "store":
            raise ValueError(head.newsfold)
        for _ in _lines(file):
            pass
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise InputError(problem, where=str(file), remedy="Name a file that `newsfold store dump` wrote.") from error
    except (EOFError, ValueError, KeyError, zlib.error, msgspec.MsgspecError) as error:
        raise InputError("is no whole dump of a store", where=str(file), remedy="Name a file that `newsfold store dump` wrote.") from error
    return STORE.checked(head.steps, where=str(file))


def _lines(file: Path) -> Iterator[_Row]:
    decoder = msgspec.json.Decoder(_Line)
    with gzip.open(file, "rb") as lines:
        next(lines)
        for line in lines:
            told = decoder.decode(line)
            yield told.table, {name: _raw(value) for name, value in told.row.items()}


def _no_dump(problem: str) -> InputError:
    return InputError(f"is no whole dump of a store: {problem}", where="the dump", remedy="Name a file that `newsfold store dump` wrote.")


def _fill(connection: Connection, rows: Iterable[_Row]) -> int:
    count = 0
    there = set(inspect(connection).get_table_names()) - _NOT_DUMPED
    for name, group in groupby(rows, key=lambda row: row[0]):
        if name not in there:
            raise _no_dump(f"has rows of a table that no store has ({name[:40]})")
        kinds: Mapping[str, Any] = {found["name"]: found["type"] for found in inspect(connection).get_columns(name)}
        target = table(name, *(column(key, kind) for key, kind in kinds.items()))
        connection.execute(target.delete())
        batch: list[dict[str, Any]] = []
        for _, row in group:
            batch.append(row)
            if not row.keys() <= kinds.keys():
                raise _no_dump(f"has rows of {name} with columns that no store has")
            if len(batch) == BATCH:
                connection.execute(insert(target), batch)
                count += len(batch)
                batch = []
        if batch:
            connection.execute(insert(target), batch)
        count += len(batch)
    return count
