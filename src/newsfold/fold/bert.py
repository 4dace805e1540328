"""Sentence embeddings by a BERT of MiniLM's class, computed with numpy (Devlin et al., 2018; Reimers and Gurevych, 2019).

The layers' outputs are averaged over a text's tokens and brought to length 1, as models of this kind were trained. Weights and tokeniser
are read from disk; nothing is fetched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load
from tokenizers import Tokenizer

from newsfold.article import Frozen
from newsfold.errors import InputError
from newsfold.fold.meaning import Matrix

MOST_TOKENS = 128
"""Tokens of a text that are looked at: more than the letters of a headline and excerpt make in any but odd scripts."""

BATCH_TOKENS = 4096
"""Tokens computed at once; more does not fit a core's cache."""

DECIMALS = 4
"""Decimals of a vector's items: the last bits depend on what was computed beside a text, and no story may depend on that."""


class Shape(Frozen, frozen=True, kw_only=True):
    """What ``config.json`` must tell."""

    num_hidden_layers: int
    num_attention_heads: int
    hidden_size: int
    layer_norm_eps: float = 1e-12
    hidden_act: str = "gelu"
    max_position_embeddings: int = 512


class Bert:
    """An :class:`newsfold.fold.meaning.Embedder`."""

    def __init__(self, shape: Shape, tensors: Mapping[str, Matrix], tokenizer: Tokenizer) -> None:
        self._shape, self._tensors, self._tokenizer = shape, tensors, tokenizer
        self._most = min(MOST_TOKENS, shape.max_position_embeddings)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The model in a folder. Raises :class:`InputError` where it is none."""
        remedy = "Name a folder with model.safetensors, tokenizer.json and config.json of a BERT sentence-embedding model."
        try:
            shape = msgspec.json.decode((folder / "config.json").read_bytes(), type=Shape)
            tensors = {name.removeprefix("bert."): each for name, each in load((folder / "model.safetensors").read_bytes()).items()}
            tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
            tokenizer.no_padding()
            model = cls(shape, {name: each.astype(np.float32) for name, each in tensors.items() if each.dtype.kind == "f"}, tokenizer)
            model(["A model that cannot embed this is none."])
        # The tokenizers package raises bare Exception for a file that is no tokeniser.
        except (OSError, ValueError, KeyError, IndexError, msgspec.DecodeError, SafetensorError, Exception) as error:
            raise InputError(f"holds no model that can be used: {error!r}", where=str(folder), remedy=remedy) from error
        return model

    def __call__(self, texts: Sequence[str]) -> Matrix:
        """Embed the texts; texts of one number of tokens are computed together, so that none is padded."""
        tokens = [
            encoding.ids[: self._most - 1] + encoding.ids[-1:] if len(encoding.ids) > self._most else encoding.ids
            for encoding in self._tokenizer.encode_batch(list(texts))
        ]
        of_length: dict[int, list[int]] = defaultdict(list)
        for number, ids in enumerate(tokens):
            of_length[len(ids)].append(number)
        rows = np.zeros((len(texts), self._shape.hidden_size), dtype=np.float32)
        for length, numbers in of_length.items():
            step = max(1, BATCH_TOKENS // max(1, length))
            for start in range(0, len(numbers), step):
                some = numbers[start : start + step]
                rows[some] = self._embedded(np.array([tokens[number] for number in some], dtype=np.int64).reshape(len(some), length))
        return rows.round(DECIMALS)

    def _embedded(self, tokens: NDArray[np.int64]) -> Matrix:
        """The vectors of texts of one length, a row of tokens each."""
        hidden = self._tensors["embeddings.word_embeddings.weight"][tokens]
        hidden = hidden + self._tensors["embeddings.position_embeddings.weight"][: tokens.shape[1]]
        hidden = self._normalised(hidden + self._tensors["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for number in range(self._shape.num_hidden_layers):
            layer = f"encoder.layer.{number}"
            hidden = self._normalised(hidden + self._attended(hidden, f"{layer}.attention"), f"{layer}.attention.output.LayerNorm")
            inner = _gelu(self._linear(hidden, f"{layer}.intermediate.dense"))
            hidden = self._normalised(hidden + self._linear(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
        mean = hidden.mean(axis=1)
        unit: Matrix = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)
        return unit

    def _attended(self, hidden: Matrix, name: str) -> Matrix:
        """Self-attention (Vaswani et al., 2017)."""
        count, length, width = hidden.shape
        heads = self._shape.num_attention_heads
        query, key, value = (
            self._linear(hidden, f"{name}.self.{part}").reshape(count, length, heads, width // heads).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32((width // heads) ** 0.5)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed = (scores @ value).transpose(0, 2, 1, 3).reshape(count, length, width)
        return self._linear(mixed, f"{name}.output.dense")

    def _linear(self, values: Matrix, name: str) -> Matrix:
        product: Matrix = values @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"]
        return product

    def _normalised(self, values: Matrix, name: str) -> Matrix:
        """Layer normalisation (Ba et al., 2016)."""
        centred = values - values.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(self._shape.layer_norm_eps))
        scaled: Matrix = centred / spread * self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"]
        return scaled


def _gelu(values: Matrix) -> Matrix:
    """Gaussian error linear unit with the error function of Abramowitz and Stegun, 7.1.26 (error below 2e-7)."""
    scaled = np.abs(values) * np.float32(0.5**0.5)
    step = 1 / (1 + np.float32(0.3275911) * scaled)
    series = np.float32(1.061405429) * step - np.float32(1.453152027)
    for factor in (1.421413741, -0.284496736, 0.254829592):
        series = series * step + np.float32(factor)
    error = np.sign(values) * (1 - series * step * np.exp(-scaled * scaled))
    result: Matrix = np.float32(0.5) * values * (1 + error)
    return result
