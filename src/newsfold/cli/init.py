"""``newsfold init``: a new portal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsfold.cli.options import JsonOption
from newsfold.cli.terminal import print_json, say
from newsfold.portal import Portal


def init_command(
    folder: Annotated[Path, typer.Argument(help="The folder to make.", metavar="DIR")],
    topic: Annotated[str, typer.Option(help="The portal's subject, such as AI.", metavar="NAME")],
    json: JsonOption = False,
) -> None:
    """Make a new portal: commented settings, a first topic, a source list."""
    written = Portal.create(folder, topic=topic)
    if json:
        print_json({"portal": str(folder), "written": written})
        return
    say(f"Made a portal about {topic} in {folder}:")
    for path in written:
        say(f"  {path}")
    say(f"Next: newsfold sources add ADDRESS --portal {folder}, then newsfold run --portal {folder}.")
