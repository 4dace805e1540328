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


_COMMON = {
    language: frozenset(words.split())
    for language, words in {
        "cs": "je se na že jsou jako jsem byl bylo která který které podle ale také však",
        "da": "og er det til af på ikke med den har som der blev fra ved også",
        "de": "der die das und ist nicht den mit von dem auf für sich des im ein eine auch wird",
        "en": "the of and to that is was for with his her their has have from this are were said which will not",
        "es": "el los las del una con para que por como más fue según y pero su en",
        "fi": "ja on ei että mutta myös sekä kun joka jossa mukaan ovat oli ole hän",
        "fr": "les des une est dans pour qui sur du au aux pas avec cette sont ont et par plus",
        "hu": "az és hogy nem egy is volt már csak meg azt mint szerint vagy",
        "id": "yang dan di dengan untuk dari ini itu pada tidak dalam akan oleh juga telah",
        "it": "il che di della per una con del sono non nel alla gli è anche dei delle più",
        "nb": "og er det til av på ikke med den har som for ble fra ved også",
        "nl": "het een van dat zijn niet met voor op te aan ook door bij werd maar wordt naar deze",
        "no": "og er det til av på ikke med den har som for ble fra ved også",
        "pl": "się nie na jest że do jak przez oraz po tym był od ale także które który",
        "pt": "os não uma em um ao com da do dos das na no são pela pelo foi à mais",
        "ro": "și în la este care pentru din mai fost sunt nu cu această prin după",
        "ru": "и не что как это по из был его для все но или также на к от за при",
        "sv": "och är det att på inte med den har som för av till ett från också han",
        "tr": "ve bir bu için ile de da olarak olan daha çok gibi sonra kadar ise olduğunu",
        "vi": "và của các là trong những được cho với không người này có đã một",
    }.items()
}
"""Words that nearly every sentence of a language has some of."""
_SHARE = 0.1
"""The share of such words above which the page's own word for its language is believed; a model looks at the rest (0.8 ms a page)."""
_SCRIPTS = {
    "el": "\u0386-\u03ce", "he": "\u05d0-\u05ea", "ja": "\u3041-\u30fe", "ko": "\uac00-\ud7a3", "th": "\u0e01-\u0e4e",
}  # fmt: skip
_LETTERS = {language: re.compile(f"[{letters}]") for language, letters in _SCRIPTS.items()}
"""Scripts that one language alone is written in."""
_IDEOGRAPHS = re.compile("[\u4e00-\u9fff]")


def _is_plainly(language: str, sample: str) -> bool:
    """Whether a sample is in a language by its commonest words, or by its script where the script says it."""
    if language == "zh":
        return len(_IDEOGRAPHS.findall(sample)) > len(sample) // 2 and _LETTERS["ja"].search(sample) is None
    if language in _LETTERS:
        return len(_LETTERS[language].findall(sample)) > _SHARE * len(sample)
    common = _COMMON.get(language)
    words = sample.lower().split()
    return common is not None and sum(word in common for word in words) > _SHARE * len(words)


def language_of(document: Document, text: str) -> Candidate[str] | None:
    """The ISO 639-1 code of the page's language and its witness; None where it neither declares one nor has enough text.

    The text decides against the declaration only with 200 characters or more, in languages the model knows.
    """
    declared = _declared(document)
    sample = text[:_SAMPLE]
    if len(sample) < _ENOUGH and (declared is not None or len(sample) < 40):
        return declared
    if declared is not None and _is_plainly(declared.value, sample):
        return declared
    detected = str(py3langid.classify(sample)[0])
    if declared is None:
        return Candidate(detected, "text")
    kin = any(declared.value in family and detected in family for family in _KIN)
    if declared.value == detected or kin or declared.value not in _KNOWN:
        return declared
    return Candidate(detected, "text")


def _declared(document: Document) -> Candidate[str] | None:
    lang = document.root.get("lang") or document.root.get("xml:lang") or ""
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
