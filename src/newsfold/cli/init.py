"""``newsfold init``: a new portal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsfold.cli.options import JsonOption
from newsfold.cli.terminal import counted, print_json, say
from newsfold.portal import Portal

MOST_TOLD = 10
"""Files told one by one."""


def init_command(
    folder: Annotated[Path, typer.Argument(help="The folder to make.", metavar="DIR")],
    topic: Annotated[str | None, typer.Option(help="The portal's subject, such as AI.", metavar="NAME")] = None,
    taken_from: Annotated[Path | None, typer.Option("--from", help="Take over this portal's settings and records.", metavar="OLD")] = None,
    json: JsonOption = False,
) -> None:
    """Make a new portal: commented settings, a first topic, a source list; or take over an existing one with --from."""
    written = Portal.create(folder, topic=topic, taken_from=taken_from)
    if json:
        print_json({"portal": str(folder), "written": written})
        return
    say(f"Made a portal {f'from {taken_from}' if taken_from else f'about {topic}'} in {folder}:")
    for path in written[:MOST_TOLD]:
        say(f"  {path}")
    if len(written) > MOST_TOLD:
        say(f"  and {counted(len(written) - MOST_TOLD, 'more file')}")
    say(f"Next: newsfold sources add ADDRESS --portal {folder}, then newsfold run --portal {folder}.")
