"""The example portal, against articles and stories labelled by hand; floors that only rise."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from newsfold.article import Article, Provider
from newsfold.content.repository import Repository
from newsfold.day.rater import Rater
from newsfold.rate.words import phrase_key
from newsfold.settings import Settings

EXAMPLE = Path(__file__).parents[2] / "examples" / "azure-portal"
FLOORS = {"topics": 0.90, "on topic": 0.96, "kinds": 0.90}


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]


def article_of(line: dict[str, Any]) -> Article:
    at = datetime.fromisoformat(line["publishedDateTime"])
    provider = Provider(name=line["provider"], domain=line["provider"])
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    kind = line.get("type") or "article"
    return Article(title=line["title"], excerpt=line["excerpt"] or "", published_at=at, web_url=line["url"], provider=provider, type=kind)


@pytest.fixture(scope="module")
def example() -> Rater:
    return Rater.of(Repository(EXAMPLE), Settings())


@pytest.fixture(scope="module")
def gold(shared: Path) -> Sequence[dict[str, Any]]:
    return lines_of(shared / "data" / "topics" / "azure.jsonl")


def f1(pairs: Sequence[tuple[set[str], set[str]]]) -> float:
    right = sum(len(true & found) for true, found in pairs)
    return 2 * right / (2 * right + sum(len(true ^ found) for true, found in pairs))


def test_the_example_portal_agrees_with_an_editor(example: Rater, gold: Sequence[dict[str, Any]]) -> None:
    rated = [example.rate(article_of(line)).article for line in gold]
    pairs = [(set(line["topics"]), set(one.topics)) for line, one in zip(gold, rated, strict=True)]
    assert f1([(true - {"Azure"}, found - {"Azure"}) for true, found in pairs]) >= FLOORS["topics"]
    assert f1([(true & {"Azure"}, found & {"Azure"}) for true, found in pairs]) >= FLOORS["on topic"]
    assert sum(line["kind"] == one.kind for line, one in zip(gold, rated, strict=True)) >= FLOORS["kinds"] * len(gold)


def test_noise_falls_below_the_median_of_what_is_worth_reading(example: Rater, gold: Sequence[dict[str, Any]]) -> None:
    qualities = [(line["kind"], example.rate(article_of(line)).article.quality or 0) for line in gold]
    median = statistics.median(quality for kind, quality in qualities if kind in ("news", "analysis", "announcement"))
    noise = [quality for kind, quality in qualities if kind in ("press-release", "market-research", "deal", "stock")]
    assert sum(quality < median for quality in noise) >= 0.95 * len(noise)


def test_the_best_article_of_a_story_is_one_an_editor_would_lead_with(example: Rater, shared: Path, portals: Path) -> None:
    right = 0
    for name, rater in (("azure-2020-05", example), ("diablo4-beta", Rater.of(Repository(portals / "diablo4"), Settings()))):
        lines = lines_of(shared / "data" / "stories" / f"{name}.jsonl")
        rated = {line["url"]: rater.rate(article_of(line)).article for line in lines}
        for answer in lines_of(shared / "data" / "stories" / f"{name}.leads.jsonl"):
            members = [rated[line["url"]] for line in lines if line["story"] == answer["story"]]
            right += min(members, key=lambda one: (-(one.quality or 0), one.published_at)).address in answer["leads"]
    assert right >= 25


def test_no_keyword_quotes_a_headline(gold: Sequence[dict[str, Any]]) -> None:
    titles = [phrase_key(line["title"]).split() for line in gold]
    topics, errors = Repository(EXAMPLE).topics()
    assert not errors
    for topic in topics:
        for phrase in (*topic.keywords, *topic.case_keywords, *topic.excluded):
            words = phrase_key(phrase).split()
            quoted = [title for title in titles if len(words) > 2 and len(words) > 0.6 * len(title) and " ".join(words) in " ".join(title)]
            assert not quoted, phrase


def test_the_example_portal_is_whole(portals: Path) -> None:
    topics, _ = Repository(EXAMPLE).topics()
    reference, _ = Repository(portals / "azure").topics()
    assert {topic.name for topic in topics} == {topic.name for topic in reference}
    organizations, errors = Repository(EXAMPLE).organizations()
    assert not errors
    assert all(organization.authority is not None and organization.zone for organization in organizations)
