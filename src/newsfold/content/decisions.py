"""Editors' decisions as files: ``_data/decisions/<year>-<month>.jsonl``, one decision a line, the latest last.

A line is a JSON object with the fields of :class:`newsfold.story.Decision`; what is empty is left out. Lines are only ever added, so that
git merges the decisions of two desks line by line.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from newsfold.errors import RecordError
from newsfold.story import Decision, DecisionKind

FOLDER = "_data/decisions"

_REMEDY = "Correct the line or delete it."


class _Line(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    at: datetime
    by: str
    kind: DecisionKind
    articles: tuple[str, ...]
    others: tuple[str, ...] = ()
    before: tuple[tuple[str, ...], ...] = ()
    undoes: str | None = None


_DECODER = msgspec.json.Decoder(_Line)


def decisions_path(at: datetime) -> str:
    """The file of the decisions of that month."""
    return f"{FOLDER}/{at.astimezone(UTC):%Y-%m}.jsonl"


def read_decisions(body: bytes, *, where: str) -> tuple[tuple[Decision, ...], tuple[RecordError, ...]]:
    """The decisions of a file, in its order, and an error for each line that is none."""
    found: list[Decision] = []
    errors: list[RecordError] = []
    for number, line in enumerate(body.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append(_decision(_DECODER.decode(line)))
        except (msgspec.DecodeError, ValueError, OverflowError) as error:
            problem = f"has no decision in line {number}: {str(error).splitlines()[0]}"
            errors.append(RecordError(problem, where=where, line=number, remedy=_REMEDY))
    return tuple(found), tuple(errors)


def _decision(line: _Line) -> Decision:
    if line.at.tzinfo is None:
        raise ValueError("the time has no zone")
    if not line.articles:
        raise ValueError("it names no article")
    return Decision(**{**msgspec.structs.asdict(line), "at": line.at.astimezone(UTC)})


def write_decisions(decisions: Iterable[Decision]) -> str:
    """Decisions as the lines of a file; what :func:`read_decisions` reads back."""
    lines = (_Line(**msgspec.structs.asdict(each)) for each in decisions)
    return "".join(f"{msgspec.json.encode(line).decode()}\n" for line in lines)
