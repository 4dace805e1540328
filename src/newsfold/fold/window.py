"""The open window: an index of what its articles say. Adding n articles costs O(n), whatever the window holds."""

from __future__ import annotations

from array import array
from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from newsfold.article import Article
from newsfold.fold.columns import Column, Rows
from newsfold.fold.english import ARTICLES, SEEN, UNKNOWN_IS_NAME, everyday
from newsfold.fold.forgetting import forgotten
from newsfold.fold.meaning import Embedder, meant
from newsfold.fold.profile import Profile, profile_of

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Group = frozenset[int]


class Window:
    """Articles by place: their terms, when and by whom they were published, and how rare each term is.

    Places are given in order of adding. Nothing that is found depends on it: ties are settled by ``order`` (time, then address) and by
    ``key``, a checksum of the term. Rarity counts stories, not articles: a story of twenty reports makes its own names no commoner
    than a story of one (:meth:`join` tells which places are one story). With an ``embedder`` the articles' ``vectors`` are kept too.
    """

    def __init__(self, articles: Iterable[Article] = (), *, embedder: Embedder | None = None) -> None:
        self.terms: dict[str, int] = {}
        self.words: list[str] = []
        self.begins, self.ends, self.marks = Column(np.int64), Column(np.int64), Column(np.int64)
        self.term, self.title, self.body, self.phrase = Column(np.int64), Column(np.float64), Column(np.float64), Column(np.float64)
        self.hours, self.publisher, self.kinds = Column(np.float64), Column(np.int64), Column(np.int64)
        self.order: list[tuple[float, str]] = []
        self.stories = 0
        self.story_of: list[Group] = []
        self.held_by, self.everyday, self.is_number = Column(np.float64), Column(np.float64), Column(np.float64)
        self.seen, self.capital, self.key = Column(np.float64), Column(np.float64), Column(np.int64)
        self.publishers: dict[str, int] = {}
        self.holders: list[array[int]] = []
        self.embedder, self.vectors = embedder, Rows()
        self._latest = (float("-inf"), "")
        self._waiting: dict[int, tuple[int, ...]] = {}
        self.add(articles)

    def __len__(self) -> int:
        return len(self.order)

    def add(self, articles: Iterable[Article]) -> range:
        """Index more articles, each a story of its own; the places they got."""
        first, articles = len(self), list(articles)
        profiles = [profile_of(article) for article in articles]
        spelled = self._learn(profiles)
        self.order.extend((article.published_at.timestamp(), article.address) for article in articles)
        self.story_of.extend(frozenset((place,)) for place in range(first, len(self)))
        self.stories += len(articles)
        begins, ends = self._put(profiles, range(first, len(self)))
        self.begins.extend(begins)
        self.ends.extend(ends)
        self.hours.extend([profile.hours for profile in profiles])
        self.kinds.extend([profile.kinds for profile in profiles])
        self.publisher.extend([self.publishers.setdefault(profile.publisher, len(self.publishers)) for profile in profiles])
        if self.embedder:
            self.vectors.extend(meant(self.embedder, articles))
        self._respell(spelled)
        return range(first, len(self))

    def restate(self, place: int, old: Article, new: Article) -> None:
        """Index what an updated article says now instead of what it said. It stays where it is, in its story."""
        profile, story = profile_of(new), self.story_of[place]
        spelled = self._learn([profile])
        before = profile_of(old)
        for word in before.joined:
            key = crc32(word.encode())
            self._waiting[key] = tuple(each for each in self._waiting.get(key, ()) if each != place)
        for word, counts in before.capitals.items():
            self.seen.values[self.terms[word]] -= counts[0]
            self.capital.values[self.terms[word]] -= counts[1]
        self.held_by.values[self._held(story)] -= 1.0
        for term in self.term.values[self.entries(place)].tolist():
            self.holders[term].remove(place)
        self.order[place] = (new.published_at.timestamp(), new.address)
        begins, ends = self._put([profile], [place], is_counted=False)
        self.begins.values[place], self.ends.values[place] = begins[0], ends[0]
        self.held_by.values[self._held(story)] += 1.0
        self.hours.values[place], self.kinds.values[place] = profile.hours, profile.kinds
        self.publisher.values[place] = self.publishers.setdefault(profile.publisher, len(self.publishers))
        if self.embedder:
            self.vectors.values[place] = meant(self.embedder, [new])[0]
        self._respell(spelled)

    def _learn(self, profiles: Sequence[Profile]) -> list[tuple[int, tuple[int, ...]]]:
        """Take in the new terms; which of them older headlines write as two words, and where."""
        known = len(self.terms)
        for profile in profiles:
            for word in (*profile.title, *profile.body, *profile.phrases, *profile.capitals):
                self.terms.setdefault(word, len(self.terms))
        new = [*islice(reversed(self.terms), len(self.terms) - known)][::-1]
        if not new:
            return []
        self.words.extend(new)
        for column in (self.held_by, self.seen, self.capital, self.is_number, self.everyday, self.key, self.marks):
            column.lengthen(len(self.terms))
        keys = [crc32(term.encode()) for term in new]
        self.key.values[known:] = keys
        self.is_number.values[known:] = [" " not in term and any(sign.isdigit() for sign in term) for term in new]
        english = [everyday().get(term) for term in new]
        self.everyday.values[known:] = [each.share if each else 0.0 for each in english]
        self.seen.values[known:] = [SEEN if each else 1.0 for each in english]
        self.capital.values[known:] = [SEEN * (1.0 - each.lower) if each else UNKNOWN_IS_NAME for each in english]
        self.holders.extend(array("q") for _ in new)
        return [(term, self._waiting.pop(key)) for term, key in enumerate(keys, known) if key in self._waiting]

    def _put(self, profiles: Sequence[Profile], places: Sequence[int], *, is_counted: bool = True) -> tuple[list[int], list[int]]:
        """Write the entries of these places behind all others; where they begin and end."""
        terms, at = self.terms, len(self.term)
        ids: list[int] = []
        title: list[float] = []
        body: list[float] = []
        phrase: list[float] = []
        cuts = [at]
        for profile, place in zip(profiles, places, strict=True):
            first = _by_id(profile.title, terms)
            for word in profile.joined:
                if word in terms:
                    first.setdefault(terms[word], 1.0)
                else:
                    key = crc32(word.encode())
                    self._waiting[key] = (*self._waiting.get(key, ()), place)
            second, third = _by_id(profile.body, terms), {terms[word]: 1.0 for word in profile.phrases}
            held = sorted({**first, **second, **third})
            ids += held
            title += [first.get(term, 0.0) for term in held]
            body += [second.get(term, 0.0) for term in held]
            phrase += [third.get(term, 0.0) for term in held]
            self._hold(place, held)
            cuts.append(at + len(ids))
        for column, values in ((self.term, ids), (self.title, title), (self.body, body), (self.phrase, phrase)):
            column.extend(values)
        if is_counted:
            np.add.at(self.held_by.values, ids, 1.0)
        capitals = [(terms[word], *counts) for profile in profiles for word, counts in profile.capitals.items()]
        np.add.at(self.seen.values, [term for term, _, _ in capitals], [seen for _, seen, _ in capitals])
        np.add.at(self.capital.values, [term for term, _, _ in capitals], [capital for _, _, capital in capitals])
        return cuts[:-1], cuts[1:]

    def _hold(self, place: int, terms: Sequence[int]) -> None:
        """Enter a place with the holders of these terms, which stand in order of time."""
        if self.order[place] >= self._latest:
            self._latest = self.order[place]
            for term in terms:
                self.holders[term].append(place)
        else:
            for term in terms:
                insort(self.holders[term], place, key=self.order.__getitem__)

    def _respell(self, spelled: Iterable[tuple[int, tuple[int, ...]]]) -> None:
        """Enter terms with the older headlines that write them as two words, as if these were added now."""
        for term, places in spelled:
            for place in places:
                entries = self.entries(place)
                if term in self.term.values[entries]:
                    continue
                if not np.any(self._held(self.story_of[place]) == term):
                    self.held_by.values[term] += 1.0
                begin = len(self.term)
                for column, value in ((self.term, term), (self.title, 1.0), (self.body, 0.0), (self.phrase, 0.0)):
                    column.extend(np.append(column.values[entries], value))
                self.begins.values[place], self.ends.values[place] = begin, len(self.term)
                insort(self.holders[term], place, key=self.order.__getitem__)

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

    def _held(self, group: Group) -> Places:
        if len(group) == 1:
            (place,) = group
            alone: Places = self.term.values[self.entries(place)]
            return alone
        held: Places = np.unique(np.concatenate([self.term.values[self.entries(place)] for place in group]))
        return held

    def first_of(self, group: Group) -> tuple[float, str]:
        """Time and address of a group's first article, by which groups are put in order."""
        return min(self.order[place] for place in group)

    def in_order(self, places: Iterable[int]) -> list[int]:
        """These places by time, then address."""
        return sorted(places, key=self.order.__getitem__)

    def entries(self, place: int) -> slice:
        """Where an article's terms stand in the columns."""
        return slice(int(self.begins.values[place]), int(self.ends.values[place]))

    def spread(self, places: Places) -> tuple[Places, Places]:
        """The entries of all the places, one after the other, and for each entry the number of its place among them."""
        lengths = self.ends.values[places] - self.begins.values[places]
        numbers = np.repeat(np.arange(len(places)), lengths)
        offsets = np.cumsum(lengths) - lengths
        return np.arange(int(lengths.sum())) + (self.begins.values[places] - offsets)[numbers], numbers

    def rarity(self, terms: Places) -> Floats:
        """The rarity of these terms: smoothed inverse document frequency (Spärck Jones, 1972) over stories."""
        rare: Floats = np.log(
            (self.stories + ARTICLES) / np.maximum(self.held_by.values[terms] + ARTICLES * self.everyday.values[terms], 1.0)
        )
        return rare

    def forget(self, *, before: datetime, least_share: float = 1 / 3) -> Places | None:
        """Drop the stories of which every article is older; see :func:`newsfold.fold.forgetting.forgotten`."""
        return forgotten(self, before=before, least_share=least_share)

    def rename(self, moved: Mapping[int, int]) -> None:
        """Tell which place is which after places have moved; those not told are gone."""
        waiting = ((key, tuple(moved[place] for place in places if place in moved)) for key, places in self._waiting.items())
        self._waiting = {key: places for key, places in waiting if places}


def _by_id(weights: Mapping[str, float], terms: Mapping[str, int]) -> dict[int, float]:
    return {terms[word]: weight for word, weight in weights.items()}
