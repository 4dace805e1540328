"""Write the parts of docs/reference that are made from the code; with --check, say whether they are up to date."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from typer.core import TyperGroup
from typer.testing import CliRunner

from newsfold.cli import app
from newsfold.cli.commands import COMMANDS, load
from newsfold.content.schema import schema_text
from newsfold.settings import SECTIONS, table
from newsfold.settings_file import toml_value

sys.path.insert(0, str(Path(__file__).parent))
import reference_pages

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
HEAD = "| setting | default | what it does | environment |\n|---|---|---|---|\n"
NOTE = reference_pages.NOTE
FIELDS = re.compile(r"(<!-- fields: written by tools/write_reference.py -->\n).*?(<!-- end of fields -->)", re.DOTALL)


def help_of(*words: str) -> str:
    """What `newsfold WORDS --help` prints, 100 columns wide."""
    result = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "100", "TERM": "dumb"}, prog_name="newsfold")
    return "\n".join(line.rstrip() for line in result.output.strip().splitlines())


def cli() -> str:
    parts = [f"{NOTE}# The command line\n\n```text\n{help_of()}\n```\n"]
    for name, place in COMMANDS.items():
        parts.append(f"\n## newsfold {name}\n\n```text\n{help_of(name)}\n```\n")
        command = load(name, place)
        if isinstance(command, TyperGroup):
            parts.extend(f"\n### newsfold {name} {below}\n\n```text\n{help_of(name, below)}\n```\n" for below in command.commands)
    return "".join(parts)


def settings() -> str:
    parts = [
        f"{NOTE}# Settings\n\nSettings stand in `newsfold.toml` in the portal folder. Each can be overridden by the environment variable"
        " named beside it; a list is given there with commas.\n"
    ]
    section = ""
    for row in table():
        if row.section != section:
            section = row.section
            parts.append(f"\n## [{section}]\n\n{SECTIONS[section].__doc__}\n\n{HEAD}")
        parts.append(f"| `{row.name}` | `{toml_value(row.default)}` | {row.help} | `{row.environment_name}` |\n")
    return "".join(parts)


def record() -> str:
    """The page on the record with its tables of fields; what people wrote around them stays."""
    page = (REFERENCE / "record.md").read_text()
    return FIELDS.sub(lambda match: f"{match[1]}\n{reference_pages.fields()}\n{match[2]}", page)


PAGES: Mapping[str, Callable[[], str]] = {
    "cli.md": cli,
    "settings.md": settings,
    "errors.md": reference_pages.errors,
    "quality-points.md": reference_pages.points,
    "environment.md": reference_pages.environment,
    "record.md": record,
    "record.schema.json": schema_text,
    "api.md": reference_pages.api,
    "openapi.json": reference_pages.openapi_text,
}


def main() -> int:
    stale = []
    for name, make in PAGES.items():
        file, text = REFERENCE / name, make()
        if file.exists() and file.read_text() == text:
            continue
        if "--check" in sys.argv:
            stale.append(str(file))
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    if stale:
        print(f"out of date: {', '.join(stale)}; run `make docs`", file=sys.stderr)
    return len(stale)


if __name__ == "__main__":
    sys.exit(main())
