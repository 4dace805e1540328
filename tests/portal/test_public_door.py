"""What may face the internet answers hubs and subscribers, and nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from newsfold.collect import FixedClock
from newsfold.demo.day import NOW
from newsfold.service.serving import public_app
from newsfold.settings import MailSettings, PortalSettings, ServeSettings, Settings
from newsfold.store import Store
from newsfold.store.people import People, Subscriber

OPEN = Settings(
    portal=PortalSettings(title="The AI Fold"),
    serve=ServeSettings(public_url="https://hooks.example/town"),
    mail=MailSettings(imprint="Weir Road 1", sender="news@hooks.example"),
)


def door(folder: Path, settings: Settings) -> TestClient:
    (folder / ".newsfold").mkdir(exist_ok=True)
    return TestClient(
        public_app(
            lambda: Store.in_folder(folder),
            settings,
            FixedClock(NOW),
            open_people=lambda: People.in_folder(folder),
            topics=("Robotics",),
        )
    )


def test_one_click_in_the_mail_program_ends_a_subscription(tmp_path: Path) -> None:
    with People.in_folder(tmp_path) as people:
        token = people.subscribers.put(Subscriber(address="ida@lumen.example", state="subscribed", asked_at=NOW, confirmed_at=NOW)).token
    answer = door(tmp_path, OPEN).post(f"/town/newsletter/leave/{token}", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    with People.in_folder(tmp_path) as people:
        assert [one.state for one in people.subscribers.all()] == ["left"]


def test_the_form_asks_for_the_topics_with_an_edition_of_their_own(tmp_path: Path) -> None:
    page = door(tmp_path, OPEN).get("/town/newsletter/")
    assert page.status_code == 200
    assert "Robotics" in page.text


@pytest.mark.parametrize(
    "path", ["/", "/town/", "/newsletter/", "/api/news/index.json", "/site/index.html", "/town/newsletter/../../x", "/hub/"]
)
def test_nothing_else_is_there(tmp_path: Path, path: str) -> None:
    assert door(tmp_path, OPEN).get(path).status_code == 404


def test_the_door_is_open_to_hubs_and_readers_where_its_address_is_set_and_else_shut(tmp_path: Path) -> None:
    shut = OPEN.evolve(serve=ServeSettings())
    for path, words in (("/town/newsletter/", "AI"), ("/town/websub/unknown", "There is nothing here.\n")):
        assert words in door(tmp_path, OPEN).get(path).text
        assert door(tmp_path, shut).get(path).text == "Not Found"
