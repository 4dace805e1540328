"""Options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PortalOption = Annotated[Path, typer.Option("--portal", help="The portal folder.", metavar="DIR")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
InputOption = Annotated[
    str | None, typer.Option("--input", help='Articles, one JSON object a line ("-" for standard input).', metavar="IN.jsonl")
]
OutputOption = Annotated[str | None, typer.Option("--output", help='Where to write ("-" for standard output).', metavar="OUT.jsonl")]
HERE = Path()
