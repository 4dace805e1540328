"""Stories as the records tell them: articles that name each other as related."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from hashlib import sha256

from newsfold.article import Article, Related
from newsfold.story import Story


def story_id(address: str) -> str:
    """The id of a story, from its first member's address."""
    return sha256(address.encode()).hexdigest()[:16]


def recorded_stories(articles: Iterable[Article]) -> tuple[Story, ...]:
    """The stories among the articles, each with at least one member, in order of the first member's time."""
    ordered = sorted(articles, key=lambda article: (article.published_at, article.address))
    parent = list(range(len(ordered)))
    places: dict[Hashable, int] = {}
    for place, article in enumerate(ordered):
        for name in _names(article):
            places.setdefault(name, place)

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for place, article in enumerate(ordered):
        for related in article.related:
            for other in (places[name] for name in _names(related) if name in places):
                first, second = sorted((root(place), root(other)))
                parent[second] = first
    groups: dict[int, list[Article]] = {}
    for place, article in enumerate(ordered):
        groups.setdefault(root(place), []).append(article)
    return tuple(_story(group) for group in groups.values())


def _names(article: Article | Related) -> Iterator[Hashable]:
    """How an article is recognised in a related list: by its address, or, as videos have none, by title and time."""
    if article.web_url:
        yield article.web_url
    elif article.published_at:
        yield (article.title, article.published_at)


def _story(group: Sequence[Article]) -> Story:
    leads = [article for article in group if not article.is_folded]
    lead = max(leads or group, key=lambda article: (article.heat or 0, article.quality or 0))
    return Story(id=story_id(group[0].address), lead=lead.address, members=tuple(article.address for article in group), heat=lead.heat or 0)
