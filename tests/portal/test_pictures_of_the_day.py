"""A day's pictures, from the publisher to the site."""

from __future__ import annotations

import importlib.util
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from newsfold.collect import FixedClock
from newsfold.held_sizes import card_path, held_sizes
from newsfold.portal import Portal

_SPEC = importlib.util.spec_from_file_location("village", Path(__file__).with_name("village.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
village_module = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(village_module)
Village, Reply, make_portal = (getattr(village_module, name) for name in ("Village", "Reply", "make_portal"))

NOON = datetime(2026, 11, 15, 12, tzinfo=UTC)
Run = Callable[..., Portal]


def test_every_picture_a_record_calls_held_stands_in_all_its_sizes_and_is_as_large_as_it_says(
    opened: Callable[[Path], Portal], pictured_day: Path
) -> None:
    portal = opened(pictured_day)
    shown = [(article, article.images[0]) for article in portal.articles() if article.images and article.images[0].is_cached]
    held = portal.repository.held_pictures(tuple(article for article, _ in shown))
    assert len(shown) >= 5
    for _, image in shown:
        path = held[image.url]
        sizes = held_sizes(path, image.width, image.height)
        assert len(sizes) >= 4
        for size in sizes:
            with Image.open(io.BytesIO((portal.folder / size.path).read_bytes())) as picture:
                assert picture.size == (size.width, size.height)
        assert (portal.folder / str(card_path(path))).is_file()


@pytest.fixture
def village() -> Iterator[object]:
    with Village() as served:
        yield served


@pytest.fixture
def run(village, tmp_path: Path) -> Run:
    """Runs a portal that asks for two logos a run, so many days after noon."""

    def day(days: float = 0, *sources: str, logos: int = 2) -> Portal:
        folder = tmp_path / "portal"
        if not folder.exists():
            make_portal(folder, village.port, *sources)
        environment = {"NEWSFOLD_COLLECT_HOLD_PICTURES": "true", "NEWSFOLD_PICTURES_LOGOS": str(logos)}
        with Portal.open(folder, environment=environment, clock=FixedClock(NOON + timedelta(days=days))) as portal:
            portal.run(every=True)
            return portal

    return day


def icon(village, host: str, size: int) -> None:
    out = io.BytesIO()
    Image.new("RGB", (size, size), (140, 47, 29)).save(out, "PNG")
    village.pages[f"{host}/"] = Reply(b"<link rel='apple-touch-icon' href='/icon.png'>")
    village.pages[f"{host}/icon.png"] = Reply(out.getvalue(), "image/png")


def logos_in(portal: Portal) -> set[str]:
    return {one.domain for one in portal.repository.organizations()[0] if one.images}


def test_publishers_that_come_in_get_logos_a_few_a_run_and_who_has_none_is_left_alone_for_a_month(village, run: Run) -> None:
    hosts = [f"{name}.example" for name in ("weir", "mill", "quay", "moor")]
    feeds = [village.feed(f"{host}/feed", village.article(f"{host}/story", f"An AI model comes to the {host}")) for host in hosts]
    for host in hosts[1:]:
        icon(village, host, 180)
    icon(village, hosts[0], 16)  # Too small for a logo.
    first = run(0, *feeds)
    asked = {host for host in hosts if village.count(f"{host}/icon.png")}
    assert len(asked) == 2
    second = run(1)
    assert logos_in(second) == set(hosts[1:])
    assert logos_in(first) >= asked - {hosts[0]}
    (none,) = json.loads((second.folder / ".newsfold" / "logos.json").read_text())
    assert none["domain"] == hosts[0]
    assert none["why"]
    run(2)
    assert village.count(f"{hosts[0]}/icon.png") == 1
    icon(village, hosts[0], 180)
    assert logos_in(run(40)) == set(hosts)


def test_the_first_record_of_a_publisher_has_its_logo_and_a_site_that_fails_stops_nothing(village, run: Run) -> None:
    feeds = [
        village.feed(f"{host}/feed", village.article(f"{host}/story", f"An AI gauge at the {host}")) for host in ("a.example", "b.example")
    ]
    icon(village, "a.example", 180)
    village.pages["b.example/"] = Reply(b"<link rel=icon href='http://10.0.0.1/private.png'><link rel=icon href='//[bad'>")
    records = {article.provider.domain: article for article in run(0, *feeds).articles()}
    assert records["a.example"].provider.images[0].width == 50
    assert records["b.example"].provider.images == ()


def test_no_site_is_asked_where_the_settings_want_no_logos(village, run: Run) -> None:
    run(0, village.feed("a.example/feed", village.article("a.example/story", "An AI gauge at the weir")), logos=0)
    assert village.count("a.example/") == 0
