"""What grows old is let go of; what is published or decided stays, and what was known stays known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from newsfold.article import Article
from newsfold.outcome import Reason, Rejected
from newsfold.page import Entry, EntryPrint, SourceState
from newsfold.settings import StoreSettings
from newsfold.store import Draft, Store, Tidied

Make = Callable[..., Article]
NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
KEEP = StoreSettings(keep_entries_days=90, keep_texts_days=180, keep_rejected_days=30)
FEED = "https://a.example/feed"


def list_entries(store: Store, *numbers: int, at: datetime, passed_over: bool = False) -> None:
    told = [
        (
            Entry(source=FEED, id=str(number), url=f"https://a.example/{number}"),
            EntryPrint(id=str(number), address=f"https://a.example/{number}"),
        )
        for number in numbers
    ]
    why = Rejected(stage="collect", reason="The entry is older than 30 days.", url="https://a.example/old")
    dropped = [(entry, print, why) for entry, print in told if passed_over]
    fresh = [] if passed_over else told
    store.add_entries(SourceState(url=FEED), fresh, passed_over=dropped, listed=[entry.id for entry, _ in told], at=at)


def tidy(store: Store, now: datetime, settings: StoreSettings = KEEP) -> Tidied:
    return store.tidy(settings, now=now, open_days=20)


def test_entries_their_source_no_longer_lists_go_but_their_addresses_stay_known(store: Store) -> None:
    list_entries(store, *(number for number in range(510) if number != 3), at=NOW, passed_over=True)
    list_entries(store, 3, at=NOW)
    list_entries(store, 1, at=NOW + timedelta(days=60))
    kept = StoreSettings(keep_rejected_days=0)
    assert tidy(store, NOW + timedelta(days=89), kept) == Tidied()
    assert tidy(store, NOW + timedelta(days=91), kept) == Tidied(entries=508)
    assert store.knows("https://a.example/509")
    assert [one.entry.id for one in store.waiting_entries()] == ["3"]
    assert [print.id for print in store.prints(FEED, [EntryPrint(id=str(number), address="") for number in range(4)])] == ["1", "3"]


def test_texts_of_old_articles_go_and_all_else_of_them_stays(store: Store, make_article: Make) -> None:
    drafts = [
        Draft(
            article=make_article(name, text="The text.", path=f"_news/{name}.md", hours=hours),
            state=state,
            reasons=(Reason(name="a", words="b"),),
        )
        for name, hours, state in (("old", 0, "recorded"), ("new", 24 * 170, "recorded"), ("waiting", 0, "rated"))
    ]
    store.put_drafts(drafts)
    later = drafts[0].article.published_at + timedelta(days=181)
    assert tidy(store, later) == Tidied(texts=1)
    assert tidy(store, later) == Tidied()
    old, new, waits = drafts
    lean = old.evolve(article=old.article.evolve(text=""))
    assert store.drafts("rated") == (waits,)
    assert store.drafts_of(["_news/old.md", "_news/new.md"]) == {"_news/old.md": lean, "_news/new.md": new}


def test_texts_are_kept_while_stories_may_still_be_open(store: Store, make_article: Make) -> None:
    draft = Draft(article=make_article(text="The text.", path="_news/a.md"), state="recorded")
    store.put_drafts([draft])
    assert tidy(store, draft.article.published_at + timedelta(days=59), StoreSettings(keep_texts_days=1)) == Tidied()
    assert tidy(store, draft.article.published_at + timedelta(days=61), StoreSettings(keep_texts_days=1)) == Tidied(texts=1)


def test_reasons_of_old_rejections_go_and_what_was_rejected_is_not_read_again(store: Store, make_article: Make) -> None:
    article = make_article()
    store.reject(Rejected(stage="rate", reason="off topic", url=article.address, source=FEED), at=NOW, draft=Draft(article=article))
    store.reject(Rejected(stage="read", reason="no date", url="https://a.example/1", source=FEED), at=NOW)
    store.reject(Rejected(stage="collect", reason="Status 503.", url=FEED, source=FEED), at=NOW)
    assert tidy(store, NOW + timedelta(days=31)) == Tidied(rejected=3)
    assert store.rejections() == ()
    assert store.knows(article.address)
    assert store.knows("https://a.example/1")
    assert not store.knows(FEED)


def test_nothing_goes_where_the_settings_keep_it_for_ever(store: Store, make_article: Make) -> None:
    list_entries(store, 1, at=NOW)
    store.finish_entry(store.waiting_entries()[0].entry)
    store.put_drafts([Draft(article=make_article(text="The text."), state="recorded")])
    store.reject(Rejected(stage="rate", reason="off topic", url="https://a.example/2"), at=NOW)
    for_ever = StoreSettings(keep_entries_days=0, keep_texts_days=0, keep_rejected_days=0)
    assert tidy(store, NOW + timedelta(days=10_000), for_ever) == Tidied()
