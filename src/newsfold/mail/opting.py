"""Opt-in, unsubscribing and being forgotten, over HTTP: what `newsfold serve --public` answers below ``/newsletter/``.

Looking at a page never changes anything, because mail programs and scanners look at every link; only a button does, and the one-click
unsubscribe of RFC 8058, which is a POST as well. Whether an address is known is told to nobody but who has its link.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Final
from urllib.parse import parse_qs, urlsplit

from anyio.to_thread import run_sync
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from newsfold.edition import Words, words_for
from newsfold.edition.pages import Button, reader_page
from newsfold.edition.wording import date_words
from newsfold.errors import InputError, MailError
from newsfold.mail.addresses import clean_mail_address
from newsfold.mail.composing import PATH, link, plain_mail
from newsfold.mail.mailing import send_one
from newsfold.settings import Settings
from newsfold.store.people import People, Subscriber

FORGET_AFTER_DAYS: Final = 14
"""Days after which an address that was never confirmed is forgotten."""

REST_MINUTES: Final = 10
"""Minutes between two opt-in mails to one address, so that nobody is flooded through this door."""

MOST_ASKED: Final = 200
"""Opt-in mails in an hour over all addresses; a portal that is asked for more is being used to flood others."""

_MOST_BYTES = 4_000
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}


def subscription_routes(
    open_people: Callable[[], People], settings: Settings, *, now: Callable[[], datetime], topics: tuple[str, ...] = ()
) -> list[Route]:
    """The routes below the path of ``serve.public_url`` and ``/newsletter``, for the app that faces the internet.

    ``open_people`` opens the people database, ``topics`` are those with an edition of their own that may be asked for.
    """
    doors = Doors(open_people, settings, now, topics)
    below = urlsplit(settings.serve.public_url).path.rstrip("/") + PATH
    return [
        Route(f"{below}/", doors.front, methods=["GET", "POST"]),
        Route(f"{below}/{{action:str}}/{{token:str}}", doors.linked, methods=["GET", "POST"]),
    ]


@dataclass
class Doors:
    """Answers readers."""

    open_people: Callable[[], People]
    settings: Settings
    now: Callable[[], datetime]
    topics: tuple[str, ...]

    @property
    def _words(self) -> Words:
        return words_for(self.settings.portal.locale)

    @property
    def _title(self) -> str:
        return self.settings.edition.title or self.settings.portal.title or self.settings.portal.topic

    async def front(self, request: Request) -> Response:
        """Show the form, or take what was filled in."""
        words = self._words
        if request.method != "POST":
            return self._page(words.ask_heading.format(title=self._title), ask=True)
        form = await _form(request)
        message, status = await run_sync(self._asked, form.get("address", ""), form.get("topic", ""))
        return self._page(words.ask_heading.format(title=self._title), message, status=status, ask=status != 200)

    async def linked(self, request: Request) -> Response:
        """Show the page behind a subscriber's link, or do what its button says."""
        action, token = request.path_params["action"], request.path_params["token"]
        steps = {"confirm": self._confirm, "leave": self._leave, "forget": self._forget}
        if action not in steps:
            return self._page(self._title, self._words.unknown_link, status=404)
        if request.method == "POST":
            await _form(request)  # What it says is not needed: the link says it all.
        return await run_sync(steps[action], token, request.method == "POST")

    def _asked(self, text: str, topic: str) -> tuple[str, int]:
        words = self._words
        try:
            address = clean_mail_address(text)
        except InputError:
            return words.wrong_address, 400
        now = self.now().replace(microsecond=0)
        wanted = (topic,) if topic in self.topics else ()
        with self.open_people() as people:
            known = people.subscribers.find(address)
            if known is not None and known.state == "subscribed":
                return words.asked, 200  # Whoever asks is not told that the address is known; it needs no mail.
            if known is not None and known.invited_at is not None and now - known.invited_at < timedelta(minutes=REST_MINUTES):
                return words.asked, 200
            if people.subscribers.invited_since(now - timedelta(hours=1)) >= MOST_ASKED:
                return words.too_often, 429
            consent = f"asked on {self.settings.serve.public_url.rstrip('/')}{PATH}/ for {', '.join(wanted) or self._title}"
            fresh = known or Subscriber(address=address, asked_at=now)
            kept = people.subscribers.put(fresh.evolve(state="waiting", topics=wanted, consent=consent, asked_at=now, invited_at=now))
            return self._invited(people, kept)

    def _invited(self, people: People, subscriber: Subscriber) -> tuple[str, int]:
        """Send the mail of the opt-in; where that fails, the address may be asked for again at once."""
        words, mail = self._words, self.settings.mail
        try:
            send_one(opt_in_mail(subscriber, self.settings, at=self.now()), mail)
        except MailError:
            people.subscribers.put(subscriber.evolve(invited_at=None))
            return words.cannot_send, 503
        return words.asked, 200

    def _confirm(self, token: str, is_done: bool) -> Response:
        words = self._words
        with self.open_people() as people:
            one = people.subscribers.by_token(token)
            if one is None or (one.state == "waiting" and one.asked_at < self.now() - timedelta(days=FORGET_AFTER_DAYS)):
                return self._page(self._title, words.unknown_link, status=404)
            heading = words.confirm_heading.format(title=self._title)
            if not is_done and one.state != "subscribed":
                button = Button(words=words.confirm_button.format(address=one.address), action=link(self.settings, "confirm", token))
                return self._page(heading, buttons=(button,))
            if is_done:
                confirm(people, one, at=self.now())
            return self._page(heading, words.confirmed.format(title=self._title, address=one.address))

    def _leave(self, token: str, is_done: bool) -> Response:
        words = self._words
        with self.open_people() as people:
            one = people.subscribers.by_token(token)
            if one is None:
                return self._page(self._title, words.unknown_link, status=404)
            heading = words.leave_heading.format(title=self._title)
            forget = Button(words=words.forget_button, action=link(self.settings, "forget", token), is_quiet=True)
            if is_done:
                leave(people, one, at=self.now())
                return self._page(heading, words.left, buttons=(forget,))
            button = Button(words=words.leave_button.format(address=one.address), action=link(self.settings, "leave", token))
            return self._page(heading, buttons=(button, forget))

    def _forget(self, token: str, is_done: bool) -> Response:
        words = self._words
        with self.open_people() as people:
            one = people.subscribers.by_token(token)
            heading = words.leave_heading.format(title=self._title)
            if one is not None and not is_done:
                button = Button(words=words.forget_button, action=link(self.settings, "forget", token))
                return self._page(heading, buttons=(button,))
            proof = people.subscribers.delete(one.address, at=self.now()) if one is not None else None
            if proof is None:
                return self._page(self._title, words.unknown_link, status=404)
            told = words.forgotten.format(id=proof.id, salt=proof.salt, date=date_words(words, proof.at))
            return self._page(heading, told)

    def _page(
        self, heading: str, message: str = "", *, status: int = 200, ask: bool = False, buttons: tuple[Button, ...] = ()
    ) -> HTMLResponse:
        where = f"{self.settings.serve.public_url.rstrip('/')}{PATH}/" if ask else ""
        page = reader_page(
            heading, words=self._words, imprint=self.settings.mail.imprint, message=message, ask=where, topics=self.topics, buttons=buttons
        )
        return HTMLResponse(page, status_code=status, headers=_HEADERS)


def opt_in_mail(subscriber: Subscriber, settings: Settings, *, at: datetime) -> EmailMessage:
    """The mail that asks for confirmation."""
    words = words_for(settings.portal.locale)
    title = settings.edition.title or settings.portal.title or settings.portal.topic
    text = words.opt_in.format(title=title, confirm=link(settings, "confirm", subscriber.token), days=FORGET_AFTER_DAYS)
    return plain_mail(words.opt_in_subject.format(title=title), text, subscriber.address, settings.mail, at=at)


def confirm(people: People, subscriber: Subscriber, *, at: datetime) -> Subscriber:
    """Subscribe who confirmed, once: later confirmations change nothing."""
    if subscriber.state == "subscribed":
        return subscriber
    moment = at.replace(microsecond=0)
    return people.subscribers.put(subscriber.evolve(state="subscribed", confirmed_at=moment, left_at=None, bounces=0, bounce=None))


def leave(people: People, subscriber: Subscriber, *, at: datetime) -> Subscriber:
    """Unsubscribe, and take back what has not been sent yet."""
    people.deliveries.withdraw(subscriber.address)
    if subscriber.state == "left":
        return subscriber
    return people.subscribers.put(subscriber.evolve(state="left", left_at=at.replace(microsecond=0)))


async def _form(request: Request) -> Mapping[str, str]:
    """The fields of a small form; a larger body is read no further."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > _MOST_BYTES:
                return {}
    except ClientDisconnect:
        return {}
    try:
        return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace"), max_num_fields=20).items()}
    except ValueError:
        return {}
