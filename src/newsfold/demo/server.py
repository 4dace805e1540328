"""One HTTP server on loopback for all invented publishers, told apart by the Host header."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from newsfold.article import Frozen
from newsfold.demo.bundle import Publisher, load
from newsfold.demo.site import Reply, Site

IDLE_SECONDS = 10.0
"""How long a connection may stay open with nothing asked."""


class Request(Frozen, frozen=True, kw_only=True):
    """A request that was answered: the host and target asked for, the status, and the monotonic time in seconds."""

    host: str
    path: str
    status: int
    time: float


class PublisherServer:
    """The publishers' server, on a free port of 127.0.0.1 for as long as its ``with`` block runs.

    ``requests`` lists what was asked, in order of arrival. Answers depend on nothing but the bundle.
    """

    def __init__(self, publishers: tuple[Publisher, ...] | None = None, *, port: int = 0) -> None:
        self.site = Site(load() if publishers is None else publishers)
        self.requests: list[Request] = []
        self._http = _LoopbackServer(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), name="newsfold-demo", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._http.server_port

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _LoopbackServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], publishers: PublisherServer) -> None:
        self.publishers = publishers
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader who hangs up is no event."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    wbufsize = -1  # head and body leave together: two small packets would wait 40 ms for each other (Nagle and delayed ACK)
    server: _LoopbackServer

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        """The server is quiet; ``PublisherServer.requests`` remembers."""

    def _answer(self, *, with_body: bool) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0]
        reply = self.server.publishers.site.answer(host, self.path)
        status = 304 if reply.status == 200 and self._is_known(reply) else reply.status
        self.server.publishers.requests.append(Request(host=host, path=self.path, status=status, time=time.monotonic()))
        self.send_response_only(status)
        self.send_header("ETag", reply.etag)
        self.send_header("Last-Modified", format_datetime(_in_utc(reply.modified), usegmt=True))
        self.send_header("Cache-Control", "max-age=0, must-revalidate")
        if status != 304:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if with_body and status != 304:
            self.wfile.write(reply.body)

    def _is_known(self, reply: Reply) -> bool:
        """Whether the reader has these bytes already; an entity tag outweighs a date (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or reply.etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since") or "")
        except (TypeError, ValueError):
            return False
        return since.tzinfo is not None and _in_utc(reply.modified) <= since


def _in_utc(date: datetime) -> datetime:
    return date.astimezone(UTC)
