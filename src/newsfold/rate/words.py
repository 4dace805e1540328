"""Texts as words that can be compared: folded in case and accents, hyphens as spaces."""

from __future__ import annotations

import re
import unicodedata

from newsfold.article import Frozen

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:[+#]+)?|[^\W_]+")


class Word(Frozen, frozen=True):
    """A word as it stands and as it is compared."""

    text: str
    key: str


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order. ``C++`` and ``C#`` are words; ``model-driven`` is two."""
    return tuple(Word(match[0], key(match[0])) for match in _WORD.finditer(text))


def key(word: str) -> str:
    """The form in which a word is compared: no case, no accents, no possessive."""
    if word.isascii():
        folded = word.lower()
    else:
        plain = unicodedata.normalize("NFKD", word.replace("’", "'"))
        folded = "".join(character for character in plain if not unicodedata.combining(character)).casefold()
    return folded.removesuffix("'s")
