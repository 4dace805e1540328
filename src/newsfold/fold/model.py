"""The trained model: how likely two articles tell one event, as a weighted sum of evidence (logistic regression; Cox, 1958)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import msgspec
import numpy as np

from newsfold.article import Frozen
from newsfold.fold.evidence import EVIDENCE
from newsfold.fold.window import Floats

LEAST_IN_COMMON = 0.03
"""Two articles whose words have a smaller cosine are not judged: their likeness is 0."""


class Weight(Frozen, frozen=True, kw_only=True):
    """What one kind of evidence counts: ``weight`` for each ``spread`` above the ``mean`` it has over all pairs of the training."""

    weight: float
    mean: float
    spread: float


NOTHING = Weight(weight=0.0, mean=0.0, spread=1.0)


class Judge(Frozen, frozen=True, kw_only=True):
    """One pass of the model: log odds are ``bias`` and the sum over the evidence."""

    bias: float
    weights: dict[str, Weight]

    def points(self, figures: Floats) -> Floats:
        """What each evidence adds to the log odds of each pair, a row a pair; evidence without a weight adds nothing."""
        weights = [self.weights.get(name, NOTHING) for name in EVIDENCE]
        mean, spread, weight = (np.array([getattr(each, name) for each in weights]) for name in ("mean", "spread", "weight"))
        points: Floats = (figures - mean) / spread * weight
        return points

    def likeness(self, figures: Floats) -> Floats:
        """The probability that each pair tells one event, 0 to 1."""
        odds = np.clip(self.bias + self.points(figures).sum(axis=1), -40.0, 40.0)
        likeness: Floats = np.where(figures[:, EVIDENCE.index("all words")] > LEAST_IN_COMMON, 1.0 / (1.0 + np.exp(-odds)), 0.0)
        return np.round(likeness, 9)


class Model(Frozen, frozen=True, kw_only=True):
    """Two judges: ``first`` sees rarity over articles, ``second`` rarity over the stories that the first one found."""

    about: str
    trained_on: tuple[str, ...]
    first: Judge
    second: Judge


@lru_cache(maxsize=2)
def shipped(*, semantic: bool = False) -> Model:
    """The model that comes with newsfold (``weights.json``); with ``semantic``, the one that also judges by meaning."""
    name = "weights-semantic.json" if semantic else "weights.json"
    return msgspec.json.decode((files("newsfold.fold") / name).read_bytes(), type=Model)
