"""A portal in a notebook: its articles and stories as frames, stories over time as a plot."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest

import newsfold
from newsfold.errors import InputError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def portal(portal_folder: Path) -> Iterator[newsfold.Portal]:
    with newsfold.open(portal_folder) as opened:
        yield opened


def test_stories_come_as_a_frame_a_row_each_with_the_leads_words(portal: newsfold.Portal) -> None:
    frame = portal.stories()
    assert list(frame["title"]) == ["Herring return to the Sund", "A net for the small boats", "Herring prices, a column"]
    assert list(frame["articles"]) == [2, 1, 1]
    assert list(frame["publishers"]) == [2, 1, 1]
    assert list(frame["heat"]) == [80, 40, 5]
    assert list(frame["is_shown"]) == [True, True, False]
    assert frame["latest_at"].iloc[0] - frame["first_at"].iloc[0] == timedelta(hours=5)
    assert str(frame["first_at"].dt.tz) == "UTC"
    assert frame.index.is_unique


@pytest.mark.parametrize(
    "since",
    ["2026-11-10T10:00:00Z", datetime(2026, 11, 10, 10, tzinfo=UTC), datetime(2026, 11, 10, 11, tzinfo=timezone(timedelta(hours=1)))],
)
def test_a_story_with_an_article_of_the_span_is_there_whole(portal: newsfold.Portal, since: str | datetime) -> None:
    frame = portal.stories(since=since, until=date(2026, 11, 11))
    assert list(frame["articles"]) == [2]
    assert len(portal.articles(since=since, until="2026-11-11")) == 1


def test_articles_come_as_a_tuple_or_as_a_frame_in_order_of_time(portal: newsfold.Portal) -> None:
    frame = portal.articles(frame=True, until="2026-11-13")
    assert list(frame.index) == sorted((article.path for article in portal.articles(until="2026-11-13")), key=list(frame.index).index)
    assert frame["quality"].tolist() == [60, 50, 40, 5]
    assert frame["is_folded"].tolist() == [False, True, False, False]
    assert frame["topics"].iloc[0] == ["Herring"]
    assert len(portal.articles()) == 5


def test_an_empty_span_gives_an_empty_frame_with_the_same_columns(portal: newsfold.Portal) -> None:
    assert list(portal.stories(since="2030-01-01").columns) == list(portal.stories().columns)
    assert portal.articles(since="2030-01-01", frame=True).empty
    portal.plot_stories(since="2030-01-01")


@pytest.mark.parametrize(
    "word",
    ["yesterday", "", "2026-13-01", "9999-12-31T23:59:59-12:00", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), 5, time(8)],
)
def test_a_time_that_is_none_is_told_in_a_sentence(portal: newsfold.Portal, word: str) -> None:
    with pytest.raises(InputError, match=r"^since: is no time: .* Write a day such as 2026-11-01"):
        portal.articles(since=word)


def test_stories_over_time_are_plotted_by_day_and_over_years_by_week(portal: newsfold.Portal) -> None:
    axes = portal.plot_stories().axes[0]
    assert "3 stories, by day" in axes.get_title(loc="left")
    assert sum(bar.get_height() for bar in axes.containers[0]) == 4
    assert sum(bar.get_height() for bar in axes.containers[1]) == 3


def test_the_example_notebook_runs_from_its_first_cell_to_its_last(portal_folder: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-W", "error", str(ROOT / "examples/notebook.py"), str(portal_folder)]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Herring return to the Sund" in done.stdout
    assert (tmp_path / "stories.png").read_bytes().startswith(b"\x89PNG")
