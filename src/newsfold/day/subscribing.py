"""WebSub: hubs asked to tell us what is new, for the sources that name one, where the portal has a public address."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from newsfold.collect import Client, needs_renewal, subscribe_request
from newsfold.outcome import Rejected
from newsfold.page import SourceState, Subscription
from newsfold.store import Store

CALLBACK = "/websub/"
"""Below the public address: the path of callbacks, ended by a subscription's token."""


@dataclass
class Subscribing:
    """Keeps the subscriptions that the portal's sources offer. ``public`` is the address of ``newsfold serve --public``."""

    store: Store
    client: Client
    public: str

    async def run(self, states: Iterable[SourceState], *, now: datetime) -> tuple[Rejected, ...]:
        """Ask the hubs of sources that have no subscription or one that ends soon; returns what hubs refused."""
        if not self.public:
            return ()
        standing = {subscription.source: subscription for subscription in self.store.subscriptions()}
        refused = []
        for state in states:
            stands = standing.pop(state.url, None)
            wanted = _wanted(state, stands, now)
            if wanted is not None:
                answer = await self._ask(wanted)
                refused.extend([answer.evolve(source=state.url)] if answer else [])
        for source in standing:
            self.store.end_subscription(source)  # Its source is no longer asked; the hub's calls are answered with 404 from now on.
        return tuple(refused)

    async def _ask(self, wanted: Subscription) -> Rejected | None:
        # Kept first: the hub may call back before it answers.
        self.store.put_subscription(wanted)
        asked = subscribe_request(wanted, callback=f"{self.public.rstrip('/')}{CALLBACK}{wanted.token}")
        answer = await self.client.post(asked.url, asked.body, content_type=asked.content_type)
        return answer if isinstance(answer, Rejected) else None


def _wanted(state: SourceState, stands: Subscription | None, now: datetime) -> Subscription | None:
    """The subscription to ask for; ``None`` where none is offered or the one there is will do."""
    if not state.hub or not state.topic or state.retired_at or urlsplit(state.hub).scheme not in ("http", "https"):
        return None
    if stands is not None and (stands.hub, stands.topic) == (state.hub, state.topic):
        return stands.evolve(requested_at=now) if needs_renewal(stands, now=now) else None
    token, secret = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
    return Subscription(source=state.url, hub=state.hub, topic=state.topic, token=token, secret=secret, requested_at=now)
