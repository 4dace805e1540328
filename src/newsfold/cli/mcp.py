"""``newsfold mcp``: the portal for agents."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from newsfold.cli.options import HERE, PortalOption
from newsfold.cli.terminal import warn
from newsfold.extras import missing


def mcp_command(
    portal: PortalOption = HERE,
    http: Annotated[bool, typer.Option("--http", help="Serve over HTTP on this machine alone, not on standard streams.")] = False,
    port: Annotated[int, typer.Option("--port", help="The port of --http.", min=1, max=65535)] = 8650,
) -> None:
    """Let agents read the portal over the Model Context Protocol: search, latest, story, explain. Nothing can be changed."""
    try:
        from newsfold.mcp.reading_room import ReadingRoom  # noqa: PLC0415 - other commands need no server
        from newsfold.mcp.server import LOOPBACK, serve_http, serve_stdio  # noqa: PLC0415
    except ImportError as error:
        raise missing("mcp", error.name, where="mcp") from error
    room = ReadingRoom(portal)
    try:
        with suppress(KeyboardInterrupt):
            if http:
                warn(f"Agents reach {room.title} at http://{LOOPBACK}:{port}/mcp until Ctrl-C.")
                serve_http(room, port)
            else:
                serve_stdio(room)
    finally:
        room.close()
