"""What is new in a story since a given time, so that an edition or a front page never repeats yesterday's news."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from newsfold.article import Article, Frozen
from newsfold.fold.heat import by_merit
from newsfold.fold.syndication import originals


class News(Frozen, frozen=True, kw_only=True):
    """What a story's articles bring since a time, the best first.

    ``articles`` were published since and repeat no earlier text. ``changed`` are older ones that the publisher updated since.
    ``is_new_story``: nothing of the story is older. ``new_publishers``: domains that had not reported before.
    """

    articles: tuple[Article, ...] = ()
    changed: tuple[Article, ...] = ()
    is_new_story: bool = False
    new_publishers: tuple[str, ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether there is something a reader of that time has not seen."""
        return bool(self.articles or self.changed)


def news_of(articles: Iterable[Article], since: datetime) -> News:
    """What the story of these articles has that it had not at ``since``; an article of that very second was seen."""
    members = sorted(articles, key=by_merit)
    original = originals(members)
    seen = {original[article.address] for article in members if article.published_at <= since}
    before = {article.provider.domain for article in members if article.published_at <= since}
    fresh: list[Article] = []
    for article in members:
        if article.published_at > since and original[article.address] not in seen:
            seen.add(original[article.address])
            fresh.append(article)
    return News(
        articles=tuple(fresh),
        changed=tuple(
            article
            for article in members
            if article.published_at <= since and article.updated_at is not None and article.updated_at > since
        ),
        is_new_story=bool(members) and not before,
        new_publishers=tuple(sorted({article.provider.domain for article in fresh} - before)),
    )
