"""The company ambiguous keywords keep: learned from the portal's own records, passed in as a value.

"Teams" is the product where calls, chat and tenants are spoken of, and a football word where leagues are. The portal's records show which
words stand beside a keyword when it means the topic. A word's weight is its log-odds among the records with the keyword against those
without, smoothed (Monroe, Colaresi and Quinn, "Fightin' Words", Political Analysis 16, 2008, without the variance term).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from newsfold.article import Article, Frozen, Topic
from newsfold.rate.matching import Searcher
from newsfold.rate.words import plain

FEWEST_RECORDS: Final = 8
"""Records with a keyword from which its company is known."""

KEPT_WORDS: Final = 60
"""Words of company kept for a keyword: the most telling ones."""

LEAST_WEIGHT: Final = 1.0
"""Log-odds from which a word is company: e times as frequent beside the keyword as elsewhere."""

ENOUGH_COMPANY: Final = 2
"""Different words of company that make an ambiguous keyword believed."""

_SHORTEST_WORD: Final = 4


class Company(Frozen, frozen=True, kw_only=True):
    """What is known of the portal's ambiguous keywords.

    ``words`` gives for each keyword, as its owner wrote it, the words it keeps company with. ``shares`` gives for each keyword the part of
    the portal's records that it stands in, 0 to 1: a keyword that is everywhere tells little.
    """

    words: Mapping[str, frozenset[str]] = {}
    shares: Mapping[str, float] = {}

    def speaks_for(self, keyword: str, key: str) -> bool:
        """Whether enough of a keyword's company stands in a text, given by its key."""
        friends = self.words.get(keyword, frozenset())
        return bool(friends) and len(friends & set(key.split())) >= ENOUGH_COMPANY

    def rarity(self, keyword: str) -> float:
        """What a keyword is worth by how rare it is in the portal, 0.6 (in every record) to 1."""
        return 1.0 - 0.4 * self.shares.get(keyword, 0.0) if self.shares else 1.0


NO_COMPANY: Final = Company()


def learn_company(articles: Sequence[Article], topics: Iterable[Topic]) -> Company:
    """Learn the company from records. Only those that carry the keyword's topic count as the keyword meaning it."""
    searcher = Searcher(topics)
    phrases = {keyword.phrase: keyword for keyword in searcher.keywords if keyword.role == "keyword" and not keyword.parts}
    seen: Counter[str] = Counter()
    beside: dict[str, Counter[str]] = {}
    all_words: Counter[str] = Counter()
    for article in articles:
        words = _content_words(article)
        all_words.update(words)
        found = {hit.keyword.phrase: hit.topic for hit in searcher.search(article).hits if hit.keyword.phrase in phrases}
        seen.update(found.keys())
        for phrase, topic in found.items():
            if phrases[phrase].doubtful and topic in article.topics:
                beside.setdefault(phrase, Counter({"": 0}))[""] += 1
                beside[phrase].update(words)
    count = max(1, len(articles))
    company = {
        phrase: _telling(with_it, all_words, count)
        for phrase, with_it in sorted(beside.items())
        if with_it[""] >= FEWEST_RECORDS and with_it[""] < count
    }
    return Company(words=company, shares={phrase: seen[phrase] / count for phrase in sorted(seen)})


def _content_words(article: Article) -> frozenset[str]:
    key = f"{plain(article.title).key} {plain(article.excerpt).key}"
    return frozenset(word for word in key.split() if len(word) >= _SHORTEST_WORD and not word.isdigit())


def _telling(with_it: Counter[str], all_words: Counter[str], count: int) -> frozenset[str]:
    inside = with_it[""]
    outside = count - inside
    weights = {
        word: math.log((here + 0.5) / (inside + 1)) - math.log((all_words[word] - here + 0.5) / (outside + 1))
        for word, here in with_it.items()
        if word and here >= 2
    }
    telling = [word for word in sorted(weights, key=lambda word: (-weights[word], word)) if weights[word] >= LEAST_WEIGHT]
    return frozenset(telling[:KEPT_WORDS])
