"""One article rated: topics, kind and quality, in that order because quality looks at the other two."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from newsfold.article import Article, Frozen, Organization, Topic
from newsfold.outcome import Reason, Rejected
from newsfold.rate.company import NO_COMPANY, Company, learn_company
from newsfold.rate.kinds import kind_of
from newsfold.rate.learned import NO_LEARNED, Learned
from newsfold.rate.quality import Given, hides, quality_of
from newsfold.rate.standing import NO_STANDING, Standing, learn_standing
from newsfold.rate.topics import TopicIndex
from newsfold.settings import RateSettings

OFF_TOPIC: Final = "off topic: no keyword of any topic stands in title or excerpt, or often enough in the text"


class Rated(Frozen, frozen=True, kw_only=True):
    """An article with its topics, kind and quality, why, and whether it is off topic."""

    article: Article
    reasons: tuple[Reason, ...]
    rejected: Rejected | None = None


class Knowledge(Frozen, frozen=True, kw_only=True):
    """What a portal knows that rating needs beside its topic files: the company of keywords and the standing of publishers."""

    company: Company = NO_COMPANY
    standing: Standing = NO_STANDING


def learn(articles: Iterable[Article], topics: Iterable[Topic], organizations: Iterable[Organization]) -> Knowledge:
    """What the portal's own records and organization files teach. The same records teach the same."""
    known = tuple(articles)
    return Knowledge(company=learn_company(known, topics), standing=learn_standing(known, organizations))


def rate(
    article: Article,
    topics: TopicIndex,
    *,
    standing: Standing = NO_STANDING,
    settings: RateSettings | None = None,
    languages: tuple[str, ...] = (),
    learned: Learned = NO_LEARNED,
) -> Rated:
    """Rate one article. ``languages`` are the portal's; an article in another one loses points. ``learned`` corrects the keywords.

    Every article gets a quality; one without any of the portal's topics is rejected as off topic.
    """
    matches = topics.match(article)
    if learned.topics:
        matches = learned.corrected(article, topics.weigh(article), matches)
    kind, why_kind = kind_of(article, is_own_site=topics.is_own_site(article))
    about = article.evolve(topics=tuple(match.topic for match in matches), kind=kind)
    quality, points = quality_of(Given(article=about, matches=matches, standing=standing, languages=languages), settings)
    rated = about.evolve(quality=quality)
    reasons = (*(match.reason() for match in matches), why_kind, *points, *gate(rated, settings or RateSettings()))
    rejected = None if matches else Rejected(stage="rate", reason=OFF_TOPIC, url=about.address, code="off-topic")
    return Rated(article=rated, reasons=reasons, rejected=rejected)


def gate(article: Article, settings: RateSettings) -> tuple[Reason, ...]:
    """The rules by which the portal would not publish the article as a lead, each in words; none where it would."""
    reasons = []
    if (article.quality or 0) < settings.minimum_quality:
        words = f"its quality is below {settings.minimum_quality} (rate.minimum_quality): as a lead it is not published"
        reasons.append(Reason(name="gate", words=words))
    if hides(settings.hide_kinds, article):
        words = f"it is of the kind {article.kind}, which the portal hides (rate.hide_kinds): as a lead it is not published"
        reasons.append(Reason(name="gate", words=words))
    return tuple(reasons)
