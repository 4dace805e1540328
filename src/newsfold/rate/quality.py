"""Quality: a sum of named points for the article on its own. Every rule is one function that tells its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from newsfold.article import Article
from newsfold.outcome import Reason
from newsfold.rate.topics import TITLE_POINTS, Match

KIND_POINTS: Mapping[str, int] = {
    "press-release": -15,
    "market-research": -25,
    "deal": -20,
    "stock": -15,
    "roundup": -8,
    "event": -8,
}
"""What a kind adds or takes. Market research and press releases crowd the old portals' lists (RECORD.md, last section)."""

LARGE_PICTURE = 1200
"""Pixels of width from which a picture fills a front page."""

LONG_TEXT = 800
"""Words from which a longer text is no better."""


def _picture(article: Article) -> Reason | None:
    if not article.images:
        return Reason(name="no picture", words="has no picture", points=0)
    width = article.images[0].width or 0
    if width >= LARGE_PICTURE:
        return Reason(name="large picture", words=f"has a picture {width} pixels wide", points=12)
    return Reason(name="picture", words="has a picture", points=8)


def _excerpt(article: Article) -> Reason | None:
    return Reason(name="excerpt", words="says in a few sentences what it is about", points=5) if len(article.excerpt) >= 80 else None


def _length(article: Article) -> Reason | None:
    count = len(article.text.split())
    points = round(20 * min(count, LONG_TEXT) / LONG_TEXT)
    return Reason(name="length", words=f"has {count} words", points=points) if points else None


def _author(article: Article) -> Reason | None:
    names = ", ".join(author.name for author in article.provider.authors)
    return Reason(name="author", words=f"is signed by {names}", points=5) if names else None


def _paywall(article: Article) -> Reason | None:
    return Reason(name="paywall", words="can be read by subscribers only", points=-5) if article.paywall else None


def _amp(article: Article) -> Reason | None:
    return Reason(name="AMP", words="has a fast version for phones", points=2) if article.amp_web_url else None


def _kind(article: Article) -> Reason | None:
    points = KIND_POINTS.get(article.kind or "", 0)
    return Reason(name=str(article.kind), words=f"is of the kind {article.kind}", points=points) if points else None


_RULES: Sequence[Callable[[Article], Reason | None]] = (_picture, _excerpt, _length, _author, _amp, _paywall, _kind)

BASE = Reason(name="base", words="every article begins with", points=20)


def quality_of(article: Article, matches: Sequence[Match], known_providers: frozenset[str] = frozenset()) -> tuple[int, tuple[Reason, ...]]:
    """The quality, never below 0, and the points it is made of."""
    reasons = [BASE, *(reason for rule in _RULES if (reason := rule(article)))]
    if matches and matches[0].points >= TITLE_POINTS:
        reasons.append(Reason(name="in the title", words=f"names {matches[0].topic} in its title", points=12))
    if len(matches) > 1:
        reasons.append(Reason(name="topics", words=f"is about {len(matches)} topics of the portal", points=min(6, 2 * (len(matches) - 1))))
    if article.provider.domain in known_providers:
        reasons.append(Reason(name="known publisher", words=f"{article.provider.name} is in the portal's organizations", points=8))
    return max(0, sum(reason.points for reason in reasons)), tuple(reasons)
