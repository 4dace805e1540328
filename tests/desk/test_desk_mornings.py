"""What editors do at the desk, by plain forms: no script is needed for any of it."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from newsfold.content.lock import locked
from newsfold.desk.cards import Card
from newsfold.desk.edit_form import fields_of
from newsfold.desk.rule_settings import with_setting
from newsfold.desk.searching import match_of, search
from newsfold.desk.services import Desk, patiently
from newsfold.settings_file import read_settings

LEAD = "2026-11-10-lumen-opens-a-laboratory"
SECOND = "2026-11-10-a-new-laboratory-for-lumen"
TWIN = "2026-11-10-robots-at-work-in-lumen-s-new-halls"
POOR = "2026-11-10-ten-robots-to-buy"
REJECTED = "https://shed-weekly.example/potatoes"


def card(desk: Desk, name: str) -> Card:
    return desk.shelf.at(paths=[f"_news/{name}.md"])[0]


def record(desk: Desk, name: str):
    return desk.portal.repository.record(f"_news/{name}.md").article


def test_the_front_has_the_stories_readers_see_by_heat(log_in: Callable, desk: Desk) -> None:
    page = log_in("reader").get("/?which=all").text
    assert page.index("Lumen opens a laboratory") < page.index("Robots at work")
    assert "Ten robots to buy" not in page
    assert "A new laboratory for Lumen" not in page
    assert "80 for the article, 40 for 2 further publishers" in page


def test_what_was_seen_is_not_new_until_it_grows(log_in: Callable, desk: Desk, later: Callable) -> None:
    browser = log_in("reader")
    browser.send("/seen")
    assert "Nothing new" in browser.get("/").text
    desk.shelving.now = lambda: desk.clock.now() + timedelta(minutes=5)
    grown = card(desk, TWIN).evolve(members=4)
    desk.shelf.put([(grown, "")], now=int(desk.shelving.now().timestamp()))
    assert "Robots at work" in browser.get("/").text


def test_a_visit_ends_after_half_an_hour_away(log_in: Callable, later: Callable, desk: Desk) -> None:
    browser = log_in("reader")
    desk.shelf.put([(card(desk, TWIN).evolve(members=2), "")], now=int(desk.now().timestamp()))
    assert "Robots at work" in browser.get("/").text
    later(timedelta(minutes=10))
    assert "Robots at work" in browser.get("/").text
    later(timedelta(minutes=45))
    assert "Robots at work" not in browser.get("/").text


def test_two_stories_are_merged_with_their_heat_shown_before(log_in: Callable, desk: Desk) -> None:
    editor = log_in("editor")
    page = editor.get(f"/preview?action=merge&article={LEAD}&article={TWIN}").text
    assert "140" in page
    assert record(desk, LEAD).heat == 120
    answer = editor.send("/merge", article=[LEAD, TWIN])
    assert answer.status_code == 303
    assert record(desk, LEAD).heat == 140
    assert record(desk, TWIN).is_folded
    assert card(desk, LEAD).members == 4
    assert "editor" in editor.get(f"/stories/{LEAD}").text


def test_a_story_is_split_and_undone(log_in: Callable, desk: Desk) -> None:
    editor = log_in("editor")
    editor.send("/split", article=SECOND)
    assert record(desk, SECOND).heat == 60
    assert record(desk, LEAD).heat == 100
    editor.send("/undo")
    assert record(desk, SECOND).is_folded
    assert record(desk, LEAD).heat == 120
    assert "taken back" in editor.get("/history").text


def test_an_article_is_moved_to_another_story(log_in: Callable, desk: Desk) -> None:
    log_in("editor").send("/move", article=SECOND, other=TWIN)
    assert record(desk, TWIN).heat == 90
    assert {related.title for related in record(desk, TWIN).related} == {"A new laboratory for Lumen"}


def test_an_editor_chooses_the_lead_and_lets_the_best_lead_again(log_in: Callable, desk: Desk) -> None:
    editor = log_in("editor")
    editor.send("/lead", article=SECOND)
    assert (record(desk, SECOND).heat, record(desk, LEAD).heat) == (100, -1)
    assert card(desk, SECOND).is_lead
    editor.send("/unpin", article=SECOND)
    assert record(desk, LEAD).is_folded is False


def test_a_story_is_hidden_and_shown(log_in: Callable, desk: Desk) -> None:
    editor = log_in("editor")
    editor.send("/hide", article=LEAD)
    assert record(desk, LEAD).published is False
    assert "Lumen opens a laboratory" in editor.get("/queues/hidden").text
    editor.send("/publish", article=LEAD)
    assert record(desk, LEAD).published is True


def test_a_story_below_the_gate_is_published_and_hidden_again(log_in: Callable, desk: Desk) -> None:
    editor = log_in("editor")
    assert "Ten robots to buy" in editor.get("/queues/gate").text
    editor.send("/publish", article=POOR)
    assert record(desk, POOR).published is True
    desk.portal.fold()
    assert record(desk, POOR).published is True
    editor.send("/hide", article=POOR)
    assert record(desk, POOR).published is False


def edit(browser, name: str, **changes: tuple[str, str]):
    values = {key: value for field, (was, now) in changes.items() for key, value in ((f"was_{field}", was), (field, now))}
    return browser.send(f"/articles/{name}/edit", **values)


def test_an_edited_field_is_the_editors_and_all_of_the_story_tell_it(log_in: Callable, desk: Desk) -> None:
    answer = edit(log_in("editor"), LEAD, title=("Lumen opens a laboratory", "Lumen's laboratory opens"), quality=("80", "75"))
    assert answer.status_code == 303
    assert (record(desk, LEAD).title, record(desk, LEAD).heat) == ("Lumen's laboratory opens", 115)
    assert record(desk, SECOND).related[0].title == "Lumen's laboratory opens"
    edits = desk.portal.store.records.edited_fields([f"_news/{LEAD}.md"])[f"_news/{LEAD}.md"]
    assert edits == {"title", "quality"}
    assert card(desk, LEAD).title == "Lumen's laboratory opens"
    log_in("editor").send(f"/articles/{LEAD}/give-back", field="quality")
    assert desk.portal.store.records.edited_fields([f"_news/{LEAD}.md"])[f"_news/{LEAD}.md"] == {"title"}


def test_two_editors_who_change_different_fields_both_win(log_in: Callable, desk: Desk) -> None:
    edit(log_in("editor"), LEAD, title=("Lumen opens a laboratory", "One title"))
    edit(log_in("owner"), LEAD, excerpt=("The laboratory will train robots.", "Another excerpt."))
    assert (record(desk, LEAD).title, record(desk, LEAD).excerpt) == ("One title", "Another excerpt.")


def test_two_editors_who_change_one_field_lose_nothing(log_in: Callable, desk: Desk) -> None:
    edit(log_in("editor"), LEAD, title=("Lumen opens a laboratory", "The first title"))
    second = log_in("owner")
    answer = edit(
        second, LEAD, title=("Lumen opens a laboratory", "The second title"), excerpt=("The laboratory will train robots.", "Mine.")
    )
    assert answer.status_code == 409
    assert record(desk, LEAD).title == "The first title"
    assert "The first title" in answer.text
    assert "The second title" in answer.text
    assert "Mine." in answer.text
    edit(second, LEAD, title=("The first title", "The second title"), excerpt=("The laboratory will train robots.", "Mine."))
    assert (record(desk, LEAD).title, record(desk, LEAD).excerpt) == ("The second title", "Mine.")


def test_of_two_edits_at_one_moment_one_is_kept_and_the_other_is_told(log_in: Callable, desk: Desk) -> None:
    browsers = {"The first title": log_in("editor"), "The second title": log_in("owner")}
    with ThreadPoolExecutor() as pool:
        asked = {title: pool.submit(edit, browser, LEAD, title=("Lumen opens a laboratory", title)) for title, browser in browsers.items()}
    answers = {title: future.result().status_code for title, future in asked.items()}
    assert sorted(answers.values()) == [303, 409]
    assert answers[record(desk, LEAD).title] == 303


NO_READER_CAN_USE = {
    "quality": ("-5", "many", "12345"),
    "published_at": ("", "yesterday", "0001-01-01", "1989-12-31T23:59:59Z", "2026-11-16T20:00:01Z", "2099-01-01"),
    "updated_at": ("soon", "0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00"),
    "title": (" ", "x" * 20_001),
    "provider": ("",),
    "picture": (
        "javascript:x",
        "http://",
        "http://[::1",
        "//evil/x",
        "/../../../../etc/passwd",
        "/assets/../../x",
        "/assets//x",
        "http://10.0.0.1/x",
    ),
    "amp": ("amp", "https://", "https://a.example:99999/"),
    "type": ("", "podcast"),
    "kind": ("x y: z", "a\nb", "-"),
    "language": ("on", "english", "en\n", "en\nde", "e", "en_GB"),
}


def test_a_value_no_reader_can_use_is_told_beside_its_field_and_nothing_typed_is_lost(log_in: Callable, desk: Desk) -> None:
    before, editor = record(desk, LEAD), log_in("editor")
    for field, values in NO_READER_CAN_USE.items():
        for value in values:
            answer = edit(editor, LEAD, **{field: ("something", value), "excerpt": ("old", "What was typed.")})
            if value == "en\n":  # The ends are cut off.
                continue
            assert answer.status_code == 400, (field, value)
            assert f'aria-describedby="w-{field}' in answer.text, (field, value)
            assert answer.text.count("aria-invalid") == answer.text.count("autofocus") == 1, (field, value)
            assert "What was typed." in answer.text
            assert 'name="was_excerpt" value="old"' in answer.text
    assert record(desk, LEAD).evolve(language=None) == before


def test_several_mistakes_are_told_at_once_and_the_focus_is_on_the_first(log_in: Callable) -> None:
    answer = edit(log_in("editor"), LEAD, title=("a", ""), quality=("80", "x"))
    assert answer.text.count("aria-invalid") == 2
    assert re.search(r'name="title"[^>]* autofocus', answer.text)
    assert answer.text.count("autofocus") == 1


def test_what_readers_can_use_is_taken(log_in: Callable, desk: Desk) -> None:
    wanted = {
        "picture": "/assets/robots.png",
        "amp": "https://lumen-daily.example/amp/laboratory",
        "type": "video",
        "kind": "überblick",
        "language": "zh-Hant-TW",
        "published_at": "2026-11-16T21:00:00+02:00",
    }
    stands = {field.name: field.text for field in fields_of(record(desk, LEAD))}
    answer = edit(log_in("editor"), LEAD, **{name: (stands[name], text) for name, text in wanted.items()})
    assert answer.status_code == 303
    now = record(desk, LEAD)
    assert (now.images[0].url, now.type, now.kind, now.language) == ("/assets/robots.png", "video", "überblick", "zh-Hant-TW")
    assert now.cdn_amp_web_url == "https://lumen--daily-example.cdn.ampproject.org/c/s/lumen-daily.example/amp/laboratory"
    assert now.published_at.isoformat() == "2026-11-16T19:00:00+00:00"
    assert record(desk, SECOND).related[0].amp_web_url == now.amp_web_url
    edit(log_in("editor"), LEAD, amp=(now.amp_web_url, ""))
    assert (record(desk, LEAD).amp_web_url, record(desk, LEAD).cdn_amp_web_url) == (None, None)


def test_a_record_with_strange_values_is_shown_and_can_be_edited(log_in: Callable, desk: Desk, folder: Path) -> None:
    """Times that no edit could set, a title with blanks at its end, a language that is none."""
    file, editor = folder / "_news" / f"{LEAD}.md", log_in("editor")
    text = file.read_text()
    for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        strange = re.sub(r"publishedDateTime: \S+", f"publishedDateTime: {moment}", text, count=1)
        file.write_text(strange.replace('title: "Lumen opens a laboratory"', 'title: "Lumen  opens a laboratory "', 1))
        desk.shelving.run()
        for place in ("/?which=all", f"/stories/{LEAD}", f"/articles/{LEAD}", "/overview", f"/preview?action=lead&article={SECOND}"):
            assert editor.get(place).status_code == 200, (moment, place)
        page = editor.get(f"/articles/{LEAD}").text
        sent = {name: html.unescape(value) for name, value in re.findall(r'name="was_(\w+)" value="([^"]*)"', page)}
        assert sent["published_at"] == moment
        changes = {name: (was, was) for name, was in sent.items()} | {"excerpt": (sent["excerpt"], f"Mended {moment}")}
        assert edit(editor, LEAD, **changes).status_code == 303
        assert record(desk, LEAD).excerpt == f"Mended {moment}"
        both = {**changes, "title": (sent["title"], moment), "published_at": (moment, "2026-11-10T01:00:00Z"), "excerpt": ("", "")}
        assert edit(editor, LEAD, **both).status_code == 303
        assert record(desk, LEAD).title == moment


def test_what_was_rejected_is_taken_anyway_and_gets_its_record(log_in: Callable, desk: Desk) -> None:
    editor = log_in("editor")
    assert "Potatoes in the rain" in editor.get("/queues/off-topic").text
    editor.send("/take", address=REJECTED, topic="AI")
    assert "Potatoes in the rain" in editor.get("/queues/waiting").text
    assert "Potatoes in the rain" not in editor.get("/queues/off-topic").text
    desk.portal.fold()
    desk.shelving.run()
    found = search(desk.shelf, "potatoes", filters={"state": "record"})
    assert [one.topics for one in found.cards] == [("AI",)]


def test_the_rejected_are_counted_by_reason(log_in: Callable) -> None:
    page = log_in("reader").get("/queues/rejected?code=status-404").text
    assert "https://gone.example/a" in page
    assert "status-404" in page


def test_search_finds_every_article_ever_seen_and_narrows(log_in: Callable, desk: Desk) -> None:
    assert {one.provider for one in search(desk.shelf, "laboratory", filters={}).cards} == {"Lumen-Daily", "North-Wire", "Circuit"}
    assert search(desk.shelf, "potatoes", filters={}).cards[0].state == "rejected"
    assert search(desk.shelf, '"new laboratory"', filters={}).total == 1
    assert search(desk.shelf, "laboratory -know", filters={}).total == 2
    assert search(desk.shelf, "labor*", filters={}).total == 3
    assert search(desk.shelf, "", filters={"topic": "Robotics"}).total == 2
    assert search(desk.shelf, "robots", filters={"domain": "dealer.example"}, order="best").total == 1
    page = log_in("reader").get("/search?q=laboratory").text
    assert "3 articles" in page


@pytest.mark.parametrize("words", ['"', "AND", "NEAR(a b)", "*", "title:x", "a^2", "(", '" OR 1', "-", "- -", "x" * 600, "\0", "{a} : b"])
def test_no_words_break_the_search(desk: Desk, words: str) -> None:
    search(desk.shelf, words, filters={"topic": words}, order="best")
    match_of(words, {})


def test_searches_are_saved_and_dropped(log_in: Callable) -> None:
    browser = log_in("reader")
    browser.send("/search/save", label="Labs", query="q=laboratory")
    assert "Labs" in browser.get("/search").text
    browser.send("/search/drop", label="Labs")
    assert "Labs" not in browser.get("/search").text


def test_sources_are_added_paused_brought_in_and_taken_off(log_in: Callable, desk: Desk) -> None:
    owner = log_in("owner")
    owner.send("/sources/add", url="https://new.example/feed", title="New")
    assert "https://new.example/feed" in owner.get("/sources").text
    owner.send("/sources/rhythm", url="https://new.example/feed", every="3 hours")
    assert "asked every 3 hours" in owner.get("/sources").text
    assert "every: 3 hours" in (desk.folder / "_data" / "sources.yaml").read_text()
    assert owner.send("/sources/rhythm", url="https://new.example/feed", every="whenever").status_code == 400
    owner.send("/sources/pause", url="https://new.example/feed", paused="yes")
    assert "paused" in owner.get("/sources").text
    owner.send("/sources/remove", url="https://new.example/feed")
    from newsfold.desk.admitting import form_token

    opml = b'<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/feed"/></body></opml>'
    answer = owner.client.post("/sources/import", data={"form_token": form_token(owner.secret)}, files={"file": ("a.opml", opml)})
    assert answer.status_code == 303
    assert {source.url for source in desk.portal.sources()} == {"https://lumen-daily.example/feed.xml", "https://a.example/feed"}
    assert b"https://a.example/feed" in owner.get("/sources.opml").content
    assert owner.send("/sources/add", url="ftp://x.example").status_code == 400


def test_a_mute_is_written_into_the_settings_and_ended(log_in: Callable, folder: Path) -> None:
    owner = log_in("owner")
    owner.send("/sources/mute", kind="provider", value="dealer.example")
    text = (folder / "newsfold.toml").read_text()
    assert read_settings(text, where="x").collect.mute_providers == ("dealer.example",)
    owner.send("/sources/mute", kind="provider", value="dealer.example", ends="yes")
    assert read_settings((folder / "newsfold.toml").read_text(), where="x").collect.mute_providers == ()


def test_a_rule_is_tried_before_it_is_saved(log_in: Callable, folder: Path) -> None:
    owner = log_in("owner")
    tried = owner.send("/rules/try", name="minimum_quality", value="200").text
    assert "What would have changed" in tried
    assert read_settings((folder / "newsfold.toml").read_text(), where="x").rate.minimum_quality == 20
    owner.send("/rules", name="minimum_quality", value="30")
    assert read_settings((folder / "newsfold.toml").read_text(), where="x").rate.minimum_quality == 30
    assert owner.send("/rules", name="minimum_quality", value='"high"').status_code == 400
    assert owner.send("/rules", name="minimum_quality", value="1\n[store]\nurl = 'x'").status_code == 400


def test_a_rule_that_cannot_be_is_told_in_a_sentence(log_in: Callable, folder: Path) -> None:
    before, owner = (folder / "newsfold.toml").read_bytes(), log_in("owner")
    for place in ("/rules", "/rules/try"):
        for value in ("-5", "99999999999999", "9" * 5_000, "[" * 5_000, "1979-05-27", "nan", "1e300", "\x7f"):
            answer = owner.send(place, name="minimum_quality", value=value)
            assert answer.status_code == 400, value
            assert re.search(rf'name="value" value="{re.escape(html.escape(value))}"[^>]* aria-invalid', answer.text), value
            if value in ("-5", "99999999999999"):
                assert "rate.minimum_quality must be from 0 to 10,000, not" in answer.text
        for value in ("nan", "inf", "-inf", "1e300", "-0.1"):
            answer = owner.send(place, name="authority_weight", value=value)
            assert (answer.status_code, "must be from 0 to 100, not" in answer.text) == (400, True), value
    assert (folder / "newsfold.toml").read_bytes() == before


def test_a_topic_that_cannot_be_is_told_in_a_sentence(log_in: Callable) -> None:
    owner = log_in("owner")
    for text in ("name: [", "[" * 5_000, "name: A\nweight: .nan", "name: 1", "a: &a [*a]", "\0"):
        for place in ("/rules/topics/robotics", "/rules/topics/robotics/try"):
            answer = owner.send(place, text=text, stamp="the stamp")
            assert answer.status_code == 422, text
            assert f"autofocus>\n{html.escape(text, quote=False)}</textarea>" in answer.text
            assert 'name="stamp" value="the stamp"' in answer.text


def test_a_mute_that_cannot_be_written_is_told_in_a_sentence(log_in: Callable) -> None:
    owner = log_in("owner")
    for value in ("a\x7fb", "a\nb"):
        assert owner.send("/sources/mute", kind="phrase", value=value).status_code == 400


def test_a_topic_is_tried_saved_and_never_overwritten_unseen(log_in: Callable, folder: Path) -> None:
    owner, file = log_in("owner"), folder / "_data" / "topics" / "robotics.yaml"
    before = file.read_text()
    changed = before.replace("robots", "laboratory")
    assert "would be rated otherwise" in owner.send("/rules/topics/robotics/try", text=changed).text
    assert file.read_text() == before
    assert owner.send("/rules/topics/robotics", text=changed, stamp="another").status_code == 409
    assert file.read_text() == before
    assert owner.send("/rules/topics/robotics", text=changed).status_code == 303
    assert "laboratory" in file.read_text()
    assert owner.send("/rules/topics/robotics", text="name: [").status_code == 422


def test_a_setting_is_written_in_its_line_and_all_else_stays() -> None:
    text = '# mine\n[collect]\n# delay = 1.0\nmute_phrases = [\n  "a",\n]\n\n[rate]\n'
    changed = with_setting(text, "collect", "mute_phrases", '["b"]')
    assert changed == '# mine\n[collect]\n# delay = 1.0\nmute_phrases = ["b"]\n\n[rate]\n'
    assert "delay = 2.0\nmute" in with_setting(text, "collect", "delay", "2.0")
    assert with_setting("", "rate", "minimum_quality", "5").strip() == "[rate]\nminimum_quality = 5"


def test_how_alike_two_articles_are_is_told(log_in: Callable) -> None:
    page = log_in("reader").get(f"/stories/{LEAD}?one={LEAD}&other={SECOND}").text
    assert "both say" in page
    assert "Evidence" in page


def test_an_article_is_taken_down_for_good(log_in: Callable, desk: Desk) -> None:
    owner = log_in("owner")
    assert owner.send(f"/articles/{SECOND}/remove").status_code == 400
    owner.send(f"/articles/{SECOND}/remove", why="asked for by the publisher")
    assert record(desk, SECOND).removed
    assert record(desk, LEAD).heat == 100


def test_everything_done_is_in_the_audit_log_that_nothing_at_the_desk_changes(log_in: Callable) -> None:
    log_in("editor").send("/hide", article=LEAD)
    page = log_in("owner").get("/audit").text
    assert "hide" in page
    assert "https://lumen-daily.example/lumen-opens-a-laboratory" in page


def test_a_decision_during_a_run_is_kept_and_obeyed_when_it_ends(log_in: Callable, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patiently, "__kwdefaults__", {"patience": 0.0})
    editor = log_in("editor")
    with locked(desk.folder, "run"):
        answer = editor.send("/hide", article=LEAD)
        told = edit(editor, LEAD, title=("Lumen opens a laboratory", "Another"))
    assert answer.status_code == 303
    assert "Kept." in unquote(answer.headers["set-cookie"])
    assert told.status_code == 409
    assert "held by another run" in told.text
    assert [one.kind for one in desk.portal.decisions()] == ["hide"]
    while not desk.jobs.all[0].is_done:
        time.sleep(0.02)
    assert record(desk, LEAD).published is False


def test_the_shelf_follows_the_files_whoever_changes_them(desk: Desk, folder: Path) -> None:
    file = folder / "_news" / f"{TWIN}.md"
    file.write_text(file.read_text().replace("Robots at work", "Machines at work"))
    (folder / "_news" / f"{POOR}.md").unlink()
    desk.shelving.run()
    assert search(desk.shelf, "machines", filters={}).total == 1
    assert search(desk.shelf, "buy", filters={}).total == 0


def test_a_damaged_or_old_shelf_is_made_again(desk: Desk, folder: Path) -> None:
    from newsfold.desk.shelf import FILE, in_folder

    desk.shelf.close()
    (folder / FILE).write_bytes(b"no database at all" * 500)
    desk.shelf = in_folder(folder)
    desk.shelving.shelf = desk.shelf
    desk.shelving.run()
    assert search(desk.shelf, "laboratory", filters={}).total == 3


def test_a_split_that_is_taken_back_leaves_the_lead_as_it_was(log_in: Callable, desk: Desk, folder: Path) -> None:
    """The second has led since an editor pinned it for a while: the first is better, but not by so much that it would take over."""
    settings = folder / "newsfold.toml"
    settings.write_text(settings.read_text().replace("[fold]\n", "[fold]\nlead_margin = 30\n", 1))
    editor = log_in("editor")
    editor.send("/lead", article=SECOND)
    editor.send("/unpin", article=SECOND)
    lead = desk.portal.repository.record(f"_news/{SECOND}.md").article
    assert lead.heat == 100
    editor.send("/split", article=SECOND)
    assert desk.portal.repository.record(f"_news/{LEAD}.md").article.heat == 100
    editor.send("/undo")
    assert desk.portal.repository.record(f"_news/{SECOND}.md").article == lead
