"""What a second run writes: only what changed, and always the same bytes as a run from nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsfold.article import Article
from newsfold.content.repository import Repository
from newsfold.day.publishing import Published, publish
from newsfold.portal_folder import settings_of

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
SETTINGS = '[portal]\ntitle = "Town Crier"\ntopic = "Town"\nurl = "https://news.example"\n[publish]\nfront_page_size = 3\npage_size = 4\n'


@pytest.fixture
def portal(tmp_path: Path, make_article: Callable[..., Article]) -> Path:
    """A portal of twenty articles over two months, ten on one topic."""
    folder = tmp_path / "portal"
    (folder / "_data" / "topics").mkdir(parents=True)
    (folder / "newsfold.toml").write_text(SETTINGS)
    (folder / "_data" / "topics" / "bridges.yaml").write_text("_id: bridges\nname: Bridges\nparent: Town\n")
    for number in range(20):
        add(folder, make_article, number)
    return folder


def add(folder: Path, make_article: Callable[..., Article], number: int, **fields: object) -> str:
    when = NOON + timedelta(days=2 * number)
    given = {"published_at": when, "topics": ("Bridges",) if number % 2 else (), "path": f"_news/{when:%Y-%m-%d}-story-{number}.md"}
    return Repository(folder).add(make_article(f"Story {number}", **(given | fields))).path


def run(folder: Path, *, clean: bool = False) -> Published:
    return publish(settings_of(folder, {}), Repository(folder), clean=clean)


def published(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for name in ("site", "api")
        for file in sorted((folder / name).rglob("*"))
        if file.is_file()
    }


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_a_run_where_nothing_changed_writes_nothing(portal: Path) -> None:
    run(portal)
    again = run(portal)
    assert (again.files.written, again.files.removed, again.shown) == (0, 0, 20)
    assert set(again.files.paths) == set(published(portal))


def test_one_new_article_changes_its_own_page_and_few_lists(portal: Path, make_article: Callable[..., Article]) -> None:
    run(portal)
    before = published(portal)
    add(portal, make_article, 20)
    report = run(portal)
    after = published(portal)
    pages = {path for path in changed(before, after) if path.endswith(".html")}
    assert pages == {
        "site/index.html",
        "site/news/2024-06-15-story-20/index.html",
        "site/archive/index.html",
        "site/archive/2024/06/index.html",
        "site/providers/index.html",
        "site/providers/daily.example/index.html",
    }
    assert report.files.written == len(changed(before, after))


@pytest.mark.parametrize("step", ["add", "change", "hide", "delete", "topic", "settings", "old", "sealed"])
def test_whatever_changed_a_run_leaves_the_bytes_of_a_run_from_nothing(
    portal: Path, make_article: Callable[..., Article], step: str
) -> None:
    run(portal)
    repository = Repository(portal)
    record = sorted((portal / "_news").glob("*.md"))[15]
    article = repository.record(f"_news/{record.name}").article
    if step == "add":
        add(portal, make_article, 21)
    elif step == "old":
        add(portal, make_article, 99, published_at=NOON + timedelta(days=1), path="_news/2024-05-07-late.md", topics=("Bridges",))
    elif step == "change":
        repository.change(article.evolve(title="A corrected headline"))
    elif step == "hide":
        repository.change(article.evolve(published=False))
    elif step == "delete":
        record.unlink()
    elif step == "topic":
        (portal / "_data/topics/bridges.yaml").write_text("_id: roads\nname: Bridges\nparent: Town\n")
    elif step == "settings":
        (portal / "newsfold.toml").write_text(SETTINGS.replace("Town Crier", "Town Bell").replace("size = 4", "size = 5"))
    elif step == "sealed":
        repository.change(article.evolve(secured="abc;def"))
    report = run(portal)
    after = published(portal)
    assert (report.files.written == 0) == (step == "sealed")
    clean = run(portal, clean=True)
    assert clean.files.written == clean.files.removed == 0
    assert published(portal) == after


def test_a_file_that_somebody_changed_or_removed_is_mended(portal: Path) -> None:
    run(portal)
    before = published(portal)
    (portal / "site/index.html").write_bytes(b"tampered")
    (portal / "site/feed.xml").unlink()
    (portal / "site/stray.html").write_bytes(b"stray")
    report = run(portal)
    assert (report.files.written, report.files.removed) == (2, 1)
    assert published(portal) == before


def test_a_damaged_memory_costs_time_and_nothing_else(portal: Path) -> None:
    run(portal)
    before = published(portal)
    (portal / ".newsfold/published.db").write_bytes(b"no database at all" * 500)
    assert run(portal).files.written == 0
    assert published(portal) == before
    assert run(portal).files.written == 0


def test_a_record_edited_in_place_with_its_size_and_time_kept_is_read_again(portal: Path) -> None:
    run(portal)
    record = sorted((portal / "_news").glob("*.md"))[19]
    facts = record.stat()
    text = record.read_bytes().replace(b"Story 19", b"Story 91")
    with record.open("r+b") as file:
        file.write(text)
    os.utime(record, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert (record.stat().st_size, record.stat().st_mtime_ns, record.stat().st_ino) == (facts.st_size, facts.st_mtime_ns, facts.st_ino)
    run(portal)
    assert b"Story 91" in (portal / "site/index.html").read_bytes()


def test_a_record_that_cannot_be_read_is_told_at_every_run(portal: Path) -> None:
    (portal / "_news/2024-05-06-broken.md").write_text("---\ntitle: [\n---\n")
    assert run(portal).errors == run(portal).errors != ()


def test_what_publishing_remembers_is_ignored_by_git(portal: Path) -> None:
    run(portal)
    assert (portal / ".newsfold/.gitignore").read_text().splitlines()[-1] == "*"


def test_one_file_in_two_places_stays_two_files_when_one_is_changed_by_hand(portal: Path) -> None:
    run(portal)
    first, second = portal / "api/news/index.json", portal / "site/api/news/index.json"
    body = first.read_bytes()
    second.unlink()
    second.write_bytes(b"{}")
    run(portal)
    assert first.read_bytes() == second.read_bytes() == body


@pytest.mark.parametrize("spoiled", ["", '","path": "_news/x.md', "\\", "é"])
def test_lists_put_together_from_those_that_stood_have_the_bytes_of_new_ones(
    portal: Path, make_article: Callable[..., Article], spoiled: str
) -> None:
    name = f"_news/2024-06-01-a{'é' if spoiled else ''}.md"
    Repository(portal).add(
        make_article(f"A headline{spoiled}", excerpt='{\n      "path": "', path=name, published_at=NOON + timedelta(days=30))
    )
    run(portal)
    repository = Repository(portal)
    add(portal, make_article, 31)
    changed_one = repository.record(sorted(path for path in repository.paths())[3]).article
    repository.change(changed_one.evolve(title="A corrected headline"))
    (portal / sorted(repository.paths())[8]).unlink()
    run(portal)
    after = published(portal)
    assert b"A corrected headline" in b"".join(body for path, body in after.items() if path.startswith("api/news/page/"))
    assert run(portal, clean=True).files.written == 0
    assert published(portal) == after


def test_a_list_page_that_somebody_wrote_over_lends_nothing_to_others(portal: Path, make_article: Callable[..., Article]) -> None:
    run(portal)
    page = portal / "api/news/page/1/index.json"
    page.write_bytes(page.read_bytes().replace(b"Story", b"Tales"))
    add(portal, make_article, 31)
    run(portal)
    assert not any(b"Tales" in body for body in published(portal).values())


def test_a_topic_that_every_article_is_on_shares_the_portals_pages_until_one_is_not(
    tmp_path: Path, make_article: Callable[..., Article]
) -> None:
    folder = tmp_path / "town"
    (folder / "_data" / "topics").mkdir(parents=True)
    (folder / "newsfold.toml").write_text(SETTINGS)
    (folder / "_data" / "topics" / "town.yaml").write_text("_id: town\nname: Town\n")
    for number in range(9):
        add(folder, make_article, number, topics=("Town",))
    run(folder)
    everywhere, on_topic = (folder / "api" / "news" / place / "page" / "2" / "index.json" for place in ("", "town"))
    assert os.path.samefile(everywhere, on_topic)
    stood = on_topic.read_bytes()
    add(folder, make_article, 9, topics=("Bridges",))
    run(folder)
    assert on_topic.read_bytes() == stood != everywhere.read_bytes()
    parted = published(folder)
    run(folder, clean=True)
    assert published(folder) == parted
