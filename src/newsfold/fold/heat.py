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


def settled(
    articles: Sequence[Article],
    *,
    minimum_quality: int,
    standing_lead: str | None = None,
    lead_margin: int = 0,
    pinned: Sequence[str] = (),
    hidden: frozenset[str] = frozenset(),
) -> tuple[tuple[Article, ...], tuple[Reason, ...]]:
    """A story's articles with heat, published and related as the laws want them, the lead first, and the reasons for lead and heat.

    A copy of another publisher's text never leads unless an editor pinned it. ``standing_lead``, an address, leads on unless another
    is better by more than ``lead_margin`` points. Of ``pinned`` addresses the first that is a member leads. A story with a ``hidden``
    member is not published, nor is one whose standing lead was hidden by hand: it was a lead, passes the gate and is not published.
    """
    ordered = sorted(articles, key=by_merit)
    lead, why = _lead(ordered, standing_lead, lead_margin, pinned)
    heat, reasons = heat_of(lead, ordered)
    hidden_by_hand = any(_is_hidden_by_hand(article, minimum_quality) for article in ordered)
    is_shown = (lead.quality or 0) >= minimum_quality and not hidden_by_hand and hidden.isdisjoint(each.address for each in ordered)
    entries = {article.address: article.as_related() for article in ordered}
    done = []
    for article in (lead, *(article for article in ordered if article is not lead)):
        related = tuple(entry for address, entry in entries.items() if address != article.address)
        if article is lead:
            done.append(article.evolve(heat=heat, published=is_shown, related=related))
        else:
            done.append(article.evolve(heat=FOLDED_HEAT, published=False, related=related))
    return tuple(done), (*reasons, *why)


def _is_hidden_by_hand(article: Article, minimum_quality: int) -> bool:
    is_lead = bool(article.path) and article.heat is not None and not article.is_folded
    return is_lead and article.published is False and (article.quality or 0) >= minimum_quality


def _lead(ordered: Sequence[Article], standing: str | None, margin: int, pinned: Sequence[str]) -> tuple[Article, tuple[Reason, ...]]:
    """The lead of articles in order of merit, and why where more than one could lead."""
    by_address = {article.address: article for article in ordered}
    original = originals(ordered)
    pin = next((address for address in pinned if address in by_address), None)
    if pin:
        return by_address[pin], (Reason(name="lead", words=f"“{by_address[pin].title}” was pinned by an editor"),)
    best = next(article for article in ordered if original[article.address] == article.address)
    kept = by_address.get(standing or "")
    if kept and kept is not best and (best.quality or 0) - (kept.quality or 0) <= margin:
        words = f"“{kept.title}” leads on: “{best.title}” is not better by more than {margin} points"
        return kept, (Reason(name="lead", words=words),)
    if len(ordered) == 1:
        return best, ()
    copies = [article for article in ordered if by_merit(article) < by_merit(best)]
    beside = f"; {copies[0].provider.name} has a copy of it" if copies else ""
    return best, (Reason(name="lead", words=f"“{best.title}” has the highest quality, {best.quality or 0}{beside}"),)
