"""The score on the labelled windows never falls below what it was (B-cubed F1, RECORD.md's own portals 0.574 and 0.721)."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from newsfold.cli.json_lines import articles_of, read_lines
from newsfold.fold import fold

FLOORS = {"azure-2020-05": 0.88, "diablo4-beta": 0.80}


@pytest.mark.parametrize(("window", "floor"), FLOORS.items())
def test_the_stories_of_a_labelled_window_are_found(shared: Path, window: str, floor: float) -> None:
    file = str(shared / "data" / "stories" / f"{window}.jsonl")
    lines = read_lines(file)
    folding = fold(articles_of(lines, where=file))
    found = {member: story.id for story in folding.stories for member in story.members}
    scorer = runpy.run_path(str(shared / "eval" / "score_stories.py"))
    gold = {line["url"]: str(line["story"]) for line in lines}
    _, _, f1 = scorer["b_cubed"](gold, {url: found[url] for url in gold})
    assert f1 >= floor
