"""Articles come in with pictures that load: held in all sizes, and without what a publisher puts beside everything."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import anyio
import pytest

from newsfold.article import Article, Image
from newsfold.collect import Client
from newsfold.day.picturing import Picturing, Ready, Wear, held_path
from newsfold.outcome import Rejected
from newsfold.settings import CollectSettings, Settings

LOGO = Image(url="https://lumen-daily.example/logo.png", width=1200, height=630)


def test_a_picture_beside_the_sixth_headline_of_a_publisher_is_dropped_from_then_on(make_article: Callable[..., Article]) -> None:
    wear = Wear(lambda: (make_article(f"Known {number}", images=(LOGO,)) for number in range(4)))
    kept = [bool(wear.without(make_article(f"New {number}", images=(LOGO,))).images) for number in range(4)]
    assert kept == [True, False, False, False]


def test_a_picture_of_one_headline_read_many_times_or_of_many_publishers_stays(make_article: Callable[..., Article]) -> None:
    wear = Wear(lambda: ())
    again = [make_article("The same headline", images=(LOGO,)) for _ in range(9)]
    agency = [make_article(f"Title {number}", domain=f"paper-{number}.example", images=(LOGO,)) for number in range(9)]
    assert all(wear.without(article).images for article in (*again, *agency))


def test_other_pictures_of_the_article_stay(make_article: Callable[..., Article]) -> None:
    own = Image(url="https://lumen-daily.example/weir.jpg", width=1200, height=630)
    wear = Wear(lambda: (make_article(f"Known {number}", images=(LOGO,)) for number in range(6)))
    assert wear.without(make_article("New", images=(LOGO, own))).images == (own,)


class Gallery:
    """Publishers' pictures over HTTP on loopback; remembers what was asked, and how many requests a host had under way at most."""

    def __init__(self) -> None:
        self.pictures: dict[str, bytes] = {}
        self.asked: Counter[str] = Counter()
        self.most_of_a_host = self.most_of_all = 0
        self._under_way: Counter[str] = Counter()
        self._lock = threading.Lock()

    def answer(self, host: str, path: str) -> bytes | None:
        with self._lock:
            self.asked[f"{host}{path}"] += 1
            self._under_way[host] += 1
            self.most_of_a_host = max(self.most_of_a_host, self._under_way[host])
            self.most_of_all = max(self.most_of_all, self._under_way.total())
        time.sleep(0.02)
        with self._lock:
            self._under_way[host] -= 1
        return self.pictures.get(f"{host}{path}")


@pytest.fixture
def gallery() -> Iterator[tuple[Gallery, Settings]]:
    shown = Gallery()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = shown.answer((self.headers["Host"] or "").partition(":")[0], self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("content-type", "image/jpeg")
            self.send_header("content-length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        collect = CollectSettings(
            allow_addresses=("127.0.0.0/8",), delay=0.0, robots=False, resolve=(f"*.example=127.0.0.1:{server.server_port}",)
        )
        yield shown, Settings(collect=collect)
        server.shutdown()


def fetched(urls: list[str], settings: Settings, folder: Path, wear: Wear | None = None) -> Mapping[str, Ready | Rejected]:
    async def work() -> Mapping[str, Ready | Rejected]:
        async with Client(settings.collect) as client:
            picturing = Picturing(settings, folder, client, wear or Wear(lambda: ()))
            found = await picturing.fetched(urls)
            await picturing.write([one for one in found.values() if isinstance(one, Ready)])
            return found

    return anyio.run(work)


def test_pictures_come_side_by_side_each_host_in_turn_and_a_bad_one_stops_no_other(
    gallery: tuple[Gallery, Settings], make_picture: Callable[..., bytes], png_that_claims: Callable[[int, int], bytes], tmp_path: Path
) -> None:
    shown, settings = gallery
    hosts = [f"paper-{number}.example" for number in range(6)]
    shown.pictures = {f"{host}/{name}.jpg": make_picture(width=400, height=300, seed=name) for host in hosts for name in range(3)}
    shown.pictures |= {"paper-0.example/bomb.jpg": png_that_claims(60_000, 60_000), "paper-1.example/cut.jpg": make_picture()[:900]}
    urls = [*(f"http://{place}" for place in shown.pictures), "http://paper-2.example/gone.jpg", "http://paper-0.example/0.jpg"]
    found = fetched(urls, settings, tmp_path / "one")
    assert {url.partition("/")[2].strip("/"): one.code for url, one in found.items() if isinstance(one, Rejected)} == {
        "paper-0.example/bomb.jpg": "picture-too-large",
        "paper-1.example/cut.jpg": "not-a-picture",
        "paper-2.example/gone.jpg": "status-404",
    }
    held = {url: one for url, one in found.items() if isinstance(one, Ready)}
    assert len(held) == 18
    assert {(one.picture.width, one.picture.height) for one in held.values()} == {(400, 300)}
    assert (shown.most_of_a_host, set(shown.asked.values())) == (1, {1})
    assert shown.most_of_all > 1
    again = fetched(urls[::-1], settings, tmp_path / "two")
    assert {url: again[url] for url in found} == dict(found)
    one, two = ({file.name: file.read_bytes() for file in (tmp_path / name).rglob("*.*")} for name in ("one", "two"))
    assert one == two
    assert all((tmp_path / "one" / held_path(url)).is_file() for url in held)


def test_a_known_placeholder_is_not_even_asked_for(
    gallery: tuple[Gallery, Settings], make_article: Callable[..., Article], tmp_path: Path
) -> None:
    shown, settings = gallery
    wear = Wear(lambda: (make_article(f"Known {number}", images=(LOGO,)) for number in range(6)))
    answer = fetched([LOGO.url], settings, tmp_path, wear)[LOGO.url]
    assert isinstance(answer, Rejected)
    assert answer.code == "placeholder"
    assert not shown.asked


def test_a_portal_that_holds_no_pictures_still_knows_their_true_sizes(
    gallery: tuple[Gallery, Settings], make_picture: Callable[..., bytes], tmp_path: Path
) -> None:
    shown, settings = gallery
    shown.pictures["paper.example/1.jpg"] = make_picture(width=500, height=300)
    unheld = settings.evolve(collect=settings.collect.evolve(hold_pictures=False))
    answer = fetched(["http://paper.example/1.jpg"], unheld, tmp_path)["http://paper.example/1.jpg"]
    assert isinstance(answer, Ready)
    assert (answer.picture.width, answer.picture.height, answer.is_held) == (500, 300, False)
    assert not list(tmp_path.rglob("*.*"))
