"""The publishers are served over real HTTP on loopback."""

import io
import json
import re
import time
from collections.abc import Iterator

import feedparser
import httpx
import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from newsfold.demo import bundle
from newsfold.demo.bundle import Piece, Publisher, Trait
from newsfold.demo.server import PublisherServer

WORKING = [publisher for publisher in bundle.load() if publisher.feed.format != "broken"]
PIECES = [(publisher, piece) for publisher in WORKING for piece in publisher.articles if "dead" not in piece.traits]
PIECE_NAMES = [f"{publisher.domain}/{piece.slug}" for publisher, piece in PIECES]


class Reader:
    """Asks the server for addresses of the invented publishers."""

    def __init__(self, server: PublisherServer) -> None:
        self.server = server
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False)

    def get(self, url: str, **headers: str) -> httpx.Response:
        parts = httpx.URL(url)
        return self.client.get(parts.raw_path.decode(), headers={"Host": parts.host} | headers)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with PublisherServer() as server:
        reader = Reader(server)
        with reader.client:
            yield reader


def the(trait: Trait) -> tuple[Publisher, Piece]:
    return next((publisher, piece) for publisher in bundle.load() for piece in publisher.articles if trait in piece.traits)


def structured(page: LexborHTMLParser) -> list[dict[str, object]]:
    return [json.loads(node.text()) for node in page.css('script[type="application/ld+json"]')]


@pytest.mark.parametrize(("publisher", "piece"), PIECES, ids=PIECE_NAMES)
def test_every_page_says_its_title_address_and_text(reader: Reader, publisher: Publisher, piece: Piece) -> None:
    response = reader.get(publisher.url_of(piece))
    assert response.status_code == 200
    charset = "windows-1252" if {"windows-1252", "header-charset"} & set(piece.traits) else "utf-8"
    page = LexborHTMLParser(response.content.decode(charset))
    assert page.css_first("h1").text() == piece.title
    title = page.css_first("title").text()
    assert title.startswith(piece.title)
    assert title.endswith(publisher.name)
    assert page.css_first('link[rel="canonical"]').attributes["href"] == publisher.canonical_of(piece)
    shown = [" ".join(node.text().split()) for node in page.css("p")]
    assert set(piece.paragraphs) <= set(shown)
    for data in structured(page):
        assert data["@context"] == "https://schema.org"


@pytest.mark.parametrize("publisher", WORKING, ids=lambda publisher: publisher.domain)
def test_every_feed_parses_and_lists_what_the_publisher_printed(reader: Reader, publisher: Publisher) -> None:
    response = reader.get(publisher.feed_url)
    assert response.status_code == 200
    if publisher.feed.format == "json":
        urls = [item["url"] for item in response.json()["items"]]
        titles = [item["title"] for item in response.json()["items"]]
    else:
        feed = feedparser.parse(response.content)
        assert not feed.bozo
        urls = [entry.link for entry in feed.entries]
        titles = [entry.title for entry in feed.entries]
    assert len(urls) == len(publisher.articles) + len(publisher.links)
    for piece in publisher.articles:
        assert piece.title in titles
        assert any(url.startswith(publisher.url_of(piece)) for url in urls)


def test_every_entry_leads_to_a_page_but_the_dead_one(reader: Reader) -> None:
    dead = []
    for publisher in WORKING:
        response = reader.get(publisher.feed_url)
        urls = re.findall(r"http://[a-z-]+\.example/[^\"<&?\s]+", response.text)
        dead += [url for url in set(urls) if reader.get(url).status_code != 200]
    publisher, piece = the("dead")
    assert dead == [publisher.url_of(piece)]


def test_the_broken_feed_ends_within_a_tag(reader: Reader) -> None:
    broken = next(publisher for publisher in bundle.load() if publisher.feed.format == "broken")
    feed = feedparser.parse(reader.get(broken.feed_url).content)
    assert feed.bozo
    assert feed.entries == []


@pytest.mark.parametrize("publisher", bundle.load(), ids=lambda publisher: publisher.domain)
def test_every_front_page_names_its_feed(reader: Reader, publisher: Publisher) -> None:
    page = LexborHTMLParser(reader.get(publisher.home_url).text)
    assert page.css_first('link[rel="alternate"]').attributes["href"] == publisher.feed.path


def test_robots_txt_forbids_the_path_of_one_entry(reader: Reader) -> None:
    publisher, piece = the("robots")
    assert f"Disallow: {bundle.FORBIDDEN_PATH}" in reader.get(f"{publisher.home_url}robots.txt").text
    assert publisher.path_of(piece).startswith(bundle.FORBIDDEN_PATH)
    assert publisher.url_of(piece) in reader.get(publisher.feed_url).text


@pytest.mark.parametrize(("publisher", "piece"), [pair for pair in PIECES if pair[1].picture][::9])
def test_a_picture_is_a_jpeg_of_its_true_size(reader: Reader, publisher: Publisher, piece: Piece) -> None:
    response = reader.get(f"http://{publisher.domain}/pictures/{piece.slug}.jpg")
    assert response.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(response.content)) as image:
        assert (image.format, image.size) == ("JPEG", piece.picture_size)


def test_one_page_declares_a_wrong_picture_size(reader: Reader) -> None:
    publisher, piece = the("wrong-picture-size")
    page = LexborHTMLParser(reader.get(publisher.url_of(piece)).text)
    assert page.css_first('meta[property="og:image:width"]').attributes["content"] != str(piece.picture_size[0])


def test_a_relative_picture_address_stays_relative_on_the_page(reader: Reader) -> None:
    publisher, piece = the("relative-picture")
    text = reader.get(publisher.url_of(piece)).text
    assert f'"/pictures/{piece.slug}.jpg"' in text
    assert f"http://{publisher.domain}/pictures/{piece.slug}.jpg" not in text


def test_the_amp_version_links_back_to_the_page(reader: Reader) -> None:
    publisher, piece = the("amp")
    page = LexborHTMLParser(reader.get(publisher.url_of(piece)).text)
    amp = LexborHTMLParser(reader.get(page.css_first('link[rel="amphtml"]').attributes["href"] or "").text)
    assert amp.css_first('link[rel="canonical"]').attributes["href"] == publisher.canonical_of(piece)


def test_the_video_page_names_a_player_that_answers(reader: Reader) -> None:
    publisher, piece = the("video")
    page = LexborHTMLParser(reader.get(publisher.url_of(piece)).text)
    assert (page.css_first('meta[property="og:type"]').attributes["content"] or "").startswith("video")
    [data] = structured(page)
    assert data["@type"] == "VideoObject"
    assert str(data["embedUrl"]).startswith(f"https://video.{publisher.domain}/embed/")
    assert reader.get(str(data["embedUrl"]).replace("https://", "http://")).status_code == 200


def test_the_page_with_a_false_date_claims_2031_and_its_feed_does_not(reader: Reader) -> None:
    publisher, piece = the("false-date")
    assert '"datePublished": "2031-' in reader.get(publisher.url_of(piece)).text
    assert "2031" not in reader.get(publisher.feed_url).text


def test_one_entry_has_no_date_but_its_page_has(reader: Reader) -> None:
    publisher, piece = the("no-feed-date")
    feed = feedparser.parse(reader.get(publisher.feed_url).content)
    assert [entry.title for entry in feed.entries if "published" not in entry] == [piece.title]
    assert piece.published.isoformat() in reader.get(publisher.url_of(piece)).text


def test_tracking_parameters_stand_in_the_feed_and_not_in_the_canonical_address(reader: Reader) -> None:
    publisher, piece = the("tracking")
    feed = feedparser.parse(reader.get(publisher.feed_url).content)
    [link] = [entry.link for entry in feed.entries if entry.title == piece.title]
    assert "utm_source=" in link
    page = LexborHTMLParser(reader.get(link).text)
    assert "utm_" not in (page.css_first('link[rel="canonical"]').attributes["href"] or "")


def test_charsets_are_told_in_two_places(reader: Reader) -> None:
    publisher, piece = the("windows-1252")
    inside = reader.get(publisher.url_of(piece))
    assert inside.headers["content-type"] == "text/html"
    assert b'<meta charset="windows-1252">' in inside.content
    assert "€19".encode("windows-1252") in inside.content
    publisher, piece = the("header-charset")
    outside = reader.get(publisher.url_of(piece))
    assert outside.headers["content-type"] == "text/html; charset=windows-1252"
    assert b"<meta charset" not in outside.content


def test_what_has_not_changed_is_answered_with_304_and_no_bytes(reader: Reader) -> None:
    publisher, piece = PIECES[0]
    for url in (publisher.feed_url, publisher.url_of(piece)):
        first = reader.get(url)
        for condition in ({"If-None-Match": first.headers["etag"]}, {"If-Modified-Since": first.headers["last-modified"]}):
            again = reader.get(url, **condition)
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]
        assert reader.get(url, **{"If-None-Match": '"other"'}).status_code == 200
        assert reader.get(url, **{"If-Modified-Since": "nonsense"}).status_code == 200


def test_a_host_nobody_knows_is_404(reader: Reader) -> None:
    assert reader.get("http://nobody.example/").status_code == 404
    assert reader.get("http://northwire.example/nothing").status_code == 404


def test_requests_are_remembered_with_host_path_status_and_time(reader: Reader) -> None:
    before, start = len(reader.server.requests), time.monotonic()
    reader.get("http://northwire.example/robots.txt")
    reader.get("http://nobody.example/x?y=1")
    first, second = reader.server.requests[before:]
    assert (first.host, first.path, first.status) == ("northwire.example", "/robots.txt", 200)
    assert (second.host, second.path, second.status) == ("nobody.example", "/x?y=1", 404)
    assert start <= first.time <= second.time <= time.monotonic()


def test_two_servers_give_the_same_bytes(reader: Reader) -> None:
    with PublisherServer() as server, (other := Reader(server)).client:
        for publisher in WORKING[:4]:
            for url in (publisher.feed_url, publisher.home_url, publisher.url_of(publisher.articles[0])):
                mine, theirs = reader.get(url), other.get(url)
                assert mine.content == theirs.content
                assert dict(mine.headers) == dict(theirs.headers)


def test_the_server_says_nothing_on_standard_error(reader: Reader, capfd: pytest.CaptureFixture[str]) -> None:
    reader.get("http://nobody.example/")
    assert capfd.readouterr().err == ""
