"""The language: declared by the page, checked on its text."""

from __future__ import annotations

import re

import py3langid

from newsfold.read.choosing import Candidate
from newsfold.read.document import Document
from newsfold.read.json_ld import texts

_CODE = re.compile(r"^\s*([a-zA-Z]{2,3})(?:[-_][a-zA-Z0-9]+)*\s*$")
_SAMPLE = 400
"""Characters that are looked at; on real pages 800 tell no more."""
_ENOUGH = 200
_KNOWN = frozenset((
    "af", "am", "ar", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga",
    "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "ko", "lt", "lv", "mk", "ml", "mr", "ms", "nb", "ne",
    "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi",
    "zh",
))  # fmt: skip
"""Languages the model can tell; against any other declaration it has no say."""
_KIN = (frozenset(("no", "nb", "nn", "da")), frozenset(("id", "ms")), frozenset(("hr", "sr", "bs")), frozenset(("pt", "gl")))
"""Languages the model takes for one another; the page's word stands among them."""


def language_of(document: Document, text: str) -> Candidate[str] | None:
    """The ISO 639-1 code of the page's language and its witness; None where it neither declares one nor has enough text.

    The text decides against the declaration only with 200 characters or more, in languages the model knows.
    """
    declared = _declared(document)
    sample = text[:_SAMPLE]
    if len(sample) < _ENOUGH and (declared is not None or len(sample) < 40):
        return declared
    detected = str(py3langid.classify(sample)[0])
    if declared is None:
        return Candidate(detected, "text")
    kin = any(declared.value in family and detected in family for family in _KIN)
    if declared.value == detected or kin or declared.value not in _KNOWN:
        return declared
    return Candidate(detected, "text")


def _declared(document: Document) -> Candidate[str] | None:
    root = document.tree.css_first("html")
    lang = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root is not None else ""
    found = [
        ("html lang", lang),
        *(("json-ld inLanguage", code) for code in texts(document.article.get("inLanguage"))),
        ("og:locale", document.meta("og:locale")),
        ("content-language", document.meta("content-language", "language", "dc.language", "dcterms.language")),
    ]
    for witness, code in found:
        if match := _CODE.match(code):
            return Candidate(match[1].lower(), witness)
    return None
