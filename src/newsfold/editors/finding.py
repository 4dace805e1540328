"""Articles by the names people give them, and the stories they stand in, without reading all records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from newsfold.article import Article
from newsfold.content.repository import Repository
from newsfold.day.indexing import refresh_index
from newsfold.errors import InputError, RecordError
from newsfold.fold import recorded_stories
from newsfold.fold.heat import by_merit
from newsfold.read import clean_address
from newsfold.store import Store

_RECORD = re.compile(r"_news/[^/\\]+\.md")


def path_named(name: str, repository: Repository, store: Store) -> str | None:
    """The path of the record with this path, file name or address; None where there is none.

    The index of the records is brought up to date where it does not know the name.
    """
    return _paths_named([name], repository, store)[0]


def _paths_named(names: Sequence[str], repository: Repository, store: Store) -> list[str | None]:
    """The same for several names, with one look into the index for all that are paths."""
    found = [_path_here(name, repository) for name in names]
    here = {path for path in found if path}
    if len(store.records.stamps(here)) < len(here):
        refresh_index(repository, store)
    return [path or _looked_up(name, repository, store) for name, path in zip(names, found, strict=True)]


def _path_here(name: str, repository: Repository) -> str | None:
    told = (name, f"_news/{name}", f"_news/{name}.md")
    return next((path for path in told if _RECORD.fullmatch(path) and repository.has(path)), None)


def _looked_up(name: str, repository: Repository, store: Store) -> str | None:
    found = _known(name, repository, store)
    if found is None:
        refresh_index(repository, store)
        found = _known(name, repository, store)
    return found


def _known(name: str, repository: Repository, store: Store) -> str | None:
    return next((path for path in store.records.paths_of([clean_address(name)]).values() if repository.has(path)), None)


def article_named(name: str, repository: Repository, store: Store) -> Article:
    """The article whose record has this path, or that is known under this address. Raises :class:`InputError` where there is none."""
    return articles_named([name], repository, store)[0]


def articles_named(names: Iterable[str], repository: Repository, store: Store) -> tuple[Article, ...]:
    """The same for several names, in their order."""
    asked = tuple(dict.fromkeys(names))
    found = []
    for name, path in zip(asked, _paths_named(asked, repository, store), strict=True):
        if path is None:
            remedy = "Give a path such as _news/2026-11-15-….md or an article's address."
            raise InputError("is no record or address of this portal", where=name, remedy=remedy)
        found.append(repository.record(path).article)
    return tuple(found)


def articles_between(earliest: datetime, latest: datetime, repository: Repository, store: Store) -> tuple[Article, ...]:
    """The articles published in a span of time, with their texts as far as they are kept; a record that cannot be read is passed over."""
    found = []
    for path in store.records.paths_between(earliest, latest):
        with suppress(RecordError):  # `newsfold check` tells of it.
            found.append(repository.record(path).article)
    kept = store.drafts_of([article.path for article in found])
    texts = {path: draft.article.text for path, draft in kept.items()}
    return tuple(article.evolve(text=texts.get(article.path, "")) for article in found if not article.removed)


def stories_of(
    addresses: Iterable[str], repository: Repository, store: Store, *, known: Iterable[Article] = ()
) -> tuple[tuple[Article, ...], ...]:
    """The stories in which the articles at these addresses stand, each once: its articles, the lead first, the others by merit.

    ``known`` are articles just as their records say now; those records are not read again.
    """
    wanted = frozenset(addresses)
    at_hand = {article.address: article for article in known}
    found: dict[str, Article] = {}
    seen: set[str] = set()
    names = set(wanted)
    while names:
        seen |= names
        fresh = [at_hand[name] for name in sorted(names & at_hand.keys())]
        far = sorted(names - at_hand.keys())
        held = found.keys() | {article.path for article in fresh}
        paths = set(store.records.paths_of([clean_address(name) for name in far]).values()) - held if far else set[str]()
        # A record that somebody deleted is in no story; the index learns of it at the next run.
        fresh += [repository.record(path).article for path in sorted(paths) if repository.has(path)]
        found.update((article.path, article) for article in fresh)
        seen.update(article.address for article in fresh)
        names = {related.web_url for article in fresh for related in article.related if related.web_url} - seen
    standing = {article.address: article for article in found.values() if not article.removed}
    stories = (story for story in recorded_stories(standing.values()) if not wanted.isdisjoint(story.members))
    return tuple(
        tuple(
            sorted((standing[member] for member in story.members), key=lambda article: (article.address != story.lead, by_merit(article)))
        )
        for story in stories
    )
