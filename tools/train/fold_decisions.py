"""Let editors' decisions teach folding: ``python tools/train/fold_decisions.py PORTAL [--output FILE]`` (extra ``learn``: scipy).

Reads the portal's records and its ``_data/decisions``, and writes weights that the setting ``fold.weights`` can name. Merges and moves
give pairs that tell one event, splits, moves and "not the same story" pairs that do not. The weights start where newsfold's own stand and
move only as far as the decisions pull them; signs stay in plain sense (``fold_weights.py``), and evidence the decisions say nothing about
keeps its weight.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import numpy as np
from fold_weights import AGAINST, EITHER, write
from numpy.typing import NDArray
from scipy.optimize import minimize

from newsfold.article import Article
from newsfold.content.repository import Repository
from newsfold.fold.candidates import with_shared_terms
from newsfold.fold.evidence import EVIDENCE, evidence
from newsfold.fold.model import Judge, Model, shipped
from newsfold.fold.recorded import recorded_stories
from newsfold.fold.window import Window
from newsfold.story import Decision

PULL = 0.3
"""How far one decision may move a weight: the variance of the prior around newsfold's own weights, in units of spread."""

OPEN = timedelta(days=60)
"""Articles this far from those decided on count for rarity; older ones did not when the decision was taken."""

Pair = tuple[str, str]


def taught(decisions: Iterable[Decision]) -> dict[Pair, bool]:
    """For each pair of addresses an editor spoke of, whether they tell one event; the later decision wins."""
    told: dict[Pair, bool] = {}
    for decision in sorted(decisions, key=lambda decision: decision.order):
        for one, other, is_same in _pairs(decision):
            pair = (min(one, other), max(one, other))
            if is_same is None:
                told.pop(pair, None)
            elif one != other:
                told[pair] = is_same
    return told


def _pairs(decision: Decision) -> Iterator[tuple[str, str, bool | None]]:
    articles, others = decision.articles, decision.others
    if decision.kind == "merge":
        yield from ((one, other, True) for one, other in combinations(articles, 2))
    elif decision.kind in ("split", "not-the-same-story"):
        yield from ((one, other, False) for one in articles for other in others)
    elif decision.kind == "perhaps-the-same-story":
        yield from ((one, other, None) for one in articles for other in others)
    elif decision.kind == "move":
        yield from ((one, other, False) for one in articles for other in others[:-1])
        yield from ((one, other, True) for one in articles for other in others[-1:])


def retrained(articles: Sequence[Article], decisions: Iterable[Decision], *, model: Model | None = None) -> Model:
    """Weights that have learned from the decisions. Without any on known articles they are ``model``'s, newsfold's own by default."""
    model = model or shipped()
    told = taught(decisions)
    named = {address for pair in told for address in pair}
    times = [article.published_at for article in articles if article.address in named]
    if not times:
        return model
    near = [article for article in articles if min(times) - OPEN <= article.published_at <= max(times) + OPEN]
    near = sorted({article.address: article for article in near}.values(), key=lambda each: (each.published_at, each.address))
    place_of = {article.address: place for place, article in enumerate(near)}
    window = Window(near)
    for story in recorded_stories(near):
        if len(story.members) > 1:
            window.join(frozenset([place_of[member]]) for member in story.members)
    known = sorted(
        (tuple(sorted((place_of[one], place_of[other]))), same) for (one, other), same in told.items() if {one, other} <= place_of.keys()
    )
    figures = evidence(window, with_shared_terms(window, [(pair[0], pair[1]) for pair, _ in known]))
    same = np.array([is_same for _, is_same in known], dtype=np.float64)
    first, second = (_moved(judge, figures, same) for judge in (model.first, model.second))
    about = f"{model.about} Then taught by {len(known)} pairs of editors' decisions (tools/train/fold_decisions.py)."
    return model.evolve(about=about, trained_on=(*model.trained_on, "editors' decisions"), first=first, second=second)


def _moved(judge: Judge, figures: NDArray[np.float64], same: NDArray[np.float64]) -> Judge:
    """The judge nearest to this one that agrees with the editors: logistic regression with a normal prior at its own weights."""
    names = [name for name in EVIDENCE if name in judge.weights]
    mean, spread = (np.array([getattr(judge.weights[name], part) for name in names]) for part in ("mean", "spread"))
    rows = (figures[:, [EVIDENCE.index(name) for name in names]] - mean) / spread
    start = np.array([*(judge.weights[name].weight for name in names), judge.bias])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds, away = rows @ weights[:-1] + weights[-1], weights - start
        miss = 1 / (1 + np.exp(-odds)) - same
        value = (np.logaddexp(0, odds) - same * odds).sum() + (away**2).sum() / (2 * PULL)
        return float(value), np.append(rows.T @ miss, miss.sum()) + away / PULL

    bounds = [(None, None) if name in EITHER else (None, 0) if name in AGAINST else (0, None) for name in names]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    weights = {name: judge.weights[name].evolve(weight=round(float(w), 4) + 0.0) for name, w in zip(names, found, strict=False)}
    return Judge(bias=round(float(found[-1]), 4), weights=weights)


def main() -> None:
    """Read the portal, learn and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portal", type=Path)
    parser.add_argument("--output", type=Path, help="default: fold-weights.json in the portal")
    chosen = parser.parse_args()
    repository = Repository(chosen.portal)
    decisions: list[Decision] = []
    for file in repository.decision_stamps():
        read, errors = repository.decisions_in(file)
        decisions.extend(read)
        for error in errors:
            print(error)
    output = chosen.output or chosen.portal / "fold-weights.json"
    write(retrained([record.article for record in repository.records()[0]], decisions), output)
    print(f'{len(taught(decisions))} pairs taught. Set [fold] weights = "{output.name}" in newsfold.toml to use them.')


if __name__ == "__main__":
    main()
