"""Placeholders are dropped, what is old is let go of, organizations get logos."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import anyio
import pytest
from PIL import Image

from newsfold.article import Article
from newsfold.article import Image as Reference
from newsfold.collect import Client
from newsfold.content.repository import Repository
from newsfold.content.taxonomy import read_organization
from newsfold.day.logo_keeping import fetch_logos, keep_logos, named_icons
from newsfold.day.picture_keeping import PictureKeeping
from newsfold.day.picturing import Ready, holding, make_ready, worn_pictures, write_files
from newsfold.outcome import Rejected
from newsfold.pictures import PictureUse, Refused, logos, placeholders, print_of
from newsfold.pictures.logos import logo_path
from newsfold.pictures.making import PictureFile
from newsfold.settings import CollectSettings

NOW = datetime(2026, 11, 15, 20, 0, tzinfo=UTC)
MakeArticle = Callable[..., Article]
MakePicture = Callable[..., bytes]


def test_a_picture_on_six_headlines_of_one_publisher_is_a_placeholder() -> None:
    def uses(count: int, url: str) -> list[PictureUse]:
        return [PictureUse(url=url, provider="a.example", title=f"Headline {number}") for number in range(count)]

    assert placeholders([*uses(6, "https://a.example/logo.png"), *uses(5, "https://a.example/photo.jpg")]) == {"https://a.example/logo.png"}
    listed_often = [PictureUse(url="https://a.example/p.jpg", provider="a.example", title="One  headline")] * 9
    assert placeholders(listed_often) == frozenset()
    by_many = [PictureUse(url="https://w.example/p.jpg", provider=f"p{number}.example", title=f"Own words {number}") for number in range(9)]
    assert placeholders(by_many) == frozenset()  # An agency's photograph that many publishers bought.


def test_a_placeholder_under_many_addresses_is_known_by_its_looks(make_picture: MakePicture) -> None:
    grey = [print_of(make_picture(quality=60 + number)) for number in range(7)]
    assert len(set(grey)) == 1
    assert print_of(make_picture(seed=3)) not in grey
    uses = [
        PictureUse(url=f"https://a.example/?{number}", provider="a.example", title=f"Headline {number}", print=print)
        for number, print in enumerate(grey)
    ]
    assert len(placeholders(uses)) == 7


def test_a_picture_without_contrast_is_like_no_other() -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "grey").save(out, "JPEG")
    assert print_of(out.getvalue()) == ""
    assert print_of(b"no picture") == ""


@pytest.mark.parametrize(
    ("portal", "address"),
    [
        ("azure", "https://mw3.wsj.net/mw5/content/logos/mw_logo_social.png"),
        ("diablo4", "https://www.youtube.com/img/desktop/supported_browsers/dinosaur.png"),
        ("powerapps", "https://powerapps.microsoft.com/images/shared/social/social-default-image.png"),
    ],
)
def test_the_placeholders_of_the_real_portals_are_found_and_few_pictures_with_them(portals: Path, portal: str, address: str) -> None:
    articles = [record.article for record in Repository(portals / portal).records()[0]]
    worn = worn_pictures(articles)
    assert address in worn
    assert len(worn) <= 5


def hold(article: Article, body: bytes, folder: Path) -> Article:
    """Hold an article's picture."""
    url = article.images[0].url
    ready = make_ready(url, body, folder)
    assert isinstance(ready, Ready)
    write_files(folder, ready.files)
    return holding(article, {url: ready})


def test_a_held_picture_is_told_with_its_true_size(make_article: MakeArticle, make_picture: MakePicture, tmp_path: Path) -> None:
    url = "https://a.example/1.jpg"
    article = make_article(images=(Reference(url=url, width=1, height=1),))
    held = hold(article, make_picture(), tmp_path)
    assert held.images == (Reference(url=url, width=900, height=600, is_cached=True),)
    assert Repository(tmp_path).held_pictures((held,))[url].endswith(".jpg")
    assert holding(article, {}) == article
    assert isinstance(make_ready("https://a.example/2.jpg", b"x", tmp_path), Refused)


def test_tidying_drops_placeholders_and_lets_go_of_what_is_old(
    make_article: MakeArticle, make_picture: MakePicture, tmp_path: Path
) -> None:
    repository = Repository(tmp_path)
    shared, fresh, old = (f"https://lumen-daily.example/{name}.jpg" for name in ("default", "fresh", "old"))
    bodies = {url: make_picture(seed=seed) for seed, url in enumerate((shared, fresh, old))}

    def article(title: str, url: str, days: int) -> Article:
        made = make_article(title, images=(Reference(url=url),)).evolve(published_at=NOW - timedelta(days=days))
        return repository.add(hold(made.evolve(heat=0, published=True), bodies[url], tmp_path))

    articles = [*(article(f"Default {number}", shared, 1) for number in range(6)), article("Fresh", fresh, 1), article("Old", old, 400)]
    stranger = tmp_path / "assets" / "pictures" / "editors-own.jpg"
    stranger.write_bytes(b"an editor's")
    keeping = PictureKeeping(repository, repository.change)
    done = keeping.tidy(articles, now=NOW, keep_days=100)
    assert (done.placeholders, done.changed) == ((shared,), 7)
    after = {record.article.title: record.article.images for record in repository.records()[0]}
    assert after["Default 3"] == ()
    assert after["Fresh"][0].is_cached
    assert (after["Old"][0].url, after["Old"][0].is_cached) == (old, None)
    assert set(repository.held_pictures(tuple(articles))) == {fresh}
    assert stranger.exists()
    again = keeping.tidy([record.article for record in repository.records()[0]], now=NOW, keep_days=100)
    assert (again.changed, again.files) == (0, 0)


def test_tidying_again_looks_only_at_pictures_that_are_new(make_article: MakeArticle, make_picture: MakePicture, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    (tmp_path / ".newsfold").mkdir()
    urls = [f"https://lumen-daily.example/{number}.jpg" for number in range(7)]
    grey = make_picture()
    keeping = PictureKeeping(repository, repository.change)

    def tidied(count: int) -> tuple[str, ...]:
        known = [record.article for record in repository.records()[0]]
        for number in range(len(known), count):
            made = make_article(f"Headline {number}", images=(Reference(url=urls[number]),), heat=0, published=True)
            known.append(repository.add(hold(made, grey, tmp_path)))
        return keeping.tidy(known, now=NOW).placeholders

    assert tidied(5) == ()
    for file in (tmp_path / "assets" / "pictures").iterdir():
        file.write_bytes(b"damaged since; nobody looks again")
    assert tidied(6) == tuple(urls[:6])  # All look like the new one, as was known of them.
    (tmp_path / ".newsfold" / "picture-prints.json").write_bytes(b"no JSON")
    assert keeping.tidy([record.article for record in repository.records()[0]], now=NOW).placeholders == ()


def test_an_organization_gets_its_logos_from_its_sites_icon(tmp_path: Path) -> None:
    for form in ("PNG", "ICO"):
        out = io.BytesIO()
        Image.new("RGBA", (256, 128), (200, 0, 0, 255)).save(out, form)
        files = logos(out.getvalue(), "lumen.example")
        assert not isinstance(files, Refused)
        assert [Image.open(io.BytesIO(file.body)).size for file in files] == [(50, 50), (400, 400)]
    assert not isinstance(files, Refused)
    assert keep_logos(tmp_path, "lumen.example", "Lumen: Daily", files)
    told = read_organization((tmp_path / "_data/organizations/lumen.example.md").read_text(), path="x")
    assert (told.name, told.images[1].url) == ("Lumen: Daily", f"/{logo_path('lumen.example', 400)}")
    assert (tmp_path / logo_path("lumen.example", 50)).is_file()
    assert not keep_logos(tmp_path, "lumen.example", "Other", files)


def test_an_icon_too_small_for_a_logo_is_refused() -> None:
    out = io.BytesIO()
    Image.new("RGB", (16, 16)).save(out, "PNG")
    assert isinstance(logos(out.getvalue(), "a.example"), Refused)
    assert isinstance(logos(b"\x00\x00\x01\x00garbage", "a.example"), Refused)


def test_the_largest_icons_a_page_names_are_asked_first() -> None:
    page = """<link rel="icon" href="/small.png"><link rel='apple-touch-icon' sizes=180x180 href='big.png'><link rel=icon href=drawn.svg>
    <link rel="stylesheet" href="/style.css">"""
    assert named_icons(page, "https://a.example/news/") == ["https://a.example/news/big.png", "https://a.example/small.png"]


@pytest.fixture
def site(make_picture: MakePicture) -> Iterator[dict[str, tuple[str, bytes]]]:
    """A publisher's site on loopback: answers by path, each a type and bytes; ``url`` tells where it is."""
    answers: dict[str, tuple[str, bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = answers.get(self.path, ("text/plain", b""))
            self.send_response(200 if self.path in answers else 404)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        answers["url"] = (f"http://127.0.0.1:{server.server_port}/", b"")
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield answers
        server.shutdown()


def fetched_logos(url: str) -> tuple[PictureFile, ...] | Rejected:
    async def fetch() -> tuple[PictureFile, ...] | Rejected:
        settings = CollectSettings(allow_addresses=("127.0.0.0/8",), delay=0.0, robots=False)
        async with Client(settings) as client:
            return await fetch_logos(client, "lumen.example", site=url)

    return anyio.run(fetch)


def test_a_logo_is_fetched_from_the_icon_a_site_names_past_those_that_are_none(
    site: dict[str, tuple[str, bytes]], make_picture: MakePicture
) -> None:
    page = b'<link rel="apple-touch-icon" href="/broken.png"><link rel="icon" href="/tiny.png"><link rel="icon" href="/good.png">'
    site["/"] = ("text/html", page)
    site["/broken.png"] = ("image/png", b"no picture")
    site["/tiny.png"] = ("image/png", make_picture("PNG", 16, 16))
    site["/good.png"] = ("image/png", make_picture("PNG", 192, 192))
    files = fetched_logos(site["url"][0])
    assert not isinstance(files, Rejected)
    assert [file.path for file in files] == [logo_path("lumen.example", 50), logo_path("lumen.example", 400)]


def test_without_a_page_the_usual_place_is_asked_and_else_the_reason_told(
    site: dict[str, tuple[str, bytes]], make_picture: MakePicture
) -> None:
    answer = fetched_logos(site["url"][0])
    assert isinstance(answer, Rejected)
    assert "404" in answer.reason
    site["/favicon.ico"] = ("image/x-icon", make_picture("ICO", 64, 64))
    assert not isinstance(fetched_logos(site["url"][0]), Rejected)
