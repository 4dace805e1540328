"""One story once: what folds, what does not, who leads and how hot it is (RECORD.md, laws 4 to 8)."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from newsfold.article import Article
from newsfold.fold import Folding, Gate, fold, recorded_stories
from newsfold.settings import FoldSettings

Make = Callable[..., Article]

EVENT = (
    (
        "Tornbeck bridge closes after crack is found in pylon",
        "a.example",
        40,
        "Engineers found a crack in the northern pylon of the Tornbeck bridge.",
    ),
    (
        "Crack in pylon shuts the Tornbeck bridge",
        "b.example",
        60,
        "The Tornbeck bridge was shut on Tuesday after a crack was found in a pylon.",
    ),
    (
        "Tornbeck bridge shut: what the pylon crack means for commuters",
        "c.example",
        50,
        "Commuters face detours since the Tornbeck bridge closed.",
    ),
)


@pytest.fixture
def reports(make_article: Make) -> list[Article]:
    return [
        make_article(title, domain=domain, quality=quality, excerpt=excerpt, hours=hours)
        for hours, (title, domain, quality, excerpt) in enumerate(EVENT)
    ]


@pytest.fixture
def other(make_article: Make) -> Article:
    return make_article(
        "Herring quota rises by a tenth", domain="d.example", quality=30, excerpt="Fishers may land more herring next year."
    )


def by_title(folding: Folding, title: str) -> Article:
    return next(article for article in folding.articles if article.title == title)


def test_reports_of_one_event_are_one_story_and_another_event_is_not_of_it(reports: list[Article], other: Article) -> None:
    folding = fold([*reports, other])
    assert sorted(len(story.members) for story in folding.stories) == [1, 3]


def test_the_best_leads_and_the_others_are_folded(reports: list[Article]) -> None:
    folding = fold(reports)
    lead = by_title(folding, EVENT[1][0])
    assert (lead.heat, lead.published) == (60 + 20 + 20, True)
    assert [(article.heat, article.published) for article in folding.articles if article is not lead] == [(-1, False)] * 2


def test_related_lists_all_others_by_quality_on_every_member(reports: list[Article]) -> None:
    for article in fold(reports).articles:
        assert [related.quality for related in article.related] == [quality for quality in (60, 50, 40) if quality != article.quality]


def test_equal_quality_goes_to_the_oldest(make_article: Make, reports: list[Article]) -> None:
    folding = fold([report.evolve(quality=50) for report in reports])
    assert folding.articles[0].title == EVENT[0][0]


def test_a_second_article_of_one_publisher_adds_no_heat(make_article: Make, reports: list[Article]) -> None:
    again = make_article("Tornbeck bridge: pylon crack was known for a year", domain="a.example", quality=10, hours=3, excerpt=EVENT[0][3])
    assert max(article.heat or 0 for article in fold([*reports, again]).articles) == 100


def test_a_syndicated_copy_adds_no_heat_and_never_leads(make_article: Make, reports: list[Article]) -> None:
    text = " ".join(f"The {number}th beam of the Tornbeck bridge pylon was found to be sound." for number in range(40))
    copied = reports[1].evolve(text=text, quality=40)
    copy = make_article(EVENT[1][0], domain="e.example", quality=90, hours=5, text=text, excerpt=EVENT[1][3])
    folding = fold([reports[0], copied, copy])
    assert len(folding.stories) == 1
    assert by_title(folding, EVENT[0][0]).heat == 40 + 20
    assert by_title(folding, EVENT[0][0]).published


def test_the_order_of_arrival_does_not_matter(reports: list[Article], other: Article) -> None:
    everything = [*reports, other]
    expected = fold(everything)
    for seed in range(5):
        mixed = random.Random(seed).sample(everything, len(everything))
        assert fold(mixed) == expected


def test_one_address_twice_is_one_article(reports: list[Article]) -> None:
    assert fold([*reports, reports[0]]) == fold(reports)


def test_a_late_report_joins_the_standing_story_and_only_that_story_changes(reports: list[Article], other: Article) -> None:
    first = fold([*reports[:2], other])
    standing = [article.evolve(path=f"_news/{number}.md") for number, article in enumerate(first.articles)]
    second = fold([reports[2]], standing=standing, stories=recorded_stories(standing))
    assert [len(story.members) for story in second.stories] == [3]
    assert {article.title for article in second.articles} == {title for title, *_ in EVENT}
    assert second.stories[0].id in {story.id for story in first.stories}
    assert next(article for article in second.articles if not article.is_folded).heat == 100


def test_a_story_closes_twenty_days_after_its_latest(reports: list[Article]) -> None:
    late = reports[2].evolve(published_at=reports[1].published_at + timedelta(days=20, hours=1))
    settings = FoldSettings(likeness=0.0001)
    assert len(fold([*reports[:2], late], settings=settings).stories) == 2


def test_two_standing_stories_are_never_joined(reports: list[Article]) -> None:
    standing = [report.evolve(path=f"_news/{number}.md", heat=10, published=True) for number, report in enumerate(reports[:2])]
    folding = fold([reports[2]], standing=standing, stories=recorded_stories(standing))
    assert [len(story.members) for story in folding.stories] == [2]


def test_a_lead_below_the_gate_is_not_published(reports: list[Article]) -> None:
    assert not any(article.published for article in fold(reports, gate=Gate(minimum_quality=61)).articles)


def test_a_lead_hidden_by_hand_stays_hidden_when_its_story_grows(reports: list[Article]) -> None:
    standing = [article.evolve(path=f"_news/{n}.md", published=False) for n, article in enumerate(fold(reports[:2]).articles)]
    folding = fold([reports[2].evolve(quality=1)], standing=standing, stories=recorded_stories(standing))
    assert not any(article.published for article in folding.articles)


def test_every_story_tells_its_reasons(reports: list[Article]) -> None:
    story = fold(reports).stories[0]
    assert sum(reason.points for reason in story.reasons) == story.heat
    assert sum(reason.name == "likeness" for reason in story.reasons) == 2
    assert "tornbeck" in story.reasons[-1].words


def test_nothing_folds_into_nothing() -> None:
    assert fold([]) == Folding(stories=(), articles=())


def test_a_lead_of_a_hidden_kind_is_not_published_and_its_story_stays_one(reports: list[Article]) -> None:
    reports = [article.evolve(kind="market-research") for article in reports]
    folding = fold(reports, gate=Gate(hide_kinds=frozenset({"market-research"})))
    assert len(folding.stories) == 1
    assert not any(article.published for article in folding.articles)
    assert any(article.published for article in fold(reports, gate=Gate(hide_kinds=frozenset({"deal"}))).articles)


def test_publishers_of_one_house_count_once_when_asked(reports: list[Article]) -> None:
    assert fold(reports).stories[0].heat == 60 + 20 + 20
    assert fold(reports, owners={"a.example": "house.example", "c.example": "house.example"}).stories[0].heat == 60 + 20
    assert fold(reports, owners={"a.example": "b.example", "c.example": "b.example"}).stories[0].heat == 60
