"""What was learned of topics: a linear weight for each sign, readable in a file of the portal, and how it corrects the keywords."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from newsfold.article import Article, Frozen
from newsfold.errors import RecordError
from newsfold.outcome import Reason
from newsfold.rate.topics import ADDRESS_POINTS, Match
from newsfold.rate.words import plain

SURE: Final = 0.5
"""Probability from which an article is taken to be about a topic."""

FEWEST_CORRECTIONS: Final = 20
"""Records with topics given by an editor from which a gain is believed."""

_SHORTEST_WORD: Final = 3


class Learned(Frozen, frozen=True, kw_only=True):
    """The classifiers of a portal: for each topic a bias and weights of signs, and what they gained.

    ``before`` and ``after`` are micro F1 by cross-validation, of the keywords alone and as corrected: over the records whose topics an
    editor corrected where there are enough of them, else over all.
    """

    topics: Mapping[str, Mapping[str, float]] = {}
    records: int = 0
    corrections: int = 0
    before: float = 0.0
    after: float = 0.0

    @property
    def is_better(self) -> bool:
        """Whether it measured better than the keywords alone, on enough articles whose topics an editor gave.

        The topics of all other records came from keywords in the first place: agreeing with them proves nothing.
        """
        return self.corrections >= FEWEST_CORRECTIONS and self.after > self.before

    def corrected(self, article: Article, weighed: Sequence[Match], matches: Sequence[Match]) -> tuple[Match, ...]:
        """The topics of an article by keywords and what was learned. A topic without a classifier stays as the keywords have it."""
        by_topic = {match.topic: match for match in weighed}
        kept = [match for match in matches if match.topic not in self.topics]
        words = words_of(article)
        for topic, weights in self.topics.items():
            match = by_topic.get(topic, Match(topic=topic, points=0.0))
            if probability(weights, signs(match, words)) >= SURE:
                kept.append(match.evolve(points=max(match.points, 1.0), learned=_speaking(words, weights)))
        return tuple(sorted(kept, key=lambda match: -match.points))


NO_LEARNED: Final = Learned()


def _speaking(words: frozenset[str], weights: Mapping[str, float]) -> tuple[str, ...]:
    """The three words of an article that speak most for a topic."""
    worth = {word: weights.get(f"word {word}", 0.0) for word in words}
    return tuple(word for word in sorted(worth, key=lambda word: (-worth[word], word))[:3] if worth[word] > 0)


def words_of(article: Article) -> frozenset[str]:
    """The words of title and excerpt that a classifier may weigh."""
    key = f"{plain(article.title).key} {plain(article.excerpt).key}"
    return frozenset(word for word in key.split() if len(word) >= _SHORTEST_WORD and not word.isdigit())


def signs(match: Match, words: frozenset[str]) -> dict[str, float]:
    """What a topic's classifier looks at: the keywords by place, their points, the site, and the words."""
    known = {
        "keyword in the title": float(bool(match.title)),
        "keyword in the excerpt": float(bool(match.excerpt)),
        "keywords in the text": min(1.0, len(match.text) / 5),
        "points of the keywords": min(1.0, match.points / 10),
        "the subject's own site": float(bool(match.address)) * ADDRESS_POINTS / 10,
    }
    return {**{name: value for name, value in known.items() if value}, **{f"word {word}": 1.0 for word in words}}


def probability(weights: Mapping[str, float], present: Mapping[str, float]) -> float:
    """Logistic regression: the probability that the article is about the topic."""
    score = weights.get("bias", 0.0) + sum(weights.get(name, 0.0) * value for name, value in present.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def read_learned(text: str, *, where: str) -> Learned:
    """What was learned, from its file. Raises :class:`RecordError`."""
    try:
        return msgspec.json.decode(text, type=Learned)
    except msgspec.DecodeError as error:
        remedy = "Delete the file, or make it again with `newsfold rate --learn`."
        raise RecordError(f"is damaged: {error}", where=where, remedy=remedy) from error


def write_learned(learned: Learned) -> str:
    """The text of the file: one weight a line, so that people can read and compare it."""
    return msgspec.json.format(msgspec.json.encode(learned), indent=1).decode() + "\n"


def learned_reason(learned: Learned) -> Reason:
    """What learning gained, in words."""
    verdict = "better than the keywords alone" if learned.is_better else "no better than the keywords alone: left off"
    if learned.corrections < FEWEST_CORRECTIONS:
        verdict = f"{learned.corrections} records have topics an editor gave, {FEWEST_CORRECTIONS} are needed to judge: left off"
    gain = f"micro F1 {learned.before:.3f} before, {learned.after:.3f} after"
    words = f"{len(learned.topics)} topics from {learned.records} records: {gain}; {verdict}"
    return Reason(name="learned", words=words)
