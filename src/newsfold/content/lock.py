"""The portal's lock: one run at a time. The system lets it go when its holder dies, so a killed run never blocks the next.

``flock`` of the standard library, as the package filelock has it on POSIX, and the two respect each other; loading that package would take
as long as all else of a small run.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsfold.content.state_folder import state_folder
from newsfold.errors import PortalError

LOCK = ".newsfold/lock"
HOLDER = ".newsfold/lock-holder"


@contextmanager
def locked(folder: Path, doing: str) -> Iterator[None]:
    """Hold the portal's lock while ``doing`` something. Raises :class:`PortalError` naming the holder where another run has it."""
    state_folder(folder)
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise PortalError(f"cannot be locked: {error.strerror}", where=str(folder), remedy="Mend the rights of .newsfold/.") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PortalError(
                f"is held by another run: {_holder(folder)}", where=str(folder), remedy="Wait until it is done, or stop that process."
            ) from error
        except OSError as error:
            remedy = "Put the portal on a file system that has locks."
            raise PortalError(f"cannot be locked: {error.strerror}", where=str(folder), remedy=remedy) from error
        try:
            with suppress(OSError):  # A full disk: the name is a courtesy, and what is done under the lock tells its own trouble.
                (folder / HOLDER).write_text(f"`newsfold {doing}`, process {os.getpid()} on {os.uname().nodename}", encoding="utf-8")
            yield
        finally:
            with suppress(OSError):
                (folder / HOLDER).unlink(missing_ok=True)
    finally:
        os.close(lock)  # and with it the lock


def _holder(folder: Path) -> str:
    try:
        return (folder / HOLDER).read_text(encoding="utf-8")
    except OSError:
        return "it has not said its name yet"
