"""The desk served: on loopback, or behind a proxy that speaks TLS; never openly."""

from __future__ import annotations

import gc
import socket
import sys
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette

from newsfold.desk.app import DeskApp, hosts_of
from newsfold.desk.services import Desk
from newsfold.desk.ways import WAYS
from newsfold.errors import SettingsError


def made_app(desk: Desk, *, keeps_up: bool = True) -> Starlette:
    """The desk's application. Where ``desk.url`` begins with https its cookies go over TLS alone."""
    url = desk.settings.desk.url
    return DeskApp(desk, WAYS, secure=url.startswith("https://")).made(hosts_of(url), keeps_up=keeps_up)


def serve(desk: Desk, listening: socket.socket) -> None:
    """Serve until stopped. Takes the socket over. Raises :class:`SettingsError` where it can be reached without TLS before it."""
    settings = desk.settings.desk
    refuse_open(listening.getsockname()[0], settings.url, settings.proxy)
    # A page asks its index ten times and lets the interpreter go each time; while an action computes it would wait 5 ms for it ten times.
    sys.setswitchinterval(0.0005)
    app = made_app(desk)
    # All that is loaded stays for good: nobody waits, now and then 60 ms, for a search through it for garbage.
    gc.collect()
    gc.freeze()
    chosen = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxy),
        forwarded_allow_ips=settings.proxy or "127.0.0.1",
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=32_768,
        limit_concurrency=200,
    )
    # uvicorn closes in order and then raises the signal again.
    with listening, suppress(KeyboardInterrupt):
        uvicorn.Server(chosen).run(sockets=[listening])


def refuse_open(host: str, url: str, proxy: str) -> None:
    """Raise :class:`SettingsError` where others could reach the desk without TLS."""
    if is_loopback(host):
        return
    if not url.startswith("https://") or not urlsplit(url).hostname or not proxy:
        remedy = 'Set desk.url to the address a proxy with TLS is reached by ("https://desk.example") and desk.proxy to the proxy\'s own.'
        raise SettingsError("would be reached without TLS", where=f"the desk on {host}", remedy=remedy)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
