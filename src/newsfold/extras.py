"""The extras: packages few portals need (pyproject.toml), and the one sentence by which every door tells that one is not installed."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Final

from newsfold.errors import SettingsError

ROOT: Final = Path(__file__).parents[2]
"""The checkout, where newsfold runs from one."""


def install_command(extra: str, root: Path = ROOT) -> str:
    """What installs an extra, to be typed as it stands: quoted, for zsh takes brackets for a pattern; in a checkout, from its lock file."""
    if (root / "Makefile").is_file() and (root / "uv.lock").is_file():
        return f"make -C {shlex.quote(str(root))} extras EXTRAS={extra}"
    return f"pip install 'newsfold[{extra}]'"


def missing(extra: str, needs: str | None, *, where: str, otherwise: str = "") -> SettingsError:
    """What tells that ``where`` needs a package of an extra. ``needs`` names the package; ``otherwise`` what else would help."""
    remedy = f"Run `{install_command(extra)}`{f', or {otherwise}' if otherwise else ''}."
    return SettingsError(f"needs {needs.partition('.')[0] if needs else 'a package'}, which is not installed", where=where, remedy=remedy)
