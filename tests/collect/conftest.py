"""A web of invented publishers on loopback: a real server whose failings each test chooses."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from newsfold.collect import Client, Clock, FixedClock
from newsfold.settings import CollectSettings

TLS = httpx.create_ssl_context(trust_env=False)
"""One for all tests: to read the trusted certificates takes longer than most of them."""

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class Asked:
    """A request. ``ended`` is stamped before the last part of the answer is written where a plain reply is given: the client cannot have
    read it sooner, however late this process gets its turn again.
    """

    host: str
    path: str
    headers: dict[str, str]
    began: float
    ended: float = 0.0
    body: bytes = b""


@dataclass
class Web:
    port: int
    replies: dict[str, Callable[[Any], None]] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def on(self, path: str, body: bytes = b"", *, status: int = 200, **headers: str) -> None:
        """Answer ``path`` so; header names with _ for -."""

        def reply(request: Any) -> None:
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name.replace("_", "-"), value)
            request.send_header("Content-Length", str(len(body)))
            request.asked.ended = time.monotonic()
            request.end_headers()
            if body:
                request.asked.ended = time.monotonic()
                request.wfile.write(body)

        self.replies[path] = reply

    def one_after_another(self, path: str, *rounds: tuple[int, dict[str, str]]) -> None:
        """Answer ``path`` with these statuses and headers in turn, the last for ever."""
        left = list(rounds)

        def reply(request: BaseHTTPRequestHandler) -> None:
            status, headers = left.pop(0) if len(left) > 1 else left[0]
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name, value)
            request.send_header("Content-Length", "2")
            request.end_headers()
            request.wfile.write(b"ok")

        self.replies[path] = reply

    def url(self, path: str, host: str = "news.example") -> str:
        return f"http://{host}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    def client(self, *, clock: Clock | None = None, resolver: Any = None, contact: str = "", tls: Any = None, **changes: Any) -> Client:
        settings = CollectSettings(timeout=5.0, delay=0.0, allow_addresses=("127.0.0.0/8",), resolve=(f"*.example=127.0.0.1:{self.port}",))
        return Client(
            settings.evolve(**changes),
            clock=clock or FixedClock(NOW),
            resolver=resolver,
            contact=contact,
            tls=tls or TLS,
            jitter=random.Random(7),
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up on a failing server is what the tests are about."""


@pytest.fixture
def web() -> Iterator[Web]:
    made: list[Web] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = Asked(self.headers["Host"], self.path, dict(self.headers), time.monotonic())
            made[0].log.append(asked)
            self.asked = asked
            reply = made[0].replies.get(self.path)
            try:
                if reply is None:
                    self.send_response(404)
                    self.send_header("Content-Length", "0")
                    asked.ended = time.monotonic()
                    self.end_headers()
                else:
                    reply(self)
            finally:
                asked.ended = asked.ended or time.monotonic()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()
            made[0].log[-1].body = body

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    made.append(Web(server.server_address[1]))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made[0]
    made[0].stopping.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def now() -> datetime:
    return NOW
