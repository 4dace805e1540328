"""Train the weights of folding: ``python tools/train/fold_weights.py [WINDOW.jsonl ...]`` (extra ``learn``: scikit-learn, scipy).

With ``--embeddings FOLDER``, a sentence-embedding model (extra ``semantic``), trains the second set: ``weights-semantic.json`` and
``held_out/semantic-without-<window>.json``.

Logistic regression over the pairs that the index finds, in two passes (see docs/reference/folding.md). Each weight may only have the
sign that its evidence has in plain sense: to share a rare word never counts against a pair. That keeps a model of few windows from
learning their accidents, and makes the reasons that are told readable. Writes ``src/newsfold/fold/weights.json``, trained on all
windows, and ``tools/train/held_out/without-<window>.json``, trained on all but one, which benchmark and tests score that one with.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from newsfold.article import Article
from newsfold.cli.json_lines import articles_of, read_lines
from newsfold.fold.candidates import candidate_pairs
from newsfold.fold.evidence import EVIDENCE, evidence
from newsfold.fold.linkage import linked
from newsfold.fold.loading import read_embedder
from newsfold.fold.meaning import Embedder
from newsfold.fold.model import LEAST_IN_COMMON, Judge, Model, Weight
from newsfold.fold.window import Window

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
from fold import remembering  # noqa: E402

WEIGHTS = ROOT / "src" / "newsfold" / "fold" / "weights.json"
HELD_OUT = Path(__file__).parent / "held_out"
WINDOWS = ROOT.parent / "shared" / "data" / "stories"

AGAINST = frozenset(
    [
        "names missing, most",
        "names missing, least",
        "subjects differ",
        "numbers missing, least",
        "time apart",
        "same publisher",
        "both of a general kind",
        "one of a general kind",
        "kinds in conflict",
    ]
)
"""Evidence that may only count against a pair. All other may only count for it, but for those of EITHER."""

EITHER = frozenset(["same publisher, title"])

STRENGTH = 0.1
"""The inverse of the L2 penalty. Anything from 0.03 to 0.3 scores within a point."""

ENOUGH = 0.5

Labelled = tuple[list[Article], list[str]]
Floats = NDArray[np.float64]


def load(file: Path) -> Labelled:
    """The articles of a labelled window and the story of each, in order of time."""
    lines = read_lines(str(file))
    by_address = {a.address: (a, str(line["story"])) for a, line in zip(articles_of(lines, where=str(file)), lines, strict=True)}
    ordered = sorted(by_address.values(), key=lambda each: (each[0].published_at, each[0].address))
    return [article for article, _ in ordered], [story for _, story in ordered]


def train(windows: Sequence[Labelled], names: Sequence[str], embedder: Embedder | None = None) -> Model:
    """A model from labelled windows, each counting the same; with an embedder it also weighs meaning."""
    indexed = [Window(articles, embedder=embedder) for articles, _ in windows]
    weighed = tuple(name for name in EVIDENCE if embedder or name != "meaning")
    pairs = [candidate_pairs(window, range(len(window))) for window in indexed]
    same = [
        np.array([stories[one] == stories[other] for one, other in zip(found.one, found.other, strict=True)])
        for found, (_, stories) in zip(pairs, windows, strict=True)
    ]
    figures = [evidence(window, found) for window, found in zip(indexed, pairs, strict=True)]
    first = _judge(figures, same, weighed)
    for window, found, row in zip(indexed, pairs, figures, strict=True):
        likeness = dict(zip(zip(found.one.tolist(), found.other.tolist(), strict=True), first.likeness(row).tolist(), strict=True))
        singles = [frozenset([place]) for place in range(len(window))]
        for group in linked(singles, likeness, enough=ENOUGH, may_join=lambda one, other: True):
            if len(group) > 1:
                window.join([frozenset([place]) for place in sorted(group)])
    second = _judge([evidence(window, found) for window, found in zip(indexed, pairs, strict=True)], same, weighed)
    about = (
        "Log odds that two articles tell one event: bias + sum of weight * (figure - mean) / spread. Made by tools/train/fold_weights.py."
    )
    return Model(about=about, trained_on=tuple(names), first=first, second=second)


def _judge(figures: Sequence[Floats], same: Sequence[NDArray[np.bool_]], weighed: Sequence[str]) -> Judge:
    columns = [EVIDENCE.index(name) for name in weighed]
    kept = [rows[:, EVIDENCE.index("all words")] > LEAST_IN_COMMON for rows in figures]
    rows = np.concatenate([each[keep] for each, keep in zip(figures, kept, strict=True)])
    truth = np.concatenate([each[keep] for each, keep in zip(same, kept, strict=True)]).astype(np.float64)
    total = sum(int(keep.sum()) for keep in kept)
    count = np.concatenate([np.full(int(keep.sum()), total / len(kept) / keep.sum()) for keep in kept])
    rows = rows[:, columns]
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = (rows - mean) / spread

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = scaled @ weights[:-1] + weights[-1]
        value = (count * (np.logaddexp(0, odds) - truth * odds)).sum() + (weights[:-1] ** 2).sum() / (2 * STRENGTH)
        miss = count * (1 / (1 + np.exp(-odds)) - truth)
        return value, np.append(scaled.T @ miss + weights[:-1] / STRENGTH, miss.sum())

    bounds = [(None, None) if name in EITHER else (None, 0) if name in AGAINST else (0, None) for name in weighed]
    found = minimize(loss, np.zeros(len(weighed) + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    weights = {
        name: Weight(weight=round(float(w), 4) + 0.0, mean=round(float(m), 4), spread=round(float(s), 4))
        for name, w, m, s in zip(weighed, found, mean, spread, strict=False)
    }
    return Judge(bias=round(float(found[-1]), 4), weights=weights)


def main() -> None:
    """Train on the windows named, on all labelled ones by default, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("windows", nargs="*", type=Path)
    parser.add_argument("--embeddings", type=Path, help="the folder of a sentence-embedding model")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--held-out", type=Path, default=HELD_OUT, help="where the weights without each window go")
    chosen = parser.parse_args()
    embedder = remembering(read_embedder(chosen.embeddings)) if chosen.embeddings else None
    files = chosen.windows or sorted(file for file in WINDOWS.glob("*.jsonl") if ".leads" not in file.name)
    windows = {file.stem: load(file) for file in files}
    output = chosen.output or WEIGHTS.with_stem("weights-semantic" if embedder else "weights")
    write(train(list(windows.values()), list(windows), embedder), output)
    chosen.held_out.mkdir(parents=True, exist_ok=True)
    for left_out in windows if len(windows) > 1 else ():
        others = {name: window for name, window in windows.items() if name != left_out}
        name = f"{'semantic-' if embedder else ''}without-{left_out}.json"
        write(train(list(others.values()), list(others), embedder), chosen.held_out / name)


def write(model: Model, file: Path) -> None:
    """Write the weights, a figure a line."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n")
    print(f"{file}: trained on {', '.join(model.trained_on)}")


if __name__ == "__main__":
    main()
