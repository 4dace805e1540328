"""What stands where new articles come in: the open stories they may join, and those an editor decided about, out of the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from newsfold.article import Article, Frozen
from newsfold.content.repository import Repository
from newsfold.errors import RecordError
from newsfold.fold import recorded_stories
from newsfold.read import clean_address
from newsfold.store import Draft, Store
from newsfold.story import Decision, Story

_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class Standing(Frozen, frozen=True, kw_only=True):
    """Stories and their articles, with the texts the store has of them; ``drafts`` are those behind their records, by address."""

    articles: tuple[Article, ...] = ()
    stories: tuple[Story, ...] = ()
    drafts: Mapping[str, Draft] = MappingProxyType({})


def standing_for(
    arrivals: Sequence[Article], decisions: Sequence[Decision], repository: Repository, store: Store, *, window: timedelta
) -> Standing:
    """The stories that may still take one of the arrivals (RECORD.md, law 8: no later than ``window`` after their latest), and those that
    the decisions name.
    """
    articles = _around(arrivals, decisions, repository, store, window)
    ids: dict[str, str | None] = {}
    drafts = store.drafts_of(list(articles))
    for path, draft in drafts.items():
        kept = draft.article
        articles[path] = articles[path].evolve(text=kept.text, syndicated_from=kept.syndicated_from)
        ids[articles[path].address] = draft.story
    by_address = {article.address: article for article in articles.values()}
    named = {address for decision in decisions for address in (*decision.articles, *decision.others)}
    named.update(article.address for article in arrivals)
    times = sorted(article.published_at for article in arrivals)

    def is_wanted(story: Story) -> bool:
        first, last = by_address[story.members[0]].published_at, by_address[story.members[-1]].published_at
        is_open = bool(times) and last + window >= times[0] and first - window <= times[-1]
        return is_open or not named.isdisjoint(story.members)

    found = with_known_ids(recorded_stories(by_address.values()), ids.get)
    stories = tuple(story for story in found if is_wanted(story))
    told = tuple(by_address[member] for story in stories for member in story.members)
    behind = {article.address: drafts[article.path] for article in told if article.path in drafts}
    return Standing(articles=told, stories=stories, drafts=behind)


def _around(
    arrivals: Sequence[Article], decisions: Sequence[Decision], repository: Repository, store: Store, window: timedelta
) -> dict[str, Article]:
    """By path, the records of the time and those the decisions name, and all others of their stories."""
    named = {clean_address(address) for decision in decisions for address in (*decision.articles, *decision.others)}
    wanted = {*store.records.paths_of(named).values(), *(article.path for article in arrivals if article.path)}
    if arrivals:
        earliest, latest = (choose(article.published_at for article in arrivals) for choose in (min, max))
        first, last = max(earliest, _FIRST + window) - window, min(latest, _LAST - window) + window
        wanted |= set(store.records.paths_between(first, last))
    return with_others(wanted, repository, store)


def with_others(paths: Iterable[str], repository: Repository, store: Store) -> dict[str, Article]:
    """By path, the articles of these records and all others of their stories, but for those taken down and those that cannot be read."""
    wanted = set(paths)
    found: dict[str, Article] = {}
    seen: set[str | None] = {None, ""}
    while wanted:
        found.update(_readable(wanted, repository))
        fresh = [found[path] for path in wanted & found.keys()]
        seen.update(article.web_url for article in fresh)
        told = {related.web_url for article in fresh for related in article.related} - seen
        others = {clean_address(url) for url in told if url}
        seen |= told
        wanted = set(store.records.paths_of(others).values()) - found.keys() - wanted
    return {path: found[path] for path in sorted(found) if not found[path].removed}


def _readable(paths: Iterable[str], repository: Repository) -> Mapping[str, Article]:
    found = {}
    for path in sorted(paths):
        try:
            found[path] = repository.record(path).article
        except RecordError:
            continue  # Told by refresh_index, which reads every changed file.
    return found


def with_known_ids(stories: Iterable[Story], id_of: Callable[[str], str | None]) -> tuple[Story, ...]:
    """The stories with the ids they had, so that a late article that came first does not make another story of it.

    ``id_of`` gives the id of the story an article at an address was in. Of two stories that were one, the first keeps the id.
    """
    kept: list[Story] = []
    taken: set[str] = set()
    for story in stories:
        own = next((id for id in map(id_of, story.members) if id and id not in taken), story.id)
        taken.add(own)
        kept.append(story.evolve(id=own))
    return tuple(kept)
