"""WebSub (W3C Recommendation, 2018-01-23): what a subscriber sends and checks. Pure; who serves the callback stands elsewhere.

The order: a source names its hub and its own name there (``SourceState.hub``, ``topic``); we ask the hub; it calls back with a challenge
that must be answered only where we did ask; from then on it sends what is new, signed with the secret, until the lease ends.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlencode

from newsfold.article import Frozen
from newsfold.outcome import Rejected
from newsfold.page import Subscription

LEASE = 864_000
"""Seconds asked for: ten days, the recommendation's own example (section 5.1)."""

SHORTEST_LEASE = 300
LONGEST_LEASE = 2_592_000
"""Seconds; a hub's lease is taken as if it lay between the two."""

RENEW_BEFORE = 0.2
"""The part of a lease that is left when it is asked for anew."""

LONGEST_CHALLENGE = 2_000

_SIGNATURE = re.compile(r"\s*(sha1|sha256|sha384|sha512)\s*=\s*([0-9a-f]{40,128})\s*", re.IGNORECASE)
_LONGEST_SECRET = 200  # Bytes; the secret MUST be less than that (section 5.1).


class HubRequest(Frozen, frozen=True, kw_only=True):
    """A form to be sent to a hub with POST."""

    url: str
    body: bytes
    content_type: str = "application/x-www-form-urlencoded"


class Confirmed(Frozen, frozen=True, kw_only=True):
    """The answer to a hub that verifies what we asked: status 200 with ``challenge`` as the body, and the subscription to be kept.

    ``subscription`` is ``None`` after an unsubscription.
    """

    challenge: str
    subscription: Subscription | None


def subscribe_request(subscription: Subscription, *, callback: str, mode: Literal["subscribe", "unsubscribe"] = "subscribe") -> HubRequest:
    """What to send to the hub. ``callback`` is our public address for this subscription, unguessable by its token."""
    if len(subscription.secret.encode()) >= _LONGEST_SECRET:
        raise ValueError("a WebSub secret must be shorter than 200 bytes")
    form = {"hub.callback": callback, "hub.mode": mode, "hub.topic": subscription.topic}
    if mode == "subscribe":
        form |= {"hub.lease_seconds": str(LEASE), "hub.secret": subscription.secret}
    return HubRequest(url=subscription.hub, body=urlencode(form).encode())


def verify_intent(subscription: Subscription | None, query: Mapping[str, str], *, now: datetime) -> Confirmed | Rejected:
    """What to answer a hub that calls back with ``query`` (section 5.3). ``subscription`` is the one of the callback's token.

    A rejection is to be answered with status 404. Its code is ``hub-denied`` where the hub refused the subscription (section 5.2).
    """
    mode = query.get("hub.mode", "")
    challenge = query.get("hub.challenge", "")
    if subscription is None or query.get("hub.topic") != subscription.topic:
        return _rejected("Nobody here asked for this subscription.", "hub-unasked", subscription)
    if mode == "denied":
        said = " ".join(query.get("hub.reason", "").split())[:200]
        return _rejected(f"The hub refused the subscription{': ' + said if said else ''}.", "hub-denied", subscription)
    if mode not in ("subscribe", "unsubscribe"):
        return _rejected("The hub asks for something that is no subscription.", "hub-unasked", subscription)
    if not challenge or len(challenge) > LONGEST_CHALLENGE:
        return _rejected("The hub gives no challenge that can be sent back.", "hub-unasked", subscription)
    if mode == "unsubscribe":
        # We end subscriptions by forgetting them, so one that is known here was never ended by us.
        return _rejected("Nobody here asked to end this subscription.", "hub-unasked", subscription)
    lease = query.get("hub.lease_seconds", "").strip()
    seconds = int(lease[:9]) if lease.isascii() and lease.isdigit() else LEASE
    expires = now + timedelta(seconds=min(max(SHORTEST_LEASE, seconds), LONGEST_LEASE))
    return Confirmed(challenge=challenge, subscription=subscription.evolve(expires_at=expires))


def is_signed(subscription: Subscription, body: bytes, signature: str | None) -> bool:
    """Whether what was sent bears the hub's signature (``X-Hub-Signature``, section 7.1), compared in constant time.

    What is not signed is to be answered with a success all the same and thrown away (section 7.1.1).
    """
    match = _SIGNATURE.fullmatch(signature or "")
    if match is None:
        return False
    made = hmac.new(subscription.secret.encode(), body, match.group(1).lower()).hexdigest()
    return hmac.compare_digest(made, match.group(2).lower())


def needs_renewal(subscription: Subscription, *, now: datetime) -> bool:
    """Whether to ask the hub again: a fifth of the lease is left, or it never answered within an hour."""
    if subscription.expires_at is None:
        return now - subscription.requested_at >= timedelta(hours=1)
    lease = subscription.expires_at - subscription.requested_at
    return now >= subscription.expires_at - lease * RENEW_BEFORE


def _rejected(reason: str, code: str, subscription: Subscription | None) -> Rejected:
    hub, source = (subscription.hub, subscription.source) if subscription else ("", None)
    return Rejected(stage="collect", reason=reason, code=code, url=hub, source=source)
