"""Why an article is in its story: the strongest evidence for and against, in words and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from newsfold.article import Article
from newsfold.fold.evidence import EVIDENCE, names
from newsfold.fold.model import Judge
from newsfold.fold.stories import Grouping
from newsfold.fold.window import Window
from newsfold.outcome import Reason

MOST_WORDS = 5
"""Shared words that are told, the rarest first."""

MOST_NAMES = 3
"""Names that only one of two headlines has and that are told."""

FOR = ("headlines", "excerpts", "time", "meaning")
"""Evidence that is told where it speaks for a pair; all is told where it speaks against."""

TOLD = 0.3
"""Evidence is told where it moves the log odds by at least this much."""


class Teller:
    """Tells of pairs of places why they are alike; made once for a folding."""

    def __init__(self, window: Window, grouping: Grouping, articles: Sequence[Article], judge: Judge) -> None:
        self._window, self._articles, self._grouping = window, articles, grouping
        self._points = judge.points(grouping.figures)
        self._row = {pair: row for row, pair in enumerate(zip(grouping.pairs.one.tolist(), grouping.pairs.other.tolist(), strict=True))}

    def told(self, places: Sequence[int]) -> list[Reason]:
        """For each of these articles of a story, in order of time, but the first: which other it is most alike and in what."""
        return [self._of(place, [other for other in places if other != place]) for place in places[1:]]

    def _of(self, place: int, others: Sequence[int]) -> Reason:
        likeness = {other: self._grouping.likeness.get((min(place, other), max(place, other)), 0.0) for other in others}
        nearest = max(others, key=likeness.__getitem__)
        row = self._row.get((min(place, nearest), max(place, nearest)))
        mine, theirs = self._articles[place], self._articles[nearest]
        if row is None:
            return Reason(name="likeness", words=f"“{mine.title}” stood in the story before, or an editor put it there")
        mean = sum(sorted(likeness.values(), reverse=True)[: (len(others) + 1) // 2]) / ((len(others) + 1) // 2)
        words = f"“{mine.title}” is {likeness[nearest]:.0%} like “{theirs.title}”"
        if len(others) > 1:
            words += f" and {mean:.0%} like the nearer half of the story"
        points = dict(zip(EVIDENCE, self._points[row].tolist(), strict=True))
        return Reason(name="likeness", words=f"{words}: {self._evidence(place, nearest, points)}")

    def _evidence(self, place: int, other: int, points: Mapping[str, float]) -> str:
        figures = dict(zip(EVIDENCE, self._grouping.figures[self._row[min(place, other), max(place, other)]].tolist(), strict=True))
        shared, missing = self._shared(place, other), self._missing_names(place, other)
        hours = abs(float(self._window.hours.values[place] - self._window.hours.values[other]))
        apart = f"{hours:.0f} hours apart" if hours < 72 else f"{hours / 24:.0f} days apart"
        sentences = {
            "headlines": f"headlines {figures['title']:.0%} alike",
            "excerpts": f"excerpts {figures['excerpt']:.0%} alike",
            "time": apart,
            "publisher": "same publisher",
            "kinds": "of different kinds" if figures["kinds in conflict"] else "a guide, report or roundup",
            "names": f"only one names {', '.join(missing)}",
            "numbers": "different numbers",
            "meaning": f"{figures['meaning']:.0%} alike in meaning",
        }
        weight = {
            "headlines": sum(points[name] for name in ("title", "phrases", "headline covered, most", "headline covered, least")),
            "excerpts": points["excerpt"],
            "time": points["time apart"],
            "publisher": points["same publisher"] + points["same publisher, title"],
            "kinds": points["both of a general kind"] + points["one of a general kind"] + points["kinds in conflict"],
            "names": points["names missing, most"] + points["names missing, least"] + points["subjects differ"],
            "numbers": points["numbers missing, least"],
            "meaning": points["meaning"],
        }
        if not missing:
            del weight["names"]
        ranked = sorted(weight, key=lambda name: (-abs(weight[name]), name))
        pro = [f"both say {', '.join(shared)}"] if shared else []
        pro += [sentences[name] for name in ranked if weight[name] >= TOLD and name in FOR][:2]
        against = [sentences[name] for name in ranked if weight[name] <= -TOLD][:2]
        return "; ".join(pro) + (f"; against: {', '.join(against)}" if against else "")

    def _shared(self, place: int, other: int) -> list[str]:
        mine, theirs = (set(self._window.term.values[self._window.entries(each)].tolist()) for each in (place, other))
        return self._rarest(term for term in mine & theirs if " " not in self._window.words[term])[:MOST_WORDS]

    def _missing_names(self, place: int, other: int) -> list[str]:
        """The rarest names of each headline that the other article does not say."""
        missing: set[int] = set()
        for one, far in ((place, other), (other, place)):
            entries = self._window.entries(one)
            headline = self._window.term.values[entries][self._window.title.values[entries] > 0]
            headline = headline[names(self._window, headline)]
            missing.update(set(headline.tolist()) - set(self._window.term.values[self._window.entries(far)].tolist()))
        return self._rarest(missing)[:MOST_NAMES]

    def _rarest(self, terms: Iterable[int]) -> list[str]:
        """The words of these terms, the rarest first."""
        found = np.array(list(terms), dtype=np.int64)
        rarity = dict(zip(found.tolist(), self._window.rarity(found).tolist(), strict=True))
        words = self._window.words
        return [words[term] for term in sorted(rarity, key=lambda term: (-rarity[term], words[term]))]
