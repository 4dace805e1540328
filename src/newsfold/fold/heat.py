"""Lead, heat and related: what a story makes of its articles (RECORD.md, laws 4 to 7)."""

from __future__ import annotations

from collections.abc import Sequence

from newsfold.article import FOLDED_HEAT, Article
from newsfold.fold.syndication import originals
from newsfold.outcome import Reason

POINTS_PER_PUBLISHER = 20
"""What each further publisher adds to a lead's heat (RECORD.md, law 5)."""


def by_merit(article: Article) -> tuple[int, float, str]:
    """The order of a story's articles: quality, highest first; ties oldest first, then by address."""
    return (-(article.quality or 0), article.published_at.timestamp(), article.address)


def counted_publishers(lead: Article, articles: Sequence[Article]) -> tuple[Article, ...]:
    """One article for each further publisher that counts: not the lead's, not counted before, not a copy of a counted text."""
    original = originals(articles)
    publishers, texts = {lead.provider.domain}, {original[lead.address]}
    counted = []
    for article in sorted(articles, key=by_merit):
        if article.provider.domain not in publishers and original[article.address] not in texts:
            counted.append(article)
            publishers.add(article.provider.domain)
            texts.add(original[article.address])
    return tuple(counted)


def heat_of(lead: Article, articles: Sequence[Article]) -> tuple[int, tuple[Reason, ...]]:
    """The lead's heat, and the points it is made of."""
    quality = lead.quality or 0
    counted = counted_publishers(lead, articles)
    reasons = [Reason(name="quality", words="the lead's own quality", points=quality)]
    reasons.extend(
        Reason(name="publisher", words=f"also reported by {article.provider.name}", points=POINTS_PER_PUBLISHER) for article in counted
    )
    return quality + POINTS_PER_PUBLISHER * len(counted), tuple(reasons)


def settled(articles: Sequence[Article], *, minimum_quality: int) -> tuple[tuple[Article, ...], tuple[Reason, ...]]:
    """A story's articles with heat, published and related as the laws want them, the lead first, and the reasons for its heat.

    A copy of another publisher's text never leads. A lead that was hidden by hand stays hidden: it was a lead, passes the gate and is
    not published.
    """
    ordered = sorted(articles, key=by_merit)
    original = originals(articles)
    lead = next(article for article in ordered if original[article.address] == article.address)
    heat, reasons = heat_of(lead, ordered)
    entries = {article.address: article.as_related() for article in ordered}
    done = []
    for article in (lead, *(article for article in ordered if article is not lead)):
        related = tuple(entry for address, entry in entries.items() if address != article.address)
        if article is lead:
            hidden = article.path and article.published is False and not article.is_folded and (article.quality or 0) >= minimum_quality
            shown = (article.quality or 0) >= minimum_quality and not hidden
            done.append(article.evolve(heat=heat, published=shown, related=related))
        else:
            done.append(article.evolve(heat=FOLDED_HEAT, published=False, related=related))
    return tuple(done), reasons
