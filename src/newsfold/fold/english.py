"""Everyday English: how common a word is where no portal speaks, and whether it is a name (``english.tsv``).

It keeps a young portal, which has too few articles to know its own language, from taking "begins" and "trial" for rare.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from newsfold.article import Frozen

ARTICLES = 100.0
"""The articles that the table stands for beside the window's own: in a window of as many, both count the same."""

SEEN = 4.0
"""The uses within a sentence that the table stands for when a word is judged a name or not."""

UNKNOWN_IS_NAME = 0.7
"""A word that everyday English does not know is a name, as long as nobody writes it without a capital letter."""


class Everyday(Frozen, frozen=True, kw_only=True):
    """``share`` of articles that say a word, 0 to 1; ``lower``, the share of its uses within sentences without a capital letter."""

    share: float
    lower: float


@lru_cache(maxsize=1)
def everyday() -> Mapping[str, Everyday]:
    """The table, by stem."""
    lines = (files("newsfold.fold") / "english.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {stem: Everyday(share=float(share) / 1000, lower=float(lower) / 100) for stem, share, lower in rows}
