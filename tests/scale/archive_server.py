"""Archives served over WebHDFS on loopback, those past a gate held back from workers until the test lets them go. Not a test."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

NAME_IN = "FSSPEC_WEBHDFS_USER"
"""What fsspec reads a user's name from. Only workers have one: the driver, which surveys the archives, is never held back."""


class Gate:
    """Which archives workers may read, by their number in order of name, and which each worker, by its name, began to read."""

    def __init__(self, opened_to: int) -> None:
        self._opened_to = opened_to
        self._changed = threading.Condition()
        self._asked: list[tuple[str, int]] = []

    def open_to(self, number: int) -> None:
        """Let workers read the archives before ``number``."""
        with self._changed:
            self._opened_to = number
            self._changed.notify_all()

    def pass_through(self, name: str, number: int) -> None:
        """Wait until the gate is open to there."""
        with self._changed:
            self._asked.append((name, number))
            self._changed.wait_for(lambda: number < self._opened_to)

    def workers_at(self, numbers: range) -> set[str]:
        """The workers that began to read any of these archives."""
        return {name for name, number in self._asked if number in numbers}


@contextmanager
def served(archives: Sequence[Path], gate: Gate) -> Iterator[list[str]]:
    """The addresses of files that are served while the block runs (WebHDFS REST API, GETFILESTATUS and OPEN)."""
    names = [f"/{file.name}" for file in archives]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place, _, query = self.path.removeprefix("/webhdfs/v1").partition("?")
            words = {name: values[0] for name, values in parse_qs(query).items()}
            number = names.index(place)
            body = archives[number].read_bytes()
            if words["op"] == "GETFILESTATUS":
                self._give(json.dumps({"FileStatus": {"length": len(body), "type": "FILE"}}).encode())
                return
            if "user.name" in words:
                gate.pass_through(words["user.name"], number)
            offset = int(words.get("offset", 0))
            self._give(body[offset : offset + int(words.get("length", len(body)))])

        def _give(self, data: bytes) -> None:
            # Who asked may have been killed while it waited.
            with suppress(OSError):
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Tell nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:
            """Tell nothing of those that went away."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield [f"webhdfs://127.0.0.1:{server.server_address[1]}{name}" for name in names]
        finally:
            gate.open_to(len(names))
            server.shutdown()
            thread.join()
