"""What the desk says when something cannot be done: one sentence, as a page for people and as JSON for programs."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from newsfold.desk.rendering import rendered
from newsfold.errors import NewsfoldError

_CODES = {400: "input", 401: "nobody", 403: "not-allowed", 404: "not-found", 405: "method", 409: "conflict"}
_TITLES = {401: "Log in first", 403: "Not allowed", 404: "Not found", 405: "Not possible", 409: "Somebody was quicker"}


def wants_json(request: Request) -> bool:
    """Whether who asks is a program."""
    return "application/json" in request.headers.get("accept", "") or "authorization" in request.headers


def trouble(error: NewsfoldError, request: Request) -> Response:
    """An error as an answer."""
    status = 409 if "held by another run" in error.problem else error.http_status
    return _told(status, error.code, str(error), request)


def refusal(status: int, words: str, request: Request) -> Response:
    """A refusal as an answer."""
    return _told(status, _CODES.get(status, "error"), words, request)


def _told(status: int, code: str, words: str, request: Request) -> Response:
    if wants_json(request):
        body = msgspec.json.encode({"error": {"code": code, "message": words}})
        return Response(body, status, media_type="application/json")
    title = _TITLES.get(status, "This did not work")
    return Response(rendered("trouble.html", {"title": title, "words": words, "status": status}), status, media_type="text/html")
