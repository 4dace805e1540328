"""Quality is a sum of named points; the kind is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newsfold.article import Article, Author, Image, Organization, Provider, Topic
from newsfold.rate import Standing, TopicIndex, rate

Make = Callable[..., Article]
INDEX = TopicIndex([Topic(id="ai", name="AI", keywords=("AI",))])


def test_the_points_add_up_to_the_quality(make_article: Make) -> None:
    provider = Provider(name="Lumen", domain="lumen.example", authors=(Author(name="Ada Quill"),))
    image = Image(url="https://lumen.example/a.jpg", width=1600, height=900)
    article = make_article("AI at sea", text="word " * 900, excerpt="x" * 90, provider=provider, images=(image,))
    standing = Standing(organizations={"lumen.example": Organization(domain="lumen.example", name="Lumen", authority=25)})
    rated = rate(article, INDEX, standing=standing)
    assert rated.article.quality == sum(reason.points for reason in rated.reasons)
    points = {reason.name: reason.points for reason in rated.reasons if reason.points}
    assert points == {
        "base": 20,
        "authority": 25,
        "own work": 8,
        "length": 12,
        "picture": 10,
        "author": 4,
        "excerpt": 4,
        "in the title": 6,
    }
    assert all(reason.words for reason in rated.reasons)


def test_quality_is_never_below_nought(make_article: Make) -> None:
    rated = rate(make_article("Global widget market size to reach 9 billion by 2032", paywall=True), INDEX)
    assert rated.article.quality == 0


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Tidal turbines market size to hit $9 billion by 2032", "", "market-research"),
        ("Lumen names a chair", "FOR IMMEDIATE RELEASE. Port Maren, 10 November.", "press-release"),
        ("The week in tidal power", "", "roundup"),
        ("Best heater deals this week", "", "deal"),
        ("Lumen shares jump after results", "", "stock"),
        ("How to wire a shed", "", "how-to"),
        ("Why the shed burned", "", "analysis"),
        ("Register now for the shed webinar", "", "event"),
        ("Announcing the new shed", "", "announcement"),
        ("The shed burned", "", "news"),
    ],
)
def test_the_kind_is_read_from_what_such_articles_say(make_article: Make, title: str, text: str, kind: str) -> None:
    assert rate(make_article(title, text=text), INDEX).article.kind == kind
