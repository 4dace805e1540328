"""The catalogue: what is shown, in which order, under which names. Made once a run; API, site, feeds and sitemap all read from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from newsfold.article import Article, Frozen, Topic
from newsfold.publish.addresses import folder_name, other_folder_name, safe_topic_id
from newsfold.publish.holdings import HeldPicture, Holdings
from newsfold.settings import Settings


class Placed(Frozen, frozen=True, kw_only=True):
    """A shown article and the folder name it is published under."""

    article: Article
    name: str


class Shelf(Frozen, frozen=True, kw_only=True):
    """A topic and its shown articles, newest first. ``is_own``: the topic is the portal's own, whose page is the front page."""

    topic: Topic
    placed: tuple[Placed, ...]
    is_own: bool = False


class Catalogue(Frozen, frozen=True, kw_only=True):
    """The shown articles, newest first, and the same by topic in the order of the topic files."""

    settings: Settings
    placed: tuple[Placed, ...]
    shelves: tuple[Shelf, ...]
    held_pictures: Mapping[str, HeldPicture]


def catalogue_of(holdings: Holdings) -> Catalogue:
    """The catalogue of a portal's holdings. Topics whose id cannot be a folder get no page."""
    placed = tuple(_placed(holdings.articles))
    by_topic: dict[str, list[Placed]] = {}
    for item in placed:
        for name in dict.fromkeys(item.article.topics):
            by_topic.setdefault(name, []).append(item)
    topics = _usable_topics(holdings.topics)
    own = _own_topic(topics, holdings.settings.portal.topic)
    return Catalogue(
        settings=holdings.settings,
        placed=placed,
        shelves=tuple(Shelf(topic=topic, placed=tuple(by_topic.get(topic.name, ())), is_own=topic is own) for topic in topics),
        held_pictures=holdings.held_pictures,
    )


def _placed(articles: Iterable[Article]) -> list[Placed]:
    # Newest first; where two have one time, by path: the only tie of the reference pages (RECORD.md) stands so.
    shown = sorted((article for article in articles if article.is_shown), key=lambda article: article.path)
    shown.sort(key=lambda article: article.published_at, reverse=True)
    taken: set[str] = set()
    placed = []
    for article in shown:
        name = folder_name(article)
        if name in taken:
            name = other_folder_name(article, name)
        if name in taken:
            continue  # the same record twice
        taken.add(name)
        placed.append(Placed(article=_encodable(article), name=name))
    return placed


def _usable_topics(topics: Iterable[Topic]) -> list[Topic]:
    usable: dict[str, Topic] = {}
    for topic in topics:
        if safe_topic_id(topic.id):
            usable.setdefault(topic.id.lower(), topic)
    return list(usable.values())


def _own_topic(topics: Sequence[Topic], name: str) -> Topic | None:
    orphans = [topic for topic in topics if topic.parent is None]
    named = [topic for topic in orphans if topic.name == name]
    if named:
        return named[0]
    return orphans[0] if len(orphans) == 1 else None


def _encodable(article: Article) -> Article:
    # YAML can spell half of a surrogate pair, which no file can hold: such signs become "?". Rare, so tried the quick way first.
    try:
        msgspec.json.encode(article)
    except UnicodeEncodeError:
        return msgspec.convert(_without_halves(msgspec.to_builtins(article)), Article)
    return article


def _without_halves(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _without_halves(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_halves(item) for item in value]
    return value
