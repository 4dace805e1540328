"""``newsfold serve``: the site for trying, or the door for hubs and subscribers."""

from __future__ import annotations

from typing import Annotated

import typer

from newsfold.cli.options import HERE, PortalOption
from newsfold.cli.terminal import say
from newsfold.collect import SystemClock
from newsfold.errors import SettingsError
from newsfold.portal import Portal
from newsfold.service.http_server import listen, serve
from newsfold.service.serving import public_app
from newsfold.service.site_serving import site_app
from newsfold.store import Store
from newsfold.store.people import People


def serve_command(
    portal: PortalOption = HERE,
    public: Annotated[
        bool, typer.Option("--public", help="Serve only what may face the internet: callbacks of hubs, the newsletter's links.")
    ] = False,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on; 0 for a free one.", min=0, max=65535)] = 8000,
) -> None:
    """Serve the published site for trying, until Ctrl-C.

    With --public, serve the WebSub callbacks and the newsletter's opt-in and unsubscribe pages below serve.public_url instead, and
    nothing else: put it behind your web server.
    """
    with Portal.open(portal) as opened:
        settings, folder = opened.settings, opened.folder
        topics = tuple(one.name for one in opened.repository.topics()[0] if one.name != settings.portal.topic) if public else ()
    if public and not settings.serve.public_url:
        remedy = 'Set it to the public address, such as "https://hooks.news.example".'
        raise SettingsError("serve.public_url is empty", where="newsfold.toml", remedy=remedy)
    app = (
        public_app(
            lambda: Store.in_folder(folder, settings.store),
            settings,
            SystemClock(),
            open_people=lambda: People.in_folder(folder, settings.store),
            topics=topics,
        )
        if public
        else site_app(folder, settings)
    )
    listening = listen(host, port)
    path = "/" if public else f"{settings.portal.baseurl.rstrip('/')}/"
    say(f"Serving on http://{host}:{listening.getsockname()[1]}{path} until Ctrl-C.")
    serve(app, listening)
    say("Stopped.")
