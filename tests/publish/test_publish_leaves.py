"""The folders of single articles, which a run with little new only asks for their times: whatever was done to one is mended."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from newsfold.article import Article
from newsfold.content.repository import Repository
from newsfold.day.publishing import Published, publish
from newsfold.portal_folder import settings_of

NAME = "2024-05-06-a-bridge"
PAGE, JSON, TWIN = f"site/news/{NAME}/index.html", f"api/news/{NAME}/index.json", f"site/api/news/{NAME}/index.json"


@pytest.fixture
def portal(tmp_path: Path, make_article: Callable[..., Article]) -> Path:
    """A published portal of three articles."""
    folder = tmp_path / "portal"
    (folder / "_news").mkdir(parents=True)
    (folder / "newsfold.toml").write_text('[portal]\ntitle = "Town Crier"\nurl = "https://news.example"\n')
    for title in ("A bridge", "A road", "A well"):
        Repository(folder).add(make_article(title, path=f"_news/2024-05-06-{title.lower().replace(' ', '-')}.md"))
    run(folder)
    return folder


def run(folder: Path, *, clean: bool = False) -> Published:
    return publish(settings_of(folder, {}), Repository(folder), clean=clean)


def published(folder: Path) -> dict[str, bytes]:
    files = (file for name in ("site", "api") for file in sorted((folder / name).rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def overwrite(folder: Path, path: str) -> None:
    (folder / path).write_bytes(b"by hand")


def replace(folder: Path, path: str) -> None:
    facts = (folder / path).stat()
    other = folder / "other"
    other.write_bytes(b"x" * facts.st_size)
    os.utime(other, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    other.replace(folder / path)


def remove(folder: Path, path: str) -> None:
    (folder / path).unlink()


def remove_folder(folder: Path, path: str) -> None:
    shutil.rmtree((folder / path).parent)


def link(folder: Path, path: str) -> None:
    here = (folder / path).parent
    here.rename(folder / "elsewhere")
    here.symlink_to(folder / "elsewhere")


@pytest.mark.parametrize("path", [PAGE, JSON, TWIN])
@pytest.mark.parametrize("done", [overwrite, replace, remove, remove_folder])
def test_an_article_that_somebody_changed_or_removed_is_mended(portal: Path, path: str, done: Callable[[Path, str], None]) -> None:
    before = published(portal)
    done(portal, path)
    run(portal)
    assert published(portal) == before
    assert run(portal).files.written == 0


@pytest.mark.parametrize("path", [PAGE, TWIN])
def test_a_link_in_place_of_an_articles_folder_is_removed_and_not_followed(portal: Path, path: str) -> None:
    before = published(portal)
    link(portal, path)
    run(portal)
    assert not (portal / path).parent.is_symlink()
    assert published(portal) == before


def test_a_strangers_file_beside_an_article_is_removed(portal: Path) -> None:
    before = published(portal)
    (portal / PAGE).with_name("stray.html").write_bytes(b"stray")
    assert run(portal).files.removed == 1
    assert published(portal) == before


def test_a_file_of_the_owners_beside_an_article_stays_and_goes_with_its_source(portal: Path) -> None:
    before = published(portal)
    guest = portal / "static/news" / NAME / "map.svg"
    guest.parent.mkdir(parents=True)
    guest.write_text("<svg/>")
    run(portal)
    assert published(portal).keys() - before.keys() == {f"site/news/{NAME}/map.svg"}
    assert run(portal).files.written == 0
    guest.unlink()
    assert run(portal).files.removed == 1
    assert published(portal) == before


def test_a_file_of_the_owners_never_takes_an_articles_place(portal: Path) -> None:
    before = published(portal)
    guest = portal / "static/news" / NAME / "index.html"
    guest.parent.mkdir(parents=True)
    guest.write_text("mine")
    assert run(portal).errors == run(portal).errors != ()
    assert published(portal) == before


def test_all_files_are_told_whether_they_were_looked_at_or_not(portal: Path) -> None:
    report = run(portal)
    assert set(report.files.paths) == set(published(portal))
    assert report.files.unchanged == len(report.files.paths)


def test_an_article_that_is_taken_back_goes_with_its_folders(portal: Path) -> None:
    (portal / f"_news/{NAME}.md").unlink()
    run(portal)
    assert not any((portal / path).parent.exists() for path in (PAGE, JSON, TWIN))
    after = published(portal)
    assert run(portal, clean=True).files.written == 0
    assert published(portal) == after
