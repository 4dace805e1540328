"""What an owner does to records for good: take one down, and make the store again from the repository."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from newsfold.article import Article
from newsfold.content.repository import Repository
from newsfold.day.indexing import paths_of_address, refresh_index
from newsfold.day.recording import Recording
from newsfold.day.settling import settled_without, with_text
from newsfold.day.standing import with_known_ids
from newsfold.errors import InputError
from newsfold.fold import recorded_stories
from newsfold.outcome import Reason
from newsfold.store import Draft, Store
from newsfold.story import Story


@dataclass(frozen=True)
class Keeping:
    """Changes to what the portal has, outside the day.

    ``story_of`` tells the story's id that a record has sealed, None where no key opens it.
    """

    repository: Repository
    store: Store
    recording: Recording
    story_of: Callable[[Article], str | None] = lambda article: None

    def remove(self, path: str, *, why: str) -> tuple[Article, ...]:
        """Leave a tombstone at a record's path, and at every other of the same address, and settle its story without it. Returns the
        articles whose records changed.

        Raises :class:`InputError` where there is no such record, :class:`newsfold.errors.RecordError` where it cannot be read.
        """
        refresh_index(self.repository, self.store)
        if not re.fullmatch(r"_news/[^/\\]+\.md", path) or not self.repository.has(path):
            raise InputError("is no record", where=path, remedy="Give a path such as _news/2026-11-15-….md.")
        article = self.repository.record(path).article
        twins = [self.repository.record(one).article for one in paths_of_address(article, self.repository, self.store) if one != path]
        others = self._others([article, *twins])
        buried, *copies = (one.evolve(removed=True, published=False, heat=one.quality, related=()) for one in (article, *twins))
        rest, stories = self._rest(others, {one.address for one in (article, *twins)})
        for copy in copies:
            self.recording.rewrite(copy)
        self.recording.bury(buried, why=why)
        self.recording.decide(rest, stories, {})
        self.recording.write()
        return (buried, *copies, *rest)

    def _others(self, leaving: Sequence[Article]) -> list[Article]:
        """The other articles of their story that still stand."""
        addresses = {related.web_url for article in leaving for related in article.related if related.web_url}
        paths = set(self.store.records.paths_of(addresses).values()) - {article.path for article in leaving}
        found = [self.repository.record(path).article for path in sorted(paths)]
        texts = self.store.drafts_of([one.path for one in found])
        return [with_text(one, texts.get(one.path)) for one in found if not one.removed]

    def _rest(self, others: Sequence[Article], without: Collection[str]) -> tuple[list[Article], list[Story]]:
        """How the others are to stand, and their stories."""
        by_address = {one.address: one for one in others}
        ids = {draft.article.address: draft.story for draft in self.store.drafts_of([one.path for one in others]).values()}
        articles, stories = list[Article](), list[Story]()
        owners, decisions = self.recording.owners(), self.store.decisions.all()
        for story in with_known_ids(recorded_stories(others), ids.get):
            members = [by_address[member] for member in story.members]
            rest, told = settled_without(
                story, members, without, decisions=decisions, settings=self.recording.settings, owners=owners, is_hidden=None
            )
            articles.extend(rest)
            stories.append(told)
        return articles, stories

    def rebuild(self) -> int:
        """Fill an empty store from the records: drafts, aliases, stories, the index. Returns how many records there are."""
        records, _ = self.repository.records()
        articles = [record.article for record in records]
        by_address = {article.address: article for article in articles}
        recorded = recorded_stories(article for article in articles if not article.removed)
        stories = with_known_ids(recorded, lambda member: self.story_of(by_address[member]))
        story_of = {member: story.id for story in stories for member in story.members}
        drafts = [Draft(article=article, state="recorded", story=story_of.get(article.address)) for article in articles]
        remade = Reason(name="rebuilt", words="the story stands as the records tell it")
        self.store.put_folding(drafts, [story.evolve(reasons=(remade,)) for story in stories])
        refresh_index(self.repository, self.store)
        return len(articles)
