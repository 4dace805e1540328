"""What mkdocs is told beside mkdocs.yml: pages from the project's root, and `folder/*` in the navigation for what is listed nowhere else.

mkdocs calls the functions below by their names (its "hooks").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
FROM_ROOT = {"contributing.md": "CONTRIBUTING.md", "changes.md": "CHANGELOG.md"}
"""Pages of the site, and the files of the project's root that they are."""

_ELSEWHERE = re.compile(r"\[([^\]]+)\]\((?!docs/|https?:|#|[a-z-]+\.md)[^)]*\)")
"""A link to what the site does not have; its words stay."""

_DOCS_LINK = re.compile(r"(\]\(|src=\")docs/")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Fill in `folder/*` of the navigation, by file name."""
    named = set(_named(config.nav or []))
    config.nav = _filled(config.nav or [], named)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages from the project's root; their links into docs/ are links beside them there."""
    for page, source in FROM_ROOT.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        for other, name in FROM_ROOT.items():
            text = text.replace(f"]({name})", f"]({other})")
        text = _ELSEWHERE.sub(r"\1", text)
        files.append(File.generated(config, page, content=_DOCS_LINK.sub(r"\1", text)))
    return files


def _named(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for below in nav.values():
            yield from _named(below)
    else:
        for below in nav:
            yield from _named(below)


def _filled(nav: Any, named: set[str]) -> Any:
    if isinstance(nav, dict):
        filled = {title: _filled(below, named) for title, below in nav.items()}
        return {title: below for title, below in filled.items() if below}
    if isinstance(nav, str):
        return nav
    found: list[Any] = []
    for below in nav:
        if isinstance(below, str) and below.endswith("/*"):
            pages = sorted((ROOT / "docs" / below[:-2]).glob("*.md"))
            found.extend(page for page in (file.relative_to(ROOT / "docs").as_posix() for file in pages) if page not in named)
        else:
            one = _filled(below, named)
            if one:
                found.append(one)
    return found
