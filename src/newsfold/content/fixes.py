"""The safe corrections of ``newsfold check --fix``: what has one right answer and changes nothing a reader sees otherwise."""

from __future__ import annotations

from contextlib import suppress

from newsfold.content.fields import render_field
from newsfold.content.front_matter import load_mapping
from newsfold.content.record import Record, read_record
from newsfold.content.record_change import change_record
from newsfold.content.yaml_tree import Entry, compose, entries, items, line_start
from newsfold.errors import RecordError


def fixed(record: Record) -> Record | None:
    """The record with its safe errors corrected, every other byte as it was; None where there is nothing that can be corrected.

    An empty topic item goes, and ``topics`` with it where nothing else stands in it; a folded record that is published becomes
    ``published: false`` (RECORD.md, law 4).
    """
    better = record
    if record.empty_topics:
        better = _without_empty_topics(record) or record
    if better.article.is_folded and better.article.published:
        with suppress(RecordError):
            better = change_record(better, better.article.evolve(published=False))
    return None if better is record else better


def _without_empty_topics(record: Record) -> Record | None:
    front = record.document.front
    node = compose(front)
    cut = entries(front, node, len(front)) if node else None
    entry = next((entry for entry in reversed(cut or ()) if entry.name == "topics"), None)
    if entry is None or not entry.holds_value:
        return None
    text = "".join(_pieces(record, entry))
    if not record.article.topics:
        begin = line_start(front, entry.start)
        above = line_start(front, begin - 1) if begin else 0
        front = front[: above if not front[above:begin].strip() else begin] + front[entry.end :]
    else:
        front = front[: entry.start] + text + front[entry.end :]
    try:
        better = read_record(record.document.evolve(front=front).text, path=record.article.path)
    except RecordError:
        return None
    return better if better.article == record.article and not better.empty_topics else None


def _pieces(record: Record, entry: Entry) -> list[str]:
    """The lines of ``topics`` without the empty items; a list in another style than one item a line is written anew."""
    front = record.document.front
    cut = items(front, entry.value, entry.end)
    values = load_mapping(front, where=record.article.path)["topics"]
    if cut is None or len(cut) != len(values):
        return [render_field("topics", record.article).replace("\n", record.document.newline)]
    pieces, at = [], entry.start
    for item, value in zip(cut, values, strict=True):
        if value in (None, ""):
            pieces.append(front[at : item.start])
            at = item.end
    return [*pieces, front[at : entry.end]]
