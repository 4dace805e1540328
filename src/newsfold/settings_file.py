"""``newsfold.toml``: read into settings with the environment above it, and written with every setting explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from newsfold.errors import SettingsError
from newsfold.settings import OLD_NAMES, SECTIONS, Row, Settings, environment_name, table


def read_settings(
    text: str, *, where: str, environment: Mapping[str, str] | None = None, below: Mapping[str, Any] | None = None
) -> Settings:
    """Settings from the text of a ``newsfold.toml``.

    ``below`` holds values of the section ``portal`` that apply where neither file nor environment speaks, as an older portal's
    ``_config.yml`` does. Raises :class:`SettingsError` naming the file, the setting and the remedy.
    """
    document = _document(text, where) if text else {}
    return settings_from(document, where=where, environment=environment, below=below)


def _document(text: str, where: str) -> Mapping[str, Any]:
    import tomllib  # noqa: PLC0415 - the portal of an older program has no such file

    try:
        return tomllib.loads(text.removeprefix("\ufeff"))  # Editors on Windows put a byte order mark first.
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"is not valid TOML: {error}", where=where, remedy="Mend that line.") from error


def settings_from(
    document: Mapping[str, Any], *, where: str, environment: Mapping[str, str] | None = None, below: Mapping[str, Any] | None = None
) -> Settings:
    """Settings from a mapping of sections; see :func:`read_settings`."""
    known = {(row.section, row.name): row for row in table()}
    values: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
    values["portal"].update(below or {})
    document, environment = _renamed(document, where), _renamed_variables(environment or {})
    for section, content in document.items():
        if section not in values:
            raise SettingsError(f"has an unknown section [{section}]", where=where, remedy=_nearest(section, list(values)))
        if not isinstance(content, Mapping):
            raise SettingsError(f"{section} must be a section", where=where, remedy=f"Write [{section}] on a line of its own.")
        for name, value in content.items():
            if (section, name) not in known:
                names = [row.name for row in known.values() if row.section == section]
                raise SettingsError(f"has an unknown setting {section}.{name}", where=where, remedy=_nearest(name, names))
            values[section][name] = _converted(value, known[section, name], where, from_text=False)
    for row in known.values():
        if row.environment_name in environment:
            values[row.section][row.name] = _converted(environment[row.environment_name], row, row.environment_name, from_text=True)
    return Settings(**{section: kind(**values[section]) for section, kind in SECTIONS.items()})


def _renamed(document: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """The document with old names of settings replaced. Raises :class:`SettingsError` where two old ones contradict each other."""
    told = {old: content[old[1]] for old in OLD_NAMES if isinstance(content := document.get(old[0]), Mapping) and content.get(old[1])}
    if not told:
        return _without_old(document)
    done = dict(_without_old(document))
    for old, value in told.items():
        section, name = OLD_NAMES[old]
        others = [one for one in told if OLD_NAMES[one] == OLD_NAMES[old] and told[one] != value]
        given = done.get(section, {})
        if others and isinstance(given, Mapping) and name not in given:
            both = " and ".join(".".join(one) for one in (old, others[0]))
            raise SettingsError(f"{both} differ, and are one setting now", where=where, remedy=f"Write {section}.{name} in their place.")
    for old, value in told.items():
        section, name = OLD_NAMES[old]
        if isinstance(given := done.get(section, {}), Mapping):
            done[section] = {name: value, **given}
    return done


def _without_old(document: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        section: {name: value for name, value in content.items() if (section, name) not in OLD_NAMES}
        if isinstance(content, Mapping)
        else content
        for section, content in document.items()
    }


def _renamed_variables(environment: Mapping[str, str]) -> Mapping[str, str]:
    """The environment with the variables of old names as those of the new; the new one wins where both stand."""
    names = [(environment_name(*old), environment_name(*now)) for old, now in OLD_NAMES.items()]
    return {**{now: environment[old] for old, now in names if old in environment}, **environment}


def _nearest(word: str, words: list[str]) -> str:
    import difflib  # noqa: PLC0415 - for what went wrong only

    near = difflib.get_close_matches(word, words, n=1)
    return f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(words)}."


def _converted(value: Any, row: Row, where: str, *, from_text: bool) -> Any:
    if from_text and row.type == tuple[str, ...]:
        return tuple(part.strip() for part in value.split(",") if part.strip())
    try:
        converted = msgspec.convert(value, row.type, strict=not from_text)
    except msgspec.ValidationError:
        raise _wrong(row, _described(row.type), value, where) from None
    if row.type in (int, float) and not row.least <= converted <= row.most:  # also not for NaN
        raise _wrong(row, f"from {row.least:,} to {row.most:,}", value, where)
    return converted


def _wrong(row: Row, wanted: str, value: Any, where: str) -> SettingsError:
    problem = f"{row.section}.{row.name} must be {wanted}, not {value!r}"
    return SettingsError(problem, where=where, remedy=f"{row.help} Default: {row.default!r}.")


def _described(kind: Any) -> str:
    return {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}.get(kind, "a list of texts")


def settings_file(chosen: Mapping[tuple[str, str], Any]) -> str:
    """A commented ``newsfold.toml``: every setting with its help; those not in ``chosen`` (by section and name) commented out."""
    lines = ["# newsfold's settings. Each line that is commented out shows the default.\n"]
    section = ""
    for row in table():
        if row.section != section:
            section = row.section
            lines.append(f"\n# {SECTIONS[section].__doc__}\n[{section}]\n")
        value = chosen.get((row.section, row.name))
        mark = "# " if value is None else ""
        lines.append(f"\n# {row.help}\n{mark}{row.name} = {toml_value(row.default if value is None else value)}\n")
    return "".join(lines)


def toml_value(value: Any) -> str:
    """A setting's value as TOML writes it."""
    if isinstance(value, tuple | list):
        return f"[{', '.join(toml_value(item) for item in value)}]"
    return msgspec.json.encode(value).decode()
