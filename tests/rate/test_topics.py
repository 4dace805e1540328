"""What an article is about, by the topic files' keywords."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newsfold.article import Article, Topic
from newsfold.rate import TopicIndex, rate

Make = Callable[..., Article]

TOPICS = (
    Topic(id="ai", name="AI", keywords=("AI", "artificial intelligence")),
    Topic(id="robotics", name="Robotics", parent="AI", keywords=("robot",)),
    Topic(id="arms", name="Robot arms", parent="Robotics", keywords=("gripper arm",)),
    Topic(id="iot", name="IoT", parent="AI", keywords=("iot",)),
    Topic(id="model-driven", name="Model-driven apps", parent="AI", keywords=("model-driven app",)),
)


def topics_of(make: Make, title: str, **fields: str) -> tuple[str, ...]:
    return rate(make(title, **fields), TopicIndex(TOPICS)).article.topics


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("AI writes the minutes", ("AI",)),
        ("What artificial intelligence costs", ("AI",)),
        ("Ai Morishige opens an exhibition", ()),
        ("The sloth, or ai, sleeps", ()),
        ("He said: repair the mains", ()),
        ("Robots learn to knit", ("Robotics",)),
        ("Robotic is another word", ()),
        ("A Robot's day", ("Robotics",)),
        ("IoT sensors in the harbour", ("IoT",)),
        ("Quillwright shows its Alder 3 AI at last", ("AI",)),
        ("A sloth eats 3 ai a day, whatever that is", ()),
        ("Model driven apps for everyone", ("Model-driven apps",)),
        ("A model-driven app for everyone", ("Model-driven apps",)),
        ("Émile builds a robót", ("Robotics",)),
    ],
)
def test_whole_words_match_with_case_plural_hyphen_and_accents(make_article: Make, title: str, expected: tuple[str, ...]) -> None:
    assert topics_of(make_article, title) == expected


def test_one_passing_mention_in_the_text_is_no_topic(make_article: Make) -> None:
    assert topics_of(make_article, "The harvest is in", text="A robot was seen.") == ()
    assert topics_of(make_article, "The harvest is in", text="A robot was seen. The robot left.") == ("Robotics",)


def test_the_most_relevant_topic_stands_first(make_article: Make) -> None:
    assert topics_of(make_article, "A robot at the port", excerpt="It runs on AI.") == ("Robotics", "AI")


def test_a_parent_is_implied_but_never_the_portals_own_topic(make_article: Make) -> None:
    assert topics_of(make_article, "A gripper arm for eggs") == ("Robot arms", "Robotics")


def test_an_article_without_a_topic_is_rejected_with_a_reason_and_still_has_a_quality(make_article: Make) -> None:
    rated = rate(make_article("Ai Morishige opens an exhibition"), TopicIndex(TOPICS))
    assert rated.rejected is not None
    assert rated.rejected.stage == "rate"
    assert "off topic" in rated.rejected.reason
    assert rated.article.quality is not None


def test_every_topic_tells_where_its_words_stand(make_article: Make) -> None:
    rated = rate(make_article("AI at sea", text="AI here, AI there."), TopicIndex(TOPICS))
    assert rated.reasons[0].name == "topic AI"
    assert rated.reasons[0].words == "“AI” in the title; “AI” 2 times in the text"


def test_a_topic_without_keywords_is_found_by_its_name(make_article: Make) -> None:
    assert TopicIndex([Topic(id="x", name="Tidal power")]).match(make_article("Tidal power is cheap"))[0].topic == "Tidal power"
