"""The command line: thin commands over :class:`newsfold.portal.Portal` and the rooms.

``app`` is the whole of it (:mod:`newsfold.cli.root`), loaded when it is asked for (PEP 562): Typer and pydantic below it take longer to
load than a publish run that has little to do.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from newsfold.cli.plain import run_plainly
from newsfold.errors import NewsfoldError

if TYPE_CHECKING:
    from newsfold.cli.root import app

__all__ = ["app", "main"]


def __getattr__(name: str) -> Any:
    if name == "app":
        from newsfold.cli.root import app  # noqa: PLC0415 - see above

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> None:
    """Run a command. Errors are one sentence on standard error and the error's exit status, never a traceback."""
    try:
        status = run_plainly(sys.argv[1:])
        if status is not None:
            sys.exit(status)
        from newsfold.cli.root import app  # noqa: PLC0415 - see above

        app()
    except NewsfoldError as error:
        _tell(f"{error}")
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        sys.exit(130)  # as Typer has it: 128 and the number of SIGINT
    except BrokenPipeError:
        # The reader of our output went away; what is left in the buffer must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OSError as error:
        # A file that is in the way, a full disk: what no room expected of the file it names.
        if not isinstance(error.filename, str | bytes):
            raise
        _tell(f"{os.fsdecode(error.filename)}: cannot be used: {error.strerror}. Mend what stands there, its rights, or make room.")
        sys.exit(NewsfoldError.exit_status)


def _tell(words: str) -> None:
    from newsfold.cli.terminal import err  # noqa: PLC0415  (rich is slow to load, and most commands end well)

    err.print(f"newsfold: {words}", style="red", markup=False)
