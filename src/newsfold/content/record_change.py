"""A record changed: only the lines of what changed are written anew, all else stays as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from newsfold.article import Article, Frozen
from newsfold.content.fields import (
    ARTICLE,
    SCALARS,
    SECTIONS,
    Field,
    Shape,
    field_lines,
    is_missing,
    item_lines,
)
from newsfold.content.front_matter import load_mapping
from newsfold.content.record import Record, read_record, write_record
from newsfold.content.schema import alike, continued, kept_strangers, strangers
from newsfold.content.yaml_tree import Entry, Part, compose, entries, items, line_start, put
from newsfold.errors import RecordError

_Tree = Mapping[str, Any]
"""A mapping as the YAML loader gives it."""


def change_record(record: Record, article: Article) -> Record:
    """The record telling ``article`` instead: the fields that differ are written anew, every other byte stays.

    In lists and nested mappings what is equal stays byte for byte too, and fields newsfold does not know stay with the item they
    belong to. The body and the path are never changed. Raises :class:`RecordError` where the file is written in a form in which that
    cannot be done safely.
    """
    wanted = article.evolve(path=record.article.path, content=record.article.content, text="")
    if wanted == record.article:
        return record
    quick = _scalars_changed(record, wanted) or _written_anew(record, wanted)
    if quick is not None:
        return quick
    for wholly in (False, True):
        changed = _Change(record, wanted, wholly=wholly).record()
        if changed is not None:
            return changed
    problem = "is written in a form that cannot be changed safely"
    raise RecordError(problem, where=record.article.path, remedy="Bring it into canonical form: plain lists, no anchors, no aliases.")


def _scalars_changed(record: Record, wanted: Article) -> Record | None:
    """The record where it is canonical and nothing but values on lines of their own changes, as in nearly every run; else None."""
    front = record.document.front
    for field in ARTICLE.fields if record.is_canonical else ():
        old, new = getattr(record.article, field.attribute), getattr(wanted, field.attribute)
        if old != new:
            if field.form not in SCALARS or is_missing(old) or is_missing(new):
                return None
            line = re.search(rf"^{field.name}: [^\r\n]*", front, re.MULTILINE)
            if line is None:
                return None
            front = f"{front[: line.start()]}{field.name}: {SCALARS[field.form](new)}{front[line.end() :]}"
    changed = read_record(record.document.evolve(front=front).text, path=wanted.path) if record.is_canonical else None
    return changed if changed and changed.article == wanted else None


def _written_anew(record: Record, wanted: Article) -> Record | None:
    """The record where its text is, to the byte, what newsfold writes: then so are the lines of all that stays. Else None."""
    if not record.is_canonical or write_record(record.article) != record.text:
        return None
    changed = read_record(write_record(wanted), path=wanted.path)
    return changed if changed.is_canonical and changed.article == wanted else None


class _Turn(Frozen, frozen=True, kw_only=True):
    """A value that another takes the place of, and what YAML gives for the old one."""

    old: Any
    new: Any
    tree: Any

    def inside(self, field: Field) -> _Turn:
        """The same for one field of the two."""
        old, new = getattr(self.old, field.attribute), getattr(self.new, field.attribute)
        return _Turn(old=old, new=new, tree=self.tree.get(field.name))


class _Change:
    """One try at telling another article in a record's front matter.

    ``wholly``: fields that differ are written wholly anew, with what newsfold does not know in them added below, in place of being
    changed item by item. This is for lists in a style that cannot be cut.
    """

    def __init__(self, record: Record, wanted: Article, *, wholly: bool) -> None:
        self.before, self.wanted, self.wholly = record, wanted, wholly
        self.front = record.document.front
        self.tree = load_mapping(self.front, where=record.article.path, first_line=2)

    def record(self) -> Record | None:
        """The changed record; None where it would not tell the wanted article or lose what newsfold does not know."""
        node = compose(self.front)
        cut = entries(self.front, node, len(self.front)) if node else None
        if node is None or cut is None:
            return None
        turn = _Turn(old=self.before.article, new=self.wanted, tree=self.tree)
        text = self.mapping(node, len(self.front), ARTICLE, turn)
        if text is None:
            return None
        front = self.front[: cut[0].start] + text + self.front[cut[-1].end :]
        document = self.before.document.evolve(front=front)
        path = self.wanted.path
        try:
            changed = read_record(document.text, path=path)
            there = {} if changed.is_canonical else strangers(load_mapping(front, where=path), ARTICLE)
        except RecordError:
            return None
        expected = kept_strangers(self.tree, ARTICLE, self.before.article, self.wanted)
        return changed if changed.article == self.wanted and alike(there, expected) else None

    def mapping(self, node: yaml.Node, end: int, shape: Shape, turn: _Turn) -> str | None:
        """The lines of a mapping, from its first name on; None where its style cannot be cut."""
        cut = entries(self.front, node, end)
        if cut is None:
            return None
        column = cut[0].start - line_start(self.front, cut[0].start)
        parts: list[Part] = []
        for number, entry in enumerate(cut):
            gap = self.front[cut[number - 1].end : line_start(self.front, entry.start)] if number else ""
            parts.append(Part(gap=gap, name=entry.name, text=self.front[entry.start : entry.end]))
        parts.append(Part(gap="", name="", text=""))
        order = [field.name for field in shape.fields]
        for field in shape.fields:
            inside = turn.inside(field)
            if inside.old != inside.new:
                last = next((entry for entry in reversed(cut) if entry.name == field.name), None)
                text = "" if is_missing(inside.new) else self.field(last, field, inside, column)
                gap = self.before.document.newline if shape is ARTICLE and field.name in SECTIONS else ""
                put(parts, Part(gap=gap, name=field.name, text=text), order)
        if len(parts) == 1 or (parts[0].gap.strip() and shape is not ARTICLE):
            return None
        first = parts[0].gap if shape is ARTICLE else ""
        return f"{first}{parts[0].text}" + "".join(f"{part.gap}{' ' * column if part.text else ''}{part.text}" for part in parts[1:])

    def field(self, entry: Entry | None, field: Field, turn: _Turn, column: int) -> str:
        """The lines of one field that differs, without the first one's indent."""
        if entry is not None and entry.holds_value:
            value = entry.value
            if field.form in SCALARS and isinstance(value, yaml.ScalarNode):
                return self.scalar(entry, SCALARS[field.form](turn.new))
            if field.form == "mapping" and field.shape and turn.old is not None and not self.wholly:
                inner = self.mapping(value, entry.end, field.shape, turn)
                if inner is not None:
                    return self.front[entry.start : value.value[0][0].start_mark.index] + inner
            if field.form in ("items", "words") and not self.wholly:
                inner = self.items(entry, field, turn)
                if inner is not None:
                    return inner
        return self.joined([*_lines(field, turn)], column)

    def scalar(self, entry: Entry, text: str) -> str:
        """A field's lines with another value; a comment behind it stays."""
        start, end = entry.value.start_mark.index, entry.value.end_mark.index
        end = max(start, start + len(self.front[start:end].rstrip()))
        space = " " if self.front[start - 1] == ":" else ""
        return f"{self.front[entry.start : start]}{space}{text}{self.front[end : entry.end]}"

    def items(self, entry: Entry, field: Field, turn: _Turn) -> str | None:
        """The lines of a list field: items that are as before keep their lines, others keep in theirs what newsfold does not know."""
        cut = items(self.front, entry.value, entry.end)
        if cut is None or len(cut) != len(turn.tree):
            return None
        full = [number for number, value in enumerate(turn.tree) if value not in (None, "")]
        if len(full) != len(turn.old):
            return None
        column = self.front.find("-", cut[0].start) - cut[0].start
        texts = []
        for value, place in zip(turn.new, continued(turn.old, turn.new), strict=True):
            if place is None:
                texts.append(" " * column + self.joined([*item_lines(field, value)], column))
                continue
            number = full[place]
            text: str | None = self.front[cut[number].start : cut[number].end]
            if value != turn.old[place]:
                inside = _Turn(old=turn.old[place], new=value, tree=turn.tree[number])
                inner = self.mapping(cut[number].value, cut[number].end, field.shape, inside) if field.shape else None
                text = None if inner is None else self.front[cut[number].start : cut[number].inner] + inner
            if text is None:
                return None
            texts.append((self.front[cut[number - 1].end : cut[number].start] if number else "") + text)
        return "".join((self.front[entry.start : cut[0].start], *texts, self.front[cut[-1].end : entry.end]))

    def joined(self, lines: list[str], column: int) -> str:
        """Lines with the file's line ends and an indent, but for the first one's."""
        newline = self.before.document.newline
        return f"{newline}{' ' * column}".join(lines) + newline


def _lines(field: Field, turn: _Turn) -> Iterator[str]:
    """A field's lines in canonical form, and what newsfold does not know in a mapping below that mapping's own fields."""
    if field.shape is None or not turn.tree or is_missing(turn.old) or is_missing(turn.new):
        yield from field_lines(field, turn.new)
        return
    yield f"{field.name}:"
    if field.form == "mapping":
        yield from (f"  {line}" for line in _with_strangers(field.shape, turn))
        return
    for value, place in zip(turn.new, continued(turn.old, turn.new), strict=True):
        if place is None:
            yield from (f"  {line}" for line in item_lines(field, value))
        else:
            lines = _with_strangers(field.shape, _Turn(old=turn.old[place], new=value, tree=turn.tree[place]))
            yield from (f"    {line}" if number else f"  - {line}" for number, line in enumerate(lines))


def _with_strangers(shape: Shape, turn: _Turn) -> Iterator[str]:
    for field in shape.fields:
        yield from _lines(field, turn.inside(field))
    others = {name: value for name, value in turn.tree.items() if shape.named(name) is None}
    if others:
        yield from yaml.safe_dump(others, allow_unicode=True, sort_keys=False, width=1_000_000).splitlines()
