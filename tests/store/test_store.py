"""The store keeps what a killed run must find again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsfold.article import Article
from newsfold.errors import StoreError
from newsfold.outcome import Reason, Rejected, Witness
from newsfold.page import Entry, SourceState
from newsfold.store import Draft, Store
from newsfold.store.state import MOST_TRIES
from newsfold.story import Story

Make = Callable[..., Article]
NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
STATE = SourceState(url="https://a.example/feed", etag='"1"', checked_at=NOW, entry_count=2)


def entry(number: int) -> Entry:
    return Entry(source=STATE.url, id=f"id-{number}", url=f"https://a.example/{number}?utm_source=feed", title=f"Title {number}")


def address(number: int) -> str:
    return f"https://a.example/{number}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.in_folder(tmp_path) as opened:
        yield opened


def add(store: Store, *numbers: int) -> int:
    found = [entry(number) for number in numbers]
    return store.add_entries(STATE, found, addresses=[address(number) for number in numbers], at=NOW).new


def test_entries_wait_until_they_are_done_also_after_reopening(store: Store, tmp_path: Path, make_article: Make) -> None:
    assert add(store, 1, 2) == 2
    assert add(store, 2, 3) == 1
    store.add_draft(entry(1), address(1), Draft(article=make_article(web_url=address(1))))
    store.finish_entry(entry(2))
    store.close()
    with Store.in_folder(tmp_path) as again:
        assert [waiting.id for waiting, _ in again.waiting_entries()] == ["id-3"]
        assert again.source_states() == {STATE.url: STATE}
        assert add(again, 1, 2, 3) == 0


def test_an_entry_that_is_passed_over_is_told_once(store: Store) -> None:
    why = Rejected(stage="collect", reason="The entry is older than 30 days.", url=entry(9).url)
    for expected in ((why,), ()):
        assert store.add_entries(STATE, [], addresses=[], passed_over=[(entry(9), why)], at=NOW).passed_over == expected
    assert store.waiting_entries() == ()


def test_a_page_that_fails_is_tried_again_and_given_up_at_last(store: Store) -> None:
    add(store, 1)
    why = Rejected(stage="collect", reason="Status 503.", url=entry(1).url)
    for tries in range(1, MOST_TRIES + 1):
        assert len(store.waiting_entries()) == 1, tries
        store.fail_entry(entry(1), why, at=NOW)
    assert store.waiting_entries() == ()
    assert store.rejections() == (why,)


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


def test_a_file_that_is_no_store_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / ".newsfold").mkdir()
    (tmp_path / ".newsfold" / "store.db").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreError, match=r"store\.db.*deleted store is made again"):
        Store.in_folder(tmp_path)
