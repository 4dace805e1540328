"""``.newsfold/``: what newsfold keeps for itself in a portal's folder, and out of everybody's git."""

from __future__ import annotations

from pathlib import Path

from newsfold.errors import NewsfoldError

STATE = ".newsfold"

_IGNORED = "# newsfold's own state, no part of the portal\n*\n"


def state_folder(portal: Path) -> Path:
    """The folder, made where there is none, with a ``.gitignore`` over all of it. Raises :class:`NewsfoldError`."""
    folder = portal / STATE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text(_IGNORED, encoding="utf-8")
    except OSError as error:
        raise NewsfoldError(f"cannot be written: {error.strerror}", where=str(folder), remedy="Mend its rights.") from error
    return folder
