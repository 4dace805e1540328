"""Files written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

UNFINISHED = ".writing-"
"""How the names of files begin that are still being written."""


def write_atomically(path: Path, body: bytes) -> None:
    """Write a file so that a reader, or a run killed half-way, sees the old bytes or the new ones, never a mixture.

    A temporary file in the same folder is written, synced and renamed over the path. Raises :class:`OSError` as the system does.
    """
    import tempfile  # noqa: PLC0415 - it loads much, and publishing reads with this room and writes nothing by it

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def sweep(folder: Path) -> None:
    """Remove what killed writers left in a folder. To be called by the only writer."""
    for left in folder.glob(f"{UNFINISHED}*"):
        left.unlink(missing_ok=True)
