"""A small portal that runs over real HTTP on loopback in a second."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsfold.collect import FixedClock
from newsfold.demo.bundle import load
from newsfold.demo.day import NOW, demo_files
from newsfold.demo.server import PublisherServer
from newsfold.portal import Portal

PUBLISHERS = ("northwire.example", "portmaren-herald.example", "circuit-courier.example")
Open = Callable[[Path], Portal]


@pytest.fixture(scope="session")
def port() -> Iterator[int]:
    """Where three of the demo's publishers are served."""
    with PublisherServer(tuple(publisher for publisher in load() if publisher.domain in PUBLISHERS)) as server:
        yield server.port


def portal_at(folder: Path, port: int) -> Portal:
    """A portal whose names lead to the server, at the demo's hour."""
    environment = {**os.environ, "NEWSFOLD_COLLECT_RESOLVE": f"*.example=127.0.0.1:{port}"}
    return Portal.open(folder, environment=environment, clock=FixedClock(NOW))


@pytest.fixture
def opened(port: int) -> Iterator[Open]:
    """Opens portals whose names lead to the server, at the demo's hour; closes them all."""
    portals: list[Portal] = []

    def open_portal(folder: Path) -> Portal:
        portals.append(portal_at(folder, port))
        return portals[-1]

    yield open_portal
    for portal in portals:
        portal.close()


def make_portal(folder: Path, *domains: str) -> Path:
    """A demo portal that asks only some publishers."""
    for path, text in demo_files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    ask(folder, *domains)
    return folder


def ask(folder: Path, *domains: str) -> None:
    """Make a portal's source list these publishers' feeds."""
    urls = [publisher.feed_url for publisher in load() if publisher.domain in domains]
    (folder / "_data" / "sources.yaml").write_text("".join(f"- url: {url}\n" for url in urls) or "[]\n")


@pytest.fixture
def portal_folder(tmp_path: Path) -> Path:
    """A portal before its first run, asking one publisher."""
    return make_portal(tmp_path / "portal", PUBLISHERS[0])


MakeOnce = Callable[[str, Callable[[Path], object]], Path]


def after_a_day(folder: Path, port: int, *domains: str, holds_pictures: bool) -> None:
    """Make a portal that asked these publishers, after its first run."""
    make_portal(folder, *domains)
    if not holds_pictures:
        settings = (folder / "newsfold.toml").read_text()
        assert "# hold_pictures = true\n" in settings
        (folder / "newsfold.toml").write_text(settings.replace("# hold_pictures = true\n", "hold_pictures = false\n"))
    with portal_at(folder, port) as portal:
        portal.run()


@pytest.fixture(scope="session")
def first_day(made_once: MakeOnce, port: int) -> Path:
    """A portal that holds no pictures and asked all three publishers, after its first run. To be copied, not changed."""
    return made_once("three-publishers", lambda folder: after_a_day(folder, port, *PUBLISHERS, holds_pictures=False))


@pytest.fixture(scope="session")
def one_publisher(made_once: MakeOnce, port: int) -> Path:
    """A portal that holds no pictures and asked one publisher, after its first run. To be copied, not changed."""
    return made_once("one-publisher", lambda folder: after_a_day(folder, port, PUBLISHERS[0], holds_pictures=False))


@pytest.fixture(scope="session")
def pictured_day(made_once: MakeOnce, port: int) -> Path:
    """A portal that holds pictures and asked one publisher, after its first run. To be copied, not changed."""
    return made_once("one-publisher-with-pictures", lambda folder: after_a_day(folder, port, PUBLISHERS[0], holds_pictures=True))


@pytest.fixture
def portal(opened: Open, first_day: Path, tmp_path: Path) -> Portal:
    """A portal of one's own after its first run."""
    shutil.copytree(first_day, tmp_path / "after-a-day")
    return opened(tmp_path / "after-a-day")


@pytest.fixture
def begun(one_publisher: Path, tmp_path: Path) -> Path:
    """A portal of one's own, without pictures, after a first run that asked one publisher; the others have more on its stories."""
    return Path(shutil.copytree(one_publisher, tmp_path / "begun"))
