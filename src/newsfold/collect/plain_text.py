"""Markup to plain text: titles and excerpts as readers see them."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser

LONGEST_EXCERPT = 1_000
"""Characters kept of an excerpt."""

LONGEST_TITLE = 1_000
"""Characters kept of a title."""

_READ = 8_000  # Characters of markup read for one excerpt: far more than an excerpt needs, far less than a whole book.
_BLOCK = re.compile(r"(?=</?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|section|article|figure|figcaption|hr|pre)\b)", re.I)
_SILENT = ["script", "style", "noscript", "template", "iframe", "object", "svg", "head", "textarea", "select"]
_INLINE = re.compile(
    # In a title only real HTML counts as markup: "Using <canvas>" and "a < b" are words.
    r"</?(?:a|abbr|b|big|br|cite|code|em|font|i|img|mark|p|q|s|small|span|strike|strong|sub|sup|tt|u|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")
"""U+202A to U+202E and U+2066 to U+2069 set a direction until another ends it: one left open turns the rest of a reader's line."""


def title_text(markup: str) -> str:
    """A title as one line: inline tags dropped, entities decoded, white space joined, :data:`LONGEST_TITLE` characters at most."""
    return _one_line(html.unescape(_INLINE.sub("", markup[:_READ])))[:LONGEST_TITLE].rstrip()


def excerpt_text(markup: str) -> str:
    """A description as one line of plain text, at most :data:`LONGEST_EXCERPT` characters, cut after a whole word where there is one."""
    text = markup[:_READ]
    if "<" in text:
        text = _BLOCK.sub(" ", text)
        tree = LexborHTMLParser(text)
        tree.strip_tags(_SILENT)
        text = tree.body.text() if tree.body is not None else ""
        text = _one_line(text)
    else:
        text = _one_line(html.unescape(text))
    if len(text) <= LONGEST_EXCERPT:
        return text
    cut = text[:LONGEST_EXCERPT]
    space = cut.rfind(" ")
    return cut[:space] if text[LONGEST_EXCERPT] != " " and space > 0 else cut.rstrip()


def _one_line(text: str) -> str:
    return " ".join(_UNSEEN.sub("", text).split())
