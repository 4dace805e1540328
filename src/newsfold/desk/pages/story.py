"""A story's page: its articles on a timeline, why they are one story, and what editors decided about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from newsfold.article import Article, Frozen
from newsfold.desk.ask import Ask, Field, Page, Way
from newsfold.desk.cards import Card
from newsfold.desk.places import record_of
from newsfold.desk.searching import near
from newsfold.desk.services import Desk
from newsfold.editors.comparing import Comparison, compare
from newsfold.errors import InputError
from newsfold.outcome import Reason
from newsfold.portal import Portal
from newsfold.story import Decision

AMONG = 100
"""Articles of the same days over which the rarity of words is counted when two are compared."""

NEAR = 8
"""Stories of the same days that are offered for merging."""


class Member(Frozen, frozen=True, kw_only=True):
    """An article of the story; ``at`` is its place on the timeline, 0 to 1000."""

    card: Card
    at: int
    is_lead: bool
    is_counted: bool


class Told(Frozen, frozen=True, kw_only=True):
    """A decision as it is told; ``is_undone``: it was taken back."""

    decision: Decision
    is_undone: bool


class _Log(NamedTuple):
    """All that was decided, in order, and where in it each address is named."""

    told: tuple[Told, ...]
    places: Mapping[str, Sequence[int]]


class StoryView(Frozen, frozen=True, kw_only=True):
    """A story: the lead, all members in order of time, its reasons, the decisions on it, and stories near it to merge it with."""

    lead: Card
    members: tuple[Member, ...]
    begins: datetime
    ends: datetime
    reasons: tuple[Reason, ...]
    decisions: tuple[Told, ...]
    near: tuple[Card, ...]
    one: str = ""
    other: str = ""
    comparison: Comparison | None = None
    minimum_quality: int = 0


def story(desk: Desk, ask: Ask) -> Page:
    """Show a story, by the name of any of its articles."""
    article = record_of(desk, ask.place["name"])
    cards = members_of(desk, article)
    lead = next((card for card in cards if card.is_lead), cards[0])
    told = desk.portal.store.story_led_by(lead.address)
    one, other = ask.one("one"), ask.one("other")
    view = StoryView(
        lead=lead,
        members=_on_timeline(cards, lead),
        begins=cards[0].published_at,
        ends=cards[-1].published_at,
        reasons=told.reasons if told else (),
        decisions=_decided(desk, {card.address for card in cards}),
        near=_near(desk, lead, {card.address for card in cards}, ask.one("near")),
        one=one,
        other=other,
        comparison=_compared(desk, one, other) if one and other else None,
        minimum_quality=desk.settings.rate.minimum_quality,
    )
    return Page(template="story.html", title=lead.title, view=view)


def members_of(desk: Desk, article: Article) -> tuple[Card, ...]:
    """The cards of an article's story, in order of time."""
    names = {related.web_url for related in article.related if related.web_url}
    cards = desk.shelf.at(addresses=names, paths=[article.path])
    lost = [related for related in article.related if not related.web_url and related.published_at]
    if lost:  # Videos of old records have no address: they are known by title and time.
        query = "SELECT card FROM cards WHERE at = ? AND path IS NOT NULL"
        same = (card for one in lost if one.published_at for card in desk.shelf.cards(query, (int(one.published_at.timestamp()),)))
        found = {card.address: card for card in same if card.title in {one.title for one in lost}}
        cards = tuple(sorted({card.address: card for card in (*cards, *found.values())}.values(), key=lambda card: card.published_at))
    if not cards:
        raise InputError("is not on the desk's shelf yet", where=article.path, remedy="Load the page again in a moment.")
    return cards


def _on_timeline(cards: Sequence[Card], lead: Card) -> tuple[Member, ...]:
    begins, span = cards[0].published_at, (cards[-1].published_at - cards[0].published_at).total_seconds() or 1.0
    counted: set[str] = {lead.domain}
    members = []
    for card in cards:
        at = round(1000 * (card.published_at - begins).total_seconds() / span)
        is_counted = card.domain not in counted
        counted.add(card.domain)
        members.append(Member(card=card, at=at, is_lead=card.address == lead.address, is_counted=is_counted))
    return tuple(members)


def _decided(desk: Desk, members: set[str]) -> tuple[Told, ...]:
    """What was decided about these articles, the latest first."""
    log = desk.kept("decided", partial(_log, desk.portal))
    places = {place for member in members for place in log.places.get(member, ())}
    return tuple(log.told[place] for place in sorted(places, reverse=True))


def _log(portal: Portal) -> _Log:
    """Made once for all pages until something changes: there may be thousands of decisions."""
    decisions = portal.decisions()
    undone = {decision.undoes for decision in decisions}
    places: dict[str, list[int]] = {}
    for place, one in enumerate(decisions):
        for address in {*one.articles, *one.others, *(each for story in one.before for each in story)}:
            places.setdefault(address, []).append(place)
    return _Log(tuple(Told(decision=one, is_undone=one.id in undone) for one in decisions), places)


def _near(desk: Desk, lead: Card, members: set[str], words: str) -> tuple[Card, ...]:
    """Leads of the same days that share words with this one, the best first; or those that have the words an editor looks for."""
    window = timedelta(days=desk.settings.fold.close_after_days)
    after, before = _moved(lead.published_at, -window), _moved(lead.published_at, window)
    found = near(desk.shelf, words or lead.title, after=after, before=before, most=NEAR + len(members))
    return tuple(card for card in found if card.address not in members)[:NEAR]


def _moved(at: datetime, by: timedelta) -> datetime:
    """Another time; the same one at the ends of the calendar, where strange records stand."""
    try:
        return at + by
    except OverflowError:
        return at


def _compared(desk: Desk, one: str, other: str) -> Comparison:
    first, second = record_of(desk, one), record_of(desk, other)
    kept = desk.portal.store.drafts_of([first.path, second.path])
    pair = [article.evolve(text=kept[article.path].article.text) if article.path in kept else article for article in (first, second)]
    middle = int(first.published_at.timestamp())
    query = "SELECT card FROM cards WHERE state = 'record' AND at BETWEEN ? AND ? ORDER BY at DESC LIMIT ?"
    around = desk.shelf.cards(query, (middle - 10 * 86_400, middle + 10 * 86_400, AMONG))
    return compare(pair[0], pair[1], [_article(card, first) for card in around])


def _article(card: Card, like: Article) -> Article:
    provider = like.provider.evolve(name=card.provider or card.domain, domain=card.domain)
    return Article(title=card.title, excerpt=card.excerpt, published_at=card.published_at, web_url=card.address, provider=provider)


WAY = Way(
    "GET",
    "/stories/{name}",
    "reader",
    story,
    "A story by the name of any of its articles: timeline, evidence, decisions.",
    (
        Field(name="one", help="an article to compare, by name"),
        Field(name="other", help="with this one"),
        Field(name="near", help="words of the stories to merge with"),
    ),
)
