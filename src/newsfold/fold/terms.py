"""What an article says, as weighted terms: words by where they stand, and pairs of words of the title."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice, pairwise

from newsfold.article import Article

TITLE_WEIGHT, EXCERPT_WEIGHT, TEXT_WEIGHT, PAIR_WEIGHT = 3.0, 1.5, 0.7, 1.0
"""How much a word counts by place. A headline says what happened; a text's beginning says it again with the background."""

TEXT_WORDS = 150
"""Words of the text that are looked at: who, what, where and when stand in the first paragraphs of a news report."""

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")

STOP_WORDS = frozenset(
    [
        "a",
        "about",
        "after",
        "again",
        "against",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "below",
        "between",
        "both",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "down",
        "during",
        "each",
        "few",
        "for",
        "from",
        "further",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "just",
        "like",
        "may",
        "me",
        "might",
        "more",
        "most",
        "much",
        "must",
        "my",
        "new",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "per",
        "said",
        "same",
        "says",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "upon",
        "us",
        "very",
        "via",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "within",
        "would",
        "yet",
        "you",
        "your",
    ]
)
"""English words that say nothing about the event."""


def terms(article: Article) -> Mapping[str, float]:
    """The article's terms and how strongly it says each, before rarity is looked at."""
    title = list(stems(article.title))
    found: dict[str, float] = {}
    for stem, count in Counter(title).items():
        found[stem] = TITLE_WEIGHT * (1 + math.log(count))
    for place, weight in ((stems(article.excerpt), EXCERPT_WEIGHT), (islice(stems(article.text), TEXT_WORDS), TEXT_WEIGHT)):
        for stem, count in Counter(place).items():
            found[stem] = found.get(stem, 0.0) + weight * (1 + math.log(count))
    for pair in pairwise(title):
        found[" ".join(pair)] = PAIR_WEIGHT
    return found


def stems(text: str) -> Iterator[str]:
    """The words of a text without stop words, case, accents and plain endings."""
    folded = text.lower() if text.isascii() else _plain(text)
    for match in _WORD.finditer(folded):
        word = match[0]
        if word not in STOP_WORDS and (len(word) > 1 or word.isdigit()):
            yield _stem(word)


def _plain(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character)).casefold()


def _stem(word: str) -> str:
    for ending, least in (("ing", 6), ("ies", 5), ("ed", 5), ("es", 5), ("s", 4)):
        if len(word) >= least and word.endswith(ending) and not word.endswith("ss"):
            return word[: -len(ending)]
    return word.removesuffix("e") if len(word) > 4 else word
