"""One file holds all that a portal knows beside its repository, and dumps of older newsfolds can still be loaded."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsfold.backing_up import dump, load
from newsfold.errors import InputError, StoreError
from newsfold.settings import StoreSettings
from newsfold.store import IndexRow, Store
from newsfold.store.people import People, Subscriber

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
SQLITE = StoreSettings()


def fill(folder: Path, *addresses: str, settings: StoreSettings = SQLITE) -> None:
    with Store.in_folder(folder, settings) as store:
        store.records.put([IndexRow(path=f"_news/{address}.md", stamp="1", prints=b"", published_at=NOW) for address in addresses])
    with People.in_folder(folder, settings) as people:
        people.subscribers.put_new([Subscriber(address=address, asked_at=NOW) for address in addresses])


def told(folder: Path, settings: StoreSettings = SQLITE) -> tuple[list[str], list[str]]:
    with Store.in_folder(folder, settings) as store, People.in_folder(folder, settings) as people:
        return sorted(store.records.stamps()), sorted(one.address for one in people.subscribers.all())


def backed_up(folder: Path, settings: StoreSettings = SQLITE) -> Path:
    with Store.in_folder(folder, settings) as store:
        dump(folder, store, settings, folder / "all.gz")
    return folder / "all.gz"


def test_a_backup_brings_store_and_people_back_in_either_database(tmp_path: Path, postgresql: str) -> None:
    server = StoreSettings(url=postgresql, schema="backups")
    fill(tmp_path, "ida@lumen.example")
    before = told(tmp_path)
    file = backed_up(tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    fill(tmp_path, "late@lumen.example", settings=server)
    done = load(tmp_path, server, file)
    assert told(tmp_path, server) == before
    assert done.people is not None
    load(tmp_path / "other", SQLITE, backed_up(tmp_path, server))
    assert told(tmp_path / "other") == before


def test_the_people_can_be_left_as_they_are(tmp_path: Path) -> None:
    fill(tmp_path, "ida@lumen.example")
    file = backed_up(tmp_path)
    with People.in_folder(tmp_path) as people:
        people.subscribers.delete("ida@lumen.example", at=NOW)
    assert load(tmp_path, SQLITE, file, with_people=False).people is None
    assert told(tmp_path) == (["_news/ida@lumen.example.md"], [])


def test_a_dump_from_before_there_were_people_leaves_them_alone(tmp_path: Path) -> None:
    fill(tmp_path, "ida@lumen.example")
    with Store.in_folder(tmp_path) as store:
        store.dump(tmp_path / "old.gz")
    fill(tmp_path, "late@lumen.example")
    assert load(tmp_path, SQLITE, tmp_path / "old.gz").people is None
    assert told(tmp_path) == (["_news/ida@lumen.example.md"], ["ida@lumen.example", "late@lumen.example"])


def damaged(body: bytes) -> dict[str, bytes]:
    lines = gzip.decompress(body).splitlines(keepends=True)
    head = next(number for number, line in enumerate(lines) if line.startswith(b'{"newsfold":"people"'))
    return {
        "cut": body[:-20],
        "people that are none": gzip.compress(b"".join([*lines[: head + 1], b"{}\n"])),
        "a store that is none": gzip.compress(b"".join([lines[0], b"{}\n", *lines[head:]])),
        "two stores": gzip.compress(b"".join([*lines[:head], *lines[:head]])),
        "three halves": gzip.compress(b"".join([*lines, *lines[head:]])),
        "a step of the future": gzip.compress(b"".join([*lines[:head], b'{"newsfold":"people","steps":["9999-x"]}\n'])),
        "text": b"no dump",
        "nothing": b"",
    }


@pytest.mark.parametrize(
    "kind", ["cut", "people that are none", "a store that is none", "two stores", "three halves", "a step of the future", "text", "nothing"]
)
def test_a_file_of_which_one_half_is_no_dump_changes_neither(tmp_path: Path, kind: str) -> None:
    fill(tmp_path, "ida@lumen.example")
    (tmp_path / "bad.gz").write_bytes(damaged(backed_up(tmp_path).read_bytes())[kind])
    fill(tmp_path, "late@lumen.example")
    before = told(tmp_path)
    with pytest.raises((InputError, StoreError), match=r"bad\.gz|newer newsfold"):
        load(tmp_path, SQLITE, tmp_path / "bad.gz")
    assert told(tmp_path) == before


def test_readers_of_another_portal_on_the_server_are_neither_told_nor_loaded_over(tmp_path: Path, postgresql: str) -> None:
    server = StoreSettings(url=postgresql, schema="readers_of_two_sites")
    one, other = tmp_path / "x1" / "site", tmp_path / "x2" / "site"
    fill(one, "ida@lumen.example", settings=server)
    before = told(one, server)
    fill(other, "olaf@tide.example")
    with pytest.raises(StoreError, match="two portals must not share one"):
        load(other, server, backed_up(other))
    with pytest.raises(StoreError, match="two portals must not share one"):
        People.in_folder(other, server)
    assert told(one, server) == before


def test_readers_follow_a_portal_that_was_moved_and_hold_a_place_that_has_no_store_yet(tmp_path: Path, postgresql: str) -> None:
    server = StoreSettings(url=postgresql, schema="readers_of_a_mover")
    with People.in_folder(tmp_path / "site", server) as people:
        people.subscribers.put_new([Subscriber(address="ida@lumen.example", asked_at=NOW)])
    with pytest.raises(StoreError, match="two portals must not share one"):
        Store.in_folder(tmp_path / "other", server)
    (tmp_path / "site").rename(tmp_path / "moved")
    with People.in_folder(tmp_path / "moved", server) as people:
        assert [one.address for one in people.subscribers.all()] == ["ida@lumen.example"]
    assert told(tmp_path / "moved", server) == ([], ["ida@lumen.example"])


def test_a_server_that_is_not_there_is_told_as_that_of_the_people_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the people database cannot be opened") as caught:
        People.in_folder(tmp_path, StoreSettings(url="postgresql://ada:s3cret@127.0.0.1:1/news"))
    assert "s3cret" not in str(caught.value)
