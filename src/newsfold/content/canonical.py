"""A quick, strict reader of records in the canonical form, which nearly all are in; about ten times as fast as a YAML loader.

It reads what :mod:`newsfold.content.fields` writes, with the fields of a mapping in any order, and answers None at the slightest doubt:
then the YAML loader decides. Whenever it answers, the answer is what the YAML loader would give.

How: the shapes of the record are turned into tables, one a place in the file, from the beginning of a line (``    webUrl``) to what that
line means there. A line becomes a piece of JSON; msgspec turns the whole into an article. Of the escapes in double quotes that newsfold
writes, JSON reads all as YAML does but for ``\\xHH``, which it does not know (YAML 1.1, section 5.6; RFC 8259, section 7).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import msgspec

from newsfold.article import Article
from newsfold.content.fields import ARTICLE, Field, Shape

MOST_LINES = 50_000
"""Longer front matter is left to the YAML loader, which counts values."""
LONGEST_WORD = 200
"""Longer plain words are left to the YAML loader; shorter ones are remembered, because names of publishers and topics come again."""


class _Step(NamedTuple):
    """What a line means: the JSON before its value, the value's form, the bit of its field, the bits that stay, the table that follows."""

    json: str
    form: str
    bit: int
    stays: int
    then: _Table


_Table = dict[str, _Step]

_END = ""
"""Under this name a table says how the record ends in its place."""

_DECODER = msgspec.json.Decoder(Article)
_ENCODER = msgspec.json.Encoder()

_QUOTED = re.compile(r'"(?:[^"\\]|\\(?:["\\nrt]|x(?!00)[0-9a-f]{2}|u(?!d[89a-f]|0000)[0-9a-f]{4}))*+"')
_ESCAPE = re.compile(r"\\(.)")
_UNSAFE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ud800-\\udfff\\ufffe\\uffff]")
_WHOLE = re.compile(r"-?[1-9][0-9]{0,14}|0")
_MOMENT = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z")

_RESOLVED = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
"""Words that YAML 1.1 reads as something else, in lower case."""
_NOT_A_NUMBER = re.compile("[g-np-su-wyG-NP-SU-WY]")
"""Letters that stand in no number or time of YAML 1.1: not b, o, x (bases), a to f, e (exponent), t, z (times)."""
_NOT_PLAIN = re.compile(r'[:#"\\]')
"""Signs that may end a plain word or that JSON would want escaped. Colons and hashes are safe between letters, but rare."""


def canonical_article(front: str, *, path: str, content: str) -> Article | None:
    """The article in canonical front matter, with this path and body; None where the front matter is not surely canonical."""
    if "\r" in front:
        front = front.replace("\r\n", "\n")
    lines = front.split("\n")
    if lines.pop() or len(lines) > MOST_LINES:
        return None
    pieces = _pieces(lines)
    if pieces is None:
        return None
    body = "".join(pieces)
    if not body.isprintable() and _UNSAFE.search(body):
        return None
    try:
        before = f'{{"path":{_json(path)},"content":{_json(content)}' if content else f'{{"path":{_json(path)}'
        return _DECODER.decode(f"{before}{body}")
    except (msgspec.MsgspecError, UnicodeError):
        return None


def _json(text: str) -> str:
    return _ENCODER.encode(text).decode()


def _pieces(lines: list[str]) -> list[str] | None:  # noqa: C901, PLR0911, PLR0912 - one loop, because a call a line would double the time
    pieces: list[str] = []
    add = pieces.append
    seen = 0
    table = _RECORD
    for line in lines:
        if not line:
            continue
        head, _, value = line.partition(": ")
        step = table.get(head)
        if step is None:
            if table is not _TOPICS and table is not _MORE_TOPICS:
                return None
            word = _text(line[4:]) if line.startswith("  - ") else None
            if word is None or word == '""':
                return None
            add(f"[{word}" if table is _TOPICS else f",{word}")
            table = _MORE_TOPICS
            continue
        json, form, bit, stays, table = step
        seen &= stays
        if seen & bit:
            return None
        seen |= bit
        add(json)
        if form == "text":
            if value[:1] == '"' and value.count('"') == 2 and value[-1] == '"' and "\\" not in value:
                add(value)
            else:
                word = _text(value)
                if word is None:
                    return None
                add(word)
        elif form == "whole":
            if _WHOLE.fullmatch(value) is None:
                return None
            add(value)
        elif form == "yes-no":
            if value not in ("true", "false"):
                return None
            add(value)
        elif form == "moment":
            if _MOMENT.fullmatch(value) is None:
                return None
            add(f'"{value}"')
        elif head != line:
            return None
    end = table.get(_END)
    if end is None:
        return None
    add(end.json)
    return pieces


def _text(value: str) -> str | None:
    """The JSON of a double-quoted text, or of a plain word that YAML reads as that word; None where it may be anything else."""
    if value[:1] == '"':
        if _QUOTED.fullmatch(value) is None:
            return None
        return _ESCAPE.sub(lambda match: "\\u00" if match[1] == "x" else match[0], value) if "\\x" in value else value
    return f'"{value}"' if len(value) <= LONGEST_WORD and _is_word(value) else None


@lru_cache(maxsize=8192)
def _is_word(value: str) -> bool:
    first = value[:1]
    if not first.isalnum() or value[-1] == " " or _NOT_PLAIN.search(value) or value.lower() in _RESOLVED:
        return False
    return first.isalpha() or (first.isascii() and _NOT_A_NUMBER.search(value) is not None)


def _size(shape: Shape | None) -> int:
    return sum(1 + _size(field.shape) for field in shape.fields) if shape else 0


def _tables(shape: Shape, indent: str, first_bit: int, outside: _Table, *, hyphen: str, topics: list[_Table]) -> tuple[_Table, _Table]:
    """The table where a mapping begins and the one that follows its first field.

    ``outside`` is what may follow the mapping; ``hyphen`` the beginning of an item's first line, empty for what is no item.
    """
    begin: _Table = {}
    more: _Table = dict(outside)
    clear = ~(((1 << _size(shape)) - 1) << first_bit)
    nested: list[tuple[Field, int, _Table]] = []
    bit = first_bit
    for field in shape.fields:
        form = "text" if field.form in ("quoted", "word", "type") else field.form
        is_block = form in ("mapping", "items", "words")
        then = {} if is_block else more
        name = f"{field.name}:" if is_block else field.name
        if is_block:
            nested.append((field, bit + 1, then))
        json = f'"{field.attribute}":'
        more[f"{indent}{name}"] = _Step(f",{json}", form, 1 << bit, -1, then)
        if hyphen:
            begin[f"{hyphen}{name}"] = _Step(f"[{{{json}", form, 1 << bit, clear, then)
            more[f"{hyphen}{name}"] = _Step(f"}},{{{json}", form, 1 << bit, clear, then)
        else:
            begin[f"{indent}{name}"] = _Step(f"{{{json}", form, 1 << bit, -1, then)
        bit += 1 + _size(field.shape)
    for field, inner_bit, then in nested:
        _fill(field, indent, inner_bit, more, then, topics=topics)
    return begin, more


def _fill(field: Field, indent: str, bit: int, after: _Table, then: _Table, *, topics: list[_Table]) -> None:
    """Fill the table ``then`` that follows the line ``name:`` of a mapping or list."""
    close = {"words": "]", "mapping": "}", "items": "}]"}[field.form]
    outside = {head: step._replace(json=close + step.json) for head, step in after.items()}
    if field.shape is None:
        topics.extend((then, outside))
    elif field.form == "mapping":
        then.update(_tables(field.shape, f"{indent}  ", bit, outside, hyphen="", topics=topics)[0])
    else:
        then.update(_tables(field.shape, f"{indent}    ", bit, outside, hyphen=f"{indent}  - ", topics=topics)[0])


_FOUND: list[_Table] = []
_RECORD = _tables(ARTICLE, "", 0, {_END: _Step("}", "", 0, -1, {})}, hyphen="", topics=_FOUND)[1]
_TOPICS, _MORE_TOPICS = _FOUND
