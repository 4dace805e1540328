"""newsfold: the engine for topic news portals.

``newsfold.open(DIR)`` opens a portal; everything else is reached from it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from newsfold.version import __version__

if TYPE_CHECKING:
    from newsfold.portal import Portal

__all__ = ["__version__", "open"]


def open(folder: str | Path = ".") -> Portal:
    """Open a portal folder. Raises :class:`newsfold.errors.PortalError` where it is none, ``SettingsError`` for a wrong setting."""
    # Imported here so that `import newsfold.article` does not load an HTTP client and a database.
    from newsfold.portal import Portal  # noqa: PLC0415

    return Portal.open(folder)
