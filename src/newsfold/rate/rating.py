"""One article rated: topics, kind and quality, in that order because quality looks at the other two."""

from __future__ import annotations

from newsfold.article import Article, Frozen
from newsfold.outcome import Reason, Rejected
from newsfold.rate.kinds import kind_of
from newsfold.rate.quality import quality_of
from newsfold.rate.topics import TopicIndex


class Rated(Frozen, frozen=True, kw_only=True):
    """An article with its topics, kind and quality, why, and whether it is off topic."""

    article: Article
    reasons: tuple[Reason, ...]
    rejected: Rejected | None = None


def rate(article: Article, topics: TopicIndex, *, known_providers: frozenset[str] = frozenset()) -> Rated:
    """Rate one article. ``known_providers`` are the domains the portal has organization files for.

    Every article gets a quality; one without any of the portal's topics is rejected as off topic.
    """
    matches = topics.match(article)
    kind, why_kind = kind_of(article)
    about = article.evolve(topics=tuple(match.topic for match in matches), kind=kind)
    quality, points = quality_of(about, matches, known_providers)
    reasons = (*(match.reason() for match in matches), why_kind, *points)
    rejected = None
    if not matches:
        rejected = Rejected(
            stage="rate", reason="off topic: no keyword of any topic stands in title, excerpt or twice in the text", url=about.address
        )
    return Rated(article=about.evolve(quality=quality), reasons=reasons, rejected=rejected)
