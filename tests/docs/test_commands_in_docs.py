"""Whatever the documentation names exists: commands with their options, settings, environment variables, make targets."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from typer.core import TyperCommand, TyperGroup

from newsfold.cli.commands import COMMANDS, load
from newsfold.content.seal import KEY_VARIABLE
from newsfold.portal import Portal
from newsfold.settings import OLD_NAMES, SECTIONS, table

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
HERE_AND_NOW = [page for page in PAGES if page.parent.name != "decisions"]
FILES = ("py", "db", "toml", "keys", "yaml")
_WRITTEN = re.compile(r"`newsfold ([a-z][^`\n]*)`")
_SETTING = re.compile(rf"`(({'|'.join(SECTIONS)})\.([a-z_]+))(?: = [^`]*)?`")
_VARIABLE = re.compile(r"\bNEWSFOLD_[A-Z_]+[A-Z]\b")
_ENDS = re.compile(r"\s(?:\||2?>|&|#)|;")


def of_pages(pages: ModuleType, page: Path) -> Iterator[tuple[int, str, bool]]:
    """The commands a page names: line, what stands behind `newsfold`, and whether it is whole, as in a block to be typed."""
    for block in pages.blocks_of(page):
        if block.language not in ("console", "bash", "cron", "text", "ini", "yaml", "dockerfile", "sh"):
            continue
        for typed in block.text.replace("\\\n", " ").splitlines():
            line = re.sub(r"\s#\s.*", "", typed)
            if page.name == "cli.md" or (block.language == "console" and not line.startswith("$ ")):
                continue
            for found in re.finditer(r"(?:^|[\s/;|(])newsfold ((?:[a-z]|--)[^\n]*)", line):
                if block.language in ("console", "bash", "cron", "sh") or re.match(r"^(?:\$ )?newsfold ", line):
                    yield block.line, found[1], True
    text = page.read_text(encoding="utf-8")
    for match in _WRITTEN.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[1].replace("\\|", "|"), False


def trouble_with(said: str, *, whole: bool) -> str:
    """What is wrong with a command line, empty where nothing is."""
    said = re.sub(r"\$\([^)]*\)", "X", said)
    cut = _ENDS.search(f" {said}")
    words = [word for word in shlex.split(said[: cut.start()] if cut else said) if word not in ("…", "...")]
    if words[:1] in (["--version"], ["--help"]):
        return ""
    if not words or words[0] not in COMMANDS:
        return f"no command {words[:1]}"
    command, words = load(words[0], COMMANDS[words[0]]), words[1:]
    while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        below = command.commands.get(words[0])
        if below is None:
            return f"no command {words[0]} below {command.name}"
        command, words = below, words[1:]
    return trouble_with_words(command, words, whole=whole)


def trouble_with_words(command: TyperCommand | TyperGroup, words: list[str], *, whole: bool) -> str:
    """What is wrong with the options and arguments given to a command."""
    options = {name: one for one in command.params for name in (*one.opts, *one.secondary_opts) if name.startswith("-")}
    arguments = [one for one in command.params if not any(name.startswith("-") for name in one.opts)]
    waiting, given = list(words), 0
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("-") or word == "-":
            given += 1
            continue
        name = word.partition("=")[0]
        if name not in options and name not in ("--help", "-h"):
            return f"no option {name}"
        if name in options and not getattr(options[name], "is_flag", False) and "=" not in word:
            if whole and not waiting:
                return f"{name} wants a value"
            waiting = waiting[1:]
    most = sum(100 if one.nargs == -1 else one.nargs for one in arguments)
    least = sum(1 for one in arguments if one.required)
    if given > most:
        return f"takes {most} arguments, not {given}"
    return f"wants {least} arguments, not {given}" if whole and given < least else ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_that_a_page_names_exists_with_its_options(page: Path, pages: ModuleType) -> None:
    told = [
        f"line {line}: newsfold {said}: {wrong}"
        for line, said, whole in of_pages(pages, page)
        if (wrong := trouble_with(said, whole=whole))
    ]
    assert told == []


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("run --portal x", ""),
        ("run --at-once", "no option --at-once"),
        ("runs", "no command ['runs']"),
        ("sources ad URL", "no command ad below sources"),
        ("stories move A B", ""),
        ("remove", "wants 1 arguments, not 0"),
        ("publish extra", "takes 0 arguments, not 1"),
        ("fold --input", "--input wants a value"),
        ("sources export > list.opml", ""),
    ],
)
def test_a_command_that_does_not_exist_is_told(said: str, wrong: str) -> None:
    assert trouble_with(said, whole=True) == wrong


def test_every_setting_that_a_page_names_exists() -> None:
    known = {f"{row.section}.{row.name}" for row in table()} | {".".join(old) for old in OLD_NAMES}
    told = [
        f"{page.relative_to(ROOT)}: {match[1]}"
        for page in HERE_AND_NOW
        for match in _SETTING.finditer(page.read_text(encoding="utf-8"))
        if match[1] not in known and match[3] not in FILES and not (match[2] == "portal" and hasattr(Portal, match[3]))
    ]
    assert told == []


def test_every_setting_in_a_block_of_settings_exists(pages: ModuleType) -> None:
    import tomllib

    known = {(row.section, row.name) for row in table()}
    told = [
        f"{block}: {section}.{name}"
        for page in PAGES
        for block in pages.blocks_of(page)
        if block.language == "toml" and (not block.title or block.title.endswith("newsfold.toml")) and "\n[" in f"\n{block.text}"
        for section, values in tomllib.loads(block.text).items()
        if section in SECTIONS
        for name in values
        if (section, name) not in known
    ]
    assert told == []


def test_every_environment_variable_that_a_page_names_is_read() -> None:
    known = {row.environment_name for row in table()} | {KEY_VARIABLE}
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    told = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in PAGES
        for name in _VARIABLE.findall(page.read_text(encoding="utf-8"))
        if name not in known and name not in source and name != "NEWSFOLD_SECTION_NAME"
    ]
    assert told == []


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {(page.name, target) for page in PAGES for target in re.findall(r"(?:`|\$ )make ([a-z-]+)", page.read_text(encoding="utf-8"))}
    assert named
    assert {(page, target) for page, target in named if target not in targets} == set()


def test_make_help_tells_every_target_in_two_columns() -> None:
    told = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert [line.split()[1] for line in told] == targets
    assert len({re.match(r"  make \S+ +", line).end() for line in told}) == 1
