"""The evidence for and against two articles telling one event: 24 figures a pair, each with a plain name."""

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
)
"""The names, in the order of the columns. Which sign each may take is told in ``tools/train/fold_weights.py``."""

HEADLINE, EXCERPT, PHRASE = 3.0, 1.5, 1.0
"""How much a term counts by place in "all words"; "a headline says what happened"."""

NAME_SHARE = 0.6
"""A word is a name where at least this share of its uses within sentences has a capital letter."""

REPRINT = 0.75
"""The headlines' cosine from which two articles of one publisher are one, reprinted or corrected."""


def evidence(window: Window, pairs: Pairs) -> Floats:
    """The evidence for each pair, a row each with a column for each of :data:`EVIDENCE`; by the window's rarity of today."""
    count = len(pairs.one)
    term = window.term.values
    rare = window.rarity(term[pairs.left])
    square = rare * rare
    one, other = _parts(window, pairs.left), _parts(window, pairs.right)
    norms = _Norms(window, np.unique(np.concatenate([pairs.one, pairs.other])))
    mine, theirs = norms.of(pairs.one), norms.of(pairs.other)

    def total(values: Floats) -> Floats:
        return _total(pairs.pair, values, count)

    def cosine(values: Floats, first: Floats, second: Floats) -> Floats:
        return total(values * square) / np.maximum(first * second, 1e-9)

    title, body, phrase, everything, said, headline = range(6)
    forth = cosine(one[title] * other[body], mine[title], theirs[body])
    back = cosine(one[body] * other[title], mine[body], theirs[title])
    titles = cosine(one[title] * other[title], mine[title], theirs[title])
    name, number = names(window, term[pairs.left]), window.is_number.values[term[pairs.left]]
    in_both = rare * one[said] * other[said]
    mine_told, theirs_told = rare * one[headline] * other[said], rare * one[said] * other[headline]
    cover_mine = total(mine_told) / np.maximum(mine[headline], 1e-6)
    cover_theirs = total(theirs_told) / np.maximum(theirs[headline], 1e-6)
    name_mine, name_theirs = mine[6] - total(mine_told * name), theirs[6] - total(theirs_told * name)
    number_mine, number_theirs = mine[7] - total(mine_told * number), theirs[7] - total(theirs_told * number)
    subject_mine = total((pairs.left == mine[8][pairs.pair]) * one[headline] * other[said])
    subject_theirs = total((pairs.right == theirs[8][pairs.pair]) * one[said] * other[headline])
    differ = np.where((subject_mine == 0) & (subject_theirs == 0), np.minimum(mine[9], theirs[9]), 0.0)
    first, second = _two_most(pairs.pair, in_both, count)
    in_titles, _ = _two_most(pairs.pair, rare * one[headline] * other[headline], count)
    same = (window.publisher.values[pairs.one] == window.publisher.values[pairs.other]).astype(np.float64)
    kinds, others = window.kinds.values[pairs.one], window.kinds.values[pairs.other]
    return np.column_stack(
        [
            titles,
            cosine(one[body] * other[body], mine[body], theirs[body]),
            cosine(one[everything] * other[everything], mine[everything], theirs[everything]),
            cosine(one[phrase] * other[phrase], mine[phrase], theirs[phrase]),
            np.maximum(forth, back),
            (forth + back) / 2,
            np.maximum(cover_mine, cover_theirs),
            np.minimum(cover_mine, cover_theirs),
            first,
            second,
            in_titles,
            total(in_both * name),
            np.maximum(name_mine, name_theirs),
            np.minimum(name_mine, name_theirs),
            differ,
            total(in_both * number),
            np.minimum(number_mine, number_theirs),
            np.log1p(np.abs(window.hours.values[pairs.one] - window.hours.values[pairs.other]) / 6.0),
            same,
            same * titles,
            same * (titles > REPRINT),
            (kinds > 0) & (others > 0),
            (kinds > 0) != (others > 0),
            (kinds > 0) & (others > 0) & (kinds & others == 0),
        ]
    ).astype(np.float64)


def names(window: Window, terms: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of these terms are names, by how this portal writes them within sentences."""
    is_name: NDArray[np.bool_] = window.capital.values[terms] > NAME_SHARE * window.seen.values[terms]
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
        starts = window.starts.values
        lengths = starts[places + 1] - starts[places]
        number = np.repeat(np.arange(len(places)), lengths)
        entries = np.arange(len(number)) + (starts[places] - (np.cumsum(lengths) - lengths))[number]
        term = window.term.values[entries]
        rare = window.rarity(term)
        parts = _parts(window, entries)
        headline = parts[5] * rare
        is_name, is_number = names(window, term), window.is_number.values[term]
        sums = [np.sqrt(_total(number, (part * rare) ** 2, len(places))) for part in parts[:4]]
        sums.extend(_total(number, values, len(places)) for values in (headline, headline, headline * is_name, headline * is_number))
        sums.extend(self._subjects(number, entries, headline * is_name, len(places)))
        self._places = places
        self._sums = np.array(sums)

    @staticmethod
    def _subjects(number: NDArray[np.int64], entries: NDArray[np.int64], rarity: Floats, count: int) -> tuple[Floats, Floats]:
        """Where the rarest name of each headline stands, -1 for none, and its rarity."""
        order = np.lexsort((entries, -rarity, number))
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
