"""How the site looks: templates, style sheet, script and icon, newsfold's own or the portal's where it has one of that name."""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from collections.abc import Mapping
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from newsfold.errors import RecordError
from newsfold.publish.holdings import Output
from newsfold.publish.prints import print_of
from newsfold.version import __version__

if TYPE_CHECKING:
    from jinja2 import Environment, FileSystemBytecodeCache, Template, TemplateError

TEMPLATES: Final = "_templates"
"""The portal's folder of templates and assets that stand in place of newsfold's."""

ASSETS: Final = ("style.css", "site.js", "search.js", "icon.svg")
"""What a portal may put in place beside templates."""

_OWN = Path(__file__).parent


class Theme:
    """The templates and assets of one run. ``changed`` are the portal's own by file name; they are run in a sandbox.

    ``cache``: a folder for newsfold's own templates, compiled, where they cannot stand beside the code; without it they are not kept.
    Jinja is loaded when the first page is drawn. Raises :class:`RecordError` for a template of the portal's that cannot be used.
    """

    def __init__(self, changed: Mapping[str, str] | None = None, *, cache: Path | None = None) -> None:
        self._changed = dict(changed or {})
        stray = sorted(name for name in self._changed if not self._path(name).is_file())
        if stray:
            known = ", ".join(sorted(path.name for path in (_OWN / "templates").iterdir()))
            raise RecordError("replaces nothing", where=f"{TEMPLATES}/{stray[0]}", remedy=f"Templates are: {known}, {', '.join(ASSETS)}.")
        self._cache = cache
        self._compiled: dict[str, Template] = {}
        # Before any file is written: a portal's template that cannot be compiled stops the run.
        for name in sorted(self._changed.keys() - set(ASSETS)):
            self._template(name)

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415 - a run that draws nothing does without Jinja

        kind = Environment
        if self._changed:
            from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

            kind = ImmutableSandboxedEnvironment
        return kind(
            loader=FunctionLoader(self._source),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=_bytecode_cache(self._cache) if self._cache and not self._changed else None,
        )

    def _template(self, name: str) -> Template:
        known = self._compiled.get(name)
        if known is None:
            from jinja2 import TemplateError  # noqa: PLC0415

            try:
                known = self._compiled[name] = self._environment.get_template(name)
            except TemplateError as error:
                raise self._mishap(error) from error
        return known

    def drawn(self, name: str, **given: object) -> str:
        """The template of that name filled in; everything is escaped.

        Raises :class:`RecordError` naming file and line where the portal's own cannot be used.
        """
        template = self._template(name)
        try:
            return template.render(given)
        except Exception as error:
            from jinja2 import TemplateError  # noqa: PLC0415

            if isinstance(error, TemplateError):
                raise self._mishap(error) from error
            raise

    def _mishap(self, error: TemplateError) -> RecordError:
        """What is wrong with a template of the portal's."""
        line = getattr(error, "lineno", None) or 0
        name = getattr(error, "name", None) or ", ".join(sorted(self._changed))
        problem = f"cannot be used{f', line {line}' if line else ''}: {error.message}"
        return RecordError(problem, where=f"{TEMPLATES}/{name}", line=line, remedy="Mend it, or take it out to have newsfold's own again.")

    @cached_property
    def print(self) -> bytes:
        """The print of everything a page's look depends on."""
        sources = [(path.name, self._text(path.name)) for path in sorted((_OWN / "templates").iterdir()) if path.suffix != ".pyc"]
        return print_of(__version__, _jinja(), sources, [(name, self._text(name)) for name in ASSETS])

    @cached_property
    def style(self) -> Markup:
        """The style sheet."""
        return Markup(self._text("style.css"))  # noqa: S704 - a file of ours or the owner's

    @cached_property
    def style_path(self) -> str:
        """Where the style sheet stands on the site. Its name changes with its content, so that it may be cached for ever."""
        return self._hashed("style.css")

    @cached_property
    def script_path(self) -> str:
        """Where the script that marks what is new stands on the site."""
        return self._hashed("site.js")

    @cached_property
    def search_path(self) -> str:
        """Where the script of the search page stands on the site."""
        return self._hashed("search.js")

    def assets(self) -> tuple[Output, ...]:
        """Style sheet, scripts and icon."""
        paths = {"style.css": self.style_path, "site.js": self.script_path, "search.js": self.search_path, "icon.svg": "assets/icon.svg"}
        return tuple(Output(path=f"site/{path}", body=self._text(name).encode("utf-8", "replace")) for name, path in paths.items())

    def _hashed(self, name: str) -> str:
        stem, _, ending = name.partition(".")
        return f"assets/{stem}-{hashlib.sha256(self._text(name).encode('utf-8', 'replace')).hexdigest()[:8]}.{ending}"

    def _path(self, name: str) -> Path:
        return _OWN / ("static" if name in ASSETS else "templates") / Path(name).name

    def _text(self, name: str) -> str:
        changed = self._changed.get(name)
        return self._path(name).read_text(encoding="utf-8") if changed is None else changed

    def _source(self, name: str) -> str | None:
        return self._text(name) if self._path(name).is_file() and name not in ASSETS else None


def theme_of(changed: Mapping[str, str], *, cache: Path | None = None) -> Theme:
    """The theme of a portal with these templates of its own; newsfold's own is made once a process."""
    return Theme(changed, cache=cache) if changed else _own_theme(cache)


@functools.cache
def _own_theme(cache: Path | None) -> Theme:
    return Theme(cache=cache)


def _bytecode_cache(folder: Path) -> FileSystemBytecodeCache | None:
    from jinja2 import FileSystemBytecodeCache  # noqa: PLC0415

    # Beside the code, as Python keeps its own compiled modules, so that all portals share them; else in the portal's state.
    for place in (folder,) if sys.dont_write_bytecode else (_OWN / "__pycache__" / "templates", folder):
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(place, os.W_OK):
            # Code compiled by one release of Jinja or newsfold is not for another.
            return FileSystemBytecodeCache(str(place), f"%s-{'-'.join(map(str, _jinja()))}-{__version__}.cache")
    return None


@functools.cache
def _jinja() -> tuple[int, int]:
    """What changes with the installed release of Jinja: size and time of its first file. Asking its version would load all of it."""
    found = find_spec("jinja2")
    facts = os.stat(found.origin) if found and found.origin else None
    return (facts.st_size, facts.st_mtime_ns) if facts else (0, 0)
