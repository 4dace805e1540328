"""A portal's folder: what tells that it is one, and its settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from newsfold.content.front_matter import load_mapping
from newsfold.content.repository import RECORDS, TOPICS, Repository
from newsfold.errors import PortalError, RecordError, SettingsError
from newsfold.settings import Settings
from newsfold.settings_file import read_settings

SETTINGS = "newsfold.toml"
OLD_SETTINGS = "_config.yml"
_OLD_NAMES = ("title", "url", "baseurl", "locale", "topic")


def is_portal(folder: Path) -> bool:
    """Whether a folder is a portal: settings of ours or of an older program, records, or topics."""
    return any((folder / name).exists() for name in (SETTINGS, OLD_SETTINGS, RECORDS, TOPICS))


def old_settings(text: str) -> Mapping[str, str]:
    """What an older program's ``_config.yml`` says of the portal. Raises :class:`RecordError`."""
    mapping = load_mapping(text, where=OLD_SETTINGS)
    return {name: str(mapping[name]) for name in _OLD_NAMES if mapping.get(name) is not None}


def settings_of(
    folder: Path, environment: Mapping[str, str] | None = None, *, read_old: Callable[[str], Mapping[str, str]] = old_settings
) -> Settings:
    """The settings of a portal folder; ``read_old`` reads an older program's. Raises :class:`PortalError`, :class:`SettingsError`."""
    if not folder.is_dir() or not is_portal(folder):
        problem = "is no portal" if folder.is_dir() else "is no folder"
        raise PortalError(
            problem, where=str(folder), remedy="Make one with `newsfold init DIR --topic NAME`, or name another with --portal."
        )
    repository = Repository(folder)
    try:
        text = repository.text(SETTINGS) if (folder / SETTINGS).exists() else None
        below = read_old(repository.text(OLD_SETTINGS)) if text is None and (folder / OLD_SETTINGS).exists() else {}
    except RecordError as error:
        raise SettingsError(error.problem, where=error.where, remedy=error.remedy) from error
    return read_settings(text or "", where=SETTINGS, environment=environment, below=below)
