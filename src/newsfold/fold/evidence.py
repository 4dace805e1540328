"""The evidence for and against two articles telling one event: 25 figures a pair, each with a plain name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from newsfold.fold.candidates import Pairs
from newsfold.fold.window import Floats, Window

EVIDENCE = (
    "title",  # cosine of the headlines' words
    "excerpt",  # cosine of the excerpts' words
    "all words",  # cosine of everything, headlines three times
    "phrases",  # cosine of the headlines' pairs of words
    "title in excerpt, most",  # cosine of one's headline with the other's excerpt: the better way round
    "title in excerpt, mean",  # and the mean of both ways
    "headline covered, most",  # share of a headline's rarity that the other article says
    "headline covered, least",
    "rarest shared",  # rarity of the rarest word both say
    "second rarest shared",
    "rarest in both headlines",
    "names shared",  # summed rarity
    "names missing, most",  # summed rarity of a headline's names that the other article does not say
    "names missing, least",
    "subjects differ",  # the rarer headline name of each, where the other article says neither: the lesser rarity of the two; 0 elsewhere
    "numbers shared",
    "numbers missing, least",
    "time apart",  # log(1 + hours / 6)
    "same publisher",
    "same publisher, title",  # the headlines' cosine where the publisher is the same, 0 elsewhere
    "same publisher, reprint",  # 1 where that cosine passes 0.75
    "both of a general kind",  # guide, roundup, market report, ...
    "one of a general kind",
    "kinds in conflict",
    "meaning",  # cosine of the sentence embeddings; 0 without an embedder
)
"""The names, in the order of the columns. Which sign each may take is told in ``tools/train/fold_weights.py``."""

HEADLINE, EXCERPT, PHRASE = 3.0, 1.5, 1.0
"""How much a term counts by place in "all words"; "a headline says what happened"."""

NAME_SHARE = 0.6
"""A word is a name where at least this share of its uses within sentences has a capital letter."""

PARTS = ("title", "body", "phrase", "everything", "said", "headline")
"""The weights of a term: by place, all together, and whether it is a word of the article and one of its headline."""

REPRINT = 0.75
"""The headlines' cosine from which two articles of one publisher are one, reprinted or corrected."""


def evidence(window: Window, pairs: Pairs) -> Floats:
    """The evidence for each pair, a row each with a column for each of :data:`EVIDENCE`; by the window's rarity of today.

    Rounded, so that the order in which terms became known changes no figure.
    """
    shared = _Shared(window, pairs)
    columns = [*_alike(shared), *_covered(shared), *_around(window, pairs, shared)]
    figures: Floats = np.column_stack(columns).astype(np.float64).round(9)
    return figures


class _Shared:
    """What the pairs share: of each shared term its rarity and weights on both sides; of each pair the figures of both articles."""

    def __init__(self, window: Window, pairs: Pairs) -> None:
        self.pairs, self.count = pairs, len(pairs.one)
        term = window.term.values[pairs.left]
        self.rare = window.rarity(term)
        self.name, self.number = names(window, term), window.is_number.values[term]
        self.one, self.other = _parts(window, pairs.left), _parts(window, pairs.right)
        norms = _Norms(window, np.unique(np.concatenate([pairs.one, pairs.other])))
        self.mine, self.theirs = norms.of(pairs.one), norms.of(pairs.other)
        self.title = self.cosine("title", "title")

    def total(self, values: Floats) -> Floats:
        """The sum of the values over each pair's terms."""
        return _total(self.pairs.pair, values, self.count)

    def cosine(self, part: str, far: str) -> Floats:
        """The cosine of these two parts."""
        mine, theirs = PARTS.index(part), PARTS.index(far)
        shared = self.total(self.one[mine] * self.other[theirs] * self.rare * self.rare)
        cosine: Floats = shared / np.maximum(self.mine[mine] * self.theirs[theirs], 1e-9)
        return cosine


def _alike(shared: _Shared) -> list[Floats]:
    """The cosines."""
    forth, back = shared.cosine("title", "body"), shared.cosine("body", "title")
    plain = [shared.cosine(part, part) for part in ("body", "everything", "phrase")]
    return [shared.title, *plain, np.maximum(forth, back), (forth + back) / 2]


def _covered(shared: _Shared) -> list[Floats]:
    """What of the headlines the other article says, the rarest shared words, names and numbers."""
    said, headline = PARTS.index("said"), PARTS.index("headline")
    one, other, mine, theirs, rare = shared.one, shared.other, shared.mine, shared.theirs, shared.rare
    in_both = rare * one[said] * other[said]
    mine_told, theirs_told = rare * one[headline] * other[said], rare * one[said] * other[headline]
    cover_mine = shared.total(mine_told) / np.maximum(mine[headline], 1e-6)
    cover_theirs = shared.total(theirs_told) / np.maximum(theirs[headline], 1e-6)
    name_mine, name_theirs = mine[6] - shared.total(mine_told * shared.name), theirs[6] - shared.total(theirs_told * shared.name)
    number_mine, number_theirs = mine[7] - shared.total(mine_told * shared.number), theirs[7] - shared.total(theirs_told * shared.number)
    pair = shared.pairs.pair
    subject_mine = shared.total((shared.pairs.left == mine[8][pair]) * one[headline] * other[said])
    subject_theirs = shared.total((shared.pairs.right == theirs[8][pair]) * one[said] * other[headline])
    first, second = _two_most(pair, in_both, shared.count)
    return [
        np.maximum(cover_mine, cover_theirs),
        np.minimum(cover_mine, cover_theirs),
        first,
        second,
        _most(pair, rare * one[headline] * other[headline], shared.count),
        shared.total(in_both * shared.name),
        np.maximum(name_mine, name_theirs),
        np.minimum(name_mine, name_theirs),
        np.where((subject_mine == 0) & (subject_theirs == 0), np.minimum(mine[9], theirs[9]), 0.0),
        shared.total(in_both * shared.number),
        np.minimum(number_mine, number_theirs),
    ]


def _around(window: Window, pairs: Pairs, shared: _Shared) -> list[Floats]:
    """Time, publisher, kinds and meaning."""
    hours, publisher, kind = window.hours.values, window.publisher.values, window.kinds.values
    same = (publisher[pairs.one] == publisher[pairs.other]).astype(np.float64)
    kinds, others = kind[pairs.one], kind[pairs.other]
    vectors = window.vectors.values
    meaning = np.einsum("ij,ij->i", vectors[pairs.one], vectors[pairs.other]) if window.embedder else np.zeros(shared.count)
    return [
        np.log1p(np.abs(hours[pairs.one] - hours[pairs.other]) / 6.0),
        same,
        same * shared.title,
        same * (np.round(shared.title, 9) > REPRINT),
        (kinds > 0) & (others > 0),
        (kinds > 0) != (others > 0),
        (kinds > 0) & (others > 0) & (kinds & others == 0),
        meaning,
    ]


def names(window: Window, terms: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of these terms are names, by how this portal writes them within sentences."""
    is_name: NDArray[np.bool_] = np.round(window.capital.values[terms] - NAME_SHARE * window.seen.values[terms], 6) > 0
    return is_name


def _parts(window: Window, entries: NDArray[np.int64]) -> tuple[Floats, ...]:
    """Of each entry its weight in headline, excerpt, phrases and all together; whether it is a word, and one of the headline."""
    title, body, phrase = (column.values[entries] for column in (window.title, window.body, window.phrase))
    everything = HEADLINE * title + EXCERPT * body + PHRASE * phrase
    said = ((title > 0) | (body > 0)).astype(np.float64)
    return title, body, phrase, everything, said, (title > 0).astype(np.float64)


class _Norms:
    """Of some places: the lengths of their four vectors, and the summed rarity of the headline's words, names and numbers;

    where the rarest name of the headline stands, and its rarity.
    """

    def __init__(self, window: Window, places: NDArray[np.int64]) -> None:
        entries, number = window.spread(places)
        term = window.term.values[entries]
        rare = window.rarity(term)
        parts = _parts(window, entries)
        headline = parts[5] * rare
        is_name, is_number = names(window, term), window.is_number.values[term]
        sums = [np.sqrt(_total(number, (part * rare) ** 2, len(places))) for part in parts[:4]]
        sums.extend(_total(number, values, len(places)) for values in (headline, headline, headline * is_name, headline * is_number))
        sums.extend(self._subjects(number, entries, headline * is_name, window.key.values[term], len(places)))
        self._places = places
        self._sums = np.array(sums)

    @staticmethod
    def _subjects(
        number: NDArray[np.int64], entries: NDArray[np.int64], rarity: Floats, key: NDArray[np.int64], count: int
    ) -> tuple[Floats, Floats]:
        """Where the rarest name of each headline stands, -1 for none, and its rarity."""
        told = np.flatnonzero(rarity > 0)
        number, entries, rarity, key = number[told], entries[told], rarity[told], key[told]
        order = np.lexsort((key, -rarity, number))
        first = np.searchsorted(number[order], np.arange(count))
        held = np.append(rarity[order], 0.0)[first] * (np.append(number[order], -1)[first] == np.arange(count))
        where = np.append(entries[order], -1)[first].astype(np.float64)
        return np.where(held > 0, where, -1.0), held

    def of(self, places: NDArray[np.int64]) -> Floats:
        """The ten figures of each place, a row a figure."""
        found: Floats = self._sums[:, np.searchsorted(self._places, places)]
        return found


def _total(number: NDArray[np.int64], values: Floats, count: int) -> Floats:
    """The sum of the values of each number, always added in one order."""
    total: Floats = np.bincount(number, weights=values, minlength=count).astype(np.float64)
    return total


def _two_most(pair: NDArray[np.int64], values: Floats, count: int) -> tuple[Floats, Floats]:
    """The greatest and second greatest value of each pair, of which ``pair`` is in order; 0 where there is none."""
    first = _most(pair, values, count)
    greatest = np.flatnonzero(values == first[pair])
    once = np.append(True, pair[greatest][1:] != pair[greatest][:-1])[: len(greatest)]
    others = values.copy()
    others[greatest[once]] = 0.0
    return first, _most(pair, others, count)


def _most(pair: NDArray[np.int64], values: Floats, count: int) -> Floats:
    most = np.zeros(count)
    begins = np.flatnonzero(np.append(True, pair[1:] != pair[:-1])[: len(pair)])
    if len(begins):
        most[pair[begins]] = np.maximum.reduceat(values, begins)
    return most
