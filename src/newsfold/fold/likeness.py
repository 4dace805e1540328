"""How alike two articles are: the cosine of their terms weighted by rarity, less the further apart in time they were published.

Candidates come from an index of rare terms; articles that share no rare term are never compared.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from newsfold.article import Article
from newsfold.fold.terms import terms

PRIOR_ARTICLES = 200
"""Articles assumed seen before the first, so that rarity means something in a small portal too."""

COMMON_SHARE, COMMON_COUNT = 0.1, 50
"""A term in more than this share of the articles, and in more than this many, finds no candidates."""

HALF_LIKENESS_DAYS = 5.0
"""Days between two articles at which their likeness is halved; reports of one event are mostly hours apart."""

Pair = tuple[int, int]


def likenesses(articles: Sequence[Article], *, least: float) -> Mapping[Pair, float]:
    """The likeness, 0 to 1, of each pair of places (smaller first) that is at least ``least`` alike."""
    vectors = _vectors(articles)
    found: dict[Pair, float] = {}
    for pair in _candidates(vectors):
        likeness = _cosine(vectors[pair[0]], vectors[pair[1]]) * nearness(articles[pair[0]], articles[pair[1]])
        if likeness >= least:
            found[pair] = likeness
    return found


def nearness(one: Article, other: Article) -> float:
    """1 for articles of the same moment, one half :data:`HALF_LIKENESS_DAYS` apart, falling on."""
    days = abs((one.published_at - other.published_at).total_seconds()) / 86400
    return 1.0 / (1.0 + (days / HALF_LIKENESS_DAYS) ** 2)


def shared_terms(one: Article, other: Article, *, most: int = 6) -> tuple[str, ...]:
    """The terms that two articles share, the strongest first; what an editor is shown as evidence."""
    mine, theirs = terms(one), terms(other)
    shared = sorted(mine.keys() & theirs.keys(), key=lambda term: (-mine[term] * theirs[term], term))
    return tuple(shared[:most])


def _vectors(articles: Sequence[Article]) -> Sequence[Mapping[str, float]]:
    """Unit vectors of terms; rarity is the smoothed inverse document frequency (Spärck Jones, 1972)."""
    said = [terms(article) for article in articles]
    counts = Counter(term for each in said for term in each)
    rarity = {term: math.log((len(said) + PRIOR_ARTICLES) / count) for term, count in counts.items()}
    vectors = []
    for each in said:
        weighted = {term: weight * rarity[term] for term, weight in each.items()}
        length = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
        vectors.append({term: weight / length for term, weight in weighted.items()})
    return vectors


def _candidates(vectors: Sequence[Mapping[str, float]]) -> list[Pair]:
    holders: dict[str, list[int]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for term in vector:
            holders[term].append(place)
    most = max(COMMON_COUNT, int(COMMON_SHARE * len(vectors)))
    pairs: set[Pair] = set()
    for places in holders.values():
        if 1 < len(places) <= most:
            pairs.update((first, second) for number, first in enumerate(places) for second in places[number + 1 :])
    return sorted(pairs)


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)
