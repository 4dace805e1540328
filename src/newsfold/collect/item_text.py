"""One item of a feed read by its tags as they are written: links, words and dates of the item itself, not of what stands inside it."""

from __future__ import annotations

import html
from contextlib import suppress
from xml.parsers.expat import ExpatError, ParserCreate

from newsfold.article import Frozen

_LEFT_OUT = frozenset({"content", "encoded"})
"""Tags whose text is not kept: whole articles, which the parser before this one reads well."""


class Field(Frozen, frozen=True, kw_only=True):
    """A tag directly in an item: ``name`` in small letters; ``own`` where its prefix is the item's (mostly none).

    ``text`` is all the text in it. ``markup`` is the same as HTML where there are tags inside, else ``text``. ``href`` and ``rel`` are a
    link's.
    """

    name: str
    own: bool
    text: str
    markup: str
    href: str = ""
    rel: str = ""

    @property
    def has_tags(self) -> bool:
        """Whether tags stand inside."""
        return self.markup is not self.text


def fields_of(xml: bytes) -> tuple[Field, ...]:
    """The tags directly in the item that ``xml`` begins with, up to where it ends or breaks. What follows the item is passed over."""
    reader = _Reader()
    parser = ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler, parser.CommentHandler = reader.words, reader.comment
    with suppress(ExpatError):  # The next item, or damage: what was read until here is what there is.
        parser.Parse(xml, True)
    return tuple(reader.fields)


class _Reader:
    def __init__(self) -> None:
        self.fields: list[Field] = []
        self._prefix = ""
        self._depth = 0
        self._attributes: dict[str, str] = {}
        self._text: list[str] = []
        self._markup: list[str] = []
        self._has_tags = False
        self._is_read = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self._prefix = name.rpartition(":")[0]
        elif self._depth == 2:
            self._attributes = {key.lower(): value for key, value in attributes.items()}
            self._text, self._markup, self._has_tags = [], [], False
            self._is_read = _local(name) not in _LEFT_OUT
        else:
            self._has_tags = True
            self._markup.append(f"<{_local(name)}>")

    def end(self, name: str) -> None:
        if self._depth == 2:
            text, said = "".join(self._text), self._attributes
            markup = "".join(self._markup) if self._has_tags else text
            own = name.rpartition(":")[0] == self._prefix
            href, rel = said.get("href", ""), said.get("rel", "")
            self.fields.append(Field(name=_local(name), own=own, text=text, markup=markup, href=href, rel=rel))
        elif self._depth > 2:
            self._markup.append(f"</{_local(name)}>")
        self._depth -= 1

    def words(self, text: str) -> None:
        if self._depth > 1 and self._is_read:
            self._text.append(text)
            self._markup.append(html.escape(text, quote=False))

    def comment(self, _: str) -> None:
        # Parsers that take the text before the first child stop at a comment too.
        self._has_tags = self._has_tags or self._depth > 1


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()
