"""The open window: an index of what its articles say. Adding n articles costs O(n), whatever the window holds."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from newsfold.article import Article
from newsfold.fold.columns import Column
from newsfold.fold.english import ARTICLES, SEEN, UNKNOWN_IS_NAME, everyday
from newsfold.fold.profile import Profile, profile_of

Floats = NDArray[np.float64]
Group = frozenset[int]


class Window:
    """Articles by place, in order of adding: their terms, when and by whom they were published, and how rare each term is.

    Rarity counts stories, not articles: a story of twenty reports makes its own names no commoner than a story of one
    (:meth:`join` tells which places are one story).
    """

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        self.terms: dict[str, int] = {}
        self.starts, self.marks = Column(np.int64), Column(np.int64)
        self.starts.lengthen(1)
        self.term, self.title, self.body, self.phrase = Column(np.int64), Column(np.float64), Column(np.float64), Column(np.float64)
        self.hours, self.publisher, self.kinds = Column(np.float64), Column(np.int64), Column(np.int64)
        self.stories = 0
        self.story_of: list[Group] = []
        self.held_by, self.everyday, self.is_number = Column(np.float64), Column(np.float64), Column(np.float64)
        self.seen, self.capital = Column(np.float64), Column(np.float64)
        self.publishers: dict[str, int] = {}
        self.holders: list[array[int]] = []
        self.add(articles)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def add(self, articles: Iterable[Article]) -> range:
        """Index more articles, each a story of its own; the places they got."""
        first = len(self)
        profiles = [profile_of(article) for article in articles]
        for profile in profiles:
            for word in (*profile.title, *profile.body, *profile.phrases, *profile.capitals):
                self.terms.setdefault(word, len(self.terms))
        self._widen()
        self._put(profiles)
        return range(first, len(self))

    def _widen(self) -> None:
        known = len(self.held_by)
        for column in (self.held_by, self.seen, self.capital, self.is_number, self.everyday, self.marks):
            column.lengthen(len(self.terms))
        if len(self.terms) > known:
            new = [*islice(reversed(self.terms), len(self.terms) - known)][::-1]
            self.is_number.values[known:] = [" " not in term and any(sign.isdigit() for sign in term) for term in new]
            english = [everyday().get(term) for term in new]
            self.everyday.values[known:] = [each.share if each else 0.0 for each in english]
            self.seen.values[known:] = [SEEN if each else 1.0 for each in english]
            self.capital.values[known:] = [SEEN * (1.0 - each.lower) if each else UNKNOWN_IS_NAME for each in english]
        self.holders.extend(array("q") for _ in range(len(self.terms) - known))

    def _put(self, profiles: Sequence[Profile]) -> None:
        place, length, terms, holders = len(self), len(self.term), self.terms, self.holders
        ids: list[int] = []
        title: list[float] = []
        body: list[float] = []
        phrase: list[float] = []
        starts: list[int] = []
        for profile in profiles:
            first = {**{terms[word]: 1.0 for word in profile.joined if word in terms}, **_by_id(profile.title, terms)}
            second, third = _by_id(profile.body, terms), {terms[word]: 1.0 for word in profile.phrases}
            held = sorted({**first, **second, **third})
            ids += held
            title += [first.get(term, 0.0) for term in held]
            body += [second.get(term, 0.0) for term in held]
            phrase += [third.get(term, 0.0) for term in held]
            for term in held:
                holders[term].append(place)
            self.story_of.append(frozenset((place,)))
            starts.append(length + len(ids))
            place += 1
        for column, values in ((self.starts, starts), (self.term, ids), (self.title, title), (self.body, body), (self.phrase, phrase)):
            column.extend(values)
        np.add.at(self.held_by.values, ids, 1.0)
        capitals = [(terms[word], *counts) for profile in profiles for word, counts in profile.capitals.items()]
        np.add.at(self.seen.values, [term for term, _, _ in capitals], [seen for _, seen, _ in capitals])
        np.add.at(self.capital.values, [term for term, _, _ in capitals], [capital for _, _, capital in capitals])
        self.hours.extend([profile.hours for profile in profiles])
        self.kinds.extend([profile.kinds for profile in profiles])
        self.publisher.extend([self.publishers.setdefault(profile.publisher, len(self.publishers)) for profile in profiles])
        self.stories += len(profiles)

    def join(self, parts: Iterable[Group]) -> None:
        """Count these stories as one from now on. Their union is the story of each of their places."""
        parts = list(parts)
        self._count(parts, -1)
        whole = frozenset[int]().union(*parts)
        for place in whole:
            self.story_of[place] = whole

    def part(self, parts: Iterable[Group]) -> None:
        """Undo :meth:`join`: count a story as these parts again."""
        parts = list(parts)
        self._count(parts, 1)
        for group in parts:
            for place in group:
                self.story_of[place] = group

    def _count(self, parts: list[Group], sign: int) -> None:
        held, counts = np.unique(np.concatenate([self._held(part) for part in parts]), return_counts=True)
        self.held_by.values[held] += sign * (counts - 1.0)
        self.stories += sign * (len(parts) - 1)

    def _held(self, group: Group) -> NDArray[np.int64]:
        held: NDArray[np.int64] = np.unique(np.concatenate([self.term.values[self.entries(place)] for place in sorted(group)]))
        return held

    def forget(self, *, before: datetime, least_share: float = 1 / 3) -> bool:
        """Drop the stories of which every article is older. Places move up; terms nobody holds any more are dropped with them.

        It costs O(window), so nothing is done until this share of the window's articles is old: the window stays within a bound, and
        each article pays a constant for its leaving. Whether something was dropped is the answer.
        """
        young = (self.hours.values >= before.timestamp() / 3600).tolist()
        keep = np.array([stays or any(young[each] for each in self.story_of[place]) for place, stays in enumerate(young)], dtype=np.bool_)
        if keep.all() or len(keep) - keep.sum() < least_share * len(keep):
            return False
        moved = np.cumsum(keep) - 1
        lengths: NDArray[np.int64] = self.starts.values[1:] - self.starts.values[:-1]
        entries = np.repeat(keep, lengths)
        term = self.term.values[entries]
        terms = list(self.terms)
        held = np.bincount(term, minlength=len(terms)) > 0
        alive, term = np.flatnonzero(held), (np.cumsum(held) - 1)[term]
        self.terms = {terms[old]: new for new, old in enumerate(alive.tolist())}
        for column in (self.held_by, self.seen, self.capital, self.is_number, self.everyday):
            column.replace(column.values[alive])
        for column in (self.title, self.body, self.phrase):
            column.replace(column.values[entries])
        self.term.replace(term)
        for column in (self.hours, self.publisher, self.kinds):
            column.replace(column.values[keep])
        self.starts.replace(np.append(0, np.cumsum(lengths[keep])))
        self.marks.replace(np.zeros(len(self.terms)))
        self._move(moved, keep)
        return True

    def _move(self, moved: NDArray[np.int64], keep: NDArray[np.bool_]) -> None:
        """Bring stories, holders and counts in line with the places that were kept."""
        kept = [story for story, stays in zip(self.story_of, keep.tolist(), strict=True) if stays]
        to = moved.tolist()
        renamed = {story: frozenset(to[place] for place in story) for story in set(kept)}
        self.story_of = [renamed[story] for story in kept]
        self.stories = len(renamed)
        place = np.repeat(np.arange(len(kept)), self.starts.values[1:] - self.starts.values[:-1])
        order = np.argsort(self.term.values, kind="stable")
        cuts = np.searchsorted(self.term.values[order], np.arange(len(self.terms) + 1)).tolist()
        held = array("q", place[order].tobytes())
        self.holders = [held[begin:end] for begin, end in pairwise(cuts)]
        head = np.array([min(story) for story in self.story_of], dtype=np.int64)[place]
        told = np.unique(head * len(self.terms) + self.term.values) % max(1, len(self.terms))
        self.held_by.replace(np.bincount(told, minlength=len(self.terms)))

    def entries(self, place: int) -> slice:
        """Where an article's terms stand in the columns."""
        starts = self.starts.values
        return slice(int(starts[place]), int(starts[place + 1]))

    def rarity(self, terms: NDArray[np.int64]) -> Floats:
        """The rarity of these terms: smoothed inverse document frequency (Spärck Jones, 1972) over stories."""
        rare: Floats = np.log(
            (self.stories + ARTICLES) / np.maximum(self.held_by.values[terms] + ARTICLES * self.everyday.values[terms], 1.0)
        )
        return rare


def _by_id(weights: Mapping[str, float], terms: Mapping[str, int]) -> dict[int, float]:
    return {terms[word]: weight for word, weight in weights.items()}
