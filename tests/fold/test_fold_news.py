"""A lead that stays, and what is new in a story since yesterday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from newsfold.article import Article
from newsfold.fold import fold, news_of
from newsfold.settings import FoldSettings

Make = Callable[..., Article]


@pytest.fixture
def reports(make_article: Make) -> list[Article]:
    return [
        make_article(title, domain=f"{name}.example", quality=40, hours=12 * hours, excerpt="A crack in a pylon shut the Tornbeck bridge.")
        for hours, (title, name) in enumerate(
            zip(("Tornbeck bridge closes after crack", "Crack in pylon shuts Tornbeck bridge", "Tornbeck bridge shut"), "abc", strict=True)
        )
    ]


def lead_after(first: list[Article], late: Article, margin: int = 5) -> str:
    before = fold(first)
    story = fold([late], standing=before.articles, stories=before.stories, settings=FoldSettings(lead_margin=margin)).stories[0]
    assert story.id == before.stories[0].id
    return story.lead


def test_a_standing_lead_leads_on_unless_it_is_clearly_beaten(reports: list[Article]) -> None:
    assert lead_after(reports[:2], reports[2].evolve(quality=45)) == reports[0].address
    assert lead_after(reports[:2], reports[2].evolve(quality=46)) == reports[2].address
    assert lead_after(reports[:2], reports[2].evolve(quality=45), margin=0) == reports[2].address


def test_what_is_new_since_a_time_is_what_came_after_it(reports: list[Article]) -> None:
    news = news_of(reports, reports[1].published_at)
    assert [article.address for article in news.articles] == [reports[2].address]
    assert news.new_publishers == ("c.example",)
    assert not news.is_new_story
    assert not news_of(reports, reports[2].published_at).is_any


def test_a_story_that_began_since_is_new_as_a_whole(reports: list[Article]) -> None:
    news = news_of(reports, reports[0].published_at - timedelta(seconds=1))
    assert news.is_new_story
    assert len(news.articles) == 3


def test_a_copy_of_what_was_told_yesterday_is_no_news(reports: list[Article]) -> None:
    copy = reports[0].evolve(web_url="https://z.example/copy", published_at=reports[2].published_at)
    assert not news_of([reports[0], copy], reports[1].published_at).is_any


def test_an_article_its_publisher_changed_since_is_told_as_changed(reports: list[Article]) -> None:
    mended = reports[0].evolve(updated_at=reports[2].published_at)
    assert news_of([mended], reports[1].published_at).changed == (mended,)
