"""What one article says, before anything is known of the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from newsfold.article import Article, Frozen
from newsfold.fold.kinds import kind_bits
from newsfold.fold.words import spoken

BODY_WORDS = 60
"""Words of excerpt and text that are looked at: who, what, where and when stand in a report's first paragraph. The labelled windows
have excerpts of that length and no texts, so more could not be trained.
"""


class Profile(Frozen, frozen=True, kw_only=True):
    """The terms of an article with weights 1 + log(count), by where they stand; and what is not terms.

    ``phrases`` are the headline's neighbouring words.
    ``joined`` are neighbours in the headline written as one word; they are terms if another article writes them so.
    ``capitals`` counts for each word how often it stood within a sentence and how often with a capital letter.
    ``kinds`` is :func:`newsfold.fold.kinds.kind_bits`.
    """

    title: Mapping[str, float]
    body: Mapping[str, float]
    phrases: tuple[str, ...]
    joined: tuple[str, ...]
    capitals: Mapping[str, tuple[int, int]]
    kinds: int
    hours: float
    publisher: str


def profile_of(article: Article) -> Profile:
    """What the article says in title, excerpt and the beginning of its text."""
    title, excerpt = spoken(article.title, is_headline=True), spoken(article.excerpt)
    body, capitals = excerpt.words + excerpt.compounds, [*title.capitals, *title.capitals, *excerpt.capitals]
    if article.text and len(body) < BODY_WORDS:
        text = spoken(article.text[: BODY_WORDS * 12])
        body = (*body, *text.words[: BODY_WORDS - len(body)])
        capitals += text.capitals
    counts: dict[str, tuple[int, int]] = {}
    for word, capital in capitals:
        seen, with_capital = counts.get(word, (0, 0))
        counts[word] = (seen + 1, with_capital + capital)
    return Profile(
        title=_weights(title.words + title.compounds),
        body=_weights(body),
        phrases=tuple(dict.fromkeys(" ".join(pair) for pair in pairwise(title.words))),
        joined=title.joined,
        capitals=counts,
        kinds=kind_bits(article.title),
        hours=article.published_at.timestamp() / 3600,
        publisher=article.provider.domain,
    )


def _weights(words: tuple[str, ...]) -> Mapping[str, float]:
    return {word: 1.0 + math.log(count) for word, count in Counter(words).items()}
