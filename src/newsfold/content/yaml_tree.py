"""YAML as a tree with the place of each value, so that one field can change and every other byte stays. The only reader of YAML.

PyYAML takes 12 ms to load, and records in canonical form are read without it: a run that meets no other never loads this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from newsfold.article import Frozen
from newsfold.errors import RecordError

_DEEPEST = 100
"""The most levels of lists and mappings. A record has six. libyaml's C code overflows its stack at some ten thousand."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_BROKEN = (yaml.YAMLError, ValueError, ArithmeticError, LookupError, AttributeError, TypeError, RecursionError)
"""What the loader raises beside its own errors, for values that do not fit their tag such as ``!!bool perhaps``."""


def mapping_of(text: str, *, where: str, first_line: int = 1) -> Mapping[str, Any]:
    """Safe YAML that must be a mapping. ``first_line`` is where ``text`` begins in its file. Raises :class:`RecordError` with the line."""
    try:
        _refuse_depth(text, where, first_line)
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - the C form of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        problem = error.problem or error.context or "cannot be read"
        raise RecordError(f"is not valid YAML in line {line}: {problem}", where=where, line=line, remedy="Mend that line.") from error
    except _BROKEN as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise RecordError(f"is not valid YAML: {reason}", where=where, line=first_line, remedy="Mend the file.") from error
    if not isinstance(value, dict):
        raise RecordError("holds no fields", where=where, line=first_line, remedy="Write one `name: value` a line.")
    return value


def _refuse_depth(text: str, where: str, first_line: int) -> None:
    if sum(map(text.count, "[{-?")) < _DEEPEST and " " * _DEEPEST not in text:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            line = first_line + (event.start_mark.line if event.start_mark else 0)
            problem = f"is nested more than {_DEEPEST} levels deep in line {line}"
            raise RecordError(problem, where=where, line=line, remedy="Mend that line.")


def compose(front: str) -> yaml.Node | None:
    """The YAML as a tree with places, for what :func:`mapping_of` has read before."""
    return yaml.compose(front, Loader=_Loader)


def line_of(front: str, *place: str | int) -> int:
    """The line, counted from 0, of what stands at a place such as ``("related", 3, "webUrl")``, or of as much of it as there is."""
    node = compose(front)
    line = 0
    for step in place:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        # The last of several with one name, because that is the one YAML keeps.
        return next(((key.start_mark.line, value) for key, value in reversed(node.value) if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line, node.value[step]
    return None


class Entry(Frozen, frozen=True, kw_only=True):
    """One field of a mapping: its name, where its name begins, where its last line ends, and its value."""

    name: str
    start: int
    end: int
    value: yaml.Node
    after_name: int

    @property
    def holds_value(self) -> bool:
        """Whether the value stands here and is no alias of one that stands elsewhere."""
        return self.after_name <= self.value.start_mark.index <= self.end


class Item(Frozen, frozen=True, kw_only=True):
    """One item of a list: where its first line begins, where its value does, where its last line ends."""

    start: int
    inner: int
    end: int
    value: yaml.Node


def entries(front: str, node: yaml.Node, end: int) -> tuple[Entry, ...] | None:
    """The fields of a mapping in block style that ends before ``end``; None where it is written in another way."""
    if not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
        return None
    starts = [key.start_mark.index for key, _ in node.value]
    columns = {start - line_start(front, start) for start in starts}
    ends = [*(line_start(front, start) for start in starts[1:]), end]
    found = []
    for (key, value), start, limit in zip(node.value, starts, ends, strict=True):
        after = key.end_mark.index
        if not isinstance(key, yaml.ScalarNode) or start >= limit or not re.compile(" *:").match(front, after):
            return None
        core = _end_of_content(front, start, limit, value, max(columns))
        found.append(Entry(name=key.value, start=start, end=core, value=value, after_name=after))
    alone = all(not front[line_start(front, start) : start].strip(" ") for start in starts[1:])
    return tuple(found) if alone and len(columns) == 1 else None


def items(front: str, node: yaml.Node, end: int) -> tuple[Item, ...] | None:
    """The items of a list in block style that ends before ``end``; None where it is written in another way."""
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        return None
    begins = [value.start_mark.index for value in node.value]
    hyphens = [front.rfind("-", 0, begin) for begin in begins]
    starts = [line_start(front, hyphen) for hyphen in hyphens]
    columns = {hyphen - start for hyphen, start in zip(hyphens, starts, strict=True)}
    found = []
    for value, begin, hyphen, start, limit in zip(node.value, begins, hyphens, starts, [*starts[1:], end], strict=True):
        if begin >= limit or front[hyphen + 1 : begin].strip() or front[start:hyphen].strip(" ") or len(columns) != 1:
            return None
        core = _end_of_content(front, begin, limit, value, hyphen - start)
        found.append(Item(start=start, inner=_first(value), end=core, value=value))
    return tuple(found)


def _first(node: yaml.Node) -> int:
    """Where a value begins, behind its anchor where it is a mapping that has one."""
    has_key = isinstance(node, yaml.MappingNode) and node.value and not node.flow_style
    return int(node.value[0][0].start_mark.index if has_key else node.start_mark.index)


def line_start(front: str, index: int) -> int:
    """Where the line of a character begins."""
    return front.rfind("\n", 0, index) + 1


def _end_of_content(front: str, start: int, limit: int, value: yaml.Node, column: int) -> int:
    """The end of what begins at ``start``: before blank lines, and comments no deeper than ``column``, which belong to what follows."""
    certain = start + len(front[start : _last(value, start, limit)].rstrip())
    while True:
        begin = line_start(front, limit - 1)
        line = front[begin:limit]
        comment = line.lstrip(" ").startswith("#") and len(line) - len(line.lstrip(" ")) <= column
        if begin <= certain or (line.strip() and not comment):
            return limit
        limit = begin


def _last(node: yaml.Node, low: int, high: int) -> int:
    """Where a value ends, without what the loader counts to it below its last line; ``low`` for an alias."""
    if not low <= node.start_mark.index < high:
        return low
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    child = node.value[-1]
    # Only what stands further on: an alias may lead back to the value it stands in.
    return max(_last(part, node.start_mark.index + 1, high) for part in (child if isinstance(child, tuple) else (child,)))


class Part(Frozen, frozen=True, kw_only=True):
    """A field's lines, without the first one's indent, and what stands above them; one without name or lines ends the mapping."""

    gap: str
    name: str
    text: str


def put(parts: list[Part], part: Part, order: Sequence[str]) -> None:
    """Put a field's lines in the place of its old ones, else where the order wants them; take it out where the part has none.

    Of a field that stands twice the last goes on, because that is the one YAML keeps. Comments above a field that goes stay.
    """
    places = [number for number, other in enumerate(parts) if other.name == part.name]
    for number in reversed(places[:-1] if part.text else places):
        gone = parts.pop(number)
        if "#" in gone.gap:
            parts[number] = parts[number].evolve(gap=gone.gap + parts[number].gap)
    if part.text and places:
        last = places[-1] - len(places) + 1
        parts[last] = parts[last].evolve(text=part.text)
    elif part.text:
        earlier = order[: order.index(part.name)]
        place = max((number + 1 for number, other in enumerate(parts) if other.name in earlier), default=0)
        parts.insert(place, part)
