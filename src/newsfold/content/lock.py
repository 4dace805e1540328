"""The portal's lock: one run at a time. The system lets it go when its holder dies, so a killed run never blocks the next."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from newsfold.content.state_folder import state_folder
from newsfold.errors import PortalError

LOCK = ".newsfold/lock"
HOLDER = ".newsfold/lock-holder"


@contextmanager
def locked(folder: Path, doing: str) -> Iterator[None]:
    """Hold the portal's lock while ``doing`` something. Raises :class:`PortalError` naming the holder where another run has it."""
    state_folder(folder)
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise PortalError(
            f"is held by another run: {_holder(folder)}", where=str(folder), remedy="Wait until it is done, or stop that process."
        ) from error
    try:
        (folder / HOLDER).write_text(f"`newsfold {doing}`, process {os.getpid()} on {socket.gethostname()}", encoding="utf-8")
        yield
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        return (folder / HOLDER).read_text(encoding="utf-8")
    except OSError:
        return "it has not said its name yet"
