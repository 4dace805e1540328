"""Editions on the site, and pictures in the sizes a reader's screen wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import html5lib
import pytest
from PIL import Image as Pillow
from selectolax.lexbor import LexborHTMLParser

from newsfold.article import Article, Image
from newsfold.content.repository import Repository, picture_key
from newsfold.day.picturing import Ready, holding, make_ready, write_files
from newsfold.day.publishing import Published, publish
from newsfold.mail.editions import keep, make_issue
from newsfold.portal_folder import settings_of
from newsfold.settings import MailSettings, ServeSettings

NOON = datetime(2026, 11, 15, 12, tzinfo=UTC)
URL = "https://daily.example/lighthouse.png"
SETTINGS = '[portal]\ntitle = "Town Crier"\ntopic = "Town"\nurl = "https://news.example"\nbaseurl = "/town"\n'


@pytest.fixture
def portal(tmp_path: Path, make_article: Callable[..., Article]) -> Path:
    """A portal of one story with a held picture of 900 x 600, and one without."""
    folder = tmp_path / "portal"
    (folder / "_data" / "topics").mkdir(parents=True)
    (folder / "newsfold.toml").write_text(SETTINGS)
    (folder / "_data" / "topics" / "town.yaml").write_text("_id: town\nname: Town\n")
    Pillow.linear_gradient("L").resize((900, 600)).save(tmp_path / "picture.png")
    ready = make_ready(URL, (tmp_path / "picture.png").read_bytes(), folder)
    assert isinstance(ready, Ready)
    write_files(folder, ready.files)
    lead = make_article("A lighthouse opens", images=(Image(url=URL),), heat=90, topics=("Town",), published_at=NOON, path="")
    repository = Repository(folder)
    repository.add(holding(lead, {URL: ready}))
    repository.add(make_article("Another story", web_url="https://daily.example/b", published_at=NOON, topics=("Town",), path=""))
    return folder


def run(folder: Path, *, clean: bool = False, public_url: str = "") -> Published:
    serve, mail = ServeSettings(public_url=public_url), MailSettings(imprint="Town Crier, Weir Road 1")
    settings = settings_of(folder, {}).evolve(serve=serve, mail=mail)
    return publish(settings, Repository(folder), clean=clean)


def issue(folder: Path, at: datetime = NOON + timedelta(hours=1)) -> str:
    made = make_issue(Repository(folder), settings_of(folder, {}), now=at)
    assert made is not None
    keep(Repository(folder), made)
    return made.id


def site(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder / "site").as_posix(): file.read_bytes() for file in (folder / "site").rglob("*") if file.is_file()}


def tree(folder: Path, path: str) -> LexborHTMLParser:
    return LexborHTMLParser((folder / "site" / path).read_text())


def shown_picture(portal: Path, page: str) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """The attributes of the first picture's source and image on a page."""
    found = tree(portal, page)
    source, image = found.css_first("picture source"), found.css_first("picture img")
    assert source is not None
    assert image is not None
    return source.attributes, image.attributes


def test_a_held_picture_comes_as_webp_and_jpeg_in_sizes_that_are_all_on_the_site(portal: Path) -> None:
    assert run(portal).errors == ()
    key = f"assets/pictures/{picture_key(URL)}"
    source, image = shown_picture(portal, "news/2026-11-15-a-lighthouse-opens/index.html")
    whole = f"../../{key}"
    assert source["srcset"] == f"{whole}-320.webp 320w, {whole}-640.webp 640w, {whole}-900.webp 900w"
    assert image["srcset"] == f"{whole}-320.jpg 320w, {whole}-640.jpg 640w, {whole}.jpg 900w"
    assert (image["width"], image["height"]) == ("900", "600")
    source, image = shown_picture(portal, "index.html")  # Cards have one shape, so they show the cut.
    assert source["srcset"] == f"{key}-card.webp 640w, {key}-card-large.webp 900w"
    assert (image["src"], image["width"], image["height"]) == (f"{key}-card.jpg", "640", "360")
    there = {path for path in site(portal) if path.startswith("assets/pictures/")}
    assert there == {
        f"{key}{end}"
        for end in (".jpg", "-320.jpg", "-640.jpg", "-320.webp", "-640.webp", "-900.webp", "-card.jpg", "-card.webp", "-card-large.webp")
    }


def test_a_picture_of_which_a_size_is_missing_is_shown_as_it_is_held(portal: Path) -> None:
    (portal / "assets" / "pictures" / f"{picture_key(URL)}-640.webp").unlink()
    run(portal)
    assert tree(portal, "index.html").css("source") == []
    assert (tree(portal, "index.html").css_first("img").attributes["src"] or "").endswith(f"{picture_key(URL)}.jpg")


def test_an_edition_has_a_page_a_place_in_the_list_and_its_pictures_even_when_the_story_is_hidden(portal: Path) -> None:
    id = issue(portal)
    run(portal)
    page = (portal / "site" / "newsletter" / id / "index.html").read_text()
    assert "A lighthouse opens" in page
    assert "Town Crier, Weir Road 1" in page
    assert "{unsubscribe}" not in page
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page)
    assert parser.errors == []
    assert [link.attributes["href"] for link in tree(portal, "newsletter/index.html").css(".index a")] == [f"{id}/"]
    assert "newsletter/" in [link.attributes["href"] for link in tree(portal, "index.html").css("footer a")]
    assert f"https://news.example/town/newsletter/{id}/" in (portal / "site" / "sitemap.xml").read_text()
    lead = next(path for path in (portal / "_news").iterdir() if "lighthouse" in path.name)
    lead.write_text(lead.read_text().replace("published: true", "published: false"))
    run(portal)
    assert [path for path in site(portal) if path.startswith("assets/pictures/")] == [f"assets/pictures/{picture_key(URL)}-card.jpg"]


def test_without_editions_there_is_no_list_and_no_link_to_it(portal: Path) -> None:
    run(portal)
    assert not (portal / "site" / "newsletter").exists()
    assert b"newsletter/" not in site(portal)["index.html"]


def test_a_run_after_an_edition_writes_the_same_bytes_as_one_from_nothing_and_then_nothing(portal: Path) -> None:
    run(portal)
    issue(portal)
    assert run(portal).files.written > 0
    after = site(portal)
    assert run(portal).files.written == 0
    run(portal, clean=True)
    assert site(portal) == after
    changed = run(portal, public_url="https://mail.example")
    assert changed.files.written == 2  # The edition with its link to leave, and the list with its link to join.
    assert "https://mail.example/newsletter/" in [link.attributes["href"] for link in tree(portal, "newsletter/index.html").css(".index a")]


def test_an_edition_that_is_gone_leaves_the_site_and_one_that_cannot_be_read_is_told(portal: Path) -> None:
    id = issue(portal)
    run(portal)
    (portal / "_newsletters" / f"{id}.html").write_text("no front matter")
    assert any(f"_newsletters/{id}.html" in error for error in run(portal).errors)
    assert not (portal / "site" / "newsletter").exists()


def test_what_a_hand_put_into_an_edition_runs_no_script(portal: Path) -> None:
    (portal / "_newsletters").mkdir()
    front = '---\ntitle: "Old"\npublishedDateTime: 2024-05-06T07:00:00Z\n---\n'
    text = front + "<html><HEAD><script>alert(1)</script></HEAD><body>Old</body></html>"
    (portal / "_newsletters" / "old-2024-05-06.html").write_text(text)
    (portal / "_newsletters" / "An Odd name.html").write_text(text)
    run(portal)
    page = (portal / "site" / "newsletter" / "old-2024-05-06" / "index.html").read_text()
    assert page.index("default-src 'none'") < page.index("<script>")
    assert sorted(path.name for path in (portal / "site" / "newsletter").iterdir()) == ["index.html", "old-2024-05-06"]
