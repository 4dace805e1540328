"""Lead, heat and related: what a story makes of its articles (RECORD.md, laws 4 to 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Self

from newsfold.article import FOLDED_HEAT, Article, Frozen
from newsfold.fold.syndication import originals
from newsfold.outcome import Reason
from newsfold.settings import RateSettings

POINTS_PER_PUBLISHER = 20
"""What each further publisher adds to a lead's heat (RECORD.md, law 5)."""


NOBODY: Final[Mapping[str, str]] = MappingProxyType({})
"""No owner of several publishers is known."""


def by_merit(article: Article) -> tuple[int, float, str]:
    """The order of a story's articles: quality, highest first; ties oldest first, then by address."""
    return (-(article.quality or 0), article.published_at.timestamp(), article.address)


class Gate(Frozen, frozen=True, kw_only=True):
    """Which leads are not published: those below a quality, and those of kinds that are hidden by name."""

    minimum_quality: int = 0
    hide_kinds: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: RateSettings) -> Self:
        """The gate of a portal's settings."""
        return cls(minimum_quality=settings.minimum_quality, hide_kinds=frozenset(settings.hide_kinds))

    def passes(self, article: Article) -> bool:
        """Whether the rules would publish this article as a lead."""
        return (article.quality or 0) >= self.minimum_quality and article.kind not in self.hide_kinds


def counted_publishers(
    lead: Article, articles: Sequence[Article], original: Mapping[str, str], owners: Mapping[str, str]
) -> tuple[Article, ...]:
    """One article for each further publisher that counts: not the lead's, not counted before, not a copy of a counted text.

    ``original`` is what :func:`newsfold.fold.syndication.originals` says of the articles; publishers with one of ``owners``, by domain,
    count as one.
    """
    publishers, texts = {_owner(lead, owners)}, {original[lead.address]}
    counted = []
    for article in sorted(articles, key=by_merit):
        if _owner(article, owners) not in publishers and original[article.address] not in texts:
            counted.append(article)
            publishers.add(_owner(article, owners))
            texts.add(original[article.address])
    return tuple(counted)


def _owner(article: Article, owners: Mapping[str, str]) -> str:
    return owners.get(article.provider.domain, article.provider.domain)


def heat_of(
    lead: Article, articles: Sequence[Article], original: Mapping[str, str], owners: Mapping[str, str] = NOBODY
) -> tuple[int, tuple[Reason, ...]]:
    """The lead's heat, and the points it is made of."""
    quality = max(0, lead.quality or 0)  # A heat below 0 would say that it is folded.
    counted = counted_publishers(lead, articles, original, owners)
    reasons = [Reason(name="quality", words="the lead's own quality", points=quality)]
    reasons.extend(
        Reason(name="publisher", words=f"also reported by {article.provider.name}", points=POINTS_PER_PUBLISHER) for article in counted
    )
    return quality + POINTS_PER_PUBLISHER * len(counted), tuple(reasons)


def settled(
    articles: Sequence[Article],
    *,
    gate: Gate,
    standing_lead: str | None = None,
    lead_margin: int = 0,
    pinned: Sequence[str] = (),
    hidden: bool | None = None,
    owners: Mapping[str, str] = NOBODY,
) -> tuple[tuple[Article, ...], tuple[Reason, ...]]:
    """A story's articles with heat, published and related as the laws want them, the lead first, and the reasons for lead and heat.

    A copy of a member's text never leads unless an editor pinned it; of equal quality, what was written for its publisher leads before
    what is an agency's, then the older. ``standing_lead``, an address, leads on unless another is better by more than ``lead_margin``
    points. Of ``pinned`` addresses the first that is a member leads. ``hidden`` is what editors decided about showing the story. Where
    they decided nothing, one whose standing lead was hidden by hand is not published: it was a lead, passes the gate and is not shown.
    """
    ordered = sorted(articles, key=by_merit)
    original = originals(ordered)
    lead, why = _lead(ordered, original, standing_lead, lead_margin, pinned)
    heat, reasons = heat_of(lead, ordered, original, owners)
    if hidden is None:
        hidden = any(_is_hidden_by_hand(article, gate) for article in ordered)
    is_shown = gate.passes(lead) and not hidden
    entries = {article.address: article.as_related() for article in ordered}
    done = []
    for article in (lead, *(article for article in ordered if article is not lead)):
        related = tuple(entry for address, entry in entries.items() if address != article.address)
        if article is lead:
            done.append(article.evolve(heat=heat, published=is_shown, related=related))
        else:
            done.append(article.evolve(heat=FOLDED_HEAT, published=False, related=related))
    return tuple(done), (*reasons, *why)


def _is_hidden_by_hand(article: Article, gate: Gate) -> bool:
    is_lead = bool(article.path) and article.heat is not None and not article.is_folded
    return is_lead and article.published is False and gate.passes(article)


def _lead(
    ordered: Sequence[Article], original: Mapping[str, str], standing: str | None, margin: int, pinned: Sequence[str]
) -> tuple[Article, tuple[Reason, ...]]:
    """The lead of articles in order of merit, and why where more than one could lead."""
    by_address = {article.address: article for article in ordered}
    pin = next((address for address in pinned if address in by_address), None)
    if pin:
        return by_address[pin], (Reason(name="lead", words=f"“{by_address[pin].title}” was pinned by an editor"),)
    own = [article for article in ordered if original[article.address] == article.address]
    best = min(own, key=lambda article: (-(article.quality or 0), article.syndicated_from is not None))
    kept = by_address.get(standing or "")
    if kept and kept is not best and (best.quality or 0) - (kept.quality or 0) <= margin:
        words = f"“{kept.title}” leads on: “{best.title}” is not better by more than {margin} points"
        return kept, (Reason(name="lead", words=words),)
    if len(ordered) == 1:
        return best, ()
    copies = [article for article in ordered if by_merit(article) < by_merit(best)]
    beside = f"; {copies[0].provider.name} has a copy of it" if copies else ""
    return best, (Reason(name="lead", words=f"“{best.title}” has the highest quality, {best.quality or 0}{beside}"),)
