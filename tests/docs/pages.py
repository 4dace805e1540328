"""What a page of the documentation shows, as a reader would do it: its commands, the files it has them write, what it says they print.

A fenced block of `console` has commands behind `$ ` and below each what it prints; `…` stands for anything, alone in a line for any lines,
and figures may be others, because they move with every better rule. A block with a title is a file of that name: settings are put into it,
anything else is the whole file. What a page cannot say to readers stands in a comment before the block:

    <!-- test: parse only; needs a web server -->  the commands must exist, but are not run
    <!-- test: background -->                       the command runs on until the page is done
    <!-- test: stopped -->                          the command is stopped (Ctrl-C) as soon as it has printed what the page says
    <!-- test: status 1 -->                         the exit status to expect instead of 0
    <!-- test: setup                                commands of the test's own, run in this place
    …
    -->
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(
    r"<!-- test: setup\n(?P<setup>.*?)-->"
    r"|(?:<!-- test: (?P<mark>[^\n]*?) -->\s*)?^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```",
    re.DOTALL | re.MULTILINE,
)
_TITLE = re.compile(r'title="([^"]*)"')


@dataclass(frozen=True)
class Step:
    """A command and the lines it is said to print, none where the page does not say."""

    command: str
    printed: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """A fenced block: where it stands, its language and title, what it says, and the test's mark before it."""

    page: Path
    line: int
    language: str
    title: str
    text: str
    mark: str

    @property
    def is_run(self) -> bool:
        return not self.mark.startswith("parse only")

    @property
    def status(self) -> int:
        return int(self.mark.removeprefix("status ")) if self.mark.startswith("status ") else 0

    @property
    def steps(self) -> tuple[Step, ...]:
        """The commands of a `console`, `bash` or setup block."""
        if self.language in ("bash", "setup"):
            return (Step(self.text, ()),)
        if self.language != "console":
            return ()
        steps: list[tuple[str, list[str]]] = []
        for line in self.text.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], []))
            elif steps and steps[-1][0].endswith("\\"):
                steps[-1] = (f"{steps[-1][0]}\n{line.removeprefix('> ')}", [])
            else:
                steps[-1][1].append(line.rstrip())
        return tuple(Step(command, tuple(printed)) for command, printed in steps)

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks_of(page: Path) -> tuple[Block, ...]:
    """The blocks of a page in their order; a comment with the test's own commands is one too."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if match["setup"] is not None:
            found.append(Block(page, line, "setup", "", match["setup"], ""))
            continue
        info = match["info"].strip()
        title = _TITLE.search(info)
        body = "".join(part.removeprefix(match["indent"]) for part in match["text"].splitlines(keepends=True))
        found.append(Block(page, line, info.partition(" ")[0], title[1] if title else "", body, match["mark"] or ""))
    return tuple(found)


def is_as_said(printed: str, said: tuple[str, ...]) -> bool:
    """Whether a command printed what the page says. `…` stands for anything, alone in a line for any lines; figures may be others."""
    return re.fullmatch("".join(map(_line_pattern, said)), f"{printed.rstrip()}\n") is not None


def _line_pattern(line: str) -> str:
    if line.strip() == "…":
        return r"(?:.*\n)*?"
    parts = (re.sub(r"\d+", r"\\d+", re.escape(part)) for part in line.split("…"))
    return r".*".join(parts) + r"[ ]*\n"
