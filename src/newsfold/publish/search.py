"""The index for the search page, made by pagefind over the pages of the site."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from newsfold.errors import SettingsError
from newsfold.extras import install_command, missing

_SECONDS = 900.0
"""The most time pagefind may take; 100,000 pages take a few minutes."""


def index_site(site: Path) -> None:
    """Make ``pagefind/`` in a site from its story pages. Raises :class:`SettingsError` where pagefind is not installed or fails."""
    import subprocess  # noqa: PLC0415 - most runs start no other program

    if find_spec("pagefind") is None:
        raise missing("search", "pagefind", where="publish.search", otherwise="set publish.search to false")
    remedy = f"Run `{install_command('search')}`, or set publish.search to false."
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--glob", "news/*/index.html", "--quiet"]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603 - our own words and a folder
    except subprocess.CalledProcessError as error:
        told = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise SettingsError(f"pagefind failed: {told[-1] if told else error.returncode}", where=str(site), remedy=remedy) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SettingsError(f"pagefind cannot be run: {error}", where=str(site), remedy=remedy) from error
