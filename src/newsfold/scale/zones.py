"""The places of a page where a word that reading finds may stand, as bytes that are quickly searched, without parsing the page.

Whatever reading may give as title, excerpt, text or address is in one of the zones: words written with markup, soft hyphens or hyphens
between their letters, with entities, JSON escapes, accents or wide letters as well. Where that cannot be told for sure there are no zones.
The zones hold much that reading leaves out: they can tell that a word is nowhere on a page, not that it is in its article.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from ahocorasick_rs import BytesAhoCorasick

from newsfold.read.decoding import unwrapped
from newsfold.read.plain_text import TAG as TOLD_TAG
from newsfold.read.plain_text import UNSHOWN
from newsfold.read.script_text import ESCAPED_PARAGRAPHS
from newsfold.read.slimming import Slim, slimmed

SEAM: Final = "\x01"
"""What stands in a zone for that which reading may leave out between two letters: tags, hyphens, signs that are not shown."""

LEVELS: Final = 3
"""How often entities are decoded: once by the parser, up to twice by reading."""

_TAGS = re.compile(
    rb"(?:<(?:/?[a-zA-Z][^\s<>\"'=/]*+(?:[\s/]++[^\s<>\"'=/]++(?:\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s<>\"'=`]++))?+)*+[\s/]*+"
    rb"|!(?i:doctype)[^<>]*+)>)+"
)
"""Tags that every parser takes for tags, with nothing odd in them (HTML standard, 13.2.5). Odd ones leave a bracket behind."""

_OTHER_RULES = BytesAhoCorasick([*(b"<" + name for name in b"script style svg math xmp noembed noframes plaintext ![".split()), b"ld+json"])
"""Where a parser reads by other rules than elsewhere, or JSON-LD that could not be cut out."""

_TEXT_ALONE = re.compile(rb"<(title|textarea|iframe)\b[^<>]*+>[^<]*+(?!</\1\s*>)")
"""An element that holds text alone and in it a bracket, which is no tag then."""

_VALUE = rb"\s*+=\s*+(?=(\"[^\"<]*+\"|'[^'<]*+'|[^\s<>\"'=`]++))"
_CONTENT = re.compile(b"content" + _VALUE)
_VALUES = re.compile(b"value" + _VALUE)
_LINK = re.compile(rb"<link\b[^<>]*+>")
"""The attributes that reading takes words and addresses from: ``content`` and ``value``, and all of a link."""

ENTITY = re.compile(rb"&(?:(?:amp|#0*38|#[xX]0*26);)*#?\w{0,32};?")
_ONLY_AMPERSANDS = re.compile(r"&(?:amp|#0*38|#[xX]0*26);")
_PLAIN_ENTITY = re.compile(r"&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,30};)")
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
"""Runs of signs beyond ASCII."""
_MARKS = re.compile("[\u0300-\u036f]+")
_LEFT_OUT = re.compile(f"{UNSHOWN.pattern[:-1]}\u2010\u2011]")
_NO_WORD = re.compile(rf"[^\w{SEAM}]|_")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\uac00-\ud7af]")
_PARAGRAPHS = BytesAhoCorasick(list(ESCAPED_PARAGRAPHS[:3]))
_QUOTE = re.compile(rb"(?<!\\)\"")
_BACKSLASH: Final = ord("\\")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
TABLE: Final = bytes(
    ord(chr(byte).lower())
    if chr(byte).isalnum()
    else byte
    if byte == ord(SEAM)
    else ord(SEAM)
    if chr(byte) == "-" or UNSHOWN.match(chr(byte))
    else 32
    for byte in range(128)
) + bytes(range(128, 256))


def zones_of(body: bytes) -> Iterator[bytes] | None:
    """The zones of a page, the likeliest first, made as they are asked for; ``None`` where nothing is sure.

    A zone begins and ends with a space. Letters are folded as rating folds them; all that is no letter or digit is a space, or a
    :data:`SEAM`, of which no two stand together or beside a space.
    """
    body = unwrapped(body)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return None  # What its charset makes of it is for reading to find out.
    slim = slimmed(body)
    low = slim.markup.lower()
    if _OTHER_RULES.find_matches_as_indexes(low) or _TEXT_ALONE.search(low):
        return None
    text = _TAGS.sub(b"\x01", slim.markup)
    return None if b"<" in text else _made(slim, b" ".join([*_CONTENT.findall(low), *_VALUES.findall(low), *_LINK.findall(low)]), text)


def _made(slim: Slim, said: bytes, text: bytes) -> Iterator[bytes]:
    yield zone(said.decode("utf-8", "replace"))
    yield zone(text.decode())
    for each in (said, text):
        if any(map(_hides, set(ENTITY.findall(each)))):
            yield from _unescaped(each.decode("utf-8", "replace"))
    for script in slim.linked:
        told = script.decode("utf-8", "replace")
        yield zone(told)
        told = _ESCAPE.sub(_unslashed, told) if "\\" in told else told
        yield from _unescaped(told)
    for held in _with_paragraphs(slim.whole):
        yield from _unescaped(_ESCAPE.sub(_unslashed, held.decode("utf-8", "replace")))


def _with_paragraphs(whole: bytes) -> Iterator[bytes]:
    """What stands between two quotes of a page and has paragraphs: where reading finds an article that is drawn by the browser."""
    end = -1
    for _, start, _ in _PARAGRAPHS.find_matches_as_indexes(whole):
        if start > end:
            before = whole.rfind(b'"', 0, start)
            while before > 0 and whole[before - 1] == _BACKSLASH:
                before = whole.rfind(b'"', 0, before)
            after = _QUOTE.search(whole, start)
            end = after.start() if after else len(whole)
            yield whole[before + 1 : end]


def zone(text: str) -> bytes:
    """A text as a zone."""
    if not text.isascii():
        text = BEYOND_ASCII.sub(_folded, text)
    found = text.encode("utf-8", "replace").translate(TABLE)
    while b"\x01\x01" in found:
        found = found.replace(b"\x01\x01", b"\x01")
    return b" " + found.replace(b"\x01 ", b" ").replace(b" \x01", b" ") + b" "


def _folded(run: re.Match[str]) -> str:
    return folded(run[0]) if len(run[0]) <= 40 else folded.__wrapped__(run[0])


@lru_cache(maxsize=4_096)
def folded(run: str) -> str:
    """Letters beyond ASCII as :func:`newsfold.rate.words.plain` folds them; what is left out is a seam, what is no letter a space."""
    shown = unicodedata.normalize("NFKD", _LEFT_OUT.sub(SEAM, run))
    shown = unicodedata.normalize("NFC", _MARKS.sub("", shown).replace("ß", "ss"))
    # At a seam between Chinese and Latin letters rating sets a space.
    seam = SEAM if _WIDE.search(shown) else ""
    plain = _NO_WORD.sub(" ", _LEFT_OUT.sub(SEAM, shown).lower().replace("ς", "σ"))
    return f"{seam}{plain}{seam}"


@lru_cache(maxsize=4_096)
def _hides(entity: bytes) -> bool:
    """Whether an entity may be a letter, markup, or something that is left out; quotes, dashes and spaces are not."""
    told = first = entity.decode("ascii", "replace")
    for _ in range(LEVELS):
        told = html.unescape(told)
    if told == first:
        return False
    sign, rest = told[:1], told[1:]
    if not first.endswith(rest):
        return True
    return _ONLY_AMPERSANDS.match(first) is None if sign == "&" else sign in "<\\%-" or zone(sign).strip() != b""


def _unescaped(text: str) -> Iterator[bytes]:
    """Zones of a text with its entities decoded, as browsers do and as the strict do, at each level, and without its tags."""
    seen: set[str] = set()
    for loosely in (True, False):
        told = text
        for _ in range(LEVELS + 1):
            if told not in seen:
                seen.add(told)
                yield zone(told)
                if "<" in told:
                    yield zone(TOLD_TAG.sub(SEAM, told))
            told = html.unescape(told) if loosely else _PLAIN_ENTITY.sub(lambda entity: html.unescape(entity[0]), told)


def _unslashed(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return " " if escape[2] in "nrtbf" else escape[2]
