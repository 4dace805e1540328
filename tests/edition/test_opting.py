"""Opt-in, unsubscribing and being forgotten, over real HTTP and real mail; and bounces."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from newsfold.content.repository import Repository
from newsfold.errors import InputError
from newsfold.mail.bouncing import Bouncing, bounces_in, mails_in
from newsfold.mail.newsletter import Newsletter, import_csv, written_csv
from newsfold.mail.opting import subscription_routes
from newsfold.settings import ServeSettings, Settings
from newsfold.store.people import Erasure, People, Subscriber

NOW = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)
LINK = re.compile(r"http://127\.0\.0\.1:\d+/newsletter/(confirm|leave|forget)/[\w-]+")
Subscribe = Callable[..., None]


@dataclass
class Served:
    """The portal's public door, and the clock it goes by."""

    url: str
    settings: Settings
    now: list[datetime] = field(default_factory=lambda: [NOW])


@pytest.fixture
def served(portal_folder: Path, settings: Settings) -> Iterator[Served]:
    """What faces the internet, over real HTTP on loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    door = Served(url=url, settings=settings.evolve(serve=ServeSettings(public_url=url)))
    routes = subscription_routes(lambda: People.in_folder(portal_folder), door.settings, now=lambda: door.now[0], topics=("Robotics",))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    yield door
    server.should_exit = True
    thread.join(timeout=10)


def link_in(mail, action: str) -> str:
    return next(found[0] for found in LINK.finditer(mail.get_body(("plain",)).get_content()) if found[1] == action)


def test_from_asking_to_being_forgotten(served: Served, post_office, people: People, portal_folder: Path) -> None:
    with httpx.Client(base_url=served.url) as browser:
        assert 'type="email"' in browser.get("/newsletter/").text
        answer = browser.post("/newsletter/", data={"address": "Ada@A.example", "topic": ""})
        assert answer.status_code == 200
        assert "Look into your mail" in answer.text
        assert not answer.cookies
        (asking,) = post_office.mails_to("Ada@a.example")
        confirm = link_in(asking, "confirm")

        # A scanner that follows the link subscribes nobody.
        assert "Yes, send it to Ada@a.example" in browser.get(confirm).text
        assert people.subscribers.find("ada@a.example").state == "waiting"
        assert "Done" in browser.post(confirm).text
        subscriber = people.subscribers.find("ada@a.example")
        assert (subscriber.state, subscriber.confirmed_at) == ("subscribed", NOW)
        assert "asked on" in subscriber.consent

        Newsletter(Repository(portal_folder), served.settings, people, lambda: NOW).send()
        edition = post_office.mails_to("Ada@a.example")[-1]
        leave = edition["List-Unsubscribe"].strip().strip("<>")
        assert leave == link_in(edition, "leave")
        assert "Unsubscribe Ada@a.example" in browser.get(leave).text
        assert people.subscribers.find("ada@a.example").state == "subscribed"
        one_click = browser.post(leave, content="List-Unsubscribe=One-Click", headers={"content-type": "application/x-www-form-urlencoded"})
        assert one_click.status_code == 200
        assert people.subscribers.find("ada@a.example").state == "left"

        forgotten = browser.post(leave.replace("/leave/", "/forget/"))
        number, key = re.search(r"number (\w+), key (\w+)", forgotten.text).groups()
        assert people.subscribers.find("ada@a.example") is None
        assert people.subscribers.was_deleted(Erasure(id=number, salt=key, at=NOW, deliveries=0), "ada@a.example")
        assert browser.get(leave).status_code == 404


def test_one_click_is_taken_as_multipart_too(served: Served, people: People, subscribe: Subscribe) -> None:
    subscribe("ada@a.example")
    token = people.subscribers.find("ada@a.example").token
    answer = httpx.post(f"{served.url}/newsletter/leave/{token}", files={"List-Unsubscribe": (None, "One-Click")})
    assert answer.status_code == 200
    assert people.subscribers.find("ada@a.example").state == "left"


def test_nobody_is_flooded_and_nobody_is_told_who_is_subscribed(served: Served, post_office, subscribe: Subscribe) -> None:
    subscribe("ada@a.example")
    known = httpx.post(f"{served.url}/newsletter/", data={"address": "ada@a.example"})
    fresh = httpx.post(f"{served.url}/newsletter/", data={"address": "cy@a.example"})
    assert (known.status_code, known.text) == (fresh.status_code, fresh.text)
    for _ in range(3):
        httpx.post(f"{served.url}/newsletter/", data={"address": "cy@a.example"})
    assert [to for to, _ in post_office.taken] == ["cy@a.example"]
    served.now[0] += timedelta(minutes=11)
    httpx.post(f"{served.url}/newsletter/", data={"address": "cy@a.example"})
    assert [to for to, _ in post_office.taken] == ["cy@a.example", "cy@a.example"]


def test_a_topic_may_be_asked_for_and_no_other_word(served: Served, people: People) -> None:
    httpx.post(f"{served.url}/newsletter/", data={"address": "ada@a.example", "topic": "Robotics"})
    httpx.post(f"{served.url}/newsletter/", data={"address": "cy@a.example", "topic": "<script>"})
    assert people.subscribers.find("ada@a.example").topics == ("Robotics",)
    assert people.subscribers.find("cy@a.example").topics == ()


def test_hostile_forms_are_answered_with_a_sentence(served: Served, post_office, people: People) -> None:
    for body in (
        b"address=ada",
        b"",
        b"address=" + b"x" * 100_000,
        b"\xff\xfe=%ff&&&",
        b"a=1&" * 900,
        b"address=%0d%0aBcc%3A%20x%40y.example",
    ):
        answer = httpx.post(f"{served.url}/newsletter/", content=body)
        assert answer.status_code == 400
        assert "no mail address" in answer.text
    for path in ("/newsletter/confirm/wrong", "/newsletter/burn/token", "/newsletter/leave/%00", "/newsletter/forget/x"):
        assert httpx.get(served.url + path).status_code == 404
        assert httpx.post(served.url + path).status_code == 404
    assert (post_office.taken, people.subscribers.counts()) == ([], {})


def test_pages_carry_no_script_and_may_not_be_framed(served: Served) -> None:
    answer = httpx.get(f"{served.url}/newsletter/")
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_where_mail_cannot_be_sent_the_reader_is_told_and_may_ask_again(served: Served, post_office) -> None:
    post_office.answers = {"ada": "451 later"}
    assert httpx.post(f"{served.url}/newsletter/", data={"address": "ada@a.example"}).status_code == 503
    post_office.answers = {}
    assert httpx.post(f"{served.url}/newsletter/", data={"address": "ada@a.example"}).status_code == 200
    assert len(post_office.taken) == 1


def bounce(address: str, name: str, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery status notification (RFC 3464) as mail servers write it."""
    return f"""From: MAILER-DAEMON@mx.a.example
To: news@portal.example
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.a.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user
--b
Content-Type: text/rfc822-headers

Subject: An edition
Message-ID: {name}
--b--
""".replace("\n", "\r\n").encode()


@pytest.fixture
def name_of(served: Served, people: People, subscribe: Subscribe, post_office, portal_folder: Path) -> Callable[[str], str]:
    """Sends an edition; gives the name of the mail that an address got."""
    subscribe("ada@a.example", "cy@a.example")
    Newsletter(Repository(portal_folder), served.settings, people, lambda: NOW).send()
    return lambda address: str(post_office.mails_to(address)[0]["Message-ID"]).strip()


def test_an_address_that_is_gone_gets_no_more_mail(  # noqa: PLR0917 - each is one part of the world
    served: Served, people: People, name_of: Callable[[str], str], post_office, portal_folder: Path, tmp_path: Path
) -> None:
    for folder in ("new", "cur", "tmp"):
        (tmp_path / "Maildir" / folder).mkdir(parents=True)
    (tmp_path / "Maildir" / "new" / "1").write_bytes(bounce("ada@a.example", name_of("ada@a.example")))
    (tmp_path / "Maildir" / "cur" / "2").write_bytes(b"Subject: I like it\r\n\r\nThank you!")
    done = Bouncing(people, served.settings.mail).take(mails_in(tmp_path / "Maildir"), at=NOW)
    assert (done.mails, done.bounces, done.ended) == (2, 1, 1)
    gone = people.subscribers.find("ada@a.example")
    assert (gone.state, gone.bounce) == ("bounced", "smtp; 550 5.1.1 no such user")
    repository = Repository(portal_folder)
    repository.add(repository.records()[0][0].article.evolve(title="More news", path="", web_url="https://x.example/1", published_at=NOW))
    later = NOW + timedelta(days=1)
    Newsletter(repository, served.settings, people, lambda: later).send()
    assert [to for to, _ in post_office.taken].count("ada@a.example") == 1
    assert [to for to, _ in post_office.taken].count("cy@a.example") == 2


def test_a_forged_bounce_ends_no_subscription_at_once(served: Served, people: People, name_of: Callable[[str], str]) -> None:
    bouncing = Bouncing(people, served.settings.mail)
    for mail in ("<0123456789abcdef0123456789abcdef@portal.example>", name_of("cy@a.example"), ""):
        bouncing.take([bounce("ada@a.example", mail)], at=NOW)
    assert people.subscribers.find("ada@a.example").state == "subscribed"


def test_an_address_that_is_always_full_gets_no_more_mail(served: Served, people: People, name_of: Callable[[str], str]) -> None:
    full = bounce("ada@a.example", name_of("ada@a.example"), status="4.2.2", action="delayed")
    bouncing = Bouncing(people, served.settings.mail)
    assert [bouncing.take([full], at=NOW + timedelta(days=day)).ended for day in range(5)] == [0, 0, 0, 0, 1]
    assert people.subscribers.find("ada@a.example").state == "bounced"


def test_failures_of_one_mail_and_of_one_day_count_as_one(served: Served, people: People, subscribe: Subscribe) -> None:
    subscribe("ada@a.example")
    group = b"Final-Recipient: rfc822; ada@a.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    six = bounce("ada@a.example", "").replace(group, b"\r\n".join([group] * 6))
    assert len(bounces_in(six)) == 6
    bouncing = Bouncing(people, served.settings.mail)
    for hour in range(6):
        bouncing.take([six, six], at=NOW + timedelta(hours=hour))
    kept = people.subscribers.find("ada@a.example")
    assert (kept.state, kept.bounces) == ("subscribed", 1)


def test_a_mailbox_that_is_read_again_every_day_tells_each_failure_once(served: Served, people: People, subscribe: Subscribe) -> None:
    subscribe("ada@a.example")
    dated = b"Date: Sun, 15 Nov 2026 05:00:00 +0000\r\n" + bounce("ada@a.example", "")
    for day in range(6):
        Bouncing(people, served.settings.mail).take([dated], at=NOW + timedelta(days=day))
    assert people.subscribers.find("ada@a.example").bounces == 1


RECIPIENTS = [
    ("Final-Recipient: rfc822; x@elsewhere.example\r\nOriginal-Recipient: rfc822;ada@a.example", "failed"),
    ("Final-Recipient: rfc822; ada@a.example\r\nOriginal-Recipient: rfc822;list@elsewhere.example", "failed"),
    ("Final-Recipient: rfc822; <ada@a.example> (Ada (the first))", "failed (bad)"),
    ("Final-Recipient: (on file) rfc822 ; ada@a.example", "(alas) Failed"),
]


@pytest.mark.parametrize(("recipient", "action"), RECIPIENTS)
def test_whose_mail_failed_is_read_as_servers_may_write_it(
    served: Served, people: People, subscribe: Subscribe, recipient: str, action: str
) -> None:
    subscribe("ada@a.example")
    mail = bounce("ada@a.example", "", action=action).replace(b"Final-Recipient: rfc822; ada@a.example", recipient.encode())
    assert Bouncing(people, served.settings.mail).take([mail], at=NOW).passing == 1


def test_failures_a_month_apart_are_forgiven(served: Served, people: People, name_of: Callable[[str], str], portal_folder: Path) -> None:
    full = bounce("ada@a.example", name_of("ada@a.example"), status="4.2.2", action="delayed")
    for month in range(6):
        now = NOW + timedelta(days=31 * month)
        Newsletter(Repository(portal_folder), served.settings, people, lambda now=now: now).send()
        Bouncing(people, served.settings.mail).take([full], at=now)
    assert people.subscribers.find("ada@a.example").state == "subscribed"


def test_a_mailbox_file_and_a_single_mail_are_read_too(tmp_path: Path) -> None:
    one = bounce("ada@a.example", "<a@b.example>")
    (tmp_path / "one.eml").write_bytes(one)
    (tmp_path / "box").write_bytes(
        b"From x Sun Nov 15 06:00:00 2026\n" + one.replace(b"\r\n", b"\n") + b"\nFrom y Sun Nov 15 06:00:00 2026\n\nhello\n"
    )
    assert [len(bounces_in(mail)) for mail in mails_in(tmp_path / "one.eml")] == [1]
    assert [len(bounces_in(mail)) for mail in mails_in(tmp_path / "box")] == [1, 0]
    with pytest.raises(InputError, match="cannot be read"):
        list(mails_in(tmp_path / "missing"))


def nested(depth: int) -> bytes:
    """A bounce inside so many mails of several parts."""
    heads = (f'Content-Type: multipart/mixed; Boundary = "b{number}"\r\n\r\n--b{number}\r\n' for number in range(depth))
    return "".join(heads).encode() + bounce("ada@a.example", "")


HOSTILE_MAILS = [
    bounce("ada@a.example", "").replace(b"MIME-Version: 1.0", b"MIME-Version: 1.0\r\n" + b"X: ;boundary*0=b\r\n" * 20),
    bounce("ada@a.example", "").replace(b"Sorry.", b"Sorry. " * 30_000),
    b"",
    b"\x00\xff",
    b"Content-Type: multipart/report\r\n\r\n",
    b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\xff\xfe: ;\r\n",
]


@pytest.mark.parametrize("damage", HOSTILE_MAILS)
def test_hostile_mails_are_no_bounces(damage: bytes) -> None:
    assert bounces_in(damage) == ()


LONG_FIELD = b"Content-Type: multipart/report" + b";a=b\r\n " * 20_000 + b"\r\n\r\n"


@pytest.mark.parametrize("costly", [nested(400), LONG_FIELD, LONG_FIELD.replace(b"\r\n", b"\r")])
def test_a_mail_that_would_keep_the_parser_busy_is_not_even_parsed(monkeypatch: pytest.MonkeyPatch, costly: bytes) -> None:
    parsed: list[bytes] = []
    monkeypatch.setattr("newsfold.mail.bouncing.message_from_bytes", lambda raw, **_: parsed.append(raw))
    assert (bounces_in(costly), parsed) == ((), [])


def test_subscribers_go_out_and_come_in_as_csv(people: People, subscribe: Subscribe, tmp_path: Path) -> None:
    subscribe("ada@a.example", topics=("AI, applied", "Robotics"), consent='=HYPERLINK("x") the form, with "quotes"')
    subscribe("cy@a.example", state="left", left_at=NOW)
    text = written_csv(people.subscribers.all())
    assert "=HYPERLINK" not in text
    assert "token" not in text
    with People.in_folder(tmp_path / "other") as other:
        done = import_csv(other, text, consent="", now=NOW)
        assert (done.taken, done.refused) == (2, ())
        assert other.subscribers.find("ada@a.example").topics == ("AI, applied", "Robotics")
        assert other.subscribers.find("cy@a.example").state == "left"
        assert written_csv(other.subscribers.all()) == text
        assert import_csv(other, text, consent="", now=NOW).known == 2


def test_who_comes_in_without_consent_waits_until_he_confirms(people: People) -> None:
    rows = ("address,state,confirmed_at", "ada@a.example,subscribed,", "cy@a.example,subscribed,2026-01-01T00:00:00Z", "no address,,")
    text = "\ufeff" + "\n".join((*rows, "x@a.example,subscribed,yesterday", ""))
    done = import_csv(people, text, consent="", now=NOW)
    assert (done.taken, len(done.refused)) == (2, 2)
    assert done.refused[0].startswith("line 4: ")
    assert {one.state for one in people.subscribers.all()} == {"waiting"}
    assert import_csv(people, text, consent="", now=NOW).known == 2
    with pytest.raises(InputError, match="no column named address"):
        import_csv(people, "mail\nx@a.example\n", consent="", now=NOW)


def test_who_never_confirmed_is_forgotten(served: Served, people: People, portal_folder: Path) -> None:
    people.subscribers.put(Subscriber(address="ada@a.example", asked_at=NOW - timedelta(days=15)))
    people.subscribers.put(Subscriber(address="cy@a.example", asked_at=NOW - timedelta(days=13)))
    Newsletter(Repository(portal_folder), served.settings, people, lambda: NOW).send()
    assert [one.address for one in people.subscribers.all()] == ["cy@a.example"]


def test_a_link_that_nobody_followed_for_14_days_confirms_nothing(served: Served, people: People) -> None:
    late = people.subscribers.put(Subscriber(address="ada@a.example", asked_at=NOW - timedelta(days=15)))
    soon = people.subscribers.put(Subscriber(address="cy@a.example", asked_at=NOW - timedelta(days=13)))
    url = f"{served.url}/newsletter/confirm"
    assert [httpx.get(f"{url}/{late.token}").status_code, httpx.post(f"{url}/{late.token}").status_code] == [404, 404]
    assert httpx.post(f"{url}/{soon.token}").status_code == 200
    assert [one.address for one in people.subscribers.all("subscribed")] == ["cy@a.example"]


def test_a_row_with_an_impossible_time_of_consent_is_refused_and_the_others_taken(people: People) -> None:
    times = ("9999-12-31T23:59:59-10:00", "0001-01-01T00:00:00+10:00", "2026-11-16T06:00:01Z", "2026-11-16T05:00:00Z")
    rows = [f"reader-{number}@a.example,subscribed,the form,{time}" for number, time in enumerate(times)]
    done = import_csv(people, "\n".join(("address,state,consent,confirmed_at", *rows, "")), consent="", now=NOW)
    assert [reason.partition(":")[0] for reason in done.refused] == ["line 2", "line 3", "line 4"]
    assert [(one.address, one.state) for one in people.subscribers.all()] == [("reader-3@a.example", "subscribed")]
