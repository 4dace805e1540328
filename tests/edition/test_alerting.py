"""Webhooks: signed, tried again, told once, and never into a private network."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from newsfold.article import Article
from newsfold.errors import InputError
from newsfold.mail.alerting import BACK_OFF, Alerting, calls_for, new_webhook
from newsfold.settings import CollectSettings
from newsfold.store.people import People

NOW = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)
LOOPBACK = CollectSettings(allow_addresses=("127.0.0.0/8",))
MakeArticle = Callable[..., Article]


@dataclass
class Listener:
    """A program that listens for alerts: what it got, and what it answers."""

    url: str = ""
    status: int = 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    heard = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            heard.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(heard.status)
            self.send_header("location", "http://169.254.169.254/")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        heard.url = f"http://127.0.0.1:{server.server_port}/in"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield heard
        server.shutdown()
        thread.join()


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    with People.in_folder(tmp_path) as opened:
        yield opened


@pytest.fixture
def lead(make_article: MakeArticle) -> Article:
    return make_article("Lumen opens weights", heat=60, published=True, topics=("AI", "Chips")).evolve(published_at=NOW)


def test_a_program_is_told_of_a_lead_once_and_can_check_who_told_it(people: People, listener: Listener, lead: Article) -> None:
    hook = new_webhook(listener.url, LOOPBACK, at=NOW - timedelta(hours=1))
    people.webhooks.add(hook)
    alerting = Alerting(people, LOOPBACK, "https://portal.example")
    for minute in range(3):
        alerting.owe([lead], now=NOW + timedelta(minutes=minute))
        alerting.call(now=NOW + timedelta(minutes=minute))
    ((headers, body),) = listener.got
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    told = json.loads(body)
    assert (told["type"], told["data"]["title"], told["data"]["heat"]) == ("lead.published", "Lumen opens weights", 60)


def test_what_fails_is_tried_again_under_the_same_id_with_a_new_time(people: People, listener: Listener, lead: Article) -> None:
    people.webhooks.add(new_webhook(listener.url, LOOPBACK, at=NOW - timedelta(hours=1)))
    alerting = Alerting(people, LOOPBACK)
    alerting.owe([lead], now=NOW)
    listener.status = 500
    assert alerting.call(now=NOW).later == 1
    assert alerting.call(now=NOW + timedelta(seconds=BACK_OFF[0] - 1)).later == 0
    listener.status = 200
    assert alerting.call(now=NOW + timedelta(seconds=BACK_OFF[0])).made == 1
    (first, body), (second, again) = listener.got
    assert (first["webhook-id"], body) == (second["webhook-id"], again)
    assert first["webhook-timestamp"] != second["webhook-timestamp"]
    assert first["webhook-signature"] != second["webhook-signature"]


def test_a_receiver_that_never_takes_it_is_given_up_and_redirects_are_not_followed(
    people: People, listener: Listener, lead: Article
) -> None:
    people.webhooks.add(new_webhook(listener.url, LOOPBACK, at=NOW - timedelta(hours=1)))
    alerting, now = Alerting(people, LOOPBACK), NOW
    alerting.owe([lead], now=now)
    listener.status = 307
    for wait in (0, *BACK_OFF):
        now += timedelta(seconds=wait)
        done = alerting.call(now=now)
    assert done.given_up == 1
    assert len(listener.got) == len(BACK_OFF) + 1
    assert alerting.call(now=now + timedelta(days=9)).later == 0


def test_only_leads_on_the_topic_hot_enough_and_new_are_told(make_article: MakeArticle, lead: Article) -> None:
    hook = new_webhook("https://listener.example/in", CollectSettings(), topic="Chips", minimum_heat=60, at=NOW - timedelta(hours=1))
    others = [
        lead.evolve(web_url="https://a.example/cool", heat=59),
        lead.evolve(web_url="https://a.example/other", topics=("AI",)),
        lead.evolve(web_url="https://a.example/old", published_at=NOW - timedelta(hours=2)),
        lead.evolve(web_url="https://a.example/hidden", published=False),
        lead.evolve(web_url="https://a.example/folded", heat=-1),
        lead.evolve(web_url="https://a.example/removed", removed=True),
    ]
    assert [call.article for call in calls_for(hook, [lead, *others], site_url="", now=NOW)] == [lead.address]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/in", "http://169.254.169.254/latest", "http://2130706433/", "ftp://a.example/", "nonsense"]
)
def test_a_webhook_into_a_private_network_is_refused(url: str) -> None:
    with pytest.raises(InputError):
        new_webhook(url, CollectSettings(), at=NOW)


def test_a_name_that_leads_into_a_private_network_is_not_called(people: People, listener: Listener, lead: Article) -> None:
    hook = new_webhook(listener.url, LOOPBACK, at=NOW - timedelta(hours=1))
    people.webhooks.add(hook)
    guarded = Alerting(people, CollectSettings())
    guarded.owe([lead], now=NOW)
    assert guarded.call(now=NOW).later == 1
    assert listener.got == []
    assert "loopback" in str(people.webhooks.calls_of(hook.id)[0].answer)
