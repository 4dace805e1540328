"""Learning: a linear classifier for each topic, from the topics of the portal's records and above all from editors' corrections.

Logistic regression over the keywords found and the words beside them, by scikit-learn (extra ``learn``), so that every weight can be read.
Its gain is measured on records it has not seen: five parts, each judged by what the other four taught.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from newsfold.article import Article
from newsfold.errors import InputError
from newsfold.extras import missing
from newsfold.rate.learned import FEWEST_CORRECTIONS, Learned, signs, words_of
from newsfold.rate.topics import Match, TopicIndex

PARTS: Final = 5
"""Parts of the cross-validation."""

FEWEST: Final = 12
"""Records with a topic, and without it, from which a classifier of the topic is learned."""

CORRECTION: Final = 10.0
"""What a record counts whose topics an editor corrected, beside 1 for any other."""

MOST_SIGNS: Final = 150
"""Weights kept for a topic, the largest; with fewer people can still read the file."""

_SEEN_TWICE: Final = 3
_LEAST_WEIGHT: Final = 0.02
Example = tuple[Article, list[Match]]
Weights = dict[str, float]


def learn_topics(articles: Sequence[Article], index: TopicIndex, corrected: Collection[str] = ()) -> Learned:
    """Learn from records. ``corrected`` are the paths of those whose topics an editor gave.

    Raises :class:`InputError` where scikit-learn is not installed or there are too few records.
    """
    _classifier()
    if len(articles) < 2 * FEWEST:
        remedy = f"Learning needs {2 * FEWEST} records; let the portal run for a while."
        raise InputError(f"has {len(articles)} records with topics", where="the portal", remedy=remedy)
    examples = [(article, index.weigh(article)) for article in articles]
    weights = [CORRECTION if article.path in corrected else 1.0 for article in articles]
    judged = [place for place, (article, _) in enumerate(examples) if article.path in corrected]
    before, after = _gain(examples, weights, index, judged if len(judged) >= FEWEST_CORRECTIONS else range(len(examples)))
    return Learned(
        topics=_fit(examples, weights), records=len(examples), corrections=len(judged), before=round(before, 4), after=round(after, 4)
    )


def _gain(examples: Sequence[Example], weights: Sequence[float], index: TopicIndex, judged: Sequence[int]) -> tuple[float, float]:
    """Micro F1 of the keywords alone and as corrected over the judged examples, each by what the other parts taught."""
    parts = [int(hashlib.sha256(article.address.encode()).hexdigest(), 16) % PARTS for article, _ in examples]
    alone, corrected = Tally(), Tally()
    for part in range(PARTS):
        taught = [place for place, own in enumerate(parts) if own != part]
        learned = Learned(topics=_fit([examples[place] for place in taught], [weights[place] for place in taught]))
        for place in judged:
            if parts[place] == part:
                article, weighed = examples[place]
                matches = index.chosen(weighed)
                alone.count(article, matches)
                corrected.count(article, learned.corrected(article, weighed, matches))
    return alone.f1, corrected.f1


class Tally:
    """Topics found rightly and wrongly, counted over articles."""

    def __init__(self) -> None:
        self._right = self._wrong = 0

    def count(self, article: Article, matches: Sequence[Match]) -> None:
        """Count one article, whose own topics are the truth."""
        true, found = set(article.topics), {match.topic for match in matches}
        self._right += len(true & found)
        self._wrong += len(true ^ found)

    @property
    def f1(self) -> float:
        """Micro F1, 0 to 1."""
        return 2 * self._right / (2 * self._right + self._wrong) if self._right else 0.0


def _fit(examples: Sequence[Example], weights: Sequence[float]) -> Mapping[str, Mapping[str, float]]:
    words = [words_of(article) for article, _ in examples]
    counts: dict[str, int] = {}
    for each in words:
        for word in each:
            counts[word] = counts.get(word, 0) + 1
    common = frozenset(word for word, count in counts.items() if count >= _SEEN_TWICE)
    learned = {}
    for topic in sorted({topic for article, _ in examples for topic in article.topics}):
        labels = [topic in article.topics for article, _ in examples]
        if FEWEST <= sum(labels) <= len(labels) - FEWEST:
            rows = [signs(_of(topic, weighed), each & common) for (_, weighed), each in zip(examples, words, strict=True)]
            learned[topic] = _weights(rows, labels, weights)
    return learned


def _of(topic: str, weighed: Sequence[Match]) -> Match:
    return next((match for match in weighed if match.topic == topic), Match(topic=topic, points=0.0))


def _weights(rows: Sequence[Weights], labels: Sequence[bool], weights: Sequence[float]) -> Weights:
    vectorizer, classifier = _classifier()
    table = vectorizer.fit_transform(rows)
    # liblinear takes 32-bit indices only, and newer scipy makes 64-bit ones.
    table.indices, table.indptr = table.indices.astype("int32"), table.indptr.astype("int32")
    classifier.fit(table, labels, sample_weight=weights)
    named = dict(zip(vectorizer.get_feature_names_out(), classifier.coef_[0], strict=True))
    largest = sorted(named, key=lambda name: (-abs(named[name]), name))[:MOST_SIGNS]
    kept = {str(name): round(float(named[name]), 3) for name in sorted(largest) if abs(named[name]) >= _LEAST_WEIGHT}
    return {"bias": round(float(classifier.intercept_[0]), 3), **kept}


def _classifier() -> tuple[Any, Any]:
    """A vectorizer and a classifier of scikit-learn. Raises :class:`InputError` where it is not installed."""
    try:
        from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415 - only learning needs it, and it takes a second to load
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    except ImportError as error:
        raise missing("learn", "scikit-learn", where="learning") from error
    return DictVectorizer(), LogisticRegression(C=1.0, solver="liblinear", random_state=0)
