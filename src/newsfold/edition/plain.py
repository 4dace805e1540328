"""The plain-text part of an edition: the same news for readers of text, at 72 signs a line (RFC 3676 asks for fewer than 78)."""

from __future__ import annotations

import textwrap
from typing import Final

from newsfold.edition.issue import Entry, Issue

WIDTH: Final = 72
UNSUBSCRIBE: Final = "{unsubscribe}"
"""What stands in a kept edition where each mail has its own link to leave."""
IMPRINT: Final = "{imprint}"
"""What stands in a kept edition for the portal's imprint."""


def plain_of(issue: Issue) -> str:
    """The edition as text, with :data:`UNSUBSCRIBE` and :data:`IMPRINT` still in it."""
    parts = [issue.name.upper(), issue.summary, ""]
    for group in issue.groups:
        if group.heading:
            parts += ["", group.heading.upper(), "=" * len(group.heading), ""]
        for entry in group.entries:
            parts += [*_entry(entry, issue), ""]
    words = issue.words
    parts += ["-- ", *_wrapped(words.why.format(site=issue.site_url)), "", f"{words.online}:", issue.url, f"{words.leave}:", UNSUBSCRIBE]
    return "\n".join([*parts, "", f"{words.imprint}:", IMPRINT, ""])


def _entry(entry: Entry, issue: Issue) -> list[str]:
    mark = f"[{issue.words.update}] " if entry.is_back else ""
    lines = _wrapped(f"* {mark}{entry.title}", indent="  ")
    lines += _wrapped(f"  {entry.provider}, {entry.date}", indent="  ")
    for note in entry.notes:
        lines += _wrapped(f"  {note.words}", indent="  ")
        lines += [f"  {note.url}"] if note.url else []
    lines += _wrapped(f"  {entry.excerpt}", indent="  ") if entry.excerpt else []
    lines += _wrapped(f"  {entry.also}", indent="  ") if entry.also else []
    return [*lines, f"  {entry.url}"]


def _wrapped(text: str, *, indent: str = "") -> list[str]:
    # Addresses are never broken: a broken one cannot be followed.
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False, replace_whitespace=False)
