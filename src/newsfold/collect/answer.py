"""Answers to requests: what the room works with inside, what the client gives out, and the sentences for what went wrong."""

from __future__ import annotations

from typing import TypeGuard

import httpx

from newsfold.article import Frozen


class Answer:
    """One server's answer as it came: status, headers, unpacked body (only of a success), and the address that gave it."""

    def __init__(self, *, status: int, headers: httpx.Headers, body: bytes, url: httpx.URL, moved_to: str | None = None) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
        self.moved_to = moved_to


class Response(Frozen, frozen=True, kw_only=True):
    """A successful answer.

    ``unchanged``: the server said 304, so ``body`` is empty and what was fetched before still holds. ``etag`` and ``last_modified``
    are to be sent back with the next request. ``moved_to`` is the address the server said for ever stands for the one asked (301, 308).
    ``fresh_for`` are the seconds for which the server promised that nothing changes, 0 where it promised nothing.
    ``link`` is the header of that name.
    """

    status: int
    final_url: str
    body: bytes
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    unchanged: bool = False
    moved_to: str | None = None
    fresh_for: int = 0
    link: str | None = None


def status_code(status: int) -> str:
    """The same as a word that never changes: ``gone`` for 410, else ``status-`` and the number."""
    return "gone" if status == 410 else f"status-{status}"


def status_sentence(status: int) -> str:
    """What an HTTP status that is no success means, in one sentence (RFC 9110, RFC 6585, RFC 7725)."""
    known = {
        400: "the server did not understand the request",
        401: "the address needs a login",
        402: "the address must be paid for",
        403: "the server does not let us read this address",
        404: "there is nothing at this address",
        406: "the server has no form of this address that we read",
        410: "the address is gone for good",
        429: "the server asks for fewer requests",
        451: "the address is closed for legal reasons",
        500: "the server failed",
        502: "the server behind the gateway failed",
        503: "the server is overloaded or down for now",
        504: "the server behind the gateway did not answer in time",
    }
    if status in known:
        return f"Status {status}: {known[status]}."
    if status >= 500:
        return f"Status {status}: the server failed."
    if status >= 400:
        return f"Status {status}: the server refused the request."
    return f"Status {status}: this is no answer that can be read."


def sendable(value: str | None) -> TypeGuard[str]:
    """Whether a header can hold ``value`` as it is: printable ASCII, 1 to 1,000 characters."""
    return value is not None and 0 < len(value) <= 1_000 and value.isascii() and value.isprintable()


def header_value(headers: httpx.Headers, name: str) -> str | None:
    """A header as it came, where it can be stored and sent back; else ``None``."""
    value = headers.get(name, "").strip()
    return value if sendable(value) else None
