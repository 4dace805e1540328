"""The site over HTTP, as browsers and caches ask for it."""

from __future__ import annotations

import gzip
import socket
from pathlib import Path

import brotli
import httpx
import pytest

from newsfold.errors import PortalError
from newsfold.service.http_server import listen
from newsfold.service.site_serving import site_app
from newsfold.settings import PortalSettings, Settings

FRONT = b"<!doctype html><title>Front</title>" + b"<p>words and words</p>" * 100
PICTURE = f"assets/pictures/{'ab' * 16}.jpg"


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    files = {
        "index.html": FRONT,
        "404.html": b"lost",
        "news/a/index.html": b"a",
        "feed.xml": b"<feed/>",
        "assets/style-0123abcd.css": b"b{}",
    }
    for path, body in {**files, "api/news/index.json": b"{}", PICTURE: b"jpeg" * 500}.items():
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_bytes(body)
    (tmp_path / "secret.txt").write_text("key")
    return tmp_path


def asked(portal: Path, path: str, *, base: str = "", method: str = "GET", **headers: str) -> httpx.Response:
    app = site_app(portal, Settings(portal=PortalSettings(baseurl=base)))

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://portal.example") as client:
            given = {name.replace("_", "-"): value for name, value in ({"accept_encoding": "identity"} | headers).items()}
            return await client.request(method, path, headers=given)

    import anyio

    return anyio.run(ask)


def test_a_page_is_served_from_its_folder_and_a_folder_without_its_slash_leads_there(portal: Path) -> None:
    assert asked(portal, "/").content == FRONT
    assert asked(portal, "/news/a/").content == b"a"
    moved = asked(portal, "/news/a")
    assert (moved.status_code, moved.headers["location"]) == (301, "a/")


def test_an_address_that_leads_nowhere_gets_the_portals_own_page(portal: Path) -> None:
    answer = asked(portal, "/news/none/")
    assert (answer.status_code, answer.content) == (404, b"lost")


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "//etc/passwd", "/a%00b", "/news/../../secret.txt"]
)
def test_nothing_outside_the_site_is_served(portal: Path, path: str) -> None:
    assert asked(portal, path).status_code == 404


def test_a_link_that_leads_out_of_the_site_is_not_followed(portal: Path) -> None:
    (portal / "site/out.txt").symlink_to(portal / "secret.txt")
    assert asked(portal, "/out.txt").status_code == 404


def test_a_page_that_a_publish_takes_away_just_now_is_answered_as_one_that_is_gone(portal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found_and_then_gone(file: Path) -> bool:
        file.unlink()
        return True

    page = portal.resolve() / "site/news/a/index.html"
    is_file = Path.is_file
    monkeypatch.setattr(Path, "is_file", lambda file: found_and_then_gone(file) if file == page and file.exists() else is_file(file))
    answer = asked(portal, "/news/a/")
    assert (answer.status_code, answer.content) == (404, b"lost")


def test_bytes_are_compressed_as_the_browser_asks_and_kept(portal: Path) -> None:
    for accepted, encoding, unpacked in [("gzip, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)]:
        answer = asked(portal, "/", accept_encoding=accepted)
        assert (answer.headers["content-encoding"], answer.headers["vary"]) == (encoding, "accept-encoding")
        assert answer.content == FRONT
        kept = list((portal / ".newsfold/compressed").glob(f"*.{encoding}"))
        assert [unpacked(file.read_bytes().partition(b"\n")[2]) for file in kept] == [FRONT]
    assert "content-encoding" not in asked(portal, "/", accept_encoding="br;q=0, identity").headers
    assert "content-encoding" not in asked(portal, f"/{PICTURE}", accept_encoding="br").headers


def test_what_was_compressed_is_not_served_when_the_page_changed(portal: Path) -> None:
    asked(portal, "/", accept_encoding="br")
    (portal / "site/index.html").write_bytes(FRONT + b"<p>more</p>")
    assert asked(portal, "/", accept_encoding="br").content == FRONT + b"<p>more</p>"


def test_a_browser_that_has_the_page_is_told_so_for_each_coding(portal: Path) -> None:
    plain, small = (asked(portal, "/", accept_encoding=accepted).headers["etag"] for accepted in ("identity", "br"))
    assert plain != small
    answer = asked(portal, "/", accept_encoding="br", if_none_match=f'"other", W/{small}')
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", small)
    assert asked(portal, "/", if_none_match='"other"').status_code == 200


def test_caches_keep_for_ever_what_never_changes_and_the_rest_for_a_minute(portal: Path) -> None:
    for path in ("/assets/style-0123abcd.css", f"/{PICTURE}"):
        assert "immutable" in asked(portal, path).headers["cache-control"]
    assert "max-age=60" in asked(portal, "/").headers["cache-control"]


def test_programs_of_other_sites_may_read_api_and_feeds_which_say_what_they_are(portal: Path) -> None:
    kinds = {path: asked(portal, path).headers for path in ("/api/news/index.json", "/feed.xml")}
    assert [head["content-type"] for head in kinds.values()] == ["application/json", "application/atom+xml; charset=utf-8"]
    assert {head["access-control-allow-origin"] for head in kinds.values()} == {"*"}


def test_a_portal_below_a_path_is_served_there(portal: Path) -> None:
    assert asked(portal, "/town/news/a/", base="/town").content == b"a"
    assert asked(portal, "/news/a/", base="/town").status_code == 404


def test_writing_is_not_allowed_and_a_head_has_no_body(portal: Path) -> None:
    assert asked(portal, "/", method="POST").status_code == 405
    head = asked(portal, "/", method="HEAD")
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(FRONT)))


def test_a_portal_that_was_never_published_says_so(tmp_path: Path) -> None:
    with pytest.raises(PortalError, match="newsfold publish"):
        site_app(tmp_path, Settings())


def test_the_root_leads_to_a_portal_that_stands_below_it(portal: Path) -> None:
    answer = asked(portal, "/", base="/ai")
    assert (answer.status_code, answer.headers["location"]) == (307, "./ai/")
    assert asked(portal, "/ai/", base="/ai").content == FRONT
    assert asked(portal, "/", base="//elsewhere.example/").headers["location"] == "./elsewhere.example/"


def test_a_page_that_changed_takes_the_place_of_what_was_compressed_before(portal: Path) -> None:
    for body in (FRONT, FRONT.replace(b"words", b"terms")):
        (portal / "site/index.html").write_bytes(body)
        assert asked(portal, "/", accept_encoding="br").content == body
        assert len(list((portal / ".newsfold/compressed").iterdir())) == 1


def test_what_was_compressed_of_a_page_that_is_gone_is_tidied_at_the_next_start(portal: Path) -> None:
    asked(portal, "/", accept_encoding="br")
    (portal / ".newsfold/compressed" / f"{'0' * 32}.gzip").write_bytes(b"of an older newsfold")
    (portal / "site/index.html").unlink()
    site_app(portal, Settings())
    assert list((portal / ".newsfold/compressed").iterdir()) == []


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_what_is_answered_in_small_parts_goes_out_at_once(host: str) -> None:
    """asyncio turns Nagle's algorithm off for sockets that are said to be TCP, and for no others."""
    with listen(host, 0) as listening, socket.create_connection(listening.getsockname()[:2]):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.proto == socket.IPPROTO_TCP
