"""``newsfold demo``: a whole portal from invented publishers."""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from threading import Event
from typing import Annotated

import typer

from newsfold.cli.options import JsonOption
from newsfold.cli.reports import tell_day, tell_errors
from newsfold.cli.terminal import print_json, progress, say
from newsfold.demo.bundle import load, moved_to
from newsfold.demo.day import run_demo
from newsfold.demo.server import PublisherServer
from newsfold.errors import InputError


def demo_command(
    folder: Annotated[Path, typer.Argument(help="Where the demo portal is made.", metavar="DIR")] = Path("demo-portal"),
    serve: Annotated[bool, typer.Option("--serve", help="Serve the site on loopback when it is made, until Ctrl-C.")] = False,
    publishers: Annotated[
        bool, typer.Option("--publishers", help="Make no portal; serve the publishers themselves, with news of this week, until Ctrl-C.")
    ] = False,
    port: Annotated[int, typer.Option(help="The port to serve on; 0 for a free one.", min=0, max=65535)] = 0,
    json: JsonOption = False,
) -> None:
    """Make a portal about AI from invented publishers, over real HTTP on this machine.

    Run it again and nothing changes: what was read is known. With --publishers a portal of your own can have them as its sources.
    """
    if publishers:
        _serve_publishers(port)
        return
    with progress(quiet=json) as bars:
        report = run_demo(folder, progress=bars)
    if json:
        print_json(report)
    else:
        tell_day(report)
        _tell_where(folder)
    tell_errors(report.errors)
    if serve:
        _serve(folder / "site", port)


def _tell_where(folder: Path) -> None:
    # From `make demo` newsfold is no command in the terminal yet.
    program = "newsfold" if which("newsfold") else sys.argv[0]
    portal = shlex.quote(str(folder))
    say("\nLook at", style="bold")
    say(f"  the site      {program} serve --portal {portal}")
    say(f"  the records   {folder / '_news'}")
    say(f"  the JSON API  {folder / 'api' / 'news' / 'index.json'}")
    say(f"  why           {program} explain PATH-OR-URL --portal {portal}")


def _serve_publishers(port: int) -> None:
    invented = moved_to(load(), datetime.now(UTC))
    try:
        server = PublisherServer(invented, port=port)
    except OSError as error:
        raise InputError("is in use", where=f"port {port}", remedy="Choose another with --port.") from error
    with server:
        say(f"{len(invented)} invented publishers on this machine:", style="bold")
        for one in invented:
            say(f"  {one.home_url}")
        say("\nFor a portal of your own to find them:", style="bold")
        say(f'  export NEWSFOLD_COLLECT_RESOLVE="*.example=127.0.0.1:{server.port}"')
        say("  export NEWSFOLD_COLLECT_ALLOW_ADDRESSES=127.0.0.0/8")
        say("\nServing until Ctrl-C.", style="bold")
        try:
            Event().wait()
        except KeyboardInterrupt:
            say("Stopped.")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing a request."""


def _serve(site: Path, port: int) -> None:
    with ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=str(site))) as server:
        say(f"\nServing on http://127.0.0.1:{server.server_port}/ until Ctrl-C.", style="bold")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("Stopped.")
