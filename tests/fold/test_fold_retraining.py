"""Editors' decisions teach: the tool that retrains on them, and the setting that uses what it wrote."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from newsfold.article import Article
from newsfold.errors import InputError
from newsfold.fold import fold
from newsfold.fold.loading import read_weights, weights_in
from newsfold.fold.model import shipped
from newsfold.settings import FoldSettings
from newsfold.story import Decision

Make = Callable[..., Article]
TOOLS = Path(__file__).parents[2] / "tools" / "train"
NOON = datetime(2026, 11, 20, tzinfo=UTC)
TOWNS = ("Tornbeck", "Calderwick", "Lindmoor", "Mosswick", "Tarrowby", "Quillon", "Veldra", "Norrland")


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("scipy")
    monkeypatch.syspath_prepend(str(TOOLS))
    import fold_decisions

    yield fold_decisions
    for name in ("fold_decisions", "fold_weights", "fold"):
        sys.modules.pop(name, None)


@pytest.fixture
def weather(make_article: Make) -> list[tuple[Article, Article]]:
    """An invented portal's habit: two stations report each town's weather in one template, day after day."""
    return [
        (
            make_article(
                f"Storm warning for {town} harbour", domain="a.example", hours=30 * day, excerpt=f"Gusts will reach {town} at night."
            ),
            make_article(
                f"Storm warning for {town} harbour lifted", domain="b.example", hours=30 * day + 20, excerpt=f"Gusts have left {town}."
            ),
        )
        for day, town in enumerate(TOWNS)
    ]


def apart(pairs: list[tuple[Article, Article]]) -> list[Decision]:
    return [
        Decision(kind="not-the-same-story", articles=(one.address,), others=(other.address,), by="ed", at=NOON + timedelta(minutes=number))
        for number, (one, other) in enumerate(pairs)
    ]


def folded_pairs(pairs: list[tuple[Article, Article]], model: object = None) -> int:
    stories = fold([article for pair in pairs for article in pair], model=model).stories
    return sum(any({one.address, other.address} <= set(story.members) for story in stories) for one, other in pairs)


def test_pairs_like_those_that_editors_parted_are_no_longer_folded(tool, weather: list[tuple[Article, Article]]) -> None:
    articles = [article for pair in weather for article in pair]
    model = tool.retrained(articles, apart(weather[:5]))
    assert folded_pairs(weather[5:]) > 0
    assert folded_pairs(weather[5:], model) == 0


def test_without_decisions_nothing_is_learned(tool, weather: list[tuple[Article, Article]]) -> None:
    assert tool.retrained([article for pair in weather for article in pair], []) == shipped()


def test_what_an_editor_took_back_teaches_nothing(tool, weather: list[tuple[Article, Article]]) -> None:
    parted = apart(weather[:1])[0]
    back = parted.evolve(kind="perhaps-the-same-story", at=parted.at + timedelta(hours=1))
    assert tool.taught([back, parted]) == {}


def test_each_kind_of_decision_gives_its_pairs(tool) -> None:
    move = Decision(kind="move", articles=("a",), others=("b", "c"), by="ed", at=NOON)
    assert tool.taught([move]) == {("a", "b"): False, ("a", "c"): True}
    assert tool.taught([Decision(kind="merge", articles=("a", "b", "c"), by="ed", at=NOON)]) == dict.fromkeys(
        [("a", "b"), ("a", "c"), ("b", "c")], True
    )


def test_the_setting_names_a_file_of_weights_from_the_portals_folder(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_bytes(msgspec.json.encode(shipped()))
    assert weights_in(tmp_path, FoldSettings(weights="own.json")) == shipped()
    assert weights_in(tmp_path, FoldSettings()) is None


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"about": "", "trained_on": [], "first": {"bias": 0}, "second": 3}'])
def test_a_file_that_holds_no_weights_is_told_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "own.json").write_text(text)
    with pytest.raises(InputError, match=r"own\.json: holds no weights"):
        read_weights(tmp_path / "own.json")
