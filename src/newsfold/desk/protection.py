"""What protects every answer and every form: headers, the host's name, where a form came from, where one may be sent on to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
"""No script, style or picture but the desk's own, none of them inline; nothing is sent elsewhere; no site may frame the desk."""

_HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
_HSTS: Final = (b"strict-transport-security", b"max-age=31536000")


class Protection:
    """Answers only who asks by a name the desk goes by (a page elsewhere may lead its own name here), and sets the headers."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str], secure: bool) -> None:
        self._app, self._hosts = app, frozenset(host.lower() for host in hosts)
        self._headers = (*_HEADERS, *([_HSTS] if secure else []))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *self._headers]
                if b"cache-control" not in known:
                    message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        if not self._knows(dict(scope["headers"]).get(b"host", b"").decode("latin-1")):
            answer = PlainTextResponse("The desk does not go by this name; set desk.url to the address it is reached by.\n", 421)
            await answer(scope, receive, send_protected)
            return
        await self._app(scope, receive, send_protected)

    def _knows(self, host: str) -> bool:
        host = host.lower()
        bare = host if host.endswith("]") else host.rpartition(":")[0] or host
        return host in self._hosts or bare in self._hosts


def is_own_form(request: Request, url: str = "") -> bool:
    """Whether a form came from the desk's own pages, as far as the browser tells (Fetch Metadata; RFC 6454).

    ``url`` is the address the desk is reached by from outside: a proxy may ask it by another name.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    names = {request.headers.get("host", "").lower(), urlsplit(url).netloc.lower()} - {""}
    return origin is None or urlsplit(origin).netloc.lower() in names


def safe_place(place: str) -> str:
    """A place at the desk to go on to; its front where ``place`` leads anywhere else."""
    plain = place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable() and "\\" not in place
    return place if plain and len(place) < 2_000 else "/"
