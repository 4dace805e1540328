"""A store of any age is brought to today's tables, and one of a newer newsfold is left alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import inspect, text

from newsfold.article import Article
from newsfold.errors import StoreError
from newsfold.page import Entry, EntryPrint, SourceCounts, SourceState
from newsfold.settings import StoreSettings
from newsfold.store import Draft, Store
from newsfold.store.connection import made_engine
from newsfold.store.migrations import STORE
from newsfold.store.places import schema_of, url_of
from newsfold.store.tables import metadata

Make = Callable[..., Article]
NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)

FIRST_WEEKS = Path(__file__).with_name("first_weeks.sql").read_text()


@pytest.fixture
def old(tmp_path: Path, make_article: Make) -> Path:
    """A portal folder whose store is of the first weeks, with a source, an entry that waits and an article that is published."""
    (tmp_path / ".newsfold").mkdir()
    article = make_article(web_url="https://a.example/1", path="_news/1.md", published=True, heat=40)
    waits = Entry(source="https://a.example/feed", id="2", url="https://a.example/2")
    with sqlite3.connect(tmp_path / ".newsfold" / "store.db") as connection:
        connection.executescript(FIRST_WEEKS)
        row = ("https://a.example/feed", '"1"', None, "Ä", "2026-11-15T20:00:00Z", "2026-11-15T20:00:00Z", 0, None, 2)
        connection.execute("INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        entry = (waits.source, waits.id, waits.url, "waiting", 1, msgspec.json.encode(waits))
        connection.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", entry)
        draft = msgspec.json.encode(Draft(article=article, state="recorded", source=waits.source))
        connection.execute("INSERT INTO drafts VALUES (?, ?, ?, ?)", (article.address, "recorded", article.path, draft))
        connection.execute("INSERT INTO rejected VALUES ('https://a.example/3', 'rate', 'off topic', NULL, '2026-11-15T20:00:00Z', NULL)")
    connection.close()
    return tmp_path


def test_a_store_of_the_first_weeks_keeps_all_it_had(old: Path) -> None:
    with Store.in_folder(old) as store:
        state = SourceState(url="https://a.example/feed", etag='"1"', title="Ä", checked_at=NOW, succeeded_at=NOW, entry_count=2)
        assert store.source_states() == {state.url: state}
        assert [one.entry.id for one in store.waiting_entries(NOW)] == ["2"]
        assert store.prints(state.url, [EntryPrint(id="2", address="")]) == (EntryPrint(id="2", address="https://a.example/2"),)
        assert store.drafts_of(["_news/1.md"])["_news/1.md"].article.published
        assert store.source_counts() == {state.url: SourceCounts(url=state.url, articles=1, published=1)}
        assert [why.reason for why in store.rejections()] == ["off topic"]
        assert store.decisions.all() == ()


def test_an_old_store_and_a_new_one_have_the_same_tables_on_both_databases(place: StoreSettings, old: Path, tmp_path: Path) -> None:
    def tables(folder: Path, where: StoreSettings) -> dict[str, object]:
        engine = made_engine(
            url_of(where).set(database=str(folder / ".newsfold/store.db")) if not where.url else url_of(where),
            schema=schema_of(folder, where),
        )
        with engine.connect() as connection:
            seen = inspect(connection)
            found = {
                name: (
                    {column["name"] for column in seen.get_columns(name)},
                    {index["name"] for index in seen.get_indexes(name)},
                    seen.get_pk_constraint(name)["constrained_columns"],
                )
                for name in seen.get_table_names()
                if name not in ("migrations", "holder")  # Beside the steps; PostgreSQL alone has the latter.
            }
        engine.dispose()
        return found

    with Store.in_folder(old), Store.in_folder(tmp_path / "new", place):
        today = {
            table.name: (
                {column.name for column in table.columns},
                {index.name for index in table.indexes},
                list(table.primary_key.columns.keys()),
            )
            for table in metadata.sorted_tables
        }
        assert tables(old, StoreSettings()) == tables(tmp_path / "new", place) == today


def test_a_step_that_fails_leaves_the_store_as_it_was(place: StoreSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.in_folder(tmp_path, place).close()
    steps = dict(STORE.steps)

    def fails(connection) -> None:
        connection.execute(text("CREATE TABLE half (a INTEGER)"))
        connection.execute(text("INSERT INTO half VALUES (1)"))
        connection.execute(text("this is no SQL"))

    monkeypatch.setitem(STORE.steps, "9999-fails", fails)
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.in_folder(tmp_path, place)
    monkeypatch.undo()
    assert dict(STORE.steps) == steps
    with Store.in_folder(tmp_path, place) as store, store._reading() as connection:
        assert "half" not in inspect(connection).get_table_names()
        assert STORE.migrate(store._engine) == ()


def test_a_store_of_a_newer_newsfold_is_left_alone_and_told(place: StoreSettings, tmp_path: Path) -> None:
    with Store.in_folder(tmp_path, place) as store, store._writing() as connection:
        connection.execute(text("INSERT INTO migrations VALUES ('0999-of-tomorrow')"))
    with pytest.raises(StoreError, match=r"newer newsfold .step 0999-of-tomorrow.*Update newsfold"):
        Store.in_folder(tmp_path, place)
