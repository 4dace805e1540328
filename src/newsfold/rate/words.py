"""Texts as they are searched: folded in case and accents, hyphens and signs as spaces, place by place with the original."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from newsfold.article import Frozen

LONGEST = 4_000
"""Characters of a text that are looked at, some 650 words; an article has said by then what it is about."""

_COMBINING: Final = re.compile("[\u0300-\u036f]+")
_WIDE: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\uac00-\ud7af"
_SEAM: Final = re.compile(f"(?<=[{_WIDE}])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[{_WIDE}])")
_WIDE_RUN: Final = re.compile(f"[{_WIDE}]")
_FOREIGN: Final = re.compile(r"[^\W\x00-\x7f]")
_NO_WORD: Final = re.compile(r"[^\w+#]|_")
_STRAY_SIGN: Final = re.compile(r"(?<![a-z0-9+#])[+#]|[+#](?=[a-z0-9])")
_HYPHENED: Final = re.compile(r"(?<![^\W_])[^\W_]+(?:[-‐‑][^\W_]+)+")
_TABLE: Final = bytes(byte if chr(byte).isalnum() or chr(byte) in "+#" else 32 for byte in range(128)) + b" " * 128


class Plain(Frozen, frozen=True):
    """A text without accents and with single spaces, and its key: just as long, lower-case, a space for all that is no word.

    Both begin and end with a space, so that a word's bounds are spaces wherever it stands.
    """

    text: str
    key: str


def plain(text: str) -> Plain:
    """Make a text ready to be searched. ``C++``, ``C#`` stay words; ``model-driven`` is two; Chinese and Latin words stand apart."""
    if not text:
        return Plain("  ", "  ")
    shown = text[:LONGEST]
    if not shown.isascii():
        shown = _COMBINING.sub("", unicodedata.normalize("NFKD", shown)).replace("ß", "ss")
        shown = unicodedata.normalize("NFC", shown)
        if _WIDE_RUN.search(shown):
            shown = _SEAM.sub(" ", shown)
    shown = f" {' '.join(shown.split())} "
    key = _key(shown)
    return Plain(shown, key)


def _key(shown: str) -> str:
    if shown.isascii() or not _FOREIGN.search(shown):
        key = shown.encode("ascii", "replace").lower().translate(_TABLE).decode("ascii")
    else:
        lower = shown.lower()
        if len(lower) != len(shown):
            lower = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in shown)
        key = _NO_WORD.sub(" ", lower)
    return _STRAY_SIGN.sub(" ", key) if "+" in key or "#" in key else key


def joined(shown: Plain) -> str:
    """The hyphened words of a text written as one, each between spaces: ``e-mail`` as ``email``."""
    if "-" not in shown.text and "‑" not in shown.text and "‐" not in shown.text:
        return ""
    words = (re.sub("[-‐‑]", "", match[0]) for match in _HYPHENED.finditer(shown.text))
    return " ".join(["", *(word.lower() for word in words), ""])


def phrase_key(phrase: str) -> str:
    """A keyword in the form in which it is searched, without the spaces at its ends and with single spaces."""
    return " ".join(plain(phrase).key.split())


def is_wide(phrase: str) -> bool:
    """Whether it is written without spaces between words, as Chinese, Japanese and Thai are, or with endings, as Korean is."""
    return bool(_WIDE_RUN.search(phrase))


def variants(key: str) -> tuple[str, ...]:
    """A keyword's key with its last word in singular and plural, and all words."""
    *head, last = key.split(" ")
    return tuple(dict.fromkeys(" ".join([*head, form]) for form in _numbers(last)))


def _numbers(word: str) -> tuple[str, ...]:
    """The word, what it may be the plural of, and its own plural."""
    if not word.isascii() or not word.isalpha() or len(word) < 2:
        return (word,)
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return (word, *_singulars(word))
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word, f"{word}es"
    return word, f"{word[:-1]}ies" if word.endswith("y") and word[-2] not in "aeiou" else f"{word}s"


def _singulars(word: str) -> tuple[str, ...]:
    if word.endswith("ies"):
        return (f"{word[:-3]}y",)
    return (word[:-2], word[:-1]) if word.endswith(("ses", "xes", "zes", "ches", "shes")) else (word[:-1],)
