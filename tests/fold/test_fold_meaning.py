"""The extra ``semantic``: sentence embeddings from a model on disk, as further evidence."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from newsfold.article import Article
from newsfold.errors import InputError
from newsfold.fold import fold
from newsfold.fold.loading import embedder_in, read_embedder
from newsfold.fold.model import shipped
from newsfold.settings import FoldSettings

safetensors = pytest.importorskip("safetensors.numpy")
Make = Callable[..., Article]
WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "bridge", "shut", "herring", "quota", "rises", "b", "c")
WIDTH, INNER = 8, 16

# Computed once by transformers' BertModel with the weights below, mean pooling and length 1, of the tokens [2 5 6 3] and [2 7 3].
REFERENCE = (
    (-0.3371, -0.0038, 0.5857, -0.1293, -0.0334, 0.4987, -0.4318, -0.3006),
    (-0.2425, -0.0638, 0.5254, -0.1318, -0.0410, 0.5830, -0.3914, -0.3859),
)


def weights() -> dict[str, np.ndarray]:
    """A BERT of two layers whose weights are a sine wave."""
    shapes: dict[str, tuple[int, ...]] = {f"embeddings.LayerNorm.{part}": (WIDTH,) for part in ("weight", "bias")}
    shapes |= {f"embeddings.{name}_embeddings.weight": (rows, WIDTH) for name, rows in (("word", 12), ("position", 16), ("token_type", 2))}
    for layer in ("encoder.layer.0", "encoder.layer.1"):
        for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes |= {f"{layer}.{name}.weight": (WIDTH, WIDTH), f"{layer}.{name}.bias": (WIDTH,)}
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes |= {f"{layer}.{name}.weight": (WIDTH,), f"{layer}.{name}.bias": (WIDTH,)}
        shapes |= {f"{layer}.intermediate.dense.weight": (INNER, WIDTH), f"{layer}.intermediate.dense.bias": (INNER,)}
        shapes |= {f"{layer}.output.dense.weight": (WIDTH, INNER), f"{layer}.output.dense.bias": (WIDTH,)}
    made = {}
    for name, shape in shapes.items():
        wave = np.array([math.sin(1.7 * number + len(name)) for number in range(math.prod(shape))], dtype=np.float32) * 0.5
        made[name] = (wave * 0.2 + 1 if name.endswith("LayerNorm.weight") else wave).reshape(shape).astype(np.float32)
    return made


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    tokenizers = pytest.importorskip("tokenizers")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.post_processor = tokenizers.processors.TemplateProcessing("[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    shape = {"num_hidden_layers": 2, "num_attention_heads": 2, "hidden_size": WIDTH, "max_position_embeddings": 16}
    (tmp_path / "config.json").write_text(json.dumps(shape))
    safetensors.save_file(weights(), str(tmp_path / "model.safetensors"))
    return tmp_path


def test_sentences_are_embedded_as_the_reference_embeds_them(model_folder: Path) -> None:
    np.testing.assert_allclose(read_embedder(model_folder)(["bridge shut", "herring"]), REFERENCE, atol=2e-4)


def test_a_text_is_embedded_the_same_whatever_stands_beside_it_and_however_long_it_is(model_folder: Path) -> None:
    embed = read_embedder(model_folder)
    many = ["herring", "bridge shut", "quota rises " * 30, "", "herring"]
    rows = embed(many)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-3)
    np.testing.assert_allclose(rows, np.concatenate([embed([text]) for text in many]), atol=2e-4)
    assert embed([]).shape == (0, WIDTH)


@pytest.mark.parametrize("broken", ["config.json", "tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("how", ["gone", "empty", "cut"])
def test_a_folder_that_is_no_model_is_told_in_one_sentence(model_folder: Path, broken: str, how: str) -> None:
    file = model_folder / broken
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[: 0 if how == "empty" else 20])
    with pytest.raises(InputError, match="holds no model that can be used"):
        embedder_in(model_folder, FoldSettings(embeddings="."))


def test_without_a_folder_there_is_no_embedder() -> None:
    assert embedder_in(Path(), FoldSettings()) is None


def alike(texts: Sequence[str]) -> np.ndarray:
    return np.array([[1.0, 0.0]] * len(texts), dtype=np.float32)


def unlike(texts: Sequence[str]) -> np.ndarray:
    return np.array([[1.0, 0.0] if "shuts" in text else [0.0, 1.0] for text in texts], dtype=np.float32)


def test_meaning_decides_where_words_leave_it_open(make_article: Make) -> None:
    one = make_article("Crack in pylon shuts Tornbeck bridge", domain="a.example", excerpt="Ferries run instead, says the council.")
    other = make_article("Tornbeck span closed over a crack", domain="b.example", hours=3, excerpt="The council asks drivers to wait.")
    assert len(fold([one, other], embedder=alike).stories) == 1
    assert len(fold([one, other], embedder=unlike).stories) == 2


def test_the_weights_with_meaning_are_another_set() -> None:
    assert shipped(semantic=True).second.weights["meaning"].weight > 0
    assert "meaning" not in shipped().second.weights
    assert shipped(semantic=True).trained_on == shipped().trained_on
