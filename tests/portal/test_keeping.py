"""Taking down, rebuilding, taking over, and two runs at once."""

from __future__ import annotations

import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsfold.checking import check_portal, fix_portal
from newsfold.content.lock import locked
from newsfold.errors import InputError, NewsfoldError, PortalError, StoreError
from newsfold.portal import Portal

Open = Callable[[Path], Portal]


@pytest.fixture
def run_portal(opened: Open, begun: Path) -> Portal:
    return opened(begun)


@pytest.fixture
def full_portal(portal: Portal) -> Portal:
    """A portal that asked three publishers, with its store open."""
    assert portal.store.stories()
    return portal


def test_a_removed_article_is_gone_everywhere_and_its_story_goes_on(full_portal: Portal, opened: Open) -> None:
    lead = max((article for article in full_portal.articles() if len(article.related) >= 2), key=lambda article: article.heat or 0)
    changed = full_portal.remove(lead.path, why="asked by the publisher")
    full_portal.publish()
    site = "".join(file.read_text() for file in (full_portal.folder / "site").rglob("*.html"))
    api = "".join(file.read_text() for file in (full_portal.folder / "api").rglob("*.json"))
    feed = (full_portal.folder / "site" / "feed.xml").read_text()
    assert lead.web_url
    assert all(lead.web_url not in text for text in (site, api, feed))
    tombstone = next(article for article in full_portal.articles() if article.path == lead.path)
    assert (tombstone.removed, tombstone.published) == (True, False)
    rest = [article for article in changed if article.path != lead.path]
    assert len([article for article in rest if not article.is_folded]) == 1
    assert check_portal(full_portal.folder) == ()
    assert full_portal.explain(lead.path).reasons[0].words == "asked by the publisher"


def test_the_rest_of_a_removed_articles_story_keeps_its_texts_and_its_pin(full_portal: Portal) -> None:
    lead = next(article for article in full_portal.articles() if len(article.related) == 2 and not article.is_folded)
    by_address = {article.web_url: article.path for article in full_portal.articles()}
    _, worst = (by_address[related.web_url] for related in lead.related)
    full_portal.decide("pin", [worst], by="Ada")
    texts = {path: draft.article.text for path, draft in full_portal.store.drafts_of(list(by_address.values())).items()}
    full_portal.remove(lead.path, why="wrong")
    assert {path: draft.article.text for path, draft in full_portal.store.drafts_of(list(texts)).items()} == texts
    assert not next(article for article in full_portal.articles() if article.path == worst).is_folded


def test_every_record_of_a_removed_address_is_taken_down(full_portal: Portal) -> None:
    lead = next(article for article in full_portal.articles() if article.related and not article.is_folded)
    twin = lead.path.replace(".md", "-2.md")
    shutil.copy(full_portal.folder / lead.path, full_portal.folder / twin)
    changed = full_portal.remove(lead.path, why="asked by the publisher")
    assert [article.path for article in changed[:2]] == [lead.path, twin]
    stands = {article.path: article for article in full_portal.articles()}
    assert [(stands[path].removed, stands[path].published) for path in (lead.path, twin)] == [(True, False)] * 2
    assert check_portal(full_portal.folder) == ()
    assert full_portal.explain(lead.path).reasons[0].words == "asked by the publisher"


def test_a_removed_article_is_never_collected_again_also_without_the_store(full_portal: Portal, opened: Open) -> None:
    article = next(one for one in full_portal.articles() if not one.related)
    full_portal.remove(article.path, why="wrong")
    full_portal.close()
    shutil.rmtree(full_portal.folder / ".newsfold")
    again = opened(full_portal.folder)
    again.run()
    assert sum(one.title == article.title for one in again.articles()) == 1
    assert next(one for one in again.articles() if one.path == article.path).removed


def test_a_removed_article_is_known_under_another_address_too(full_portal: Portal, opened: Open) -> None:
    article = next(one for one in full_portal.articles() if not one.related)
    full_portal.remove(article.path, why="wrong")
    full_portal.close()
    record = full_portal.folder / article.path
    record.write_text(record.read_text().replace(".example/", ".example/old/"))
    shutil.rmtree(full_portal.folder / ".newsfold")
    again = opened(full_portal.folder)
    report = again.run()
    assert any("taken down" in why.reason for why in report.rejected)
    assert sum(one.title == article.title for one in again.articles()) == 1


def test_what_is_no_record_cannot_be_removed(run_portal: Portal) -> None:
    for path in ("_news/none.md", "../outside.md", "newsfold.toml", "_news/../newsfold.toml"):
        with pytest.raises(InputError, match="is no record"):
            run_portal.remove(path, why="")


def test_a_rebuilt_store_knows_every_record_and_a_run_changes_nothing(full_portal: Portal, opened: Open) -> None:
    before = {file: file.read_bytes() for file in (full_portal.folder / "_news").glob("*.md")}
    assert full_portal.rebuild() == len(before)
    assert {story.lead for story in full_portal.store.stories()} == {a.address for a in full_portal.articles() if not a.is_folded}
    report = full_portal.run()
    assert (report.folded.new_records, report.folded.changed_records, report.errors) == (0, 0, ())
    assert {file: file.read_bytes() for file in (full_portal.folder / "_news").glob("*.md")} == before


@pytest.mark.parametrize("name", ["azure", "diablo4", "powerapps"])
def test_a_new_portal_takes_over_an_older_one(portals: Path, tmp_path: Path, name: str) -> None:
    Portal.create(tmp_path / "new", taken_from=portals / name)
    old, new = Portal.open(portals / name, environment={}), Portal.open(tmp_path / "new", environment={})
    assert new.settings.portal == old.settings.portal
    assert new.articles() == old.articles()
    assert {file.name for file in (tmp_path / "new").iterdir()} >= {"newsfold.toml", ".gitignore", "_data", "_news"}
    assert not (tmp_path / "new" / "api").exists()
    for file in sorted((portals / name / "_news").glob("*.md"))[:50]:
        assert (tmp_path / "new" / "_news" / file.name).read_bytes() == file.read_bytes()


def test_taking_over_what_is_no_portal_is_told(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    with pytest.raises(PortalError, match="is no portal"):
        Portal.create(tmp_path / "new", taken_from=tmp_path / "old")
    assert not (tmp_path / "new").exists()


def test_two_runs_are_kept_apart_and_the_holder_is_named(run_portal: Portal, opened: Open) -> None:
    with locked(run_portal.folder, "run"):
        for work in (run_portal.run, run_portal.publish, run_portal.fold, run_portal.rebuild):
            with pytest.raises(PortalError, match=r"held by another run: `newsfold run`, process \d+"):
                work()
    run_portal.run()


def test_a_lock_left_by_a_killed_run_is_taken_over(run_portal: Portal) -> None:
    (run_portal.folder / ".newsfold" / "lock").touch()
    holder = run_portal.folder / ".newsfold" / "lock-holder"
    holder.write_text("`newsfold run`, process 1 on gone")
    assert run_portal.run().errors == ()
    assert not holder.exists()


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """The system refuses to let a file grow beyond ``size`` bytes, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_told_and_damages_nothing(full_portal: Portal, opened: Open) -> None:
    records = {file: file.read_bytes() for file in (full_portal.folder / "_news").glob("*.md")}
    lead = max((article for article in full_portal.articles() if article.related), key=lambda article: article.heat or 0)
    with no_file_larger_than(100), pytest.raises(NewsfoldError, match=r"(cannot be written|cannot be read or written)"):
        full_portal.remove(lead.path, why="no room")
    assert {file: file.read_bytes() for file in (full_portal.folder / "_news").glob("*.md")} == records
    assert not list(full_portal.folder.rglob(".writing-*"))
    full_portal.close()
    again = opened(full_portal.folder)
    again.remove(lead.path, why="room again")
    assert next(article for article in again.articles() if article.path == lead.path).removed


def test_a_full_disk_asks_for_room_and_not_for_the_store_to_be_deleted(begun: Path, portal_folder: Path) -> None:
    with no_file_larger_than(0), locked(begun, "run"):
        pass
    with no_file_larger_than(100), pytest.raises(StoreError, match=r"Make room or mend the rights, then run again\."):
        _ = Portal.open(portal_folder, environment={}).store


def test_what_has_one_right_answer_is_mended_and_nothing_else_changes(portals: Path, tmp_path: Path) -> None:
    shutil.copytree(portals / "diablo4", tmp_path / "diablo4")
    before = {file: file.read_text() for file in (tmp_path / "diablo4" / "_news").glob("*.md")}
    with Portal.open(tmp_path / "diablo4", environment={}) as portal:
        mended = fix_portal(portal)
    assert len(mended) == 7
    assert not [finding for finding in check_portal(tmp_path / "diablo4") if finding.severity == "error"]
    changed = {file for file, text in before.items() if file.read_text() != text}
    assert {f"_news/{file.name}" for file in changed} == set(mended)
    for file in changed:
        assert file.read_text() == before[file].replace("  - \n", "")


def test_reasons_that_the_store_no_longer_has_are_told_by_the_settings_of_the_environment_too(run_portal: Portal) -> None:
    run_portal.rebuild()
    path = run_portal.articles()[0].path

    def points(**settings: str) -> int:
        with Portal.open(run_portal.folder, environment={"NEWSFOLD_RATE_COMPLETENESS_WEIGHT": "1"} | settings) as portal:
            told = portal.explain(path)
            assert told.is_recomputed
            return sum(reason.points for reason in told.reasons)

    assert points(NEWSFOLD_RATE_COMPLETENESS_WEIGHT="0") < points()
