"""A dump holds all of a store, and a store in either database is made again from it."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Integer, LargeBinary, insert

from newsfold.errors import InputError, StoreError
from newsfold.settings import StoreSettings
from newsfold.store import Draft, IndexRow, Store
from newsfold.store.column_types import Moment
from newsfold.store.tables import metadata

zipped = partial(gzip.compress, mtime=0)
"""Without the time of day, which would make a test's name another in each process."""

FIRST_WEEKS = Path(__file__).with_name("first_weeks.sql").read_text()
NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)


def fill(store: Store) -> int:
    """Three rows in every table, whatever its columns; return how many rows there are."""
    with store._writing() as connection:
        for table in metadata.sorted_tables:
            for number in range(3):
                connection.execute(insert(table), {column.name: _value(column.type, number) for column in table.columns})
    return 3 * len(metadata.sorted_tables)


def _value(kind: object, number: int) -> object:
    values = {LargeBinary: bytes([0, 255, number]), Boolean: number == 1, Integer: number, Moment: NOW.replace(minute=number)}
    return next((value for type, value in values.items() if isinstance(kind, type)), f'"é{number}\n')


def test_a_dump_goes_from_one_database_to_the_other_and_back(postgresql: str, tmp_path: Path) -> None:
    server = StoreSettings(url=postgresql, schema="dumped")
    with Store.in_folder(tmp_path) as store:
        rows = fill(store)
        assert store.dump(tmp_path / "one.gz") == rows
    with Store.in_folder(tmp_path, server) as store:
        store.records.put([IndexRow(path="_news/gone.md", stamp="1", prints=b"", published_at=NOW)])
    assert Store.load_in_folder(tmp_path, tmp_path / "one.gz", server) == rows
    with Store.in_folder(tmp_path, server) as store:
        assert store.dump(tmp_path / "two.gz") == rows
    assert Store.load_in_folder(tmp_path / "other", tmp_path / "two.gz") == rows
    with Store.in_folder(tmp_path / "other") as store:
        store.dump(tmp_path / "three.gz")
    one, two, three = ((tmp_path / f"{name}.gz").read_bytes() for name in ("one", "two", "three"))
    assert one == two == three


def test_a_dump_of_an_older_store_is_loaded_and_brought_to_today(tmp_path: Path, place: StoreSettings) -> None:
    (tmp_path / ".newsfold").mkdir()
    connection = sqlite3.connect(tmp_path / ".newsfold" / "store.db")
    connection.executescript(FIRST_WEEKS + "INSERT INTO aliases VALUES ('https://a.example/1', 'https://a.example/2')")
    connection.close()
    lines = [
        '{"newsfold":"store","steps":["0001-first-tables","0002-index-of-records"]}',
        '{"table":"aliases","row":{"address":"https://a.example/1","article":"https://a.example/2"}}',
        '{"table":"sources","row":{"url":"https://a.example/feed","failures":2,"entry_count":0}}',
    ]
    (tmp_path / "dump.gz").write_bytes(zipped("\n".join(lines).encode()))
    assert Store.load_in_folder(tmp_path, tmp_path / "dump.gz", place) == 2
    with Store.in_folder(tmp_path, place) as store:
        assert store.knows("https://a.example/1")
        assert store.source_states()["https://a.example/feed"].failures == 2


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"not packed at all", "cannot be read"),
        (zipped(b""), "no whole dump"),
        (zipped(b'{"newsfold":"other","steps":[]}\n'), "no whole dump"),
        (zipped(b'{"newsfold":"store","steps":[]}\n{"table":1}\n'), "no whole dump"),
        (zipped(b'{"newsfold":"store","steps":["0001-first-tables"]}\n' + b'{"table":"aliases"' * 9)[:-12], "no whole dump"),
        (
            zipped(b'{"newsfold":"store","steps":["0001-first-tables"]}\n{"table":"users","row":{"a":1}}\n'),
            "no whole dump",
        ),
        (zipped(b'{"newsfold":"store","steps":["0001-first-tables"]}\n{"table":"aliases","row":{"b":1}}\n'), "no whole dump"),
    ],
    ids=["not packed", "empty", "of something else", "no row", "cut off", "unknown table", "unknown column"],
)
def test_what_is_no_dump_is_told_and_changes_nothing(
    content: bytes, problem: str, place: StoreSettings, tmp_path: Path, make_article: Callable[..., object]
) -> None:
    file = tmp_path / "dump.gz"
    file.write_bytes(content)
    draft = Draft(article=make_article())
    with Store.in_folder(tmp_path, place) as store:
        store.put_drafts([draft])
    with pytest.raises((InputError, StoreError), match=problem):
        Store.load_in_folder(tmp_path, file, place)
    with Store.in_folder(tmp_path, place) as store:
        assert store.drafts("read") == (draft,)


def test_a_dump_of_a_newer_newsfold_is_told(place: StoreSettings, tmp_path: Path) -> None:
    (tmp_path / "dump.gz").write_bytes(zipped(b'{"newsfold":"store","steps":["0999-of-tomorrow"]}\n'))
    with pytest.raises(StoreError, match=r"dump\.gz.*newer newsfold"):
        Store.load_in_folder(tmp_path, tmp_path / "dump.gz", place)
