"""Meaning: sentence embeddings as further evidence, where a portal has a model for them (extra ``semantic``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from newsfold.article import Article

Matrix = NDArray[np.float32]

MOST_LETTERS = 300
"""Letters of a headline that are embedded; what is longer is no headline."""


class Embedder(Protocol):
    """Turns texts into vectors whose cosine tells how alike the texts are in meaning.

    The answer has a row a text, all of one width and of length 1. It must depend on the text alone, not on the others given with it.
    """

    def __call__(self, texts: Sequence[str]) -> Matrix:
        """Embed the texts."""


def meant(embedder: Embedder, articles: Sequence[Article]) -> Matrix:
    """What the articles' headlines mean, as vectors. With excerpts the labelled windows score no better, at four times the cost."""
    return embedder([article.title[:MOST_LETTERS] for article in articles])
