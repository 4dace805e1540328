"""What a portal's own records say of its publishers: how often first, chosen as lead, complete and to the point.

Records are few for most publishers, so what they say is mixed with what the publisher is known to be: with n articles in stories it counts
n parts beside ``PRIOR`` parts of the prior (an empirical Bayes mean; Efron and Morris, 1977).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from newsfold.article import Article, Frozen, Organization
from newsfold.rate.publishers import HOUSE_POINTS, UNKNOWN_POINTS, house_of

PRIOR: Final = 20
"""Articles for which the prior stands."""

MOST: Final = 30
"""The most points authority gives."""

_LEAD, _FIRST, _WHOLE, _POINT = 0.45, 0.2, 0.2, 0.15


class Standing(Frozen, frozen=True, kw_only=True):
    """What is known of publishers: the portal's own word by domain, and what its records teach by domain."""

    organizations: Mapping[str, Organization] = {}
    learned: Mapping[str, float] = {}
    counts: Mapping[str, int] = {}

    def authority(self, domain: str) -> tuple[int, str]:
        """Points from 0 to 30 for a publisher, and why, as the end of the sentence "the publisher …"."""
        organization = self.organizations.get(domain)
        if organization is not None and organization.authority is not None:
            return max(0, min(MOST, organization.authority)), "has this authority in its organization file"
        house = house_of(domain)
        prior = HOUSE_POINTS[house] if house else UNKNOWN_POINTS
        told = f"is known as {_with_article(house)}" if house else "is not known otherwise"
        count = self.counts.get(domain, 0)
        if not count:
            return prior, told
        points = (PRIOR * prior + count * self.learned[domain]) / (PRIOR + count)
        return round(points), f"{told}, and {count} of its articles here were compared with others of their stories"


NO_STANDING: Final = Standing()


def learn_standing(articles: Iterable[Article], organizations: Iterable[Organization] = ()) -> Standing:
    """Learn from records. Only articles that have related ones are counted: alone, an article was better than nobody.

    An editor's hand shows in ``published``: an article taken down or unpublished while it leads counts as not chosen.
    """
    scores: dict[str, list[float]] = {}
    for article in articles:
        if not article.related:
            continue
        others = [related.published_at for related in article.related if related.published_at]
        first = all(article.published_at <= other for other in others)
        lead = article.is_shown and not article.is_folded
        whole = (bool(article.images) + bool(article.excerpt)) / 2
        score = _LEAD * lead + _FIRST * first + _WHOLE * whole + _POINT * bool(article.topics)
        scores.setdefault(article.provider.domain, []).append(score)
    means = {domain: sum(each) / len(each) for domain, each in scores.items()}
    return Standing(
        organizations={organization.domain: organization for organization in organizations},
        learned={domain: MOST * mean for domain, mean in sorted(means.items())},
        counts={domain: len(each) for domain, each in sorted(scores.items())},
    )


def _with_article(house: str | None) -> str:
    return f"{'an' if house and house[0] in 'aeiou' else 'a'} {house}"
