"""The blocks of running text a page is made of, in page order, by one walk over its tree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsfold.read.document import TEXT, visible_text
from newsfold.read.element_names import LEAD, NOISE, TEASER, are_inline_noise, are_never_text, marks_of

MAX_BLOCKS = 20_000
_MAX_ROWS = 300

_SKIPPED = frozenset((
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "video", "audio", "canvas", "select",
    "button", "input", "textarea", "dialog", "map", "link", "meta", "source", "track", "head", "-comment",
))  # fmt: skip
_APART = frozenset(("nav", "footer", "aside", "figure", "figcaption", "address", "menu", "table"))
_BLOCKS = frozenset((
    "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd",
    "blockquote", "pre", "table", "tr", "td", "th", "tbody", "thead", "figure", "figcaption", "nav", "footer", "aside", "address",
    "body", "form", "hr", "center", "fieldset", "details", "summary", "hgroup", "amp-story", "menu", "search",
))  # fmt: skip
_NO_CONTAINERS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li"))
_FLAT = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))
_TRUSTED = frozenset(("article", "main", "body"))
_BODY_NAMES = frozenset(("articleBody", "reviewBody"))
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Block(NamedTuple):
    """A run of text. ``container`` is the index of the element it stands in, ``linked`` the characters of it inside links.

    ``tag`` is empty where the text stands in an inline element beside a block. ``is_running_text``: it reads like a paragraph, long enough
    and with few links.
    """

    text: str
    tag: str
    container: int
    linked: int
    is_noise: bool
    is_lead: bool
    is_running_text: bool


_Level = tuple[LexborNode, int, str, bool, bool]
"""Where the walk is: an element, its container, its tag (empty for an inline element but ``a``), and whether it is noise or lead."""


@dataclass(frozen=True)
class Blocks:
    """A page's blocks in order, and for each container its parent's index (-1 for the outermost) and its kind."""

    blocks: Sequence[Block]
    parents: Sequence[int]
    kinds: Sequence[str]


def is_dense(text: str) -> bool:
    """Whether a text is written in a script that says much in few characters."""
    return _DENSE.search(text[:40]) is not None


_INLINE = frozenset((
    "a", "abbr", "b", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "picture",
    "q", "s", "small", "span", "strong", "sub", "sup", "time", "u",
))  # fmt: skip


def _numbers(names: frozenset[str]) -> Mapping[int, str]:
    """The parser's numbers of elements, which are read in a third of a name's time. Names it does not know have none."""
    parser = LexborHTMLParser("")
    numbers = {parser.create_node(name).tag_id: name for name in sorted(names) if not name.startswith("-")}
    return {number: name for number, name in numbers.items() if number < _LAST_NUMBER}


_LAST_NUMBER = 1_000
_NAMES = _numbers(_BLOCKS | _SKIPPED | _INLINE | {"br"})


def blocks_of(tree: LexborHTMLParser, *, whole: bool = False) -> Blocks:
    """Walk a page once. Iterative, so depth costs no stack; at most :data:`MAX_BLOCKS` blocks.

    Elements that call themselves something else than the article are passed over unless ``whole``.
    """
    body = tree.body
    if body is None:
        return Blocks((), (), ())
    walk = _Walk(whole=whole)
    walk.over(body)
    return Blocks(tuple(walk.blocks), tuple(walk.parents), tuple(walk.kinds))


class _Walk:
    """A walk over a tree and what it has found."""

    __slots__ = ("blocks", "kinds", "level", "levels", "linked", "links", "parents", "parts", "whole")

    def __init__(self, *, whole: bool) -> None:
        self.whole = whole
        self.parents = [-1]
        self.kinds = ["body"]
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.linked = self.links = 0
        self.levels: list[_Level] = []

    def over(self, body: LexborNode) -> None:
        """Take in all that stands in an element."""
        parts, levels, names = self.parts, self.levels, _NAMES
        levels.append((body, 0, "body", False, False))
        node = body.first_child
        while len(self.blocks) < MAX_BLOCKS:
            if node is None:
                node = self._left(levels.pop())
                if not levels:
                    return
                continue
            number = node.tag_id
            if number == TEXT:
                text = node.text_content or ""
                # Space before a block's first word is dropped in the end; most text nodes are that.
                if parts or not text.isspace():
                    self._take(text)
                node = node.next
                continue
            tag = names.get(number) or node.tag or ""
            if tag in _BLOCKS:
                node = self._block(node, tag)
            elif tag == "br":
                parts.append("\n")
                node = node.next
            elif tag in _SKIPPED or (tag == "span" and _is_caption(node)):
                node = node.next
            else:
                node = self._inline(node, tag)

    def _left(self, level: _Level) -> LexborNode | None:
        """Leave an element; the node to look at next."""
        tag = level[2]
        if tag == "a":
            self.links -= 1
        elif tag:
            self._flush(level)
        return level[0].next

    def _take(self, text: str) -> None:
        self.parts.append(text)
        if self.links:
            self.linked += len(text.strip())

    def _inline(self, node: LexborNode, tag: str) -> LexborNode | None:
        """Take an element of running text in; the node to look at next."""
        first, is_link = node.first_child, tag == "a"
        if first is None:
            return node.next
        self.links += is_link
        if first.tag_id == TEXT and first.next is None:
            text = first.text_content or ""
            if self.parts or not text.isspace():
                self._take(text)
            self.links -= is_link
            return node.next
        _, container, _, is_noise, is_lead = self.levels[-1]
        self.levels.append((node, container, tag if is_link else "", is_noise, is_lead))
        return first

    def _block(self, node: LexborNode, tag: str) -> LexborNode | None:
        """Take a block element in; the node to look at next."""
        around = self.levels[-1]
        if self.parts:
            self._flush(around)
        level = self._level(around, node, tag)
        if tag == "table" and not around[3] and not self.whole:
            self._rows(level, node)
            return node.next
        if level[3] and not (self.whole and not _is_never_text(node, tag)):
            return node.next
        first = node.first_child
        if first is None:
            return node.next
        if first.tag_id == TEXT and first.next is None:
            text = first.text_content or ""
            if not text.isspace():
                self._take(text)
                self._flush(level)
            return node.next
        if tag in _FLAT:
            self._flat(first)
            self._flush(level)
            return node.next
        self.levels.append(level)
        return first

    def _level(self, around: _Level, node: LexborNode, tag: str) -> _Level:
        """What a block element says of itself."""
        _, index, _, is_noise, is_lead = around
        is_noise, kind, attributes = is_noise or tag in _APART, tag, node.attributes
        if attributes:
            names = attributes.get("class") or ""
            kind = f"{tag} {names}" if attributes.get("itemprop") not in _BODY_NAMES else "articleBody"
            if "id" in attributes:
                names = f"{names} {attributes['id']}"
            marks = 0 if tag in _TRUSTED or not names else marks_of(names)
            if marks:
                named_noise, named_lead = bool(marks & NOISE), bool(marks & LEAD)
                if marks & TEASER:
                    is_other = node.css_first("a[href]") is not None
                    named_noise, named_lead = named_noise or is_other, not is_other
                is_noise, is_lead = is_noise or named_noise, is_lead or named_lead
            is_noise = is_noise or ((len(attributes) > 1 or "class" not in attributes) and _is_hidden(attributes))
        if tag not in _NO_CONTAINERS:
            self.parents.append(index)
            self.kinds.append(kind)
            index = len(self.parents) - 1
        return node, index, tag, is_noise, is_lead

    def _rows(self, level: _Level, table: LexborNode) -> None:
        """A table of figures, a row a block. One that lays out the page holds other blocks; it is passed over until ``whole`` is asked."""
        if table.css_first("p, div, h2, h3, ul, table table, form") is not None:
            return
        for row in table.css("tr")[:_MAX_ROWS]:
            self.parts.append(row.text(separator=" "))
            self.linked = sum(len(link.text()) for link in row.css("a"))
            self._flush((row, level[1], "tr", level[3], level[4]))

    def _flat(self, first: LexborNode) -> None:
        """The text of an element that can hold no other block, from its first child on; cheaper than walking it."""
        child: LexborNode | None = first
        while child is not None:
            number = child.tag_id
            if number == TEXT:
                self._take(child.text_content or "")
            else:
                tag = _NAMES.get(number) or child.tag or ""
                if tag == "br":
                    self.parts.append("\n")
                elif tag not in _SKIPPED and not (tag == "span" and _is_caption(child)):
                    self._flat_inline(child, is_link=tag == "a" or self.links > 0)
            child = child.next

    def _flat_inline(self, node: LexborNode, *, is_link: bool) -> None:
        first = node.first_child
        if first is None:
            return
        is_plain = first.tag_id == TEXT and first.next is None
        text = (first.text_content or "") if is_plain else _inline_text(node)
        self.parts.append(text)
        if is_link:
            self.linked += len(text.strip())
        elif not is_plain:
            self.linked += sum(len(link.text().strip()) for link in node.css("a"))

    def _flush(self, level: _Level) -> None:
        """Make what was taken since the last block a block."""
        if not self.parts:
            return
        text = " ".join("".join(self.parts).split())
        if text:
            length, linked = len(text), self.linked
            _, container, tag, is_noise, is_lead = level
            runs = (length >= 40 or (length >= 20 and is_dense(text))) and linked * 2 < length and tag != "tr"
            self.blocks.append(Block(text, tag, container, linked, is_noise, is_lead, runs))
        self.parts.clear()
        self.linked = 0


def _is_caption(node: LexborNode) -> bool:
    """Whether a ``<span>`` holds a caption or words for screen readers."""
    names = node.attributes.get("class")
    return bool(names) and are_inline_noise(names)


def _is_never_text(node: LexborNode, tag: str) -> bool:
    """Whether an element is noise whatever stands in it: comments, navigation, consent."""
    return tag in {"nav", "footer", "menu"} or are_never_text(node.attributes.get("class") or "")


def _inline_text(node: LexborNode) -> str:
    return node.text() if node.css_first("br, script, style, noscript, svg") is None else visible_text(node)


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    style = attributes.get("style")
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or (style is not None and "none" in style and "display:none" in style.replace(" ", ""))
    )
