"""Where records stand (RECORD.md, law 1)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.content.paths import LONGEST_SLUG, record_path, slug
from newsfold.content.repository import Repository

DAY = datetime(2026, 11, 10, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Lumen opens a laboratory", "lumen-opens-a-laboratory"),
        ("  Spaces  and --- hyphens ", "spaces-and-hyphens"),
        ("Café Müller: naïve?", "cafe-muller-naive"),
        ("snake_case 4.5%", "snake_case-45"),
        ("🙂🙂", "article-b6fd478d"),
        ("新聞", "article-b6fd478d"),
    ],
)
def test_a_title_becomes_a_slug(title: str, expected: str) -> None:
    assert slug(title, "https://lumen.example/a") == expected


def test_a_title_without_letters_is_named_by_its_address() -> None:
    assert slug("…", "https://a.example/") != slug("…", "https://b.example/")
    assert slug("…", "https://a.example/").startswith("article-")


def test_a_long_title_is_cut_at_the_last_whole_word() -> None:
    name = slug("word " * 60, "x")
    assert len(name) <= LONGEST_SLUG
    assert set(name.split("-")) == {"word"}


def test_the_later_of_two_articles_with_one_path_gets_a_number() -> None:
    taken = {"_news/2026-11-10-lumen.md", "_news/2026-11-10-lumen-2.md"}
    assert record_path("Lumen", "x", DAY, taken) == "_news/2026-11-10-lumen-3.md"


@given(st.text(max_size=400))
def test_every_path_is_safe_on_every_file_system(title: str) -> None:
    name = record_path(title, "https://lumen.example/", DAY, ()).removeprefix("_news/").removesuffix(".md")
    assert len(name) <= LONGEST_SLUG + 11
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")


def test_real_paths_follow_the_law_but_for_a_handful(portals: Path) -> None:
    for name, most in (("azure", 10), ("diablo4", 1), ("powerapps", 45)):
        articles = [record.article for record in Repository(portals / name).records()[0]]
        off = [one.path for one in articles if not one.path.startswith(record_path(one.title, one.address, one.published_at, ())[:-3])]
        assert len(off) <= most
