"""The walk of the fold: arrivals and open stories in, stories and settled articles out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsfold.article import Article, Frozen
from newsfold.fold.decisions import Decision, Orders
from newsfold.fold.heat import settled
from newsfold.fold.model import Model, shipped
from newsfold.fold.reasons import Teller
from newsfold.fold.recorded import story_id
from newsfold.fold.stories import grouped
from newsfold.fold.window import Group, Window
from newsfold.settings import FoldSettings
from newsfold.story import Story

LEAD_MARGIN = 5
"""Points of quality by which a standing lead must be beaten to give way."""


class Folding(Frozen, frozen=True, kw_only=True):
    """The stories that are new, grew or were changed by a decision, and every article of them with heat, published and related."""

    stories: tuple[Story, ...]
    articles: tuple[Article, ...]


def fold(
    arrivals: Sequence[Article],
    *,
    standing: Sequence[Article] = (),
    stories: Sequence[Story] = (),
    settings: FoldSettings | None = None,
    minimum_quality: int = 0,
    lead_margin: int = LEAD_MARGIN,
    decisions: Sequence[Decision] = (),
    model: Model | None = None,
) -> Folding:
    """Fold new articles into stories.

    ``standing`` are the articles of the open ``stories``; a story takes no article more than ``close_after_days`` after its latest
    (RECORD.md, law 8), and two standing stories are joined by ``decisions`` only. A story keeps its id whatever joins it. The result
    does not depend on the order of the arrivals. Two arrivals with one address are one article; one with the address of a standing
    article is that article: pass the updated one among ``standing``.
    """
    settings = settings or FoldSettings()
    fresh = {article.address: article for article in sorted(arrivals, key=_order, reverse=True)}
    by_address = fresh | {article.address: article for article in standing}
    articles = sorted(by_address.values(), key=_order)
    place_of = {article.address: place for place, article in enumerate(articles)}
    orders = Orders(decisions, place_of)
    before = [frozenset(place_of[member] for member in story.members if member in place_of) for story in stories]
    id_of = {place: story.id for story, places in zip(stories, before, strict=True) for place in sorted(places)}
    window = Window(articles)
    _settle(window, before, orders)
    gate = _Gate(window, id_of, settings.close_after_days * 24.0, orders)
    arrived = [place for place in range(len(articles)) if place not in id_of]
    model = model or shipped()
    grouping = grouped(window, arrived, model=model, enough=settings.likeness, may_join=gate.may_join)
    changed = _changed(window, before, arrived, orders, place_of)
    teller = Teller(window, grouping, articles, model.second)
    ids = _ids(changed, before, id_of, articles)
    leads = {story.id: story.lead for story in stories}
    told = []
    for group in changed:
        members, reasons = settled(
            [articles[place] for place in sorted(group)],
            minimum_quality=minimum_quality,
            standing_lead=leads.get(ids[group]),
            lead_margin=lead_margin,
            pinned=orders.pinned,
            hidden=orders.hidden,
        )
        addresses = tuple(articles[place].address for place in sorted(group))
        reasons = (*reasons, *teller.told(sorted(group)))
        told.append((Story(id=ids[group], lead=members[0].address, members=addresses, heat=members[0].heat or 0, reasons=reasons), members))
    return Folding(stories=tuple(story for story, _ in told), articles=tuple(article for _, members in told for article in members))


def _order(article: Article) -> tuple[float, str]:
    return (article.published_at.timestamp(), article.address)


def _settle(window: Window, before: Sequence[Group], orders: Orders) -> None:
    """Tell the window which articles stand as one story, as the decisions will have it."""
    for group in before:
        for part in orders.obeyed(group):
            if len(part) > 1:
                window.join(frozenset([place]) for place in sorted(part))
    for bound in orders.bound():
        parts = sorted({window.story_of[place] for place in bound}, key=min)
        together = parts[:1]
        for part in parts[1:]:
            if not orders.must_part(part, frozenset[int]().union(*together)):
                together.append(part)
        if len(together) > 1:
            window.join(together)


def _changed(window: Window, before: Sequence[Group], arrived: Sequence[int], orders: Orders, place_of: Mapping[str, int]) -> list[Group]:
    """The groups that are not as they stood, and those about which an editor decided, in order of time."""
    stood = {group for group in before if group}
    decided = [place_of[address] for address in (*orders.pinned, *sorted(orders.hidden)) if address in place_of]
    places = [*arrived, *(place for group in before for place in sorted(group))]
    found = {window.story_of[place] for place in places} - stood | {window.story_of[place] for place in decided}
    return sorted(found, key=min)


def _ids(changed: Sequence[Group], before: Sequence[Group], id_of: Mapping[int, str], articles: Sequence[Article]) -> dict[Group, str]:
    """A story keeps the id of the oldest standing story in it; of the parts of a split one only that with its first article does."""
    firsts = {min(group): id_of[min(group)] for group in before if group}
    taken: set[str] = set()
    ids: dict[Group, str] = {}
    for group in changed:
        kept = next((firsts[place] for place in sorted(group) if place in firsts), None)
        ids[group] = kept or story_id(articles[min(group)].address)
        if ids[group] in taken:
            ids[group] = story_id(f"{articles[min(group)].address} {ids[group]}")
        taken.add(ids[group])
    return ids


class _Gate:
    """Which groups may join: at most one standing story, none after it closed, none that an editor keeps apart."""

    def __init__(self, window: Window, id_of: Mapping[int, str], open_hours: float, orders: Orders) -> None:
        self._hours = window.hours.values
        self._id_of = id_of
        self._open_hours = open_hours
        self._orders = orders

    def may_join(self, one: Group, other: Group) -> bool:
        if any(place in self._id_of for place in one) and any(place in self._id_of for place in other):
            return False
        times, others = ([float(self._hours[place]) for place in group] for group in (one, other))
        apart = max(min(times), min(others)) - min(max(times), max(others))
        return apart <= self._open_hours and not self._orders.must_part(one, other)
