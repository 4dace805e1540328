"""The open stories with their index. A process that stays keeps one and pays only for what comes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from newsfold.article import Article, Frozen
from newsfold.fold.decisions import Orders
from newsfold.fold.drift import belongs, parted
from newsfold.fold.heat import NOBODY, Gate, settled
from newsfold.fold.identity import kept_ids
from newsfold.fold.meaning import Embedder
from newsfold.fold.model import Model, shipped
from newsfold.fold.reasons import Teller
from newsfold.fold.stories import Grouping, grouped
from newsfold.fold.window import Group, Window
from newsfold.outcome import Reason
from newsfold.settings import FoldSettings
from newsfold.story import Decision, Story

DRIFTED_APART = Reason(name="drift", words="its ends no longer told of one event, so a longer story was parted")


class Folding(Frozen, frozen=True, kw_only=True):
    """The stories that are new, grew or were changed, and every article of them with heat, published and related.

    ``gone`` are the ids of standing stories that are no more, since an editor merged them with others.
    """

    stories: tuple[Story, ...]
    articles: tuple[Article, ...]
    gone: tuple[str, ...] = ()


class OpenStories:
    """The articles that stand, their stories and the window that indexes them.

    :meth:`fold` adds n articles at a cost of O(n) (and of the decisions given), however many stand. Its answer is that of
    :func:`newsfold.fold.fold` with the same standing articles and stories.
    """

    def __init__(
        self,
        standing: Iterable[Article] = (),
        stories: Iterable[Story] = (),
        *,
        settings: FoldSettings | None = None,
        gate: Gate | None = None,
        owners: Mapping[str, str] = NOBODY,
        model: Model | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        self._settings, self._gate, self._owners = settings or FoldSettings(), gate or Gate(), owners
        self._model = model or shipped(semantic=embedder is not None)
        by_address = {article.address: article for article in sorted(standing, key=_order, reverse=True)}
        self._articles = sorted(by_address.values(), key=_order)
        self._place_of = {article.address: place for place, article in enumerate(self._articles)}
        self._window = Window(self._articles, embedder=embedder)
        self._stories: dict[str, Story] = {}
        self._story_at: dict[int, str] = {}
        for story in stories:
            places = frozenset(self._place_of[member] for member in story.members if member in self._place_of) - self._story_at.keys()
            if places:
                self._stories[story.id] = story
                self._story_at.update((place, story.id) for place in places)
                self._window.join(frozenset([place]) for place in places)
        self._unplaced = [place for place in range(len(self._articles)) if place not in self._story_at]

    def __len__(self) -> int:
        return len(self._articles)

    @property
    def stories(self) -> tuple[Story, ...]:
        """All that stand, as they were told last."""
        return tuple(self._stories.values())

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles that stand, as they were settled last."""
        return tuple(self._articles)

    def fold(self, arrivals: Iterable[Article], *, decisions: Iterable[Decision] = (), led: Collection[str] = ()) -> Folding:
        """Fold new and updated articles into the stories; see :func:`newsfold.fold.fold`."""
        fresh, updated, reworded = self._taken_in(arrivals)
        orders = Orders(decisions, self._place_of, self._window.order)
        touched = {*updated, *self._obey(orders)}
        touched.update(self._place_of[address] for address in orders.spoken if address in self._place_of)
        loose, left = self._loosened(reworded, orders)
        arrived = self._window.in_order([*self._unplaced, *fresh, *loose])
        self._unplaced = []
        standing = _Standing(self._story_at, loose)
        gate = _Gate(self._window, standing, self._settings.close_after_days * 24.0, orders)
        grouping = grouped(self._window, arrived, model=self._model, enough=self._settings.likeness, may_join=gate.may_join)
        drifted = self._unglued({*arrived, *reworded}, standing, orders)
        touched |= {*arrived, *left, *(place for part in drifted for place in part)}
        leads = {self._place_of[address] for address in led if address in self._place_of}
        return self._told(touched, drifted, orders, grouping, leads)

    def _taken_in(self, arrivals: Iterable[Article]) -> tuple[list[int], list[int], list[int]]:
        """Index what came: the places of new articles, of updated ones, and of those updated ones whose words changed."""
        fresh: list[Article] = []
        updated, reworded = [], []
        for article in _once(arrivals):
            place = self._place_of.get(article.address)
            if place is None:
                fresh.append(article)
                continue
            old = self._articles[place]
            new = article.evolve(path=article.path or old.path, heat=old.heat, published=old.published, related=old.related)
            if new != old:
                self._articles[place] = new
                updated.append(place)
                if _words(new) != _words(old):
                    self._window.restate(place, old, new)
                    reworded.append(place)
        fresh.sort(key=_order)
        places = self._window.add(fresh)
        self._articles.extend(fresh)
        self._place_of.update((article.address, place) for article, place in zip(fresh, places, strict=True))
        return list(places), updated, reworded

    def _obey(self, orders: Orders) -> set[int]:
        """Take stories apart and put them together as the decisions will have it; the places that are moved."""
        moved: set[int] = set()
        for group in {self._window.story_of[place] for place in orders.bent}:
            parts = orders.obeyed(group)
            if len(parts) > 1:
                self._window.part(parts)
                moved |= group
        for bound in orders.bound():
            parts = sorted({self._window.story_of[place] for place in bound}, key=self._window.first_of)
            together = parts[:1]
            for part in parts[1:]:
                if not orders.must_part(part, frozenset[int]().union(*together)):
                    together.append(part)
            if len(together) > 1:
                self._window.join(together)
                moved.update(*together)
        return moved

    def _loosened(self, reworded: Sequence[int], orders: Orders) -> tuple[set[int], set[int]]:
        """Take updated articles that no longer belong out of their stories; these articles, and all others of the stories they left."""
        loose = {
            place
            for place in reworded
            if orders.is_free(place) and not belongs(self._window, place, model=self._model, enough=self._settings.likeness)
        }
        left: set[int] = set()
        for place in loose:
            rest = self._window.story_of[place] - {place}
            if rest:
                self._window.part([frozenset([place]), rest])
                left |= rest
        return loose, left

    def _unglued(self, changed: Iterable[int], standing: _Standing, orders: Orders) -> list[Group]:
        """Take standing stories that drifted apart; the parts."""
        grown = {self._window.story_of[place] for place in changed}
        stood = [group for group in grown if standing.any_of(group)]
        units = [orders.units(group) for group in stood]
        drifted = parted(self._window, units, model=self._model, enough=self._settings.likeness)
        for parts in drifted:
            self._window.part(parts)
        return [part for parts in drifted for part in parts]

    def _told(
        self, touched: Iterable[int], drifted: Collection[Group], orders: Orders, grouping: Grouping, led: Collection[int]
    ) -> Folding:
        """Settle the stories of these places, keep them, and tell of them."""
        window = self._window
        changed = sorted({window.story_of[place] for place in touched}, key=window.first_of)
        teller = Teller(window, grouping, self._articles, self._model.second)
        ids = kept_ids(changed, self._story_at, window.order, self._stories.__contains__)
        gone = {self._story_at[place] for group in changed for place in group if place in self._story_at}.difference(ids.values())
        stories: list[Story] = []
        articles: list[Article] = []
        leads = {group: self._stories[id].lead for group, id in ids.items() if id in self._stories}
        leads |= {group: self._articles[place].address for group in changed for place in group.intersection(led)}
        for group in changed:
            story, members = self._settled(ids[group], window.in_order(group), leads.get(group), orders)
            reasons = (*story.reasons, *([DRIFTED_APART] if group in drifted else ()), *teller.told(window.in_order(group)))
            stories.append(story.evolve(reasons=reasons))
            articles.extend(members)
        for id in gone:
            del self._stories[id]
        self._stories.update((story.id, story) for story in stories)
        self._story_at.update((self._place_of[member], story.id) for story in stories for member in story.members)
        return Folding(stories=tuple(stories), articles=tuple(articles), gone=tuple(sorted(gone)))

    def _settled(self, id: str, places: Sequence[int], lead: str | None, orders: Orders) -> tuple[Story, tuple[Article, ...]]:
        """A story as the laws want it, and its articles, which are kept."""
        addresses = tuple(self._articles[place].address for place in places)
        members, reasons = settled(
            [self._articles[place] for place in places],
            gate=self._gate,
            owners=self._owners,
            standing_lead=lead,
            lead_margin=self._settings.lead_margin,
            pinned=orders.pinned,
            hidden=orders.is_hidden(addresses),
        )
        for article in members:
            self._articles[self._place_of[article.address]] = article
        return Story(id=id, lead=members[0].address, members=addresses, heat=members[0].heat or 0, reasons=reasons), members

    def forget(self, *, before: datetime) -> bool:
        """Let go of stories that are closed, once they are a third of all (:func:`newsfold.fold.forgetting.forgotten`)."""
        kept = self._window.forget(before=before)
        if kept is None:
            return False
        places = kept.tolist()
        self._articles = [self._articles[place] for place in places]
        self._place_of = {article.address: place for place, article in enumerate(self._articles)}
        self._story_at = {new: self._story_at[old] for new, old in enumerate(places) if old in self._story_at}
        self._unplaced = [place for place in range(len(places)) if place not in self._story_at]
        alive = set(self._story_at.values())
        self._stories = {id: story for id, story in self._stories.items() if id in alive}
        return True


class _Standing:
    """The places that stand in a story; those that were taken out of theirs do not."""

    def __init__(self, story_at: Mapping[int, str], loose: Collection[int]) -> None:
        self._story_at, self._loose = story_at, loose

    def any_of(self, group: Group) -> bool:
        return any(place in self._story_at and place not in self._loose for place in group)


class _Gate:
    """Which groups may join: at most one standing story, none after it closed, none that an editor keeps apart."""

    def __init__(self, window: Window, standing: _Standing, open_hours: float, orders: Orders) -> None:
        self._window, self._standing, self._open_hours, self._orders = window, standing, open_hours, orders

    def may_join(self, one: Group, other: Group) -> bool:
        if self._standing.any_of(one) and self._standing.any_of(other):
            return False
        hours = self._window.hours.values
        times, others = ([float(hours[place]) for place in group] for group in (one, other))
        apart = max(min(times), min(others)) - min(max(times), max(others))
        return apart <= self._open_hours and not self._orders.must_part(one, other)


def _order(article: Article) -> tuple[float, str]:
    return (article.published_at.timestamp(), article.address)


def _words(article: Article) -> tuple[object, ...]:
    """What the window knows of an article."""
    return (article.title, article.excerpt, article.text, article.published_at, article.provider.domain)


def _once(arrivals: Iterable[Article]) -> Iterable[Article]:
    """Each address once, as it was updated last."""
    found: dict[str, Article] = {}
    for article in arrivals:
        known = found.setdefault(article.address, article)
        if known is not article:
            found[article.address] = max(known, article, key=_version)
    return found.values()


def _version(article: Article) -> tuple[datetime, datetime, bytes]:
    return (article.updated_at or article.published_at, article.published_at, msgspec.json.encode(article))
