"""Every point and topic of every article of the demo is told in words a reader understands."""

from __future__ import annotations

import re
from pathlib import Path

import newsfold
from newsfold.day.pipeline import DayReport
from newsfold.rate import POINTS

Demo = tuple[Path, DayReport]


def test_every_point_and_topic_of_every_article_is_told_in_words(demo: Demo) -> None:
    known = {point.name for point in POINTS}
    with newsfold.open(demo[0]) as portal:
        for article in portal.articles():
            reasons = portal.explain(article.path).reasons
            topics = {reason.name.removeprefix("topic "): reason.words for reason in reasons if reason.name.startswith("topic ")}
            assert set(article.topics) == set(topics)
            assert sum(reason.points for reason in reasons) == article.quality
            assert {reason.name for reason in reasons if reason.points} <= known
            assert any(reason.name == f"kind {article.kind}" for reason in reasons)
            for reason in reasons:
                assert re.search(r"[a-z]{2,}.* .*\S", reason.words), reason
                assert not re.search(r"[{}]|None|\bnull\b", reason.words), reason
