"""A small portal with a desk: two stories, three people, an article that was rejected. No network, no clock but a fixed one."""

from __future__ import annotations

import re
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest
import uvicorn
from starlette.testclient import TestClient

from newsfold.article import FOLDED_HEAT, Article
from newsfold.collect import FixedClock
from newsfold.content.record import write_record
from newsfold.desk.admitting import Admitting, form_token
from newsfold.desk.serve import made_app
from newsfold.desk.services import Desk
from newsfold.outcome import Reason, Rejected, Witness
from newsfold.portal import Portal
from newsfold.settings_file import settings_file
from newsfold.store import Draft
from newsfold.store.people import People, Role, Session
from newsfold.store.people.accounts import digest_of

NOW = datetime(2026, 11, 15, 20, 0, tzinfo=UTC)
PASSWORD = "four words of courage"
CHROMIUM = Path("/usr/bin/chromium")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
ROLES: tuple[Role, ...] = ("reader", "editor", "owner")
REJECTED = "https://shed-weekly.example/potatoes"
TOPIC = "taxonomy: topic\n_id: {id}\nname: {name}\n{parent}keywords:\n  - {keyword}\n"


class Somebody(Protocol):
    """A browser that is logged in: pages by ``get``, forms by ``send``, which adds the form's token."""

    client: TestClient
    secret: str

    def get(self, path: str, **headers: str): ...
    def send(self, path: str, **values: object): ...


class Browser:
    def __init__(self, client: TestClient, secret: str) -> None:
        self.client, self.secret = client, secret

    def get(self, path: str, **headers: str):
        return self.client.get(path, headers=headers)

    def send(self, path: str, **values: object):
        return self.client.post(path, data={"form_token": form_token(self.secret), **values})


def articles(make: Callable[..., Article]) -> list[list[Article]]:
    """Stories, the lead first."""
    launch = [
        make("Lumen opens a laboratory", hours=1, quality=80, excerpt="The laboratory will train robots.", topics=("AI",)),
        make("A new laboratory for Lumen", hours=3, quality=60, domain="north-wire.example", topics=("AI",)),
        make("Lumen laboratory: what we know", hours=5, quality=50, domain="circuit.example", topics=("AI",)),
    ]
    twin = [make("Robots at work in Lumen's new halls", hours=6, quality=70, domain="harbour-post.example", topics=("AI", "Robotics"))]
    poor = [make("Ten robots to buy", hours=7, quality=10, domain="dealer.example", topics=("Robotics",), kind="deal")]
    return [launch, twin, poor]


def told(story: list[Article]) -> list[Article]:
    found = []
    for place, article in enumerate(story):
        related = tuple(other.as_related() for other in story if other is not article)
        heat = FOLDED_HEAT if place else (article.quality or 0) + 20 * (len(story) - 1)
        path = f"_news/{article.published_at:%Y-%m-%d}-{'-'.join(re.findall('[a-z0-9]+', article.title.lower()))}.md"
        shown = not place and (article.quality or 0) >= 20
        found.append(article.evolve(related=related, heat=heat, published=shown, path=path, kind=article.kind or "news"))
    return found


@pytest.fixture(scope="session")
def template(made_once: Callable[[str, Callable[[Path], object]], Path], make_article: Callable[..., Article]) -> Path:
    return made_once("desk", lambda folder: make_portal(folder, make_article))


def make_portal(folder: Path, make_article: Callable[..., Article]) -> None:
    (folder / "_news").mkdir(parents=True)
    (folder / "_data" / "topics").mkdir(parents=True)
    settings = {("portal", "title"): "The Fold", ("portal", "topic"): "AI", ("rate", "minimum_quality"): 20, ("git", "commit"): False}
    (folder / "newsfold.toml").write_text(settings_file(settings))
    (folder / "_data" / "sources.yaml").write_text("- url: https://lumen-daily.example/feed.xml\n  title: Lumen Daily\n")
    for place, (id, name, keyword) in enumerate([("ai", "AI", "laboratory"), ("robotics", "Robotics", "robots")]):
        text = TOPIC.format(id=id, name=name, parent="parent: AI\n" if place else "", keyword=keyword)
        (folder / "_data" / "topics" / f"{id}.yaml").write_text(text)
    for story in articles(make_article):
        for article in told(story):
            (folder / article.path).write_text(write_record(article))
    with Portal.open(folder, environment={}, clock=FixedClock(NOW)) as portal:
        portal.rebuild()
        potatoes = make_article("Potatoes in the rain", domain="shed-weekly.example", web_url=REJECTED)
        draft = Draft(
            article=potatoes, witnesses=(Witness(field="title", name="h1"),), reasons=(Reason(name="base", words="begins with", points=20),)
        )
        portal.store.reject(Rejected(stage="rate", reason="off topic", url=REJECTED, code="off-topic"), at=NOW, draft=draft)
        gone = Rejected(stage="collect", reason="Status 404: there is nothing.", url="https://gone.example/a", code="status-404")
        portal.store.reject(gone, at=NOW)
    with People.in_folder(folder) as people:
        for role in ROLES:
            Admitting(people).add(role, role, PASSWORD, at=NOW)
    with_shelf = Desk.open(folder, environment={}, clock=FixedClock(NOW))
    with_shelf.shelving.run()
    with_shelf.close()


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "portal"))


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    opened = Desk.open(folder, environment={}, clock=FixedClock(NOW))
    opened.shelving.run()
    yield opened
    opened.close()


@pytest.fixture
def anybody(desk: Desk) -> TestClient:
    return TestClient(made_app(desk, keeps_up=False), base_url="http://127.0.0.1", follow_redirects=False)


@pytest.fixture
def log_in(desk: Desk) -> Callable[[str], Browser]:
    """A browser of somebody with this role, in a session that began without the slow password check."""

    def begin(role: str) -> Browser:
        token, secret = secrets.token_urlsafe(32), f"secret-of-{role}"
        known = Session(digest=digest_of(token), name=role, secret=secret, begun_at=NOW, rotated_at=NOW, seen_at=NOW)
        desk.people.accounts.begin_session(known)
        client = TestClient(made_app(desk, keeps_up=False), base_url="http://127.0.0.1", follow_redirects=False)
        client.cookies.set("newsfold_desk", token)
        return Browser(client, secret)

    return begin


@pytest.fixture
def later(desk: Desk) -> Callable[[timedelta], None]:
    """Lets time pass at the desk."""

    def wait(time: timedelta) -> None:
        desk.clock = FixedClock(desk.clock.now() + time)

    return wait


@pytest.fixture
def served(desk: Desk) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(made_app(desk, keeps_up=False), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium, served: str) -> Iterator[object]:
    """A tab that is logged in as owner; it notes every trouble and every address that is asked."""
    context = chromium.new_context(viewport={"width": 1100, "height": 900}, base_url=served)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.troubles, page.asked = [], []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("console", lambda told: page.troubles.append(told.text) if told.type == "error" and "status of 4" not in told.text else None)
    page.on("request", lambda request: page.asked.append(request.url))
    come_in(page)
    yield page
    assert page.troubles == []
    assert all(url.startswith(served) for url in page.asked)
    context.close()


def come_in(page, name: str = "owner") -> None:
    page.goto("/login")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector(".me")


@pytest.fixture
def enter() -> Callable[..., None]:
    """Logs somebody in through the form, in a browser's page."""
    return come_in
