"""The one door that may face the internet, where hubs tell what is new and readers subscribe and leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import anyio
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from newsfold.collect import Clock, Confirmed, is_signed, verify_intent
from newsfold.day.subscribing import CALLBACK
from newsfold.mail.opting import subscription_routes
from newsfold.settings import Settings
from newsfold.store import Store
from newsfold.store.people import People

PATIENCE = 10.0
"""Seconds a hub may take to send what it sends."""

OpenStore = Callable[[], Store]


OpenPeople = Callable[[], People]


def public_app(
    open_store: OpenStore, settings: Settings, clock: Clock, *, open_people: OpenPeople | None = None, topics: tuple[str, ...] = ()
) -> Starlette:
    """What may face the internet, and nothing else: the callbacks of WebSub subscriptions and the newsletter's links, below the path of
    ``serve.public_url``.

    ``open_people`` opens the people database; without it the newsletter is not served. ``topics`` are
    those of which readers may ask for an edition of its own.
    """
    routes: list[Route] = []
    if settings.serve.public_url:
        hubs = Hubs(open_store, clock, most_bytes=settings.collect.max_bytes)
        path = urlsplit(settings.serve.public_url).path.rstrip("/") + CALLBACK + "{token:str}"
        routes.append(Route(path, hubs.answer, methods=["GET", "POST"]))
    if settings.serve.public_url and open_people is not None:
        routes += subscription_routes(open_people, settings, now=clock.now, topics=topics)
    return Starlette(routes=routes)


class Hubs:
    """Answers hubs: confirms what we asked for, and has a source asked at once whose hub says that it has something new.

    What a hub sends is not read: the source itself is asked, by the same walk as always. So a forged call could bring nothing in, and one
    without a valid signature does nothing at all.
    """

    def __init__(self, open_store: OpenStore, clock: Clock, *, most_bytes: int) -> None:
        self._open_store = open_store
        self._clock = clock
        self._most_bytes = most_bytes

    async def answer(self, request: Request) -> Response:
        """Answer one call. Whoever knows no token is told nothing."""
        token = request.path_params["token"]
        if request.method == "POST":
            return await self._told(request, token)
        query = dict(request.query_params)
        return await run_sync(self._verified, token, query, self._clock.now())

    def _verified(self, token: str, query: dict[str, str], now: datetime) -> Response:
        with self._open_store() as store:
            answer = verify_intent(store.subscription_of(token), query, now=now)
            if isinstance(answer, Confirmed):
                if answer.subscription is not None:
                    store.put_subscription(answer.subscription)
                return PlainTextResponse(answer.challenge)
            if answer.code == "hub-denied" and answer.source:
                store.end_subscription(answer.source)
        return _nothing()

    async def _told(self, request: Request, token: str) -> Response:
        body = bytearray()
        try:
            with anyio.fail_after(PATIENCE):
                async for part in request.stream():
                    body += part
                    if len(body) > self._most_bytes:
                        return PlainTextResponse("Too large.\n", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except (TimeoutError, ClientDisconnect):
            return PlainTextResponse("Too slow.\n", HTTPStatus.REQUEST_TIMEOUT)
        return await run_sync(self._due, token, bytes(body), request.headers.get("x-hub-signature"))

    def _due(self, token: str, body: bytes, signature: str | None) -> Response:
        with self._open_store() as store:
            subscription = store.subscription_of(token)
            if subscription is None:
                return _nothing()
            state = store.source_states().get(subscription.source)
            if state is not None and is_signed(subscription, body, signature):
                store.put_source_states([state.evolve(next_at=None)])
        # A success also where the signature is wrong, so that nobody learns how to make one (WebSub section 7.1.1).
        return Response(status_code=HTTPStatus.ACCEPTED)


def _nothing() -> Response:
    return PlainTextResponse("There is nothing here.\n", HTTPStatus.NOT_FOUND)
