"""Words looked for in a zone (``zones.py``): whole first, then in pieces with seams between them. What is found so may still be no word.

All patterns of a portal go into two automata (Aho-Corasick), so that a zone is passed over once or twice however many words there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

from ahocorasick_rs import BytesAhoCorasick

from newsfold.article import Frozen
from newsfold.scale.zones import CLOSING, OPENING, SEAM

LONGEST: Final = 8
"""Letters of a word that are looked for: its pieces grow by the square of them, and few words begin with the same eight letters."""

CHUNK: Final = 16_384
"""Bytes of a zone that are searched at once: where a page's headline says the word, the rest is not looked at."""

MANY: Final = 6
"""Letters from which a word's first or last alone is not looked for: single letters stand beside a tag on every page."""

_BOUNDS: Final = tuple(sign.encode() for sign in (" ", SEAM, OPENING, CLOSING))
_SEAMS_BEFORE: Final = (SEAM.encode(), CLOSING.encode())
_SEAMS_AFTER: Final = (SEAM.encode(), OPENING.encode())


class Word(Frozen, frozen=True):
    """A word in a zone's letters. ``begins`` and ``ends``: it counts only where no letter stands before or after it."""

    text: bytes
    begins: bool = False
    ends: bool = False

    def piece(self, start: int, end: int) -> tuple[bytes, ...]:
        """A part of it as it may stand in a zone, with what is at its sides."""
        before = _SEAMS_BEFORE if start else _BOUNDS if self.begins else (b"",)
        after = _SEAMS_AFTER if end < len(self.text) else _BOUNDS if self.ends else (b"",)
        return tuple(left + self.text[start:end] + right for left in before for right in after)


class Sought:
    """The phrases of a portal's topics, each a set of words that must all be on a page. Made once a worker."""

    def __init__(self, phrases: Iterable[frozenset[Word]]) -> None:
        short = {frozenset(_cut(word) for word in phrase) for phrase in phrases}
        self._words = sorted({word for phrase in short for word in phrase}, key=lambda word: (word.text, word.begins, word.ends))
        numbers = {word: number for number, word in enumerate(self._words)}
        self._phrases = sorted({tuple(sorted(numbers[word] for word in phrase)) for phrase in short})
        self._whole = _Machine(((numbers[word], spelled) for word in self._words for spelled in word.piece(0, len(word.text))), CHUNK)
        self._pieces = _Pieces(self._words)

    def whole_in(self, zone: bytes) -> set[int]:
        """The numbers of the words that stand whole in a zone, at least as many as make up one phrase where there is one."""
        met: set[int] = set()
        for found in self._whole.parts(zone):
            if not found <= met:
                met |= found
                if self.make_up(met):
                    break
        return met

    def parted_in(self, zone: bytes) -> set[int]:
        """The numbers of the words that stand in a zone whole or, as far as can be told, in pieces."""
        return self._pieces.found(zone)

    def make_up(self, met: set[int]) -> bool:
        """Whether these words make up a phrase."""
        return bool(met) and any(met.issuperset(phrase) for phrase in self._phrases)


class _Machine:
    """Patterns that stand for numbers; many may stand for one, and one for many."""

    def __init__(self, patterns: Iterable[tuple[int, bytes]], chunk: int) -> None:
        numbers: dict[bytes, set[int]] = {}
        for number, pattern in patterns:
            numbers.setdefault(pattern, set()).add(number)
        self._numbers = tuple(map(frozenset, numbers.values()))
        self._automaton = BytesAhoCorasick(list(numbers)) if numbers else None
        self._chunk, self._overlap = chunk, max(map(len, numbers), default=1) - 1

    def parts(self, zone: bytes) -> Iterator[set[int]]:
        """The numbers found in each chunk of a zone."""
        if self._automaton is not None:
            for start in range(0, len(zone), self._chunk):
                chunk = zone[start : start + self._chunk + self._overlap]
                found = {number for number, _, _ in self._automaton.find_matches_as_indexes(chunk, overlapping=True)}
                yield {number for one in found for number in self._numbers[one]}


class _Pieces:
    """The pieces of words: first ones before a seam, last ones after one, those between two; and the words whole."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._words = tuple(words)
        pieces: dict[tuple[bytes, ...], int] = {}
        self._at: list[dict[tuple[int, int], int]] = []
        self._owners: dict[int, set[int]] = {}
        for owner, word in enumerate(self._words):
            at: dict[tuple[int, int], int] = {}
            for start, end in _parts(word):
                at[start, end] = pieces.setdefault(word.piece(start, end), len(pieces))
                self._owners.setdefault(at[start, end], set()).add(owner)
            self._at.append(at)
        self._machine = _Machine(((number, spelled) for piece, number in pieces.items() for spelled in piece), 1 << 40)

    def found(self, zone: bytes) -> set[int]:
        """The words whose pieces are there, one for every letter."""
        present = next(self._machine.parts(zone), set())
        likely = {owner for piece in present for owner in self._owners[piece]}
        return {owner for owner in likely if self._is_whole(owner, present)}

    def _is_whole(self, owner: int, present: set[int]) -> bool:
        length, at = len(self._words[owner].text), self._at[owner]
        reached = {0, 1} if length >= MANY else {0}
        for start in range(length):
            if start in reached:
                reached |= {end for end in range(start + 1, length + 1) if at.get((start, end), -1) in present}
        return length in reached or (length >= MANY and length - 1 in reached)


def _parts(word: Word) -> Iterator[tuple[int, int]]:
    length = len(word.text)
    for start, end in combinations(range(length + 1), 2):
        if length < MANY or 0 < start < end < length or end - start > 1:
            yield start, end


def _cut(word: Word) -> Word:
    return word if len(word.text) <= LONGEST else Word(word.text[:LONGEST], begins=word.begins)
