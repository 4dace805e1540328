"""A Markdown file with YAML front matter, cut into blocks so that one field can change and every other byte stays.

A document is an opening ``---`` line, the front matter, a closing ``---`` line and the body. The front matter is a row of blocks, one a
top-level field; blank lines and comments above a field are its gap. Nothing here knows what the fields mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from newsfold.article import Frozen
from newsfold.errors import RecordError

_FIELD = re.compile(r"([A-Za-z_][\w-]*):(?:\s|$)")
_FENCE = "---"
_LARGEST = 2_000_000
"""The most characters a front matter may have; the largest real one has 200,000."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Block(Frozen, frozen=True, kw_only=True):
    """One top-level field as it stands in the file: the gap above it, its name, and its lines with their line ends."""

    gap: str
    field: str
    text: str


class Document(Frozen, frozen=True, kw_only=True):
    """A whole file: ``head`` (up to and with the opening fence), the blocks, ``tail`` (from the closing fence on), the line end in use."""

    head: str
    blocks: tuple[Block, ...]
    tail: str
    newline: str = "\n"

    @property
    def text(self) -> str:
        """The file's text; equal to what was parsed as long as no block was replaced."""
        return self.head + "".join(block.gap + block.text for block in self.blocks) + self.tail

    @property
    def body(self) -> str:
        """What follows the front matter and the blank line below it."""
        rest = self.tail[self.tail.index(_FENCE) + len(_FENCE) :].split("\n", 1)
        return re.sub(r"\A\r?\n", "", rest[1]) if len(rest) == 2 else ""

    def line_of(self, field: str) -> int:
        """The line, counted from 1, in which a field begins; 2, the first of the front matter, where there is no such field."""
        line = 2
        for block in self.blocks:
            line += block.gap.count("\n")
            if block.field == field:
                return line
            line += block.text.count("\n")
        return 2

    def front_matter(self) -> str:
        """The YAML between the fences."""
        return "".join(block.gap + block.text for block in self.blocks)


def parse_document(text: str, *, where: str) -> Document:
    """Cut a file into blocks. Raises :class:`RecordError` where the fences are missing or the front matter is absurdly large."""
    lines = _lines(text)
    if not lines or lines[0].removeprefix("\ufeff").rstrip() != _FENCE:
        raise RecordError("has no front matter", where=where, line=1, remedy="Begin the file with a line of three hyphens.")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise RecordError("has front matter that never ends", where=where, line=1, remedy="Close it with a line of three hyphens.")
    inner = lines[1:end]
    if sum(map(len, inner)) > _LARGEST:
        raise RecordError(f"has more than {_LARGEST:,} characters of front matter", where=where, remedy="Move long text below it.")
    blocks, gap = _blocks(inner)
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    return Document(head=lines[0], blocks=blocks, tail=gap + "".join(lines[end:]), newline=newline)


def _lines(text: str) -> list[str]:
    return [line for line in re.split(r"(?<=\n)", text) if line]


def _blocks(lines: list[str]) -> tuple[tuple[Block, ...], str]:
    blocks: list[Block] = []
    gap: list[str] = []
    current: list[str] = []
    field = ""
    for line in lines:
        match = _FIELD.match(line)
        if match:
            if field:
                blocks.append(Block(gap="".join(gap), field=field, text="".join(current)))
                gap, current = _trailing_gap(blocks), []
            field = match[1]
            current = [line]
        elif field:
            current.append(line)
        else:
            gap.append(line)
    if field:
        blocks.append(Block(gap="".join(gap), field=field, text="".join(current)))
        gap = _trailing_gap(blocks)
    return tuple(blocks), "".join(gap)


def _trailing_gap(blocks: list[Block]) -> list[str]:
    """Take blank lines and comments off the last block's end; they belong to what follows."""
    lines = _lines(blocks[-1].text)
    keep = len(lines)
    while keep > 1 and (not lines[keep - 1].strip() or lines[keep - 1].startswith("#")):
        keep -= 1
    blocks[-1] = blocks[-1].evolve(text="".join(lines[:keep]))
    return lines[keep:]


def load_mapping(text: str, *, where: str, first_line: int = 1) -> Mapping[str, Any]:
    """Safe YAML that must be a mapping. ``first_line`` is where ``text`` begins in its file. Raises :class:`RecordError` with the line."""
    try:
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - the C form of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        problem = error.problem or error.context or "cannot be read"
        raise RecordError(f"is not valid YAML in line {line}: {problem}", where=where, line=line, remedy="Mend that line.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0]
        raise RecordError(f"is not valid YAML: {reason}", where=where, line=first_line, remedy="Mend the file.") from error
    if not isinstance(value, dict):
        raise RecordError("holds no fields", where=where, line=first_line, remedy="Write one `name: value` a line.")
    return value
