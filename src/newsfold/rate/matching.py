"""Where the keywords stand: one pass of an Aho-Corasick automaton over title, excerpt and text.

Alfred Aho and Margaret Corasick, "Efficient string matching: an aid to bibliographic search", Communications of the ACM 18 (1975).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from ahocorasick_rs import AhoCorasick

from newsfold.article import Article, Frozen, Topic
from newsfold.rate.keywords import Keyword, Pattern, keywords_of, patterns_of
from newsfold.rate.words import Plain, joined, phrase_key, plain

Place = Literal["title", "excerpt", "text"]
PLACES: Final[Sequence[Place]] = ("title", "excerpt", "text")

NEAR: Final = 15
"""Characters between the parts of a ``together`` keyword in an excerpt up to which they belong together: two or three words."""

LIST_GAP: Final = 30
"""The most characters between two names of one list."""

_LIST_SIGN: Final = re.compile(r"[,/&]|\b(?:and|or|und|et|y)\b", re.IGNORECASE)
_LIST_WORDS: Final = frozenset(["and", "or", "und", "et", "y", "the", "s", "as", "well", "like", "services", "service"])

_SIGNS: Final = " \t,.:;!?()[]{}\"'“”‘’«»*|/—–-…"
"""What stands around words and is no part of them."""

_MEASURE: Final = frozenset("0123456789")


class Hit(Frozen, frozen=True):
    """A keyword found: in which place, from which character to which, as it is written there."""

    keyword: Keyword
    place: Place
    start: int
    end: int
    words: str

    @property
    def topic(self) -> str:
        """The topic whose keyword it is."""
        return self.keyword.topic


class Found(Frozen, frozen=True):
    """All that was found in an article: the hits, the words of each place, and which places are written in capitals only."""

    hits: tuple[Hit, ...]
    places: Mapping[Place, Plain]
    capitals: frozenset[Place]


class Searcher:
    """The topics' keywords, ready to be searched. Made once a run; thread-safe."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self.keywords: tuple[Keyword, ...] = tuple(keywords_of(topics))
        by_text: dict[str, dict[tuple[int, bool], Pattern]] = {}
        for pattern in patterns_of(self.keywords):
            by_text.setdefault(pattern.text, {}).setdefault((pattern.keyword, pattern.is_joined), pattern)
        self._patterns = tuple(tuple(patterns.values()) for patterns in by_text.values())
        self._machine = AhoCorasick(list(by_text)) if by_text else None
        self._combined = tuple(keyword for keyword in self.keywords if keyword.parts)

    def search(self, article: Article) -> Found:
        """Every keyword in the article. Keywords within a longer one of their topic, or within a ``not`` phrase, do not count."""
        places: dict[Place, Plain] = {"title": plain(article.title), "excerpt": plain(article.excerpt), "text": plain(article.text)}
        capitals = frozenset(place for place in PLACES if is_all_capitals(places[place].text))
        hits: list[Hit] = []
        if self._machine is not None:
            bounds, haystack = _haystack(places)
            for number, start, end in self._machine.find_matches_as_indexes(haystack, overlapping=True):
                zone = bisect_right(bounds, start)
                place = PLACES[zone // 2]
                offset = bounds[zone - 1] if zone else 0
                for pattern in self._patterns[number]:
                    hit = self._hit(pattern, place, places[place].text, start - offset, end - offset, is_joined=bool(zone % 2))
                    if hit is not None:
                        hits.append(hit)
        hits = [hit for hit in _outermost(hits) if hit.keyword.role != "not"]
        hits = _without_listed(hits, places)
        return Found((*hits, *self._together(hits)), places, capitals)

    def _hit(self, pattern: Pattern, place: Place, shown: str, start: int, end: int, *, is_joined: bool) -> Hit | None:
        keyword = self.keywords[pattern.keyword]
        if is_joined:
            # Hyphened words written as one: only what the plain search cannot find, and nothing about their case is known.
            fits = pattern.is_joined and not keyword.spelled and not keyword.initials
            return Hit(keyword, place, -1, -1, keyword.phrase) if fits else None
        if pattern.is_joined:
            return None
        words = shown[start:end].strip(_SIGNS)
        if pattern.dotted and "." not in words:
            return None
        if keyword.spelled and not _is_spelled(keyword.phrase, shown, start, words):
            return None
        if keyword.initials and not (words.removesuffix("s").isupper() or pattern.dotted):
            return None
        return Hit(keyword, place, start, end, words)

    def _together(self, hits: Sequence[Hit]) -> list[Hit]:
        found: list[Hit] = []
        if not self._combined or not any(hit.keyword.role == "part" for hit in hits):
            return found
        for keyword in self._combined:
            for place in PLACES[:2]:
                parts = [next((hit for hit in hits if hit.keyword.number == part and hit.place == place), None) for part in keyword.parts]
                met = [part for part in parts if part is not None]
                if len(met) == len(parts) and (place == "title" or _are_near(met)):
                    found.append(Hit(keyword, place, -1, -1, "” with “".join(part.words for part in met)))
        return found


def _are_near(parts: Sequence[Hit]) -> bool:
    return max(part.start for part in parts) - min(part.end for part in parts) <= NEAR


def _haystack(places: Mapping[Place, Plain]) -> tuple[list[int], str]:
    bounds: list[int] = []
    pieces: list[str] = []
    total = 0
    for place in PLACES:
        for piece in (places[place].key, joined(places[place])):
            total += len(piece)
            bounds.append(total)
            pieces.append(piece)
    return bounds, "".join(pieces)


def _is_spelled(phrase: str, shown: str, start: int, words: str) -> bool:
    if words in (phrase, f"{phrase}s"):
        return True
    # A sign before the first letter (".NET") is no part of the key, so it is looked for in the text.
    lead = len(phrase) - len(phrase.lstrip(".#@$"))
    return lead > 0 and shown[max(0, start + 1 - lead) : start + 1] + words == phrase


_WITHIN_EACH_OTHER: Final = frozenset(("keyword", "not"))


def _by_place(hit: Hit) -> tuple[str, int, int, bool]:
    return (hit.place, hit.start, -hit.end, hit.keyword.role != "not")


def _outermost(hits: Sequence[Hit]) -> list[Hit]:
    """Without the hits that lie within a longer hit of the same topic in the same place; parts and context lie where they like."""
    kept: list[Hit] = []
    reach: dict[tuple[str, str], int] = {}
    for hit in sorted(hits, key=_by_place):
        keyword = hit.keyword
        if hit.start >= 0 and keyword.role in _WITHIN_EACH_OTHER:
            key = (keyword.topic, hit.place)
            if hit.end <= reach.get(key, -1):
                continue
            reach[key] = hit.end
        kept.append(hit)
    if all(hit.start >= 0 for hit in kept):
        return kept
    plainly = {(hit.keyword.number, hit.place) for hit in kept if hit.start >= 0}
    return [hit for hit in kept if hit.start >= 0 or (hit.keyword.number, hit.place) not in plainly]


def _without_listed(hits: Sequence[Hit], places: Mapping[Place, Plain]) -> list[Hit]:
    """Without the rivals and what stands in one list with them: "AWS, Google Cloud and Microsoft Azure" is about none of them.

    A headline that names the keyword itself means it, lists or not.
    """
    rivals = [hit for hit in hits if hit.keyword.role == "rival"]
    if not rivals:
        return list(hits)
    kept = []
    for hit in hits:
        if hit.place == "title" and hit.keyword.role == "keyword":
            kept.append(hit)
            continue
        beside = (rival for rival in rivals if rival.topic == hit.topic and rival.place == hit.place)
        if hit.keyword.role != "rival" and not any(_are_listed(hit, rival, hits, places[hit.place].text) for rival in beside):
            kept.append(hit)
    return kept


def _are_listed(hit: Hit, rival: Hit, hits: Sequence[Hit], shown: str) -> bool:
    """Whether nothing but a comma, "and" or words that go with the topic ("Microsoft") stands between the two."""
    first, second = sorted((hit, rival), key=lambda one: one.start)
    between = shown[first.end - 1 : second.start + 1]
    if len(between) > LIST_GAP or not _LIST_SIGN.search(between):
        return False
    company = {
        word
        for other in hits
        if other.topic == hit.topic and other.keyword.role in ("context", "part", "keyword")
        for word in phrase_key(other.words).split()
    }
    return all(word in _LIST_WORDS or word in company for word in phrase_key(between).split())


def is_all_capitals(text: str) -> bool:
    """Whether a text of three words or more is written in capitals only, so that capitals say nothing."""
    return text.isupper() and len(text.split()) >= 3


def is_measure(hit: Hit, found: Found) -> bool:
    """Whether a number stands before it, as in "5 ml"."""
    return hit.start > 0 and found.places[hit.place].text[hit.start - 1] in _MEASURE
