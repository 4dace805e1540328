"""A Markdown file with YAML front matter, cut in its parts. What the YAML holds is told by :mod:`newsfold.content.yaml_tree`.

A document is an opening ``---`` line, the front matter, a closing ``---`` line and the body. Nothing here knows what the fields mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsfold.article import Frozen
from newsfold.errors import RecordError

_FENCE = "---"
_LARGEST = 2_000_000
"""The most characters a front matter may have; the largest real one has 200,000."""


class Document(Frozen, frozen=True, kw_only=True):
    """A whole file: ``head`` (up to and with the opening fence), the front matter, ``tail`` (from the closing fence on), the line end."""

    head: str
    front: str
    tail: str
    newline: str = "\n"

    @property
    def text(self) -> str:
        """The file's text."""
        return self.head + self.front + self.tail

    @property
    def body(self) -> str:
        """What follows the front matter and the blank line below it."""
        rest = self.tail.partition("\n")[2]
        return rest[2:] if rest.startswith("\r\n") else rest.removeprefix("\n")

    def line_of(self, *place: str | int) -> int:
        """The line, counted from 1, of what stands at a place such as ``("related", 3, "webUrl")``, or of as much of it as there is.

        2, the first line of the front matter, where there is nothing of it.
        """
        from newsfold.content.yaml_tree import line_of  # noqa: PLC0415 - see :func:`load_mapping`

        return 2 + line_of(self.front, *place)

    def front_matter(self) -> str:
        """The YAML between the fences."""
        return self.front


def parse_document(text: str, *, where: str) -> Document:
    """Cut a file in three. Raises :class:`RecordError` where the fences are missing or the front matter is absurdly large."""
    head = text[: text.find("\n") + 1] or text
    if head.removeprefix("\ufeff").rstrip() != _FENCE:
        raise RecordError("has no front matter", where=where, line=1, remedy="Begin the file with a line of three hyphens.")
    end = _closing_fence(text, len(head) - 1)
    if end < 0:
        raise RecordError("has front matter that never ends", where=where, line=1, remedy="Close it with a line of three hyphens.")
    if end - len(head) > _LARGEST:
        raise RecordError(f"has more than {_LARGEST:,} characters of front matter", where=where, remedy="Move long text below it.")
    newline = "\r\n" if head.endswith("\r\n") else "\n"
    return Document(head=head, front=text[len(head) : end], tail=text[end:], newline=newline)


def _closing_fence(text: str, start: int) -> int:
    """Where the first line of three hyphens below ``start`` begins; -1 where there is none."""
    at = text.find(f"\n{_FENCE}", start)
    while at >= 0:
        end = text.find("\n", at + 1)
        if text[at + 1 : end if end >= 0 else len(text)].rstrip() == _FENCE:
            return at + 1
        at = text.find(f"\n{_FENCE}", at + 1)
    return -1


def load_mapping(text: str, *, where: str, first_line: int = 1) -> Mapping[str, Any]:
    """Safe YAML that must be a mapping. ``first_line`` is where ``text`` begins in its file. Raises :class:`RecordError` with the line."""
    from newsfold.content.yaml_tree import mapping_of  # noqa: PLC0415 - records in canonical form are read without it

    return mapping_of(text, where=where, first_line=first_line)
