"""The desk as a web application: every request is admitted, read, done and answered in one place, by the table of ways."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from secrets import token_hex
from typing import Final
from urllib.parse import quote, unquote, urlsplit

import msgspec
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsfold.desk.admitting import Admitted, Admitting, form_token, is_form_token
from newsfold.desk.ask import Answer, Ask, Go, Page, Raw, Way
from newsfold.desk.forms import LARGEST_FORM, LARGEST_UPLOAD, form_of, values_of
from newsfold.desk.keeping_up import keeping_up
from newsfold.desk.protection import Protection, is_own_form, safe_place
from newsfold.desk.rendering import rendered
from newsfold.desk.services import Desk
from newsfold.desk.trouble import refusal, trouble, wants_json
from newsfold.errors import InputError, NewsfoldError

SESSION: Final = "newsfold_desk"
"""The cookie with a session's token; ``__Host-`` stands before it where the desk is reached by TLS."""

FORM: Final = "newsfold_form"
"""The cookie that the form to log in is bound to, as there is no session yet (OWASP, login CSRF)."""

SAID: Final = "newsfold_said"
"""The cookie with what the next page says of the action before."""

PAGES_AT_ONCE: Final = 2
ACTIONS_AT_ONCE: Final = 4
"""Requests worked on at once; the others of their kind wait their turn, and no action waits behind pages.

All compute in one interpreter, and an action lets it go a hundred times: beside one, two and three pages it took two, three and five times
as long as alone (measured with pages asked without a pause), while no more pages were made in a second.
"""


class DeskApp:
    """Turns ways into endpoints."""

    def __init__(self, desk: Desk, ways: Sequence[Way], *, secure: bool) -> None:
        self._desk, self._ways, self._secure = desk, ways, secure
        self._admitting = Admitting(desk.people)
        self._actions, self._pages = CapacityLimiter(ACTIONS_AT_ONCE), CapacityLimiter(PAGES_AT_ONCE)

    def made(self, hosts: Sequence[str], *, keeps_up: bool = True) -> Starlette:
        """The application. ``keeps_up``: bring the shelf up to date in the background."""
        routes = [Route(way.path, self._endpoint(way), methods=[way.method], name=f"{way.method} {way.path}") for way in self._ways]

        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            async with keeping_up(self._desk, enabled=keeps_up):
                yield

        guard = Middleware(Protection, hosts=tuple(hosts), secure=self._secure)
        handlers: Mapping[int | type[Exception], Callable[..., Response]] = {404: self._lost, 405: self._lost}
        return Starlette(routes=routes, middleware=[guard], lifespan=lifespan, exception_handlers=handlers)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie."""
        return f"__Host-{SESSION}" if self._secure else SESSION

    def _endpoint(self, way: Way) -> Callable[[Request], object]:
        async def endpoint(request: Request) -> Response:
            try:
                body = await _body(request, LARGEST_UPLOAD if way.takes_file else LARGEST_FORM) if way.method == "POST" else b""
            except InputError as error:
                return trouble(error, request)
            answer = partial(self._answer, way, request, body)
            return await run_sync(answer, limiter=self._pages if way.method == "GET" else self._actions)

        return endpoint

    def _answer(self, way: Way, request: Request, body: bytes) -> Response:
        """A request's answer, whatever happens."""
        try:
            bearer = request.headers.get("authorization", "")
            admitted = self._admitted(request, bearer)
            refused = self._refused(way, request, admitted)
            if refused is not None:
                return refused
            ask = self._ask(way, request, body, admitted)
            if way.method == "POST" and not bearer and not self._is_own(request, ask):
                return refusal(403, "This form is too old or was not the desk's own. Go back, load the page anew and try again.", request)
            return self._response(way.does(self._desk, ask), ask, request, admitted)
        except NewsfoldError as error:
            return trouble(error, request)

    def _admitted(self, request: Request, bearer: str) -> Admitted | None:
        at = self._desk.now()
        if bearer:
            return self._admitting.by_token(bearer.removeprefix("Bearer ").strip(), at=at)
        return self._admitting.by_cookie(request.cookies.get(self.cookie, ""), at=at)

    def _refused(self, way: Way, request: Request, admitted: Admitted | None) -> Response | None:
        if way.role is None:
            return None
        if admitted is None:
            if way.method == "GET" and not wants_json(request) and "authorization" not in request.headers:
                place = safe_place(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
                return Response(status_code=303, headers={"location": f"/login?next={quote(place, safe='')}" if place != "/" else "/login"})
            return refusal(401, "Log in first, or send a token that holds.", request)
        if not Ask(path="", who=admitted.who, role=admitted.role).may(way.role):
            return refusal(403, f"This is for the role {way.role}; {admitted.who} has the role {admitted.role}.", request)
        return None

    def _ask(self, way: Way, request: Request, body: bytes, admitted: Admitted | None) -> Ask:
        form, file = form_of(body, request.headers.get("content-type", "")) if way.method == "POST" else ({}, b"")
        return Ask(
            path=request.url.path,
            who=admitted.who if admitted else "",
            role=admitted.role if admitted else "reader",
            secret=admitted.secret if admitted else request.cookies.get(FORM, "") or token_hex(16),
            place={name: str(value) for name, value in request.path_params.items()},
            query=values_of(request.url.query),
            form=form,
            file=file,
            back=safe_place(next(iter(form.get("back", ())), "/")),
            said=unquote(request.cookies.get(SAID, ""))[:500],
            # What a form was sent to is no page to come back to.
            here=safe_place(request.url.path + (f"?{request.url.query}" if request.url.query else "")) if request.method == "GET" else "/",
            network=request.client.host if request.client else "",
        )

    def _is_own(self, request: Request, ask: Ask) -> bool:
        return is_own_form(request, self._desk.settings.desk.url) and is_form_token(
            next(iter(ask.form.get("form_token", ("",)))), ask.secret
        )

    def _response(self, answer: Answer, ask: Ask, request: Request, admitted: Admitted | None) -> Response:
        if isinstance(answer, Raw):
            headers = {"cache-control": f"private, max-age={answer.lasts}" if answer.lasts else "no-store"}
            if answer.file_name:
                headers["content-disposition"] = f'attachment; filename="{answer.file_name}"'
            response = Response(answer.body, media_type=answer.type, headers=headers)
        elif isinstance(answer, Go):
            response = self._gone_on(answer, request)
        elif wants_json(request):
            response = Response(msgspec.json.encode(answer.view), answer.status, media_type="application/json")
        else:
            response = Response(self._page(answer, ask), answer.status, media_type="text/html")
            if not ask.who:
                response.set_cookie(FORM, ask.secret, path="/", httponly=True, samesite="strict", secure=self._secure)
            if ask.said:
                response.delete_cookie(SAID, path="/", httponly=True, samesite="strict", secure=self._secure)
        self._set_session(response, answer, admitted)
        return response

    def _gone_on(self, answer: Go, request: Request) -> Response:
        if wants_json(request):
            body = msgspec.json.encode(answer.view if answer.view is not None else {"said": answer.said})
            return Response(body, media_type="application/json")
        response = Response(status_code=303, headers={"location": safe_place(answer.to)})
        if answer.said:
            said = quote(answer.said[:300], safe="")
            response.set_cookie(SAID, said, max_age=30, path="/", httponly=True, samesite="strict", secure=self._secure)
        return response

    def _set_session(self, response: Response, answer: Answer, admitted: Admitted | None) -> None:
        token = answer.session if isinstance(answer, Go) and answer.session is not None else admitted.token if admitted else ""
        if token:
            longest = 14 * 24 * 3600
            response.set_cookie(self.cookie, token, max_age=longest, path="/", httponly=True, samesite="strict", secure=self._secure)
        elif isinstance(answer, Go) and answer.session == "":
            response.delete_cookie(self.cookie, path="/", httponly=True, samesite="strict", secure=self._secure)

    def _page(self, page: Page, ask: Ask) -> bytes:
        desk = self._desk
        hidden = Markup('<input type="hidden" name="form_token" value="{}">').format(form_token(ask.secret))
        values = {
            "view": page.view,
            "title": page.title,
            "ask": ask,
            "token": lambda: hidden,
            "portal": desk.settings.portal,
            "now": desk.now(),
            "shelving": desk.shelving,
        }
        return rendered(page.template, values)

    def _lost(self, request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 404)
        return refusal(status, "There is no such page at the desk." if status == 404 else "This cannot be asked in this way.", request)


async def _body(request: Request, most: int) -> bytes:
    """A request's body. Raises :class:`InputError` once it is too large, before the rest of it is read."""
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        length += len(part)
        if length > most:
            raise InputError(f"is larger than {most:,} bytes", where="the form", remedy="Send less at once.")
        parts.append(part)
    return b"".join(parts)


def hosts_of(url: str) -> tuple[str, ...]:
    """The names under which the desk may be asked: the machine's own, and the one it is reached by from outside."""
    outside = urlsplit(url).netloc if url else ""
    return ("127.0.0.1", "localhost", "[::1]", *([outside] if outside else []))
