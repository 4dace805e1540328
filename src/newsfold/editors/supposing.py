"""What learning would bring and what a changed setting would do, told before anything is changed for readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from newsfold.article import Article, Frozen
from newsfold.content.atomic import write_atomically
from newsfold.content.repository import Repository
from newsfold.day.rater import LEARNED, Rater, latest_records
from newsfold.errors import SettingsError
from newsfold.outcome import Reason
from newsfold.portal_folder import settings_of
from newsfold.rate import Learned, TopicIndex, hides, learn_company, write_learned
from newsfold.rate.learning import learn_topics
from newsfold.settings import Settings, table
from newsfold.store import Store

DAYS = 30
"""How far back a change is tried."""

RATE = "rate"


class Changed(Frozen, frozen=True, kw_only=True):
    """One article a change would touch: its quality and whether it passes the gate, before and after."""

    title: str
    path: str
    before: int
    after: int
    passes_before: bool
    passes_after: bool


class Supposition(Frozen, frozen=True, kw_only=True):
    """What a setting would do: how many articles were tried, and those that change, the greatest change first."""

    setting: str
    value: str
    articles: int
    changed: tuple[Changed, ...] = ()

    @property
    def shown(self) -> int:
        """How many would be let through that were not."""
        return sum(one.passes_after and not one.passes_before for one in self.changed)

    @property
    def hidden(self) -> int:
        """How many would be held back that were not."""
        return sum(one.passes_before and not one.passes_after for one in self.changed)


def suppose(repository: Repository, store: Store, change: str, environment: Mapping[str, str], now: datetime) -> Supposition:
    """What ``rate.NAME=VALUE`` would do to the articles of the last 30 days before ``now``.

    Raises :class:`SettingsError` for a setting that is none of ``rate`` or a value of the wrong type. Nothing is written.
    """
    name, _, value = change.partition("=")
    row = next((row for row in table() if row.section == RATE and row.name == name.strip().removeprefix("rate.")), None)
    if row is None or "=" not in change:
        known = ", ".join(f"rate.{row.name}" for row in table() if row.section == RATE)
        raise SettingsError(
            f"{change!r} is no change of a rate setting", where="--what-if", remedy=f"Write SETTING=VALUE; known are: {known}."
        )
    before = settings_of(repository.folder, environment)
    after = settings_of(repository.folder, {**environment, row.environment_name: value.strip()})
    articles = _recent(repository, store, now - timedelta(days=DAYS))
    old, new = Rater.of(repository, before), Rater.of(repository, after)
    touched = [_compared(article, old, new) for article in articles]
    changed = [one for one in touched if (one.before, one.passes_before) != (one.after, one.passes_after)]
    changed.sort(key=lambda one: (-(one.passes_before != one.passes_after), -abs(one.after - one.before), one.path))
    return Supposition(setting=f"rate.{row.name}", value=value.strip(), articles=len(articles), changed=tuple(changed))


def _recent(repository: Repository, store: Store, since: datetime) -> Sequence[Article]:
    """The records since a time, with what the store still has of them: the text and where a copy comes from."""
    articles = [article for article in latest_records(repository) if article.published_at >= since and not article.removed]
    drafts = store.drafts_of([article.path for article in articles])
    with_text = []
    for article in articles:
        draft = drafts.get(article.path)
        read = draft.article if draft else article
        with_text.append(article.evolve(text=read.text, syndicated_from=read.syndicated_from))
    return with_text


def _compared(article: Article, old: Rater, new: Rater) -> Changed:
    before, after = (rater.rate(article).article for rater in (old, new))
    return Changed(
        title=article.title,
        path=article.path,
        before=before.quality or 0,
        after=after.quality or 0,
        passes_before=_passes(before, old.settings),
        passes_after=_passes(after, new.settings),
    )


def _passes(article: Article, settings: Settings) -> bool:
    return (article.quality or 0) >= settings.rate.minimum_quality and not hides(settings.rate.hide_kinds, article)


def learn_for(repository: Repository, store: Store) -> tuple[Learned, tuple[Reason, ...]]:
    """Learn the portal's topics from its records and keep the weights; tell the gain and each topic's most telling signs."""
    topics, _ = repository.topics()
    articles = [article for article in latest_records(repository) if article.topics and not article.removed]
    edited = store.records.edited_fields([article.path for article in articles])
    corrected = [path for path, fields in edited.items() if "topics" in fields]
    learned = learn_topics(articles, TopicIndex(topics, learn_company(articles, topics)), corrected)
    write_atomically(repository.folder / LEARNED, write_learned(learned).encode())
    return learned, tuple(_telling(topic, weights) for topic, weights in learned.topics.items())


def _telling(topic: str, weights: Mapping[str, float]) -> Reason:
    strongest = sorted((name for name in weights if name != "bias"), key=lambda name: (-abs(weights[name]), name))[:5]
    return Reason(name=f"topic {topic}", words=", ".join(f"{name} {weights[name]:+.1f}" for name in strongest))
