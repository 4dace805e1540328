"""What a portal brings to folding in files of its own: weights trained on its editors' decisions, and a sentence-embedding model.

The only module of this room that reads files; who walks calls it and passes the values on.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from newsfold.errors import InputError
from newsfold.extras import missing
from newsfold.fold.evidence import EVIDENCE
from newsfold.fold.meaning import Embedder
from newsfold.fold.model import Model
from newsfold.settings import FoldSettings


def weights_in(folder: Path, settings: FoldSettings) -> Model | None:
    """The weights that ``fold.weights`` names, from the portal's folder; None for newsfold's own. Raises :class:`InputError`."""
    return read_weights(folder / settings.weights) if settings.weights else None


def read_weights(file: Path) -> Model:
    """Weights as ``tools/train`` writes them. Raises :class:`InputError`."""
    remedy = "Name a file that tools/train/fold_decisions.py wrote, or leave fold.weights empty."
    try:
        model = msgspec.json.decode(file.read_bytes(), type=Model)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"holds no weights for folding: {error}", where=str(file), remedy=remedy) from error
    unknown = (model.first.weights.keys() | model.second.weights.keys()) - set(EVIDENCE)
    if unknown:
        raise InputError(f"weighs evidence this newsfold does not know: {', '.join(sorted(unknown))}", where=str(file), remedy=remedy)
    if any(weight.spread <= 0 for judge in (model.first, model.second) for weight in judge.weights.values()):
        raise InputError("has a spread that is not above 0", where=str(file), remedy=remedy)
    return model


def embedder_in(folder: Path, settings: FoldSettings) -> Embedder | None:
    """The embedder that ``fold.embeddings`` names, from the portal's folder; None for none. Raises :class:`InputError`."""
    return read_embedder(folder / settings.embeddings) if settings.embeddings else None


def read_embedder(folder: Path) -> Embedder:
    """A BERT sentence-embedding model from a folder with model.safetensors, tokenizer.json and config.json. Raises :class:`InputError`."""
    try:
        from newsfold.fold.bert import Bert  # noqa: PLC0415  (the extra may be missing)
    except ImportError as error:
        raise missing("semantic", error.name, where="fold.embeddings") from error
    return Bert.read(folder)
