"""The bytes of a page where a word that reading finds may stand, made ready to be searched without parsing the page.

Whatever reading may give as title, excerpt, text or address stands there, and much that it leaves out. Words may be written with entities,
JSON escapes, accents or wide letters; :func:`plainly` writes those as letters. Markup, hyphens and signs that are not shown may stand
between two letters: a zone has signs for where they begin and end, whatever they hold.
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
from newsfold.read.plain_text import UNSHOWN
from newsfold.read.script_text import ESCAPED_PARAGRAPHS
from newsfold.read.slimming import slimmed

SEAM: Final = "\x01"
"""What stands in a zone for a hyphen or a sign that is not shown: reading may leave it out between two letters."""

OPENING: Final = "\x02"
CLOSING: Final = "\x03"
"""The brackets of a tag: what reading leaves out begins with the one and ends with the other, whatever stands between."""

LEVELS: Final = 3
"""How often entities are decoded: once by the parser, up to twice by reading."""

MOST_SPELLINGS: Final = 64
"""Spellings of letters on a page up to which each is written plainly; a page with more is read: as many searches would cost as much."""

ENTITY: Final = re.compile(rb"&(?:(?:amp|#0*38|#[xX]0*26);)*#?\w{1,32};?")
_PLAIN_ENTITY: Final = re.compile(r"&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,30};)")
_MARKS: Final = re.compile("[\u0300-\u036f]+")
_LEFT_OUT: Final = re.compile(f"{UNSHOWN.pattern[:-1]}\u2010\u2011]")
_PARAGRAPHS: Final = BytesAhoCorasick(list(ESCAPED_PARAGRAPHS[:3]))
_MORE: Final = re.compile(r"[&%\\]")
"""What may be decoded once more."""
_NO_WORDS: Final = " \"'()[]{}*+,/:;=?!_|&#@$\xa0\n\t"
_QUOTE: Final = re.compile(rb"(?<!\\)\"")
_BACKSLASH: Final = ord("\\")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ASCII: Final = bytes(range(128))
TABLE: Final = (
    bytes(
        ord(chr(byte).lower() if chr(byte).isalnum() else {"<": OPENING, ">": CLOSING, "-": SEAM}.get(chr(byte), " "))
        if not UNSHOWN.match(chr(byte))
        else ord(SEAM)
        for byte in range(128)
    )
    + b" " * 128
)
"""What each byte of a page is in a zone: a small letter or digit, a seam, a bracket, or a space."""


def told_in(body: bytes) -> bytes | None:
    """What of a page reading may take words from, as it stands there; ``None`` where that is not sure.

    It is the markup, the JSON-LD, and what a script holds of an article that is drawn by the browser; the last two also without escapes.
    """
    slim = slimmed(unwrapped(body))
    try:
        slim.markup.decode("utf-8")
    except UnicodeDecodeError:
        return None  # What its charset makes of it is for reading to find out.
    if b"<![" in slim.markup or b"ld+json" in slim.markup:
        return None  # Text that may be shown (HTML standard, 13.2.5.42), and JSON-LD that could not be cut out.
    parts = [slim.markup]
    for script in (*slim.linked, *_with_paragraphs(slim.whole)):
        parts.append(script)
        if b"\\" in script:
            parts.append(_unslashed(script))
    return b" ".join(parts)


def zone(told: bytes) -> bytes:
    """Bytes as they are searched: small letters, digits, seams, and a space for every other byte; begins and ends with a space."""
    return b" " + told.translate(TABLE) + b" "


def plainly(told: bytes) -> bytes | None:
    """The same with letters and seams in place of the entities and of the letters beyond ASCII that stand for them.

    ``None`` where that is not sure, or where there are too many to be worth it.
    """
    entities = {entity: shown for entity in set(ENTITY.findall(told)) if (shown := _shown(entity)) != entity}
    if None in entities.values() or len(entities) > MOST_SPELLINGS:
        return None
    for entity, shown in sorted(entities.items(), reverse=True):  # The longer first: one may begin another.
        told = (shown or b"").join(told.split(entity))
    spelled = {sign: shown for sign in beyond_ascii(told) if (shown := _plain(sign)) is not None}
    if len(spelled) > MOST_SPELLINGS:
        return None
    for sign, plain in spelled.items():
        told = plain.join(told.split(sign.encode()))  # Half the time of bytes.replace, which counts first.
    return told


def beyond_ascii(told: bytes) -> frozenset[str]:
    """The different characters beyond ASCII."""
    return frozenset(told.translate(None, _ASCII).decode("utf-8", "replace"))


@lru_cache(maxsize=4_096)
def _shown(entity: bytes) -> bytes | None:
    """What an entity shows, but for signs; ``None`` where browsers and the strict differ, or it hides more than letters."""
    first = entity.decode()
    loose = strict = first
    for _ in range(LEVELS):
        loose = html.unescape(loose)
        strict = _PLAIN_ENTITY.sub(lambda found: html.unescape(found[0]), strict)
    if {loose, strict} <= {first}:
        return entity
    if len({loose, strict} - {first}) > 1 or _MORE.search(loose.removeprefix("&")):
        return None
    told = "".join(sign if sign.isascii() or sign.isalnum() or _plain(sign) is not None else " " for sign in loose)
    if (loose[0] == "&" and first.endswith(f";{loose[1:]}")) or not told.strip(_NO_WORDS):
        return entity  # Nothing but signs, and perhaps words that stand there as they are.
    return None if ";" in first[:-1] else told.encode()  # What is decoded once may be a word, what is decoded twice a letter.


@lru_cache(maxsize=4_096)
def _plain(sign: str) -> bytes | None:
    """What a character beyond ASCII is in rating's words (:func:`newsfold.rate.words.plain`): letters of ASCII, a dot, a seam, or left out.

    ``None`` for all others: between letters of ASCII they are as good as a space.
    """
    if _LEFT_OUT.match(sign):
        return SEAM.encode()
    shown = _MARKS.sub("", unicodedata.normalize("NFKD", sign)).replace("ß", "ss")
    plain = "".join(one if one.isascii() or one.isalnum() else " " for one in shown.lower())
    return plain.encode() if not shown or shown == "." or any(one.isascii() and one.isalnum() for one in plain) else None


def _unslashed(script: bytes) -> bytes:
    told = _ESCAPE.sub(_escaped, script.decode("utf-8", "replace"))
    return told.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _escaped(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return " " if escape[2] in "nrtbf" else escape[2]


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
