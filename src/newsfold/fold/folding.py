"""The walk of the fold: arrivals and open stories in, stories and settled articles out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from newsfold.article import Article, Frozen
from newsfold.fold.heat import settled
from newsfold.fold.likeness import likenesses, shared_terms
from newsfold.fold.linkage import linked
from newsfold.fold.recorded import story_id
from newsfold.outcome import Reason
from newsfold.settings import FoldSettings
from newsfold.story import Story

LEAST_LIKENESS = 0.05
"""Likenesses below this change no average by an amount that matters and are not kept."""


class Folding(Frozen, frozen=True, kw_only=True):
    """The stories that are new or grew, and every article of them with heat, published and related as the laws want them."""

    stories: tuple[Story, ...]
    articles: tuple[Article, ...]


def fold(
    arrivals: Sequence[Article],
    *,
    standing: Sequence[Article] = (),
    stories: Sequence[Story] = (),
    settings: FoldSettings | None = None,
    minimum_quality: int = 0,
) -> Folding:
    """Fold new articles into stories.

    ``standing`` are the articles of the open ``stories``; a story takes no article more than ``close_after_days`` after its latest
    (RECORD.md, law 8), and two standing stories are never joined. The result does not depend on the order of the arrivals. Two
    arrivals with one address are one article.
    """
    settings = settings or FoldSettings()
    by_address = {article.address: article for article in sorted(arrivals, key=_order, reverse=True)}
    by_address.update({article.address: article for article in standing})
    articles = sorted(by_address.values(), key=_order)
    place_of = {article.address: place for place, article in enumerate(articles)}
    grown = [frozenset(place_of[member] for member in story.members if member in place_of) for story in stories]
    standing_places = frozenset().union(*grown)
    groups = sorted([*filter(None, grown), *(frozenset({p}) for p in range(len(articles)) if p not in standing_places)], key=min)
    alike = likenesses(articles, least=LEAST_LIKENESS)
    gate = _Gate(articles, standing_places, timedelta(days=settings.close_after_days))
    changed = [group for group in linked(groups, alike, enough=settings.likeness, may_join=gate.may_join) if group - standing_places]
    id_of = {place: story.id for story, places in zip(stories, grown, strict=True) for place in places}
    told = [_told(group, articles, alike, id_of, minimum_quality) for group in changed]
    return Folding(stories=tuple(story for story, _ in told), articles=tuple(article for _, members in told for article in members))


def _order(article: Article) -> tuple[float, str]:
    return (article.published_at.timestamp(), article.address)


class _Gate:
    """Which groups may join: at most one standing story, and none after it closed."""

    def __init__(self, articles: Sequence[Article], standing: frozenset[int], open_for: timedelta) -> None:
        self._articles = articles
        self._standing = standing
        self._open_for = open_for

    def may_join(self, one: frozenset[int], other: frozenset[int]) -> bool:
        if one & self._standing and other & self._standing:
            return False
        times, others = ([self._articles[place].published_at for place in group] for group in (one, other))
        return max(min(times), min(others)) - min(max(times), max(others)) <= self._open_for


def _told(
    group: frozenset[int],
    articles: Sequence[Article],
    alike: Mapping[tuple[int, int], float],
    id_of: Mapping[int, str],
    minimum_quality: int,
) -> tuple[Story, tuple[Article, ...]]:
    places = sorted(group)
    members, reasons = settled([articles[place] for place in places], minimum_quality=minimum_quality)
    lead = members[0]
    known = next((id_of[place] for place in places if place in id_of), None)
    story = Story(
        id=known or story_id(articles[places[0]].address),
        lead=lead.address,
        members=tuple(articles[place].address for place in places),
        heat=lead.heat or 0,
        reasons=(*reasons, *_evidence(places, articles, alike)),
    )
    return story, members


def _evidence(places: Sequence[int], articles: Sequence[Article], alike: Mapping[tuple[int, int], float]) -> list[Reason]:
    """For each article but the first, which earlier one it is most alike and in what."""
    told = []
    for number, place in enumerate(places[1:], 1):
        nearest = max(places[:number], key=lambda earlier: (alike.get((earlier, place), 0.0), -earlier))
        likeness = alike.get((nearest, place), 0.0)
        shared = ", ".join(shared_terms(articles[nearest], articles[place]))
        told.append(
            Reason(name="likeness", words=f"“{articles[place].title}” is {likeness:.0%} like “{articles[nearest].title}”: {shared}")
        )
    return told
