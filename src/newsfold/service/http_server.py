"""A small HTTP server for our own apps: in the foreground until it is stopped, or beside other work."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.applications import Starlette

from newsfold.errors import InputError

MOST_AT_ONCE = 200
"""Requests under way at once; more are answered with 503."""

_STARTS_WITHIN = 10.0


def serve(app: Starlette, listening: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM. Takes the socket over."""
    # uvicorn closes in order and then raises the signal again.
    with listening, suppress(KeyboardInterrupt):
        uvicorn.Server(_settings(app)).run(sockets=[listening])


@contextmanager
def served(app: Starlette, listening: socket.socket) -> Iterator[None]:
    """Serve in a thread of its own as long as the block runs. Takes the socket over."""
    server = uvicorn.Server(_settings(app))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="newsfold-http", daemon=True)
    thread.start()
    patience = time.monotonic() + _STARTS_WITHIN
    while not server.started and thread.is_alive() and time.monotonic() < patience:
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(_STARTS_WITHIN)
        listening.close()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises :class:`InputError` where the port is taken or may not be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol named: asyncio sends small parts at once (TCP_NODELAY) only over sockets that say they are TCP. Without it every
    # answer waited 40 ms for an acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise InputError(f"cannot be listened on: {error.strerror}", where=f"{host}:{port}", remedy="Choose another port.") from error
    return listening


def _settings(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
    )
