"""The store keeps what a killed run must find again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import default

from newsfold.article import Article
from newsfold.errors import StoreError
from newsfold.outcome import Reason, Rejected, Witness
from newsfold.page import Entry, EntryPrint, RobotsFile, SourceCounts, SourceState, Subscription
from newsfold.store import MOST_TRIES, Draft, Store
from newsfold.store.column_types import Moment
from newsfold.story import Decision, Story

Make = Callable[..., Article]
OpenStore = Callable[[], Store]
NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
STATE = SourceState(url="https://a.example/feed", etag='"1"', checked_at=NOW, entry_count=2)


def entry(number: int) -> Entry:
    return Entry(source=STATE.url, id=f"id-{number}", url=f"https://a.example/{number}?utm_source=feed", title=f"Title {number}")


def address(number: int) -> str:
    return f"https://a.example/{number}"


def told(number: int) -> EntryPrint:
    return EntryPrint(id=f"id-{number}", address=address(number), likeness=f"{number:016x}", words=f"{number:016x}", published_at=NOW)


def add(store: Store, *numbers: int) -> int:
    return store.add_entries(STATE, [(entry(number), told(number)) for number in numbers], at=NOW).new


def waiting(store: Store, now: datetime | None = None) -> list[str]:
    return [one.entry.id for one in store.waiting_entries(now)]


def test_entries_wait_until_they_are_done_also_after_reopening(store: Store, open_store: OpenStore, make_article: Make) -> None:
    assert add(store, 1, 2) == 2
    assert add(store, 2, 3) == 1
    store.add_draft(entry(1), address(1), Draft(article=make_article(web_url=address(1))))
    store.finish_entry(entry(2))
    store.close()
    again = open_store()
    assert waiting(again) == ["id-3"]
    assert again.source_states() == {STATE.url: STATE}
    assert add(again, 1, 2, 3) == 0


def test_an_entry_that_is_passed_over_is_told_once(store: Store) -> None:
    why = Rejected(stage="collect", reason="The entry is older than 30 days.", url=entry(9).url)
    for expected in ((why,), ()):
        assert store.add_entries(STATE, [], passed_over=[(entry(9), told(9), why)], at=NOW).passed_over == expected
    assert store.waiting_entries() == ()


def test_a_page_that_fails_waits_longer_each_time_and_is_given_up_at_last(store: Store) -> None:
    add(store, 1)
    why = Rejected(stage="collect", reason="Status 503.", code="status-503", url=entry(1).url)
    now, waits = NOW, []
    for _ in range(MOST_TRIES):
        store.fail_entry(entry(1), why, at=now)
        hours = (
            wait for wait in (0, 0.25, 1, 4, 16, 24) if not store.waiting_entries() or store.waiting_entries(now + timedelta(hours=wait))
        )
        waits.append(next(hours))
        now += timedelta(hours=waits[-1])
    assert waits == [0.25, 1, 4, 16, 24, 24, 24, 0]
    assert store.waiting_entries() == ()
    assert store.rejections() == (why,)


def test_a_page_that_is_gone_for_good_is_not_asked_for_again(store: Store) -> None:
    add(store, 1)
    store.fail_entry(entry(1), Rejected(stage="collect", reason="Gone.", code="gone", url=entry(1).url), at=NOW, for_good=True)
    assert store.waiting_entries() == ()


def test_a_try_that_a_host_put_off_counts_for_nothing(store: Store) -> None:
    add(store, 1)
    for _ in range(2 * MOST_TRIES):
        store.fail_entry(entry(1), Rejected(stage="collect", reason="Later.", url=entry(1).url), at=NOW, counts=False)
    assert waiting(store, NOW) == []
    assert waiting(store, NOW + timedelta(minutes=15)) == ["id-1"]


def test_a_page_that_is_read_at_last_is_rejected_no_more(store: Store, make_article: Make) -> None:
    add(store, 1)
    store.fail_entry(entry(1), Rejected(stage="collect", reason="Status 503.", url=entry(1).url), at=NOW)
    store.add_draft(entry(1), address(1), Draft(article=make_article(web_url=address(1))))
    assert store.rejections() == ()


@pytest.mark.parametrize("year", [1, 999, 1970, 9999])
def test_a_time_of_any_year_is_kept_and_found_again_by_the_next_run(store: Store, open_store: OpenStore, year: int) -> None:
    far = NOW.replace(year=year)
    store.add_entries(STATE, [(entry(1).evolve(published_at=far), told(1).evolve(published_at=far))], at=NOW)
    store.close()
    (known,) = open_store().prints(STATE.url, [told(1)])
    assert known.published_at == far


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_is_read_back_as_it_was_written_and_sorts_as_it_should(at: datetime) -> None:
    written = Moment().process_bind_param(at, default.DefaultDialect())
    assert Moment().process_result_value(written, default.DefaultDialect()) == at.replace(microsecond=0)
    assert written is not None
    assert (written < "2026-11-15T20:00:00Z") == (at.replace(microsecond=0) < NOW)


def test_a_year_that_an_earlier_version_wrote_with_fewer_digits_is_read() -> None:
    assert Moment().process_result_value("1-01-01T00:00:00Z", default.DefaultDialect()) == datetime(1, 1, 1, tzinfo=UTC)


def test_an_entry_is_found_by_its_id_its_address_and_its_likeness(store: Store) -> None:
    add(store, 1, 2, 3, 4)
    candidates = [
        EntryPrint(id="id-1", address="https://a.example/new"),
        EntryPrint(id="new", address=address(2)),
        EntryPrint(id="newer", address="https://a.example/newer", likeness=told(3).likeness),
    ]
    assert store.prints(STATE.url, candidates) == (told(1), told(2), told(3))
    assert store.prints("https://b.example/feed", candidates) == ()
    assert store.prints(STATE.url, []) == ()


def test_an_edited_entry_is_to_be_read_again_and_one_that_waits_goes_on_waiting(store: Store) -> None:
    add(store, 1, 2)
    store.finish_entry(entry(1))
    edits = [(entry(number).evolve(title="Edited"), told(number), told(number).evolve(words="f" * 16)) for number in (1, 2)]
    assert store.add_entries(STATE, [], changed=edits, at=NOW).edited == 2
    assert [(one.entry.id, one.entry.title, one.edited) for one in store.waiting_entries()] == [
        ("id-1", "Edited", True),
        ("id-2", "Edited", False),
    ]
    assert store.prints(STATE.url, [told(1)]) == (told(1).evolve(words="f" * 16),)


def test_an_entry_with_another_id_keeps_its_place_and_its_old_address_stays_known(store: Store) -> None:
    add(store, 1, 2)
    store.finish_entry(entry(1))
    renamed = [(entry(number + 6), told(number), told(number + 6)) for number in (1, 2)]
    store.add_entries(STATE, [], renamed=renamed, at=NOW)
    assert waiting(store) == ["id-8"]
    assert store.prints(STATE.url, [told(1), told(2), told(7), told(8)]) == (told(7), told(8))
    assert store.knows(address(1))
    assert not store.knows(address(2))


def test_an_id_that_a_source_uses_again_loses_neither_entry(store: Store) -> None:
    add(store, 1)
    again = entry(1).evolve(url="https://a.example/another", title="Another")
    assert store.add_entries(STATE, [(again, told(1).evolve(address="https://a.example/another"))], at=NOW).new == 1
    met = {one.address: one.entry for one in store.waiting_entries()}
    assert (met[address(1)].title, met["https://a.example/another"].title) == ("Title 1", "Another")
    for kept in met.values():
        store.finish_entry(kept)
    assert store.waiting_entries() == ()


def test_ids_and_addresses_of_any_length_and_with_any_sign_are_kept_apart(store: Store) -> None:
    long = "https://a.example/" + "é" * 4_000
    odd = [
        (entry(1).evolve(id=f"{long}{end}", title="a\0b"), EntryPrint(id=f"{long}{end}", address=f"{long}{end}", likeness="x"))
        for end in ("1", "2", "\0")
    ]
    assert store.add_entries(STATE, odd, at=NOW).new == 3
    assert store.add_entries(STATE, odd, at=NOW).new == 0
    assert set(store.prints(STATE.url, [print for _, print in odd])) == {print for _, print in odd}
    for one, _ in odd:
        store.fail_entry(one, Rejected(stage="collect", reason="a\0\ud800b", url=one.id), at=NOW, for_good=True)
    assert store.waiting_entries() == ()
    assert {why.reason for why in store.rejections()} == {"a?b"}


def test_a_source_that_recovers_is_rejected_no_more(store: Store) -> None:
    why = Rejected(stage="collect", reason="Status 503.", url=STATE.url, source=STATE.url)
    store.add_entries(STATE.evolve(failures=1), [], at=NOW)
    store.reject(why, at=NOW)
    assert store.rejections() == (why,)
    store.add_entries(STATE, [], at=NOW)
    assert store.rejections() == ()


def test_what_became_of_each_sources_articles_is_counted(store: Store, make_article: Make) -> None:
    stands = {"one": {"published": True, "heat": 40}, "two": {"published": False, "heat": -1}, "three": {}}
    store.put_drafts(Draft(article=make_article(title, **fields), source=STATE.url) for title, fields in stands.items())
    for number in (1, 2):
        store.reject(Rejected(stage="rate", reason="off topic", url=address(number), source="https://b.example/feed"), at=NOW)
    store.reject(Rejected(stage="collect", reason="Status 503.", url=STATE.url, source=STATE.url), at=NOW)
    assert store.source_counts() == {
        STATE.url: SourceCounts(url=STATE.url, articles=3, published=1, folded=1),
        "https://b.example/feed": SourceCounts(url="https://b.example/feed", rejected=2),
    }


def test_robots_files_are_remembered_as_long_as_they_hold(store: Store) -> None:
    files = [RobotsFile(origin=f"https://{name}.example", until=NOW + timedelta(hours=hours)) for name, hours in (("a", 1), ("b", 3))]
    store.put_robots_files(files)
    assert store.robots_files(NOW + timedelta(hours=2)) == (files[1],)
    store.put_robots_files(files[:1])
    assert store.robots_files(NOW) == (files[0],)


def test_a_subscription_is_found_by_the_end_of_its_address_until_it_ends(store: Store) -> None:
    kept = Subscription(source=STATE.url, hub="https://hub.example/", topic=STATE.url, token="t0ken", secret="s", requested_at=NOW)
    store.put_subscription(kept.evolve(token="older"))
    store.put_subscription(kept)
    assert (store.subscription_of("t0ken"), store.subscription_of("older"), store.subscriptions()) == (kept, None, (kept,))
    store.end_subscription(STATE.url)
    assert store.subscriptions() == ()


def test_an_article_read_under_a_new_address_takes_the_place_of_the_one_it_is(store: Store, make_article: Make) -> None:
    old = make_article(web_url="https://a.example/old", path="_news/a.md")
    store.put_drafts([Draft(article=old, state="recorded")])
    new = Draft(article=old.evolve(web_url="https://a.example/new"))
    store.put_drafts([new])
    assert store.drafts_of(["_news/a.md"]) == {"_news/a.md": new}
    assert store.draft_at("https://a.example/old") == store.draft_at("https://a.example/new") == new
    store.put_drafts([Draft(article=old, state="recorded")])
    assert store.draft_at("https://a.example/old") == store.draft_at("https://a.example/new") == Draft(article=old, state="recorded")


def test_a_merged_draft_is_known_as_the_one_it_went_into(store: Store, make_article: Make) -> None:
    kept, met = (Draft(article=make_article(web_url=address(number))) for number in (1, 2))
    store.put_drafts([kept, met])
    store.merge_drafts({address(2): address(1)})
    assert store.drafts("read") == (kept,)
    assert store.draft_at(address(2)) == kept


def test_an_article_is_known_by_every_address_it_was_met_under(store: Store, make_article: Make) -> None:
    add(store, 1)
    store.add_draft(entry(1), address(1), Draft(article=make_article(web_url="https://a.example/canonical")))
    for known in ("https://a.example/canonical", address(1), entry(1).url):
        assert store.knows(known)
        draft = store.draft_at(known)
        assert draft is not None
        assert draft.article.address == "https://a.example/canonical"
    assert not store.knows("https://a.example/other")


def test_drafts_move_from_state_to_state_with_their_reasons(store: Store, make_article: Make) -> None:
    add(store, 1)
    draft = Draft(article=make_article(text="The text."), witnesses=(Witness(field="title", name="og:title"),))
    store.add_draft(entry(1), address(1), draft)
    assert store.drafts("read") == (draft,)
    rated = draft.evolve(state="rated", reasons=(Reason(name="base", words="begins with", points=20),))
    store.put_drafts([rated])
    assert (store.drafts("read"), store.drafts("rated")) == ((), (rated,))
    recorded = rated.evolve(state="recorded", article=rated.article.evolve(path="_news/a.md"))
    store.put_drafts([recorded])
    assert store.drafts_of(["_news/a.md", "_news/b.md"]) == {"_news/a.md": recorded}
    assert store.draft_at("_news/a.md") == recorded


def test_a_rejected_draft_leaves_the_queue_and_is_kept_with_its_reason(store: Store, make_article: Make) -> None:
    add(store, 1)
    draft = Draft(article=make_article())
    store.add_draft(entry(1), address(1), draft)
    why = Rejected(stage="rate", reason="off topic", url=draft.article.address)
    store.reject(why, at=NOW, draft=draft)
    assert store.drafts("read") == ()
    assert store.rejection_of(draft.article.address) == (why, draft)


def test_a_rejected_article_is_not_read_again(store: Store, make_article: Make) -> None:
    add(store, 1)
    draft = Draft(article=make_article())
    store.add_draft(entry(1), address(1), draft)
    store.reject(Rejected(stage="rate", reason="off topic", url=draft.article.address), at=NOW, draft=draft)
    assert store.knows(draft.article.address)


def test_a_story_is_found_by_its_lead_and_replaced_when_it_grows(store: Store) -> None:
    store.put_folding([], [Story(id="one", lead="https://a.example/1", members=("https://a.example/1",))])
    grown = Story(id="two", lead="https://a.example/1", members=("https://a.example/0", "https://a.example/1"), heat=70)
    store.put_folding([], [grown])
    assert store.story_led_by("https://a.example/1") == grown
    assert store.stories() == (grown,)


def test_a_decision_that_is_added_is_told_in_its_place_and_waits_to_be_obeyed(store: Store) -> None:
    first, second, earlier = (
        Decision(kind="pin", articles=(f"a{number}",), by="Ada", at=datetime(2026, 11, day, tzinfo=UTC))
        for number, day in enumerate((2, 3, 1))
    )
    assert store.decisions.add("a.jsonl", [first], before=None, stamp="one")
    for told in ((second,), (earlier,)):
        assert store.decisions.all()
        assert store.decisions.add("a.jsonl", told, before=store.decisions.stamps()["a.jsonl"], stamp=told[0].id)
    assert store.decisions.all() == store.decisions.waiting() == (earlier, first, second)
    store.decisions.obey([first, earlier])
    assert store.decisions.waiting() == (second,)


def test_decisions_are_not_added_where_another_program_changed_their_file(store: Store) -> None:
    decision = Decision(kind="pin", articles=("a",), by="Ada", at=datetime(2026, 11, 2, tzinfo=UTC))
    store.decisions.put("a.jsonl", "one", [decision])
    again = decision.evolve(kind="unpin")
    assert not store.decisions.add("a.jsonl", [again], before="another", stamp="two")
    assert not store.decisions.add("b.jsonl", [again], before="another", stamp="two")
    assert (store.decisions.all(), store.decisions.stamps()) == ((decision,), {"a.jsonl": "one"})


def test_what_is_moved_into_the_file_apart_is_all_there(store: Store, open_store: OpenStore) -> None:
    store.checkpoint_apart()
    add(store, 1)
    store.checkpoint()
    add(store, 2)
    assert waiting(store) == ["id-1", "id-2"]
    store.close()
    assert waiting(open_store()) == ["id-1", "id-2"]


def test_a_file_that_is_no_store_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / ".newsfold").mkdir()
    (tmp_path / ".newsfold" / "store.db").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreError, match=r"store\.db.*deleted store is made again"):
        Store.in_folder(tmp_path)
