"""The people database on SQLite and PostgreSQL: subscribers, deliveries, webhooks, deletion with proof."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from newsfold.errors import InputError, StoreError
from newsfold.settings import StoreSettings
from newsfold.store import Store
from newsfold.store.people import Call, Erasure, People, Subscriber, Tally, Webhook

NOW = datetime(2026, 11, 15, 20, 0, tzinfo=UTC)


@pytest.fixture
def people(tmp_path: Path, place: StoreSettings) -> Iterator[People]:
    with People.in_folder(tmp_path, place) as opened:
        yield opened


def subscriber(address: str, **fields: object) -> Subscriber:
    return Subscriber(**{"address": address, "asked_at": NOW, **fields})


def test_a_subscriber_is_found_however_the_address_is_written(people: People) -> None:
    kept = people.subscribers.put(subscriber("Ada@Lumen.example", topics=("AI Chips",), consent="the form on the site"))
    assert people.subscribers.find("ada@LUMEN.example") == kept
    assert people.subscribers.by_token(kept.token) == kept
    assert len(kept.token) >= 32
    assert people.subscribers.by_token("") is None


def test_nobody_is_subscribed_twice_and_a_list_goes_by_address(people: People) -> None:
    people.subscribers.put(subscriber("cy@a.example"))
    people.subscribers.put(subscriber("CY@a.example", state="subscribed"))
    assert people.subscribers.put_new([subscriber("cy@a.example"), subscriber("ada@a.example")]) == 1
    assert [one.address for one in people.subscribers.all()] == ["ada@a.example", "CY@a.example"]
    assert people.subscribers.counts() == {"waiting": 1, "subscribed": 1}


def test_a_long_list_is_gone_through_whole(people: People) -> None:
    people.subscribers.put_new([subscriber(f"reader-{number:04}@a.example") for number in range(1_100)])
    assert len({one.address for one in people.subscribers.all("waiting")}) == 1_100


def test_a_mail_is_handed_over_once_and_settled(people: People) -> None:
    people.deliveries.add("2026-11-15", ["ada@a.example", "cy@a.example"], at=NOW)
    assert people.deliveries.hand_over("2026-11-15", "ada@a.example", at=NOW)
    assert not people.deliveries.hand_over("2026-11-15", "ADA@a.example", at=NOW)
    people.deliveries.settle("2026-11-15", "ada@a.example", "sent", at=NOW, answer="250 taken")
    people.deliveries.add("2026-11-15", ["ada@a.example", "cy@a.example"], at=NOW)
    assert [one.address for one in people.deliveries.waiting("2026-11-15", limit=9)] == ["cy@a.example"]
    assert people.deliveries.tally("2026-11-15") == Tally(waiting=1, sent=1)


def test_a_mail_that_is_always_put_off_is_given_up(people: People) -> None:
    people.deliveries.add("2026-11-15", ["ada@a.example"], at=NOW)
    for _ in range(5):
        people.deliveries.settle("2026-11-15", "ada@a.example", "waiting", at=NOW, answer="451 later")
    assert people.deliveries.tally("2026-11-15") == Tally(refused=1)


def test_a_deletion_leaves_nothing_but_a_proof_only_the_person_can_use(people: People) -> None:
    people.subscribers.put(subscriber("ada@a.example"))
    people.deliveries.add("2026-11-15", ["ada@a.example"], at=NOW)
    proof = people.subscribers.delete("Ada@a.example", at=NOW)
    assert proof is not None
    assert proof.deliveries == 1
    assert people.subscribers.find("ada@a.example") is None
    assert people.deliveries.of("ada@a.example") == ()
    assert people.subscribers.was_deleted(proof, "ada@a.example")
    assert not people.subscribers.was_deleted(proof, "cy@a.example")
    assert not people.subscribers.was_deleted(Erasure(id=proof.id, salt="0" * 32, at=NOW, deliveries=1), "ada@a.example")
    assert people.subscribers.delete("ada@a.example", at=NOW) is None


def test_nothing_of_a_deleted_address_is_left_in_the_file(tmp_path: Path) -> None:
    with People.in_folder(tmp_path) as people:
        people.subscribers.put(subscriber("ada.quill@secret.example"))
        people.subscribers.delete("ada.quill@secret.example", at=NOW)
    files = list((tmp_path / ".newsfold").glob("people.db*"))
    assert files
    assert not any(b"ada.quill" in file.read_bytes() for file in files)


def test_old_deliveries_are_let_go_of(people: People) -> None:
    people.deliveries.add("old", ["ada@a.example"], at=NOW)
    people.deliveries.settle("old", "ada@a.example", "sent", at=NOW, answer="250")
    assert people.deliveries.forget(before=NOW) == 0
    assert people.deliveries.forget(before=NOW + timedelta(days=1)) == 1


def test_a_webhook_is_told_of_an_article_once(people: People) -> None:
    hook = Webhook(id="hook", url="https://listener.example/in", secret="s", since=NOW, topic="AI", minimum_heat=40)
    people.webhooks.add(hook)
    call = Call(id="one", webhook="hook", article="https://a.example/1", body=b"{}", due_at=NOW)
    people.webhooks.add_calls([call, call.evolve(id="two")])
    assert people.webhooks.all() == (hook,)
    assert people.webhooks.due(NOW - timedelta(seconds=1)) == ()
    assert people.webhooks.due(NOW) == (call,)
    people.webhooks.settle(call.evolve(state="made", tries=1, answer="204"))
    assert people.webhooks.due(NOW + timedelta(days=9)) == ()
    assert people.webhooks.remove("hook")
    assert people.webhooks.calls_of("hook") == ()
    assert not people.webhooks.remove("hook")


def test_deleting_the_store_leaves_the_people(tmp_path: Path, place: StoreSettings, people: People) -> None:
    people.subscribers.put(subscriber("ada@a.example"))
    Store.in_folder(tmp_path, place).close()
    Store.delete_in_folder(tmp_path, place)
    with People.in_folder(tmp_path, place) as again:
        assert again.subscribers.find("ada@a.example") is not None


def test_a_dump_brings_everybody_back_into_either_database(people: People, tmp_path: Path) -> None:
    people.subscribers.put(subscriber("ada@a.example", state="subscribed", consent="the form — yes", topics=("AI",)))
    people.deliveries.add("2026-11-15", ["ada@a.example"], at=NOW)
    people.webhooks.add(Webhook(id="hook", url="https://listener.example/in", secret="s", since=NOW))
    dump = tmp_path / "people.gz"
    assert people.dump(dump) == 3
    assert dump.stat().st_mode & 0o077 == 0
    with People.in_folder(tmp_path / "other") as other:
        other.subscribers.put(subscriber("gone@a.example"))
        assert other.load(dump) == 3
        assert [one.address for one in other.subscribers.all()] == ["ada@a.example"]
        assert other.subscribers.find("ada@a.example") == people.subscribers.find("ada@a.example")
        assert other.deliveries.tally("2026-11-15") == Tally(waiting=1)
        (tmp_path / "cut.gz").write_bytes(dump.read_bytes()[:-20])
        with pytest.raises(InputError, match="no whole dump"):
            other.load(tmp_path / "cut.gz")
        assert other.subscribers.find("ada@a.example") is not None


def test_a_database_of_a_newer_newsfold_is_refused(tmp_path: Path, place: StoreSettings, people: People) -> None:
    with people.engine.begin() as connection:
        connection.execute(text("INSERT INTO migrations VALUES ('9999-from-the-future')"))
    with pytest.raises(StoreError, match="newer newsfold"):
        People.in_folder(tmp_path, place)


def test_a_damaged_file_is_told_with_a_remedy_that_does_not_delete_it(tmp_path: Path) -> None:
    (tmp_path / ".newsfold").mkdir()
    (tmp_path / ".newsfold" / "people.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="do not delete it"):
        People.in_folder(tmp_path)
