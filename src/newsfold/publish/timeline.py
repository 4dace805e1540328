"""The timeline of a story: who reported it, and when."""

from __future__ import annotations

from datetime import datetime

from newsfold.article import Article, Frozen
from newsfold.publish.cards import Card, provider_name, related_link
from newsfold.publish.plain_text import MAX_TITLE, shown
from newsfold.publish.wording import Wording, clock_words, date_words
from newsfold.written_time import moment

_MAX_REPORTS = 200
"""Reports a timeline shows. A story closes after 20 days; only old records with runaway stories have more."""


class Report(Frozen, frozen=True, kw_only=True):
    """One report of a story. ``is_here``: it is the article the page is about. A report without a time has empty words for it."""

    title: str
    provider: str
    url: str | None
    moment: str
    date: str
    clock: str
    is_video: bool
    is_here: bool


def timeline_of(article: Article, card: Card, words: Wording) -> tuple[Report, ...]:
    """The story's reports, oldest first, those without a time last; empty where nobody else reported it."""
    if not article.related:
        return ()
    here = _report(words, card.title, card.provider, card.url, article.published_at, is_video=card.is_video, is_here=True)
    dated = [(article.published_at, here)]
    undated = []
    for related in article.related[:_MAX_REPORTS]:
        title = shown(related.title, MAX_TITLE) or words.untitled
        report = _report(
            words,
            title,
            provider_name(related.provider, words),
            related_link(related),
            related.published_at,
            is_video=related.type == "video",
            is_here=False,
        )
        if related.published_at is None:
            undated.append(report)
        else:
            dated.append((related.published_at, report))
    dated.sort(key=lambda pair: pair[0])
    return (*(report for _, report in dated), *undated)


def _report(words: Wording, title: str, provider: str, url: str | None, time: datetime | None, *, is_video: bool, is_here: bool) -> Report:
    return Report(
        title=title,
        provider=provider,
        url=url,
        moment=moment(time) if time else "",
        date=date_words(words, time) if time else "",
        clock=clock_words(time) if time else "",
        is_video=is_video,
        is_here=is_here,
    )
