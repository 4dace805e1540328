"""Where a store is, who may share a database, and what is told when there is none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from newsfold.article import Article
from newsfold.errors import NewsfoldError, SettingsError, StoreError
from newsfold.page import SourceState
from newsfold.settings import StoreSettings
from newsfold.store import Draft, Store
from newsfold.store.places import schema_of

Make = Callable[..., Article]


def test_portals_that_share_a_database_do_not_see_each_other(postgresql: str, tmp_path: Path, make_article: Make) -> None:
    settings = StoreSettings(url=postgresql)
    with Store.in_folder(tmp_path / "AI news", settings) as one, Store.in_folder(tmp_path / "herring", settings) as other:
        one.put_drafts([Draft(article=make_article())])
        assert len(one.drafts("read")) == 1
        assert other.drafts("read") == ()
    Store.delete_in_folder(tmp_path / "AI news", settings)
    with Store.in_folder(tmp_path / "AI news", settings) as again:
        assert again.drafts("read") == ()


def test_the_schema_is_the_folders_name_in_plain_letters_unless_one_is_set(tmp_path: Path) -> None:
    assert schema_of(tmp_path / "Künstliche Intelligenz!", StoreSettings()) == "newsfold_kunstliche_intelligenz"
    assert len(schema_of(tmp_path / ("a" * 200), StoreSettings())) == 63
    assert schema_of(tmp_path, StoreSettings(schema="portal_7")) == "portal_7"
    for wrong in ('a"; DROP SCHEMA public; --', "Großes", "pg_own", "a" * 64):
        with pytest.raises(SettingsError, match=r"store\.schema"):
            schema_of(tmp_path, StoreSettings(schema=wrong))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://ada:s3cret@127.0.0.1:1/news", "cannot be opened"),
        ("postgresql+asyncpg://ada:s3cret@127.0.0.1/news", "not supported"),
        ("mysql://ada:s3cret@127.0.0.1/news", "not supported"),
        ("ada:s3cret@127.0.0.1/news", "no address of a database"),
        ("sqlite://", "not supported"),
    ],
)
def test_a_database_that_is_not_there_is_told_without_its_password(url: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(NewsfoldError, match=told) as caught:
        Store.in_folder(tmp_path, StoreSettings(url=url))
    assert "s3cret" not in str(caught.value)
    assert caught.value.remedy


def test_a_file_can_be_named_from_the_portals_folder(tmp_path: Path) -> None:
    Store.in_folder(tmp_path, StoreSettings(url="sqlite:///elsewhere/state.db")).close()
    assert (tmp_path / "elsewhere" / "state.db").exists()


def test_many_who_open_and_write_one_store_at_once_lose_nothing(place: StoreSettings, tmp_path: Path, make_article: Make) -> None:
    article = make_article()
    failures: list[Exception] = []

    def write(number: int) -> None:
        try:
            with Store.in_folder(tmp_path, place) as store:
                for turn in range(10):
                    store.put_drafts([Draft(article=article), Draft(article=make_article(f"Of {number} and {turn}"))])
        except StoreError as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    with Store.in_folder(tmp_path, place) as store:
        assert len(store.drafts("read")) == 41


@pytest.mark.parametrize("where", ["postgresql", "sqlite"])
def test_the_store_of_another_portal_is_neither_deleted_nor_loaded_over(where: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    url = request.getfixturevalue("postgresql") if where == "postgresql" else f"sqlite:///{tmp_path}/shared.db"
    settings = StoreSettings(url=url, schema="of_two_sites")
    state = SourceState(url="https://gull.example/feed")
    with Store.in_folder(tmp_path / "x1" / "site", settings) as store:
        store.put_source_states([state])
    with Store.in_folder(tmp_path / "x2" / "site") as store:
        store.dump(tmp_path / "d.dump")
    with pytest.raises(StoreError, match="two portals must not share one"):
        Store.delete_in_folder(tmp_path / "x2" / "site", settings)
    with pytest.raises(StoreError, match="two portals must not share one"):
        Store.load_in_folder(tmp_path / "x2" / "site", tmp_path / "d.dump", settings)
    with Store.in_folder(tmp_path / "x1" / "site", settings) as store:
        assert list(store.source_states()) == [state.url]
    Store.delete_in_folder(tmp_path / "x1" / "site", settings)
    with Store.in_folder(tmp_path / "x1" / "site", settings) as store:
        assert not store.source_states()


def test_a_damaged_store_in_a_file_that_is_named_can_be_deleted(tmp_path: Path) -> None:
    settings = StoreSettings(url="sqlite:///state.db")
    (tmp_path / "state.db").write_bytes(b"no database" * 1_000)
    Store.delete_in_folder(tmp_path, settings)
    Store.in_folder(tmp_path, settings).close()
