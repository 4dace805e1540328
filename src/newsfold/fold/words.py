"""Words: what a text says, without case, accents, plain endings, and words that say nothing; synonyms of headlines as one word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from newsfold.article import Frozen

_WORD = re.compile(r"([^\W_]+(?:[.,]\d+)*)")

_SENTENCE_END = frozenset('.!?:|–—…“"')

_JOINTS = frozenset("-‐‑ ")
"""What stands between two words that may be written as one."""

_STOP_WORDS = """
a about after again against all also am an and any are as at be because been before being below between both but by can could
did do does doing down during each few for from further had has have having he her here hers him his how i if in into is it
its itself just like may me might more most much must my new no nor not now of off on once one only or other our out over own
per said same says she should so some such than that the their them then there these they this those through to too under
until up upon us very via was we were what when where which while who whom why will with within would yet you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""English words that say nothing about the event."""

SYNONYMS = """
    buy acquire acquires acquired acquiring acquisition buys bought buyout purchase purchases purchased takeover
    launch launches launched release releases released unveil unveils unveiled debut debuts introduce introduces introduced
    launch announce announces announced announcement reveal reveals revealed rollout introduction
    partner partners partnership collaborate collaborates collaboration alliance ally
    outage outages down offline
    leak leaks leaked
    delay delays delayed postpone postpones postponed
    fix fixes fixed patch patches hotfix
    queue queues wait waiting
    invest invests investment investments
    explain explained guide
    crash crashes collapse collapses
    sue sues sued lawsuit suing
    dead dies died death killed kills
    hire hires hired appoint appoints appointed names
    cut cuts layoffs layoff redundancies
    quit quits resign resigns resigned resignation
"""
"""Words that headline writers choose among to say one thing; the first of each line stands for all. Written by hand."""


class Spoken(Frozen, frozen=True, kw_only=True):
    """A text's words. ``words`` are stems in order; ``capitals`` tells of words within a sentence whether they stand with a
    capital letter; ``compounds`` are hyphened words written as one; ``joined`` are two neighbours written as one in a headline
    (``health care``), which may be how another article writes it.
    """

    words: tuple[str, ...]
    compounds: tuple[str, ...]
    capitals: tuple[tuple[str, bool], ...]
    joined: tuple[str, ...]


def spoken(text: str, *, is_headline: bool = False) -> Spoken:
    """What a text says.

    Capitals tell nothing in a headline that capitalises all its words, but for those inside a word (``DLSS``, ``IoT``).
    """
    plain = text if text.isascii() else _without_accents(text)
    tells_names = not is_headline or _is_sentence_case(plain)
    words: list[str] = []
    capitals: list[tuple[str, bool]] = []
    compounds: list[str] = []
    joined: list[str] = []
    before, gap = "", "."
    pieces = iter(_WORD.split(plain)[1:])
    for word, following in zip(pieces, pieces, strict=True):
        lower = word.casefold()
        stem = stem_of(lower)
        is_within = gap == " " or _SENTENCE_END.isdisjoint(gap)
        if (is_headline or gap != " ") and gap in _JOINTS and len(before) > 2 and len(lower) > 2:
            (joined if gap == " " else compounds).append(stem_of(before + lower))
        if stem:
            words.append(stem)
            if is_headline and word[1:] != word[1:].lower():
                capitals.append((stem, True))
            elif tells_names and is_within:
                capitals.append((stem, word[0].isupper()))
        before, gap = lower, following
    return Spoken(words=tuple(words), compounds=tuple(compounds), capitals=tuple(capitals), joined=tuple(joined))


def _is_sentence_case(headline: str) -> bool:
    """Whether at least half of a headline's long words but the first begin with a small letter."""
    words = [word for word in headline.split()[1:] if len(word) > 3 and word[0].isalpha()]
    return bool(words) and 2 * sum(word[0].islower() for word in words) >= len(words)


def stems(text: str) -> Iterator[str]:
    """The words of a text without stop words, case, accents and plain endings."""
    plain = text if text.isascii() else _without_accents(text)
    yield from filter(None, map(stem_of, map(str.casefold, _WORD.findall(plain))))


@lru_cache(maxsize=200_000)
def stem_of(word: str) -> str:
    """The stem of a lower-case word, its synonym's where it has one; empty where it says nothing."""
    if word in STOP_WORDS or (len(word) == 1 and not word.isdigit()):
        return ""
    stem = _stem(word)
    return _synonyms().get(stem, stem)


@lru_cache(maxsize=1)
def _synonyms() -> Mapping[str, str]:
    table = {}
    for line in SYNONYMS.strip().splitlines():
        first, *others = line.split()
        table.update({_stem(other): _stem(first) for other in others})
    return table


def _without_accents(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character))


def _stem(word: str) -> str:
    for ending, least in (("ing", 6), ("ies", 5), ("ed", 5), ("es", 5), ("s", 4)):
        if len(word) >= least and word.endswith(ending) and not word.endswith("ss"):
            return word[: -len(ending)]
    return word.removesuffix("e") if len(word) > 4 else word
