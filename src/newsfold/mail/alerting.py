"""Alerts: programs are told of new leads by signed webhooks, as the Standard Webhooks specification (1.0, 2023) wants them.

    webhook-id          the same over all tries, so that who gets a message twice can tell
    webhook-timestamp   seconds since 1970 when this try was made; a receiver refuses old ones, so a recorded message cannot be replayed
    webhook-signature   v1, and the HMAC-SHA256 of "id.timestamp.body" in base64

They are sent over connections that pass the address guard of collect, so a webhook cannot be used to reach into a private network.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import anyio
import httpx
import msgspec

from newsfold.article import Article, Frozen
from newsfold.collect import AddressGuard, FixedAnswers, Resolver, SystemResolver
from newsfold.collect.guard import is_address
from newsfold.collect.refusal import RefusalError
from newsfold.collect.transport import GuardedBackend, GuardedTransport
from newsfold.collect.web_address import web_address
from newsfold.errors import InputError
from newsfold.publish.addresses import folder_name
from newsfold.settings import CollectSettings
from newsfold.store.people import Call, People, Webhook

BACK_OFF: Final = (60, 300, 1_800, 7_200, 21_600, 86_400)
"""Seconds before each further try; after the last a call is given up, a day and a half after the first."""

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - what the specification puts before a secret, none itself
LONGEST_WAIT: Final = 15.0
"""Seconds a receiver may take to answer."""


class Alerted(Frozen, frozen=True, kw_only=True):
    """What a round of alerts came to: calls made, put off, and given up."""

    made: int = 0
    later: int = 0
    given_up: int = 0


def new_webhook(url: str, settings: CollectSettings, *, topic: str = "", minimum_heat: int = 0, at: datetime) -> Webhook:
    """A webhook with a secret of its own, told of leads published from now on. Raises :class:`InputError` for an address that cannot be."""
    guard = AddressGuard(settings.allow_addresses, settings.ports)
    try:
        host = web_address(url, guard).host
        refused = guard.refusal(host) if is_address(host) else None
        if refused:
            raise RefusalError(f"{host} is {refused}.", code="address-private")
    except RefusalError as refusal:
        raise InputError(refusal.reason.rstrip("."), where=url, remedy="Give a public web address.") from refusal
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    return Webhook(id=secrets.token_hex(8), url=url, secret=secret, topic=topic, minimum_heat=minimum_heat, since=at.replace(microsecond=0))


def calls_for(webhook: Webhook, articles: Iterable[Article], *, site_url: str, now: datetime) -> tuple[Call, ...]:
    """The calls a webhook is owed: one for each lead on its topic, hot enough and published since it was added."""
    wanted = (
        article
        for article in articles
        if article.is_shown
        and not article.is_folded
        and article.published_at > webhook.since
        and (article.heat or 0) >= webhook.minimum_heat
        and (not webhook.topic or webhook.topic in article.topics)
    )
    return tuple(
        Call(
            id="msg_" + sha256(f"{webhook.id}\n{article.address}".encode()).hexdigest()[:32],
            webhook=webhook.id,
            article=article.address,
            body=_body(article, site_url, now),
            due_at=now.replace(microsecond=0),
        )
        for article in wanted
    )


def _body(article: Article, site_url: str, now: datetime) -> bytes:
    data = {
        "title": article.title,
        "excerpt": article.excerpt,
        "webUrl": article.web_url,
        "storyUrl": f"{site_url}/news/{folder_name(article)}/",
        "publishedDateTime": article.published_at,
        "provider": {"name": article.provider.name, "domain": article.provider.domain},
        "topics": article.topics,
        "heat": article.heat,
        "publishers": 1 + len({one.provider.domain for one in article.related if one.provider} - {article.provider.domain}),
    }
    return msgspec.json.encode({"type": "lead.published", "timestamp": now.replace(microsecond=0), "data": data})


def signed_headers(call: Call, secret: str, *, at: datetime) -> Mapping[str, str]:
    """The headers of one try: id, time and signature. Raises ValueError for a secret that is not base64."""
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    digest = hmac.new(key, b".".join((call.id.encode(), stamp.encode(), call.body)), sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": call.id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


@dataclass(frozen=True)
class Alerting:
    """Owes and makes calls."""

    people: People
    settings: CollectSettings
    site_url: str = ""
    resolver: Resolver = SystemResolver()  # noqa: RUF009 - it has no state

    def owe(self, articles: Sequence[Article], *, now: datetime) -> None:
        """Put down the calls that the leads of today bring; a lead that a webhook was told of is not told again."""
        for webhook in self.people.webhooks.all():
            self.people.webhooks.add_calls(calls_for(webhook, articles, site_url=self.site_url, now=now))

    def call(self, *, now: datetime) -> Alerted:
        """Make the calls that are due; what fails is tried again later."""
        return anyio.run(self._call, now)

    async def _call(self, now: datetime) -> Alerted:
        webhooks = {webhook.id: webhook for webhook in self.people.webhooks.all()}
        guard = AddressGuard(self.settings.allow_addresses, self.settings.ports)
        backend = GuardedBackend(FixedAnswers(self.settings.resolve, self.resolver), guard)
        done = Alerted()
        async with GuardedTransport(backend, connections=4) as transport:
            for call in self.people.webhooks.due(now):
                answer, taken = await _posted(transport, guard, webhooks[call.webhook], call, now)
                settled = _settled(call, answer, now, is_taken=taken)
                self.people.webhooks.settle(settled)
                done = done.evolve(
                    made=done.made + (settled.state == "made"),
                    later=done.later + (settled.state == "waiting"),
                    given_up=done.given_up + (settled.state == "given up"),
                )
        return done


def _settled(call: Call, answer: str, now: datetime, *, is_taken: bool) -> Call:
    tries = call.tries + 1
    if is_taken:
        return call.evolve(state="made", tries=tries, answer=answer)
    if tries > len(BACK_OFF):
        return call.evolve(state="given up", tries=tries, answer=answer)
    return call.evolve(tries=tries, answer=answer, due_at=(now + timedelta(seconds=BACK_OFF[tries - 1])).replace(microsecond=0))


async def _posted(transport: GuardedTransport, guard: AddressGuard, webhook: Webhook, call: Call, now: datetime) -> tuple[str, bool]:
    """One try: what the receiver answered, and whether that was a success. Redirects are not followed, the answer's body is not read."""
    try:
        url = web_address(webhook.url, guard)
        timeouts = httpx.Timeout(None, connect=LONGEST_WAIT).as_dict()
        headers = signed_headers(call, webhook.secret, at=now)
        request = httpx.Request("POST", url, headers=headers, content=call.body, extensions={"timeout": timeouts})
        with anyio.fail_after(LONGEST_WAIT):
            response = await transport.handle_async_request(request)
            await response.aclose()
    except RefusalError as refusal:
        return refusal.reason, False
    except TimeoutError:
        return f"no answer within {LONGEST_WAIT:g} seconds", False
    except (httpx.TransportError, OSError) as error:
        return " ".join(str(error).split())[:200] or "the connection broke", False
    return f"status {response.status_code}", 200 <= response.status_code < 300
