"""Rules tried on the articles that came in lately: what would have changed, before anything is saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newsfold.article import Article, Frozen
from newsfold.day.rater import Rater


class Turned(Frozen, frozen=True, kw_only=True):
    """An article that the rules would rate otherwise: its topics and quality by the rules of today and by those that are tried.

    ``was_in`` and ``is_in``: whether it is on topic and passes the gate.
    """

    article: Article
    topics_before: tuple[str, ...]
    topics_after: tuple[str, ...]
    quality_before: int
    quality_after: int
    was_in: bool
    is_in: bool


class Tried(Frozen, frozen=True, kw_only=True):
    """How many articles were looked at, and those that would change, the greatest changes first."""

    looked_at: int
    turned: tuple[Turned, ...]

    @property
    def let_in(self) -> int:
        """How many would come in that are kept out."""
        return sum(each.is_in and not each.was_in for each in self.turned)

    @property
    def kept_out(self) -> int:
        """How many would be kept out that come in."""
        return sum(each.was_in and not each.is_in for each in self.turned)


def tried(articles: Iterable[Article], today: Rater, other: Rater) -> Tried:
    """Rate these articles by the rules of today and by others."""
    looked_at, turned = 0, []
    for article in articles:
        looked_at += 1
        one, two = _rated(article, today), _rated(article, other)
        if one != two:
            turned.append(
                Turned(
                    article=article.evolve(text=""),
                    topics_before=one[0],
                    topics_after=two[0],
                    quality_before=one[1],
                    quality_after=two[1],
                    was_in=one[2],
                    is_in=two[2],
                )
            )
    return Tried(looked_at=looked_at, turned=tuple(sorted(turned, key=_greatest)))


def _rated(article: Article, rater: Rater) -> tuple[tuple[str, ...], int, bool]:
    rated = rater.rate(article)
    quality = rated.article.quality or 0
    return rated.article.topics, quality, rated.rejected is None and quality >= rater.settings.rate.minimum_quality


def _greatest(each: Turned) -> tuple[bool, int, int, str]:
    return (
        each.was_in == each.is_in,
        -len(set(each.topics_before) ^ set(each.topics_after)),
        each.quality_after - each.quality_before,
        each.article.address,
    )


def lately(articles: Sequence[Article], most: int) -> Sequence[Article]:
    """The latest of these articles, the newest first."""
    return sorted(articles, key=lambda article: (article.published_at, article.address), reverse=True)[:most]
