"""What an older program's ``_config.yml`` says, remembered, so that a run over a portal that still has one need not load a YAML reader."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from newsfold.content.atomic import write_atomically
from newsfold.content.state_folder import STATE, state_folder
from newsfold.errors import NewsfoldError
from newsfold.portal_folder import old_settings
from newsfold.version import __version__

REMEMBERED: Final = "old-settings"
"""The file's name in ``.newsfold/``: a digest of what was read and the release that read it, and what it says."""

_VALUES = msgspec.msgpack.Decoder(dict[str, str])


def remembered_old_settings(folder: Path, text: str) -> Mapping[str, str]:
    """As :func:`newsfold.portal_folder.old_settings`; read only where the text is another than before. Raises as that does."""
    digest = sha256(f"{__version__}\n{text}".encode()).digest()
    file = folder / STATE / REMEMBERED
    with suppress(OSError, msgspec.MsgspecError):
        kept = file.read_bytes()
        if kept.startswith(digest):
            return _VALUES.decode(kept[len(digest) :])
    values = old_settings(text)
    with suppress(OSError, NewsfoldError):
        write_atomically(state_folder(folder) / REMEMBERED, digest + msgspec.msgpack.encode(values))
    return values
