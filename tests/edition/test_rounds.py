"""What the watch does beside the day: each by its schedule, each on its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsfold.article import Article
from newsfold.collect import FixedClock
from newsfold.content.repository import Repository
from newsfold.errors import StoppedError
from newsfold.portal import Portal
from newsfold.service.rounds import Rounds
from newsfold.store.people import People, Webhook

DUE = datetime(2026, 11, 15, 7, 0, tzinfo=UTC)


@dataclass
class Night:
    """The rounds of a portal, its clock, and what it told."""

    folder: Path
    at: datetime = DUE
    told: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    is_stopped: bool = False

    def __post_init__(self) -> None:
        self.rounds = Rounds(self.told.append, self.failed.append, lambda: self.is_stopped, lambda: self.at)

    def turn(self, *, day_ran: bool = True, hours: float = 0, **settings: str) -> None:
        self.at += timedelta(hours=hours)
        with Portal.open(self.folder, environment=settings, clock=FixedClock(self.at)) as portal:
            self.rounds.make(portal, day_ran=day_ran)

    def editions(self) -> list[str]:
        return sorted(file.stem for file in (self.folder / "_newsletters").glob("*.html"))


@pytest.fixture
def night(portal_folder: Path) -> Iterator[Night]:
    yield Night(portal_folder)
    shutil.rmtree(portal_folder / ".newsfold", ignore_errors=True)


DAILY = {"NEWSFOLD_EDITION_EVERY": "daily", "NEWSFOLD_EDITION_HOUR": "6"}


def test_an_edition_is_made_sent_and_on_the_site_at_its_hour_and_once(night: Night, post_office, subscribe) -> None:
    subscribe("ada@lumen.example", "ida@lumen.example")
    night.turn(**DAILY, hours=-2)
    assert night.editions() == []
    for _ in range(3):
        night.turn(**DAILY, day_ran=False, hours=2)
    assert len(night.editions()) == 1
    assert [len(post_office.mails_to(address)) for address in ("ada@lumen.example", "ida@lumen.example")] == [1, 1]
    assert (night.folder / "site" / "newsletter" / night.editions()[0] / "index.html").is_file()
    assert night.failed == []


def test_without_a_schedule_nothing_is_made(night: Night, subscribe) -> None:
    subscribe("ada@lumen.example")
    night.turn()
    assert night.editions() == []


def test_without_a_mail_server_the_edition_is_made_for_a_mailing_service(night: Night) -> None:
    night.turn(**DAILY, NEWSFOLD_MAIL_HOST="")
    assert len(night.editions()) == 1
    assert (night.folder / "site" / "newsletter" / night.editions()[0] / "index.html").is_file()


def test_a_stopped_watch_stops_sending_and_the_next_sends_the_rest_once(night: Night, post_office, subscribe) -> None:
    addresses = [f"reader{number}@lumen.example" for number in range(5)]
    subscribe(*addresses)
    night.is_stopped = True
    with pytest.raises(StoppedError):
        night.turn(**DAILY)
    assert len(post_office.taken) == 1
    again = Night(night.folder)
    again.turn(**DAILY, day_ran=False)
    assert sorted(address for address, _ in post_office.taken) == addresses


def test_a_mail_server_that_is_gone_stops_neither_alerts_nor_pictures_and_is_asked_again_an_hour_later(
    night: Night, post_office, subscribe
) -> None:
    subscribe("ada@lumen.example")
    gone = {**DAILY, "NEWSFOLD_MAIL_PORT": "1"}
    night.turn(**gone)
    assert [told.partition(":")[0] for told in night.failed] == ["edition"]
    assert (night.folder / ".newsfold" / "pictures-tidied").read_text() == "2026-11-15\n"
    night.turn(**DAILY, day_ran=False, hours=0.5)
    assert post_office.taken == []
    night.turn(**DAILY, day_ran=False, hours=0.6)
    assert [address for address, _ in post_office.taken] == ["ada@lumen.example"]


def test_webhooks_are_told_of_new_leads_after_a_day_and_what_cannot_be_told_waits(
    night: Night, make_article: Callable[..., Article]
) -> None:
    webhook = Webhook(id="a" * 16, url="https://10.0.0.1/hook", secret="whsec_QUFB", topic="", minimum_heat=0, since=DUE)
    with People.in_folder(night.folder) as people:
        people.webhooks.add(webhook)
    lead = make_article("Lumen wins a prize", heat=90, quality=20, published=True, topics=("AI",), path="")
    Repository(night.folder).add(lead.evolve(published_at=DUE + timedelta(hours=1)))
    with Portal.open(night.folder, environment={}) as portal, portal.rewriting("index"):
        pass
    night.turn(day_ran=False, hours=2)
    with People.in_folder(night.folder) as people:
        assert people.webhooks.calls_of(webhook.id) == ()
    night.turn()
    with People.in_folder(night.folder) as people:
        assert [(call.state, call.tries) for call in people.webhooks.calls_of(webhook.id)] == [("waiting", 1)]


def test_pictures_are_put_in_order_once_a_day(night: Night) -> None:
    picture = night.folder / "assets" / "pictures" / f"{'0123456789abcdef' * 2}-320.jpg"
    picture.parent.mkdir(parents=True)
    night.turn()
    picture.write_bytes(b"used by nobody")
    night.turn(hours=3)
    assert picture.exists()
    night.turn(hours=24, day_ran=False)
    assert picture.exists()
    night.turn()
    assert not picture.exists()
    assert any("1 files let go of" in line for line in night.told)
