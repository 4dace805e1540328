"""The text of an article whose page keeps it in a script, as pages do that are drawn by the browser."""

from __future__ import annotations

import re

import msgspec

ESCAPED_PARAGRAPHS = (b"\\u003cp", b"\\u003c/p", b"<\\/p>", b"</p>")
_STRING = re.compile(rb'"((?:[^"\\]|\\.){400,2000000})"')
_LEAST = 2
"""Paragraphs without which a string is no article."""
_MAX_STRINGS = 200


def article_in_scripts(source: bytes) -> str:
    """The HTML of the string with the most paragraphs among the JSON strings of a page's scripts; empty where none has two."""
    if not any(mark in source for mark in ESCAPED_PARAGRAPHS[:3]):
        return ""
    best, most = "", _LEAST - 1
    for number, match in enumerate(_STRING.finditer(source)):
        if number >= _MAX_STRINGS:
            break
        count = max(match[1].count(mark) for mark in ESCAPED_PARAGRAPHS)
        if count > most:
            try:
                best, most = msgspec.json.decode(match[0], type=str), count
            except ValueError:
                continue
    return best
