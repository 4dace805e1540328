"""Settings that the desk may change in ``newsfold.toml``: the line of one setting is written anew, all others stay as they are."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from newsfold.article import Frozen
from newsfold.content.atomic import write_atomically
from newsfold.desk.services import Desk
from newsfold.errors import InputError, SettingsError
from newsfold.portal_folder import SETTINGS
from newsfold.settings import SECTIONS, Settings, table
from newsfold.settings_file import read_settings, settings_from, toml_value

RULES: Final = tuple(row.name for row in table() if row.section == "rate" and row.name != "use_learned")
"""The rules of rating that are settings: the gate, kinds that are not shown, and what points are multiplied by."""


class Rule(Frozen, frozen=True, kw_only=True):
    """A rule that is a setting: its value as the file has it, its default, and what it does."""

    name: str
    value: str
    default: str
    help: str


def rules_of(settings: Settings) -> tuple[Rule, ...]:
    """The rules as they stand."""
    rows = (row for row in table() if row.section == "rate" and row.name in RULES)
    return tuple(
        Rule(name=row.name, value=toml_value(getattr(settings.rate, row.name)), default=toml_value(row.default), help=row.help)
        for row in rows
    )


def value_of(name: str, text: str, *, section: str = "rate") -> Any:
    """A setting's value from what stands behind its ``=``. Raises :class:`InputError` where it is none or of the wrong type."""
    if section == "rate" and name not in RULES:
        raise InputError("is no rule that can be changed here", where=name[:60], remedy=f"These can: {', '.join(RULES)}.")
    try:
        document = tomllib.loads(f"[{section}]\n{name} = {text.strip()}\n")
    except (ValueError, RecursionError):  # Also a number of a thousand digits, and a list in lists in lists.
        raise InputError(f"is no value: {text[:60]!r}", where=name, remedy='Write a number, true, or ["a", "b"].') from None
    if set(document) != {section} or set(document[section]) != {name}:
        raise InputError("is more than one value", where=name, remedy="Write one.")
    try:
        return getattr(getattr(settings_from(document, where=name), section), name)
    except SettingsError as error:  # It is no file that is wrong, but what was sent.
        raise InputError(error.problem, where=name, remedy=error.remedy) from error


def write_setting(desk: Desk, section: str, name: str, value: Any) -> None:
    """Write a setting into ``newsfold.toml`` and have the desk use it. Raises :class:`newsfold.errors.SettingsError`."""
    file = desk.folder / SETTINGS
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    changed = with_setting(text, section, name, toml_value(value))
    read_settings(changed, where=SETTINGS)
    write_atomically(file, changed.encode())
    desk.use_settings()


def with_setting(text: str, section: str, name: str, value: str) -> str:
    """The file's text with one setting: in its line, in the comment that shows its default, else at the end of its section."""
    lines = text.splitlines()
    begin = next((at for at, line in enumerate(lines) if line.strip() == f"[{section}]"), None)
    if begin is None:
        if section not in SECTIONS:
            raise InputError("is no section", where=section, remedy=f"These are: {', '.join(SECTIONS)}.")
        return "\n".join([*lines, "", f"[{section}]", f"{name} = {value}", ""])
    end = next((at for at in range(begin + 1, len(lines)) if lines[at].startswith("[")), len(lines))
    for pattern in (rf"{name}\s*=", rf"#\s*{name}\s*="):
        for at in range(begin + 1, end):
            if re.match(pattern, lines[at]):
                last = _last_line(lines, at, end) if not lines[at].startswith("#") else at
                return "\n".join([*lines[:at], f"{name} = {value}", *lines[last + 1 :], ""])
    return "\n".join([*lines[:end], f"{name} = {value}", *lines[end:], ""])


def _last_line(lines: list[str], at: int, end: int) -> int:
    """Where a value that begins in a line ends: a list may go over several."""
    for last in range(at, end):
        try:
            tomllib.loads("\n".join(lines[at : last + 1]))
        except tomllib.TOMLDecodeError:
            continue
        return last
    return at
