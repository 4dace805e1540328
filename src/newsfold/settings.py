"""One table of settings: name, type, default and help, read once from ``newsfold.toml`` and the environment.

A setting ``timeout`` of the section ``collect`` stands in the file as ``timeout`` under ``[collect]`` and in the environment as
``NEWSFOLD_COLLECT_TIMEOUT``; the environment wins. An unknown name or a value of the wrong type is an error that names the setting.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints

import msgspec

from newsfold.errors import SettingsError

ENVIRONMENT_PREFIX = "NEWSFOLD_"


def setting(default: Any, help: str) -> Any:
    """A setting with its default and the sentence that explains it."""
    if isinstance(default, list | tuple):
        return field(default=tuple(default), metadata={"help": help})
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True)
class PortalSettings:
    """What the portal is and where it stands."""

    title: str = setting("", "The portal's name, as readers see it.")
    topic: str = setting("", "The subject; the name of the topic file without a parent.")
    description: str = setting("", "One sentence about the portal, shown on the front page and in feeds.")
    url: str = setting("http://localhost:8000", "The address of the web server, without a path.")
    baseurl: str = setting("", 'The path below it where the portal stands, such as "/ai"; empty for the root.')
    locale: str = setting("en-us", "Language and country of the portal.")
    languages: tuple[str, ...] = setting(("en",), "Languages of articles that may come in; empty for all.")
    contact: str = setting("", "A web or mail address publishers can write to; sent with every request.")


@dataclass(frozen=True)
class CollectSettings:
    """How sources and pages are fetched."""

    timeout: float = setting(20.0, "Seconds one request may take as a whole.")
    max_bytes: int = setting(5_000_000, "The most bytes a feed or page may have, unpacked.")
    max_picture_bytes: int = setting(8_000_000, "The most bytes a picture may have.")
    concurrency: int = setting(16, "Requests under way at once, over all hosts.")
    delay: float = setting(1.0, "Seconds between two requests to one host; a longer Crawl-delay in robots.txt wins.")
    robots: bool = setting(True, "Obey robots.txt.")
    hold_pictures: bool = setting(True, "Keep a copy of each article's picture in assets/pictures.")
    max_entries: int = setting(100, "The most entries taken from one source in one run, newest first.")
    max_age_days: int = setting(30, "Entries older than this are not collected; 0 for no limit.")
    allow_addresses: tuple[str, ...] = setting((), 'Private networks that may be reached all the same, such as "127.0.0.0/8".')
    resolve: tuple[str, ...] = setting((), 'Fixed answers instead of DNS, each "HOST=ADDRESS:PORT"; HOST may be "*.example".')


@dataclass(frozen=True)
class RateSettings:
    """How articles are rated."""

    minimum_quality: int = setting(0, "A lead below this quality gets a record but is not published.")


@dataclass(frozen=True)
class FoldSettings:
    """How articles are folded into stories."""

    likeness: float = setting(0.65, "How alike an article must be to a story to join it, 0 to 1; from 0.55 to 0.75 little changes.")
    close_after_days: int = setting(20, "A story takes no new articles this many days after its latest.")


@dataclass(frozen=True)
class PublishSettings:
    """How the portal is published."""

    page_size: int = setting(25, "Articles on a page of the JSON API.")
    front_page_size: int = setting(30, "Stories on the front page and on a topic page of the site.")
    feed_size: int = setting(50, "Entries in a feed.")


@dataclass(frozen=True)
class GitSettings:
    """What happens to changes where the portal is in a git repository."""

    commit: bool = setting(True, "Commit what a run changed, and nothing else.")
    push: bool = setting(False, "Push after a commit, to the branch's upstream.")


@dataclass(frozen=True)
class SealSettings:
    """How the private fields of records are sealed."""

    key_file: str = setting("seal.keys", "The file with the portal's keys, made by `newsfold seal init`; without keys nothing is sealed.")


@dataclass(frozen=True)
class Settings:
    """All settings, by section."""

    portal: PortalSettings = PortalSettings()
    collect: CollectSettings = CollectSettings()
    rate: RateSettings = RateSettings()
    fold: FoldSettings = FoldSettings()
    publish: PublishSettings = PublishSettings()
    git: GitSettings = GitSettings()
    seal: SealSettings = SealSettings()

    @property
    def site_url(self) -> str:
        """The absolute address of the portal's root, without a final slash."""
        return self.portal.url.rstrip("/") + self.portal.baseurl.rstrip("/")


SECTIONS: Mapping[str, type[Any]] = get_type_hints(Settings)
"""The sections of ``newsfold.toml`` and the settings each holds, in file order."""


@dataclass(frozen=True)
class Row:
    """One row of the table of settings."""

    section: str
    name: str
    type: Any
    default: Any
    help: str

    @property
    def environment_name(self) -> str:
        """The variable that overrides it."""
        return f"{ENVIRONMENT_PREFIX}{self.section}_{self.name}".upper()


def table() -> Iterator[Row]:
    """Every setting there is, in file order."""
    for section, kind in SECTIONS.items():
        hints = get_type_hints(kind)
        for item in fields(kind):
            yield Row(section, item.name, hints[item.name], item.default, item.metadata["help"])


def read_settings(
    text: str, *, where: str, environment: Mapping[str, str] | None = None, below: Mapping[str, Any] | None = None
) -> Settings:
    """Settings from the text of a ``newsfold.toml``.

    ``below`` holds values of the section ``portal`` that apply where neither file nor environment speaks, as an older portal's
    ``_config.yml`` does. Raises :class:`SettingsError` naming the file, the setting and the remedy.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"is not valid TOML: {error}", where=where, remedy="Mend that line.") from error
    return settings_from(document, where=where, environment=environment, below=below)


def settings_from(
    document: Mapping[str, Any], *, where: str, environment: Mapping[str, str] | None = None, below: Mapping[str, Any] | None = None
) -> Settings:
    """Settings from a mapping of sections; see :func:`read_settings`."""
    known = {(row.section, row.name): row for row in table()}
    values: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
    values["portal"].update(below or {})
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
        if environment and row.environment_name in environment:
            values[row.section][row.name] = _converted(environment[row.environment_name], row, row.environment_name, from_text=True)
    return Settings(**{section: kind(**values[section]) for section, kind in SECTIONS.items()})


def _nearest(word: str, words: list[str]) -> str:
    near = difflib.get_close_matches(word, words, n=1)
    return f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(words)}."


def _converted(value: Any, row: Row, where: str, *, from_text: bool) -> Any:
    if from_text and row.type == tuple[str, ...]:
        return tuple(part.strip() for part in value.split(",") if part.strip())
    try:
        return msgspec.convert(value, row.type, strict=not from_text)
    except msgspec.ValidationError:
        raise SettingsError(
            f"{row.section}.{row.name} must be {_described(row.type)}, not {value!r}",
            where=where,
            remedy=f"{row.help} Default: {row.default!r}.",
        ) from None


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
