"""What an editor changed in a record stays theirs (RECORD.md, law 9)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from newsfold.article import Article
from newsfold.demo.bundle import load
from newsfold.portal import Portal

Open = Callable[[Path], Portal]


def ask_all(folder: Path) -> None:
    domains = ("northwire.example", "portmaren-herald.example", "circuit-courier.example")
    urls = [publisher.feed_url for publisher in load() if publisher.domain in domains]
    (folder / "_data" / "sources.yaml").write_text("".join(f"- url: {url}\n" for url in urls))


def growing(opened: Open, folder: Path) -> tuple[Article, Portal]:
    """A portal after its first day, and a lead whose story grows when the other publishers are asked."""
    portal = opened(folder)
    return next(article for article in portal.articles() if "Quillwright releases" in article.title), portal


def edit(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new))


def test_an_editors_words_and_unknown_fields_stay_when_the_story_grows(opened: Open, begun: Path) -> None:
    lead, _ = growing(opened, begun)
    edit(begun, lead.path, f'title: "{lead.title}"', 'title: "Our own headline"\nmood: calm # by hand')
    ask_all(begun)
    portal = opened(begun)
    portal.run()
    after = next(article for article in portal.articles() if article.path == lead.path)
    assert after.title == "Our own headline"
    assert "mood: calm # by hand\n" in (begun / lead.path).read_text()
    assert len(after.related) >= 2
    assert portal.store.records.edited_fields([lead.path]) == {lead.path: frozenset({"title"})}


def test_the_other_records_of_the_story_take_over_the_editors_headline(opened: Open, begun: Path) -> None:
    lead, _ = growing(opened, begun)
    edit(begun, lead.path, f'title: "{lead.title}"', 'title: "Our own headline"')
    ask_all(begun)
    portal = opened(begun)
    portal.run()
    related = [article for article in portal.articles() if any(other.web_url == lead.web_url for other in article.related)]
    assert related
    assert all("Our own headline" in [other.title for other in article.related] for article in related)


def test_a_story_hidden_by_hand_stays_hidden_when_it_grows(opened: Open, begun: Path) -> None:
    lead, _ = growing(opened, begun)
    edit(begun, lead.path, "published: true", "published: false")
    edit(begun, lead.path, f"quality: {lead.quality}", "quality: 500")
    ask_all(begun)
    portal = opened(begun)
    portal.run()
    after = next(article for article in portal.articles() if article.path == lead.path)
    assert len(after.related) >= 2
    assert not after.published
    assert not any(article.published for article in portal.articles() if any(o.web_url == lead.web_url for o in article.related))


def test_a_heat_set_by_hand_stays(opened: Open, begun: Path) -> None:
    lead, _ = growing(opened, begun)
    edit(begun, lead.path, f"quality: {lead.quality}", "quality: 500")
    edit(begun, lead.path, f"heat: {lead.heat}", "heat: 777")
    ask_all(begun)
    portal = opened(begun)
    portal.run()
    after = next(article for article in portal.articles() if article.path == lead.path)
    assert (after.heat, after.published) == (777, True)
    assert len(after.related) >= 2


def test_a_record_deleted_by_hand_does_not_come_back(opened: Open, begun: Path) -> None:
    lead, _ = growing(opened, begun)
    (begun / lead.path).unlink()
    ask_all(begun)
    portal = opened(begun)
    assert portal.run().errors == ()
    assert lead.path not in {article.path for article in portal.articles()}


def story_of_three(portal: Portal) -> tuple[Article, Article, Article]:
    """A story of three publishers: its lead, then the others."""
    articles = portal.articles()
    lead = next(article for article in articles if len(article.related) == 2 and not article.is_folded and article.published)
    one, other = ({article.web_url: article for article in articles}[related.web_url] for related in lead.related)
    return lead, one, other


def test_a_story_whose_lead_was_deleted_by_hand_goes_on_with_another(portal: Portal, opened: Open) -> None:
    lead, one, other = story_of_three(portal)
    before = {article.path: article for article in portal.articles()}
    edit(portal.folder, other.path, f'title: "{other.title}"', 'title: "Our own headline"')
    (portal.folder / lead.path).unlink()
    portal.close()
    again = opened(portal.folder)
    assert again.run().folded.changed_records == 2
    after = {article.path: article for article in again.articles()}
    rest = sorted((after[one.path], after[other.path]), key=lambda article: article.is_folded)
    assert [(article.heat, article.published) for article in rest] == [((rest[0].quality or 0) + 20, True), (-1, False)]
    assert [[related.web_url for related in article.related] for article in rest] == [[rest[1].web_url], [rest[0].web_url]]
    assert after[other.path].title == "Our own headline"
    assert {path for path in after if after[path] != before[path]} == {one.path, other.path}
    assert again.fold().changed_records == 0


def test_a_lead_forgets_an_article_whose_record_was_deleted_by_hand_also_where_only_folding_is_asked(portal: Portal) -> None:
    lead, one, other = story_of_three(portal)
    (portal.folder / one.path).unlink()
    portal.fold()
    after = {article.path: article for article in portal.articles()}
    assert after[lead.path].heat == (lead.heat or 0) - 20
    assert [related.web_url for related in after[lead.path].related] == [other.web_url]
    assert [related.web_url for related in after[other.path].related] == [lead.web_url]


def test_a_story_an_editor_hid_stays_hidden_when_its_lead_is_deleted(portal: Portal) -> None:
    lead, one, other = story_of_three(portal)
    portal.decide("hide", [lead.path], by="Ada")
    (portal.folder / lead.path).unlink()
    portal.fold()
    after = {article.path: article for article in portal.articles()}
    assert sorted(bool(after[path].is_folded) for path in (one.path, other.path)) == [False, True]
    assert not any(after[path].published for path in (one.path, other.path))


def test_a_record_that_was_only_renamed_is_not_taken_for_deleted(portal: Portal) -> None:
    lead, _, _ = story_of_three(portal)
    before = {article.web_url: article.evolve(path="") for article in portal.articles()}
    (portal.folder / lead.path).rename(portal.folder / "_news" / "renamed.md")
    portal.fold()
    assert {article.web_url: article.evolve(path="") for article in portal.articles()} == before


def test_a_run_with_nothing_new_rewrites_no_record(opened: Open, begun: Path) -> None:
    lead, _ = growing(opened, begun)
    edit(begun, lead.path, f"heat: {lead.heat}", "heat: 3")
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in (begun / "_news").glob("*.md")}
    opened(begun).run()
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in (begun / "_news").glob("*.md")} == before


def test_a_broken_record_of_a_growing_story_is_told_and_left_and_completed_when_mended(opened: Open, begun: Path) -> None:
    lead, _ = growing(opened, begun)
    good = (begun / lead.path).read_text()
    edit(begun, lead.path, f"heat: {lead.heat}", "heat: [")
    broken = (begun / lead.path).read_text()
    ask_all(begun)
    report = opened(begun).run()
    assert any(lead.path in error for error in report.errors)
    assert (begun / lead.path).read_text() == broken
    (begun / lead.path).write_text(good)
    assert opened(begun).run().errors == ()


def test_a_record_that_cannot_be_read_keeps_its_later_reading_waiting_and_stops_no_other(opened: Open, begun: Path) -> None:
    lead, _ = growing(opened, begun)
    mending = (begun / lead.path).read_text()
    with opened(begun) as before:
        reading = before.store.draft_at(lead.path)
        assert reading is not None
        other = reading.article.evolve(title="Ferries stop in the Valley", web_url="https://northwire.example/ferries", path="", related=())
        again = reading.evolve(article=reading.article.evolve(excerpt="Its second reading."), state="rated")
        before.store.put_drafts([again, reading.evolve(article=other.evolve(original_url=other.web_url), state="rated")])
    (begun / lead.path).write_text("---\ntitle: [\n---\n")
    with opened(begun) as broken:
        told = broken.fold()
        assert (told.new_records, [lead.path in error for error in told.errors]) == (1, [True])
    (begun / lead.path).write_text(mending)
    with opened(begun) as mended:
        assert mended.fold().errors == ()
        assert next(article for article in mended.articles() if article.path == lead.path).excerpt == "Its second reading."
