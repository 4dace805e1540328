"""``newsfold desk``: the editors' web app, and its accounts."""

from __future__ import annotations

from typing import Annotated

import typer

from newsfold.cli.options import HERE, PortalOption
from newsfold.cli.terminal import say
from newsfold.cli.users import users_app
from newsfold.errors import NewsfoldError
from newsfold.extras import missing

desk_app = typer.Typer(
    help="Serve the desk, the editors' web app, until Ctrl-C; by default to this machine alone.",
    invoke_without_command=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
desk_app.add_typer(users_app, name="user")


@desk_app.callback()
def desk_command(
    context: typer.Context,
    portal: PortalOption = HERE,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on; others than loopback want desk.url and desk.proxy.")
    ] = "127.0.0.1",
    port: Annotated[int | None, typer.Option("--port", help="The port; default: desk.port.", min=0, max=65535)] = None,
) -> None:
    """Serve the desk, the editors' web app, until Ctrl-C; by default to this machine alone."""
    if context.invoked_subcommand is not None:
        return
    try:
        from newsfold.desk.serve import refuse_open, serve  # noqa: PLC0415 - other commands need no web server
        from newsfold.desk.services import Desk  # noqa: PLC0415
        from newsfold.service.http_server import listen  # noqa: PLC0415
    except ImportError as error:
        raise missing("desk", error.name, where="the desk") from error
    desk = Desk.open(portal)
    try:
        refuse_open(host, desk.settings.desk.url, desk.settings.desk.proxy)
        listening = listen(host, desk.settings.desk.port if port is None else port)
    except NewsfoldError:
        desk.close()
        raise
    if desk.people.accounts.count() == 0:
        say("There is no account yet: `newsfold desk user add NAME --role owner` makes the first.", style="yellow")
    here = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    say(f"The desk of {desk.settings.portal.title or portal} is at {desk.settings.desk.url or here} until Ctrl-C.", style="bold")
    try:
        serve(desk, listening)
    finally:
        desk.close()
