"""What rates the articles of one portal: its topic files, its settings, and what its records teach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from newsfold.article import Article
from newsfold.content.repository import Repository
from newsfold.errors import RecordError
from newsfold.rate import NO_LEARNED, Knowledge, Learned, Rated, TopicIndex, learn, rate, read_learned
from newsfold.settings import Settings

LEARNED = "_data/learned-topics.json"
"""Where ``newsfold rate --learn`` keeps its weights."""

MOST_RECORDS = 2_000
"""Records that teach, the latest ones: publishers and their standing change."""


@dataclass(frozen=True)
class Rater:
    """Rates articles for one portal. Made once a run. ``unread`` is what is wrong with topic files, each of which may want any article."""

    index: TopicIndex
    knowledge: Knowledge
    settings: Settings
    learned: Learned = NO_LEARNED
    unread: tuple[RecordError, ...] = ()

    @classmethod
    def of(cls, repository: Repository, settings: Settings) -> Self:
        """The rater of a portal folder. Reads topics, organizations and the latest records; a file that cannot be read is left out."""
        topics, unread = repository.topics()
        organizations, _ = repository.organizations()
        knowledge = learn(latest_records(repository), topics, organizations)
        learned = learned_of(repository) if settings.rate.use_learned else NO_LEARNED
        return cls(TopicIndex(topics, knowledge.company), knowledge, settings, learned if learned.is_better else NO_LEARNED, unread)

    def rate(self, article: Article) -> Rated:
        """Rate one article."""
        return rate(
            article,
            self.index,
            standing=self.knowledge.standing,
            settings=self.settings.rate,
            languages=self.settings.portal.languages,
            learned=self.learned,
        )


def latest_records(repository: Repository, most: int = MOST_RECORDS) -> Sequence[Article]:
    """The articles of the latest records by path, which begins with the date; those that cannot be read are left out."""
    articles = []
    for path in repository.paths()[-most:]:
        try:
            articles.append(repository.record(path).article)
        except RecordError:
            continue
    return articles


def learned_of(repository: Repository) -> Learned:
    """What was learned for the portal. Raises :class:`RecordError` where the file is damaged; nothing where there is none."""
    return read_learned(repository.text(LEARNED), where=LEARNED) if repository.has(LEARNED) else NO_LEARNED
