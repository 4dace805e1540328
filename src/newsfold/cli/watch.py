"""``newsfold watch``: the day by schedule, until it is stopped."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import nullcontext
from types import FrameType

import typer

from newsfold.cli.options import HERE, PortalOption
from newsfold.portal import Portal
from newsfold.service.http_server import listen, served
from newsfold.service.metrics import Metrics
from newsfold.service.watching import Watch

LOOPBACK = "127.0.0.1"


def watch_command(portal: PortalOption = HERE) -> None:
    """Run the day by schedule until stopped: each source is asked in its own rhythm.

    Changed settings and sources count from the next look. SIGTERM or Ctrl-C ends it cleanly, a second one at once. On loopback, at
    watch.port, /healthz and /metrics tell how it does.
    """
    with Portal.open(portal) as opened:
        port = opened.settings.watch.port
    watch = Watch(folder=portal, tell=_tell, metrics=Metrics())

    def end(number: int, frame: FrameType | None) -> None:
        # Set by another thread: the main one may be about to wait for it, and would wait for itself.
        threading.Thread(target=watch.stop.set).start()
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_DFL)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, end)
    if port:
        listening = listen(LOOPBACK, port)
        _tell(f"Watching {portal.resolve()}; http://{LOOPBACK}:{listening.getsockname()[1]}/healthz tells how it does.")
    with served(watch.metrics.app(), listening) if port else nullcontext():
        watch.run()


def _tell(line: str) -> None:
    typer.echo(line)
    sys.stdout.flush()
