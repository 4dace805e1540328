"""newsfold: the engine for topic news portals.

``newsfold.open(DIR)`` opens a portal; everything else is reached from it. What is named in ``__all__`` is the public API
(docs/reference/python.md): it changes only as docs/reference/upgrades.md says. Whatever else can be imported is newsfold's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsfold.version import __version__

if TYPE_CHECKING:
    from newsfold.article import Article, Author, Image, Organization, Provider, Related, Topic
    from newsfold.day.pipeline import DayReport
    from newsfold.editors.comparing import Comparison
    from newsfold.editors.explaining import Explanation
    from newsfold.errors import (
        InputError,
        MailError,
        NewsfoldError,
        PortalError,
        RecordError,
        SettingsError,
        SourceError,
        StoppedError,
        StoreError,
    )
    from newsfold.outcome import Reason, Rejected, Witness
    from newsfold.page import Source
    from newsfold.portal import Portal
    from newsfold.settings import Settings
    from newsfold.story import Decision, Story

__all__ = [
    "Article",
    "Author",
    "Comparison",
    "DayReport",
    "Decision",
    "Explanation",
    "Image",
    "InputError",
    "MailError",
    "NewsfoldError",
    "Organization",
    "Portal",
    "PortalError",
    "Provider",
    "Reason",
    "RecordError",
    "Rejected",
    "Related",
    "Settings",
    "SettingsError",
    "Source",
    "SourceError",
    "StoppedError",
    "StoreError",
    "Story",
    "Topic",
    "Witness",
    "__version__",
    "create",
    "open",
]

_PLACES = {
    "newsfold.article": ("Article", "Author", "Image", "Organization", "Provider", "Related", "Topic"),
    "newsfold.day.pipeline": ("DayReport",),
    "newsfold.editors.comparing": ("Comparison",),
    "newsfold.editors.explaining": ("Explanation",),
    "newsfold.errors": tuple(name for name in __all__ if name.endswith("Error")),
    "newsfold.outcome": ("Reason", "Rejected", "Witness"),
    "newsfold.page": ("Source",),
    "newsfold.portal": ("Portal",),
    "newsfold.settings": ("Settings",),
    "newsfold.story": ("Decision", "Story"),
}


if not TYPE_CHECKING:  # A type checker would take every name for one that is there.

    def __getattr__(name: str) -> Any:
        # Loaded when asked for (PEP 562), so that `import newsfold.article` loads no HTTP client and no database.
        for place, names in _PLACES.items():
            if name in names:
                from importlib import import_module  # noqa: PLC0415 - see above

                return getattr(import_module(place), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__


def open(folder: str | Path = ".") -> Portal:
    """Open a portal folder. Raises :class:`PortalError` where it is none, :class:`SettingsError` for a wrong setting."""
    from newsfold.portal import Portal  # noqa: PLC0415 - see above

    return Portal.open(folder)


def create(folder: str | Path, *, topic: str) -> Portal:
    """Make a new portal about a topic and open it. Raises :class:`InputError` where one stands there already."""
    from newsfold.portal import Portal  # noqa: PLC0415 - see above

    Portal.create(folder, topic=topic)
    return Portal.open(folder)
