"""Whose files are whose below ``site/``: the owner's that pass through, a stranger's that are refused, and where the site is brought."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import newsfold
from newsfold.content.repository import Repository
from newsfold.day.publishing import publish
from newsfold.errors import NewsfoldError
from newsfold.portal_folder import settings_of


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    folder = tmp_path / "portal"
    folder.mkdir()
    (folder / "newsfold.toml").write_text('[portal]\ntitle = "Town Crier"\nurl = "https://news.example"\n')
    publish(settings_of(folder, {}), Repository(folder))
    return folder


def test_files_of_the_owner_pass_through_to_the_site_and_go_with_their_source(portal: Path) -> None:
    for path, body in {"favicon.ico": b"icon", ".well-known/security.txt": b"Contact", "robots.txt": b"mine", ".DS_Store": b"x"}.items():
        (portal / "static" / path).parent.mkdir(parents=True, exist_ok=True)
        (portal / "static" / path).write_bytes(body)
    (portal / "CNAME").write_text("news.example\n")
    (portal / "static" / "index.html").write_text("not this one")
    (portal / "static" / "out.txt").symlink_to("/etc/hostname")
    report = publish(settings_of(portal, {}), Repository(portal))
    site = portal / "site"
    assert (site / "favicon.ico").read_bytes() == b"icon"
    assert (site / ".well-known/security.txt").read_bytes() == b"Contact"
    assert (site / "robots.txt").read_bytes() == b"mine"
    assert (site / "CNAME").read_text() == "news.example\n"
    assert b"<!doctype html>" in (site / "index.html").read_bytes()
    assert not (site / "out.txt").exists()
    assert not (site / ".DS_Store").exists()
    assert report.errors == ("static/index.html: newsfold writes a file of that name itself. Give it another name.",)
    assert report.files.missing == ("static/out.txt",)
    (portal / "static" / "favicon.ico").unlink()
    (portal / "static" / "robots.txt").unlink()
    again = publish(settings_of(portal, {}), Repository(portal))
    assert not (site / "favicon.ico").exists()
    assert b"Sitemap:" in (site / "robots.txt").read_bytes()
    assert (again.files.written, again.files.removed) == (1, 1)


def test_a_site_folder_that_newsfold_did_not_make_is_refused_until_it_is_empty(tmp_path: Path) -> None:
    portal = tmp_path / "foreign"
    (portal / "site" / "photos").mkdir(parents=True)
    (portal / "newsfold.toml").write_text('[portal]\ntitle = "Town"\n')
    (portal / "site" / "photos" / "wedding.jpg").write_bytes(b"precious")
    for _ in range(2):
        with pytest.raises(NewsfoldError, match=r"site/photos/wedding\.jpg: is in the folder of the published site.* static/"):
            publish(settings_of(portal, {}), Repository(portal))
    assert (portal / "site" / "photos" / "wedding.jpg").read_bytes() == b"precious"
    (portal / "site" / "photos" / "wedding.jpg").unlink()
    assert publish(settings_of(portal, {}), Repository(portal)).files.written > 0


def test_a_site_that_newsfold_made_is_known_again_without_its_state(portal: Path) -> None:
    shutil.rmtree(portal / ".newsfold")
    assert publish(settings_of(portal, {}), Repository(portal)).files.written == 0


def test_the_site_is_brought_where_the_settings_say_after_each_run(portal: Path, tmp_path: Path) -> None:
    text = (portal / "newsfold.toml").read_text()
    (portal / "newsfold.toml").write_text(f'{text}\n[publish]\nto = ["../served"]\n')
    with newsfold.open(portal) as opened:
        report = opened.run()
    assert [each.to for each in report.published.delivered] == [str(portal / "../served")]
    assert (portal.parent / "served" / "index.html").is_file()
    done = subprocess.run(
        [sys.executable, "-m", "newsfold", "publish", "--portal", str(portal)], capture_output=True, text=True, check=True
    )
    assert "delivered" in done.stdout
