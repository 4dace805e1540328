"""Names of people and agencies out of bylines, without "By", roles, places, e-mail or web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsfold.read.agencies import parted
from newsfold.read.plain_text import normalised, plain

Names = tuple[str, ...]

MAX_AUTHORS = 30
_MAX_NAME = 80
_BY = re.compile(
    r"^(?:(?:written|reported|words|story|published|posted|updated|text|reviewed)\s+by|by|von|vom|par|por|de|di|da|door|av|af|"
    r"autor(?:en|in|es|a)?|auteurs?|authors?|escrito por|redazione di|a cura di|texte|text|oleh|bởi|автор|opracował|napsal|napsala|"
    r"skrevet av|tekst)\b[\s:：]+",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:;|,|·|•|\||\n|、|／|\s&\s|\s+(?:and|und|et|og|och|y|ja|dan|en|ve|oraz)\s+)\s*")
_WITH = re.compile(r"^(?:and|und|et|og|och|with|mit|avec)\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S*|www\.\S+|\S+@\S+\.\w+|@\w+")
_BRACKETS = re.compile(r"\s*[(\[（【][^)\]）】]{0,60}[)\]）】]?")
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|journalist|columnist|producer|contributor|staff|redakteurin|redakteur|"
    r"korrespondentin|korrespondent|reporterin|autorin|chefredakteur\w*|volontär\w*|journaliste|rédacteur|rédactrice|redactora?|"
    r"periodista|corresponsal|giornalista|redaktor|journalistin|chief|deputy|head of|director|photographer|analyst|expert|specialist|"
    r"freelance|bureau)\b",
    re.IGNORECASE,
)
_NATIVE_ROLE = re.compile(r"\s*(?:特派員|記者|编辑|責任編輯|责编|기자|특파원|선임기자)\s*$")
_NO_NAME = re.compile(
    r"^(?:by|von|admin|administrator|author|unknown|none|null|n/?a|anonymous|guest|webmaster|nachrichten|news|\d[\d\s.:/-]*|minutes?|"
    r"min read|name|"
    r"updated?|published?|published on|share|comments?|follow|read more|stand|著者一覧|記者一覧|all authors|authors?|\W*)$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{3}|\d\s?[.:/]\s?\d|^\d")
_PARTICLES = frozenset((
    "von", "van", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "al", "bin", "ibn", "ben", "zu",
    "zum", "y", "e", "af", "av", "ter", "ten", "und",
))  # fmt: skip


def names_in(lines: Iterable[str]) -> Names:
    """Clean names out of bylines, in order, each once, at most :data:`MAX_AUTHORS`."""
    found: dict[str, str] = {}
    for line in lines:
        for name in _split(line):
            key = normalised(name)
            if key and key not in found and len(found) < MAX_AUTHORS:
                found[key] = name
    return tuple(found.values())


def _split(line: str) -> Iterator[str]:
    line = _ADDRESS.sub(" ", _BRACKETS.sub("", plain(line[:1_000])))
    line = _BY.sub("", line.strip(" -–—|,;:"))
    whole_is_person = False
    for name in (name for part in _SPLIT.split(line) for name in parted(_bare(part))):
        if not name or not _looks_like_a_name(name):
            continue
        # "Anna Berg, Berlin": one word after a full name is where it was written, not who wrote it.
        is_word = " " not in name and name[:1].isupper() and name.isascii() and not name.isupper()
        if whole_is_person and is_word and f", {name}" in line:
            continue
        whole_is_person = whole_is_person or " " in name
        yield name


def _bare(part: str) -> str:
    name = _WITH.sub("", _BY.sub("", part.strip(' \t-–—|,;:/*"„“”')))
    return _NATIVE_ROLE.sub("", name).strip(" -–—|,;:/")


def _looks_like_a_name(name: str) -> bool:
    if not name or len(name) > _MAX_NAME or _NO_NAME.match(name) or _DIGITS.search(name):
        return False
    words = name.split()
    return len(words) <= 7 and not (_ROLE.search(name) and len(words) > 1 and not _is_desk(name)) and any(map(str.isalpha, name))


def _is_desk(name: str) -> bool:
    """Whether a name with a role in it is the name of a desk: ``Guardian staff reporter``."""
    return name[:1].isupper() and re.search(r"\bstaff\b", name, re.IGNORECASE) is not None


def is_full_name(name: str) -> bool:
    """Whether a text looks like a person's full name: two to five capitalised words, or short in a script without capitals."""
    words = name.split()
    if not name.isascii() and not any(map(str.isupper, name)):
        return 2 <= len(name) <= 20 and not name.endswith(("。", "."))
    capital = all(word[:1].isupper() or word.lower() in _PARTICLES for word in words)
    return 2 <= len(words) <= 5 and capital and not any(mark in name for mark in ":!?…»«0123456789")


def are_people(names: Names) -> bool:
    """Whether what stands beside the site's name is people and not its town: names of two words, or in a script without capitals."""
    return bool(names) and all(is_full_name(name) for name in names)
