"""Stores and people databases that were kept as they were after each step open today, with all they had, on SQLite and PostgreSQL."""

from __future__ import annotations

import itertools
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from newsfold.settings import StoreSettings
from newsfold.store import Store
from newsfold.store.connection import made_engine
from newsfold.store.migrations import STORE
from newsfold.store.people import People, Tally
from newsfold.store.people.migrations import PEOPLE
from newsfold.store.places import parsed

KEPT = Path(__file__).with_name("kept")
THEN = "kept_as_it_was"
NUMBERS = itertools.count(1)
NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
DIALECTS = ("sqlite", "postgresql")

Schema = dict[str, tuple[dict[str, str], set[str], list[str]]]


def schema_of(engine: Engine) -> Schema:
    """Each table's columns with their types and whether they may be empty, its indexes, its key."""
    seen = inspect(engine)
    columns, indexes, keys = seen.get_multi_columns(), seen.get_multi_indexes(), seen.get_multi_pk_constraint()
    assert len(columns) > 3
    return {
        table[1]: (
            {column["name"]: f"{column['type']}{'' if column['nullable'] else ' NOT NULL'}" for column in columns[table]},
            {str(index["name"]) for index in indexes[table]},
            keys[table]["constrained_columns"],
        )
        for table in columns
    }


def brought_back(kept: Path, folder: Path, request: pytest.FixtureRequest, *, file: str) -> StoreSettings:
    """Put what was kept where a portal in ``folder`` has it."""
    text = kept.read_text()
    (folder / ".newsfold").mkdir(parents=True)
    if kept.suffixes[-2] == ".sqlite":
        connection = sqlite3.connect(folder / ".newsfold" / file)
        connection.executescript(text)
        connection.close()
        return StoreSettings()
    schema = f"old_{next(NUMBERS)}"
    settings = StoreSettings(url=request.getfixturevalue("postgresql"), schema=schema)
    engine = made_engine(parsed(settings.url))
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute(text.replace(THEN, f"{schema}_people" if file == "people.db" else schema))
        raw.commit()
    engine.dispose()
    return settings


def new_place(request: pytest.FixtureRequest, kept: Path) -> StoreSettings:
    """Where a new one of the same dialect is made."""
    if kept.suffixes[-2] == ".sqlite":
        return StoreSettings()
    return StoreSettings(url=request.getfixturevalue("postgresql"), schema=f"new_{next(NUMBERS)}")


@pytest.mark.parametrize("kind", ["store", "people"])
def test_every_step_has_what_was_kept_after_it(kind: str) -> None:
    steps = STORE.steps if kind == "store" else PEOPLE.steps
    wanted = {f"{kind}-{step}.{dialect}.sql" for step in steps for dialect in DIALECTS}
    assert {file.name for file in KEPT.glob(f"{kind}-*.sql")} == wanted, "run tools/keep_stores.py once, and keep what it writes"


@pytest.mark.parametrize("kept", sorted(KEPT.glob("store-*.sql")), ids=lambda file: file.stem)
def test_a_kept_store_opens_with_all_it_had_and_todays_tables(kept: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    place = brought_back(kept, tmp_path / "old", request, file="store.db")
    (tmp_path / "new").mkdir()
    with Store.in_folder(tmp_path / "old", place) as old, Store.in_folder(tmp_path / "new", new_place(request, kept)) as new:
        assert schema_of(old._engine) == schema_of(new._engine)
        (story,) = old.stories()
        assert len(story.members) == 3
        assert old.story_led_by(story.lead) == story
        drafts = {draft.article.address: draft for draft in old.drafts("recorded")}
        assert drafts.keys() == set(story.members)
        assert all(old.drafts_of([draft.article.path]) for draft in drafts.values())
        assert [draft.article.is_folded for draft in drafts.values()].count(False) == 1
        assert len(old.rejections()) == 2
        states = old.source_states()
        assert states
        assert all(state.succeeded_at for state in states.values())
        assert sum(counts.articles for counts in old.source_counts().values()) == 3
        assert len(states) in (2, 3)
        assert old.waiting_entries(NOW) == ()
        assert old.decisions.all() == ()


@pytest.mark.parametrize("kept", sorted(KEPT.glob("people-*.sql")), ids=lambda file: file.stem)
def test_kept_people_open_with_everybody_and_todays_tables(kept: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    place = brought_back(kept, tmp_path / "old", request, file="people.db")
    number = int(kept.name.removeprefix("people-")[:4])
    with People.in_folder(tmp_path / "old", place) as old, People.in_folder(tmp_path / "new", new_place(request, kept)) as new:
        assert schema_of(old.engine) == schema_of(new.engine)
        ada = old.subscribers.by_token("token-of-ada")
        assert ada is not None
        assert (ada.state, ada.topics, ada.consent) == ("subscribed", ("AI",), "the form on the site")
        assert old.deliveries.tally("2026-11-15") == (Tally(sent=1) if number >= 2 else Tally())
        assert [hook.id for hook in old.webhooks.all()] == (["hook"] if number >= 3 else [])
        assert old.accounts.count() == (1 if number >= 4 else 0)
