"""WebSub: what we ask hubs for, and what we believe of what they send."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from newsfold.collect import Confirmed, Response, check_source, is_signed, needs_renewal, subscribe_request, verify_intent
from newsfold.collect.feed_head import FeedHead, feed_head, linked_head
from newsfold.outcome import Rejected
from newsfold.page import Source, SourceState, Subscription

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASKED = Subscription(
    source="s", hub="https://hub.example/", topic="https://n.example/feed?a=1", token="t0ken", secret="s3cret", requested_at=NOW
)
QUERY = {"hub.mode": "subscribe", "hub.topic": ASKED.topic, "hub.challenge": "prove it", "hub.lease_seconds": "864000"}


def test_the_hub_is_asked_with_our_callback_the_topic_and_a_secret() -> None:
    request = subscribe_request(ASKED, callback="https://portal.example/hub/t0ken")
    form = {name: value for name, (value,) in parse_qs(request.body.decode()).items()}
    assert request.url == "https://hub.example/"
    assert form == {
        "hub.callback": "https://portal.example/hub/t0ken",
        "hub.mode": "subscribe",
        "hub.topic": ASKED.topic,
        "hub.lease_seconds": "864000",
        "hub.secret": "s3cret",
    }
    assert b"secret" not in subscribe_request(ASKED, callback="https://p.example/", mode="unsubscribe").body
    with pytest.raises(ValueError, match="200 bytes"):
        subscribe_request(ASKED.evolve(secret="é" * 100), callback="https://p.example/")


def test_a_challenge_is_answered_only_for_what_we_asked() -> None:
    confirmed = verify_intent(ASKED, QUERY, now=NOW)
    assert isinstance(confirmed, Confirmed)
    assert confirmed.challenge == "prove it"
    assert confirmed.subscription is not None
    assert confirmed.subscription.expires_at == NOW + timedelta(days=10)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"hub.topic": "https://other.example/"}, "hub-unasked"),
        ({"hub.mode": "unsubscribe"}, "hub-unasked"),
        ({"hub.mode": "dance"}, "hub-unasked"),
        ({"hub.challenge": ""}, "hub-unasked"),
        ({"hub.challenge": "x" * 3_000}, "hub-unasked"),
        ({"hub.mode": "denied", "hub.reason": "no\nfeed"}, "hub-denied"),
    ],
)
def test_what_we_did_not_ask_is_refused(changes: dict[str, str], code: str) -> None:
    answer = verify_intent(ASKED, QUERY | changes, now=NOW)
    assert isinstance(answer, Rejected)
    assert (answer.code, answer.source) == (code, "s")
    assert isinstance(verify_intent(None, QUERY, now=NOW), Rejected)


@pytest.mark.parametrize(
    ("lease", "seconds"), [("60", 300), ("99999999999", 2_592_000), ("soon", 864_000), ("-1", 864_000), ("3600", 3_600)]
)
def test_a_lease_lies_within_reason(lease: str, seconds: int) -> None:
    confirmed = verify_intent(ASKED, QUERY | {"hub.lease_seconds": lease}, now=NOW)
    assert isinstance(confirmed, Confirmed)
    assert confirmed.subscription is not None
    assert confirmed.subscription.expires_at == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize("name", ["sha1", "sha256", "sha384", "sha512"])
def test_what_the_hub_sends_must_bear_its_signature(name: str) -> None:
    body = b"<rss/>"
    made = hmac.new(b"s3cret", body, name).hexdigest()
    assert is_signed(ASKED, body, f"{name}={made}")
    assert is_signed(ASKED, body, f" {name.upper()}={made.upper()} ")
    assert not is_signed(ASKED, body + b" ", f"{name}={made}")
    assert not is_signed(ASKED.evolve(secret="other"), body, f"{name}={made}")


@pytest.mark.parametrize(
    "signature", [None, "", "sha256=", "md5=" + hashlib.md5(b"").hexdigest(), "sha256=" + "é" * 64, "sha1=" + "0" * 40]
)
def test_what_bears_no_signature_is_not_believed(signature: str | None) -> None:
    assert not is_signed(ASKED, b"", signature)


def test_a_lease_is_asked_for_anew_before_it_ends() -> None:
    assert not needs_renewal(ASKED, now=NOW + timedelta(minutes=5))
    assert needs_renewal(ASKED, now=NOW + timedelta(hours=1))
    leased = ASKED.evolve(expires_at=NOW + timedelta(days=10))
    assert not needs_renewal(leased, now=NOW + timedelta(days=7))
    assert needs_renewal(leased, now=NOW + timedelta(days=8))


HEAD = b"""<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><ttl> 90 </ttl><atom:link rel='hub' href="https://hub.example/"/>
<atom:link href="/own?a=1&amp;b=2" rel="self"/><item><link>/a</link><atom:link rel="hub" href="https://evil.example/"/><ttl>1</ttl></item>"""


def test_a_feed_names_its_hub_and_itself_before_its_items() -> None:
    head = feed_head(HEAD, url="https://n.example/feed")
    assert head == FeedHead(fresh_for=5_400, hub="https://hub.example/", topic="https://n.example/own?a=1&b=2")
    assert feed_head(b"", url="https://n.example/") == FeedHead()


def test_the_link_header_wins_over_the_feed() -> None:
    header = '<https://b.example/hub>; rel="hub", <https://n.example/me>; rel=self, <x>; rel=next'
    head = linked_head(FeedHead(hub="https://a.example/"), header, url="https://n.example/")
    assert (head.hub, head.topic) == ("https://b.example/hub", "https://n.example/me")
    assert linked_head(head, None, url="https://n.example/") == head
    assert linked_head(head, "<" * 9_000, url="https://n.example/") == head


@pytest.mark.anyio
async def test_a_visit_remembers_the_hub_and_the_form_reaches_it(web: Any, now: datetime) -> None:
    web.on("/feed", HEAD + b"</channel></rss>", Link="<http://news.example/hub>; rel=hub")
    state = SourceState(url=web.url("/feed"))
    async with web.client() as client:
        checked = await check_source(client, Source(url=state.url), state, now=now)
        assert (checked.state.hub, checked.state.topic) == (web.url("/hub"), web.url("/own?a=1&b=2"))
        web.on("/hub", status=202)
        taken = await client.post(web.url("/hub"), b"hub.mode=subscribe", content_type="application/x-www-form-urlencoded")
        web.on("/hub", status=503)
        failed = await client.post(web.url("/hub"), b"x", content_type="text/plain")
        refused = await client.post("http://10.0.0.1/hub", b"x", content_type="text/plain")
    assert isinstance(taken, Response)
    assert [isinstance(answer, Rejected) and answer.code for answer in (failed, refused)] == ["status-503", "address-private"]
    assert [asked.body for asked in web.log if asked.path == "/hub"] == [b"hub.mode=subscribe", b"x"]
