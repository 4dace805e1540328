"""newsfold as if no extra were installed; not a test: test_extras.py starts it.

A line in is JSON: a command's words, or one text of Python; a line out is its exit status and what it told on standard error. Each runs in
a fork, because what is loaded once stays.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile

for name in (
    "argon2",
    "matplotlib",
    "pagefind",
    "safetensors",
    "tokenizers",
    "fsspec",
    "ray",
    "cv2",
    "pandas",
    "mcp",
    "psycopg",
    "sklearn",
):
    sys.modules[name] = None  # type: ignore[assignment]

import newsfold  # noqa: E402
from newsfold.cli import main  # noqa: E402
from newsfold.cli.commands import COMMANDS, load  # noqa: E402

for name, place in COMMANDS.items():
    load(name, place)


def run(words: list[str] | str) -> None:
    if isinstance(words, list):
        sys.argv = ["newsfold", *words]
        main()
        return
    try:
        exec(words, {"newsfold": newsfold})
    except newsfold.NewsfoldError as error:
        print(f"newsfold: {error}", file=sys.stderr)
        sys.exit(error.exit_status)


for line in sys.stdin:
    words, environment = json.loads(line)
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if child == 0:
            os.dup2(told.fileno(), 1)
            os.dup2(told.fileno(), 2)
            os.environ.update(environment)
            run(words)
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        told.seek(0)
        print(json.dumps([status, told.read().decode()]), flush=True)
