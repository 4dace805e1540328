"""Which stories go into an edition, and under which topic: by heat, with caps, nothing that readers had before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from newsfold.article import Article, Frozen

HEAT_A_PUBLISHER = 20
"""What each further publisher adds to a story's heat (RECORD.md, law 5)."""


class Candidate(Frozen, frozen=True, kw_only=True):
    """A story that could go in: its lead, and what an edition shows of it.

    ``shown_at`` is when an earlier edition had it, or from when on the news of an old story counts; ``None`` for a new one. ``news`` are
    the articles since then that repeat no earlier text, the best first, each with a safe ``web_url`` or none; ``new_publishers`` tells how
    many publishers had not reported before. That a publisher touched an old article is no news. ``url`` is where the lead is read,
    ``story_url`` the story's page on the site, ``picture`` its card; all full and safe. ``picture_alt`` says in
    words what a picture shows that is no photograph of the story.
    """

    lead: Article
    url: str
    story_url: str
    reporters: tuple[str, ...] = ()
    shown_at: datetime | None = None
    news: tuple[Article, ...] = ()
    new_publishers: int = 0
    picture: str | None = None
    picture_alt: str = ""

    @property
    def is_back(self) -> bool:
        """Whether readers had the story before."""
        return self.shown_at is not None

    @property
    def may_come(self) -> bool:
        """Whether a reader of all earlier editions learns anything from it."""
        return not self.is_back or bool(self.news)

    @property
    def merit(self) -> int:
        """What it is ordered by: the heat; of a story that is back what it gained, so that a large one does not lead for a week."""
        lead = self.lead
        return (lead.quality or 0) + HEAT_A_PUBLISHER * self.new_publishers if self.is_back else lead.heat or 0


class Limits(Frozen, frozen=True, kw_only=True):
    """How much goes in: stories in all, stories under one topic, and the least heat."""

    stories: int = 15
    per_topic: int = 4
    minimum_heat: int = 0


class Item(Frozen, frozen=True, kw_only=True):
    """A story in an edition, under a topic; no topic where it has none but the edition's own."""

    candidate: Candidate
    topic: str = ""


class Section(Frozen, frozen=True, kw_only=True):
    """The stories of an edition under one topic, the best first. ``topic`` is empty for those without one."""

    topic: str
    items: tuple[Item, ...]


def choose(candidates: Iterable[Candidate], limits: Limits, *, own_topic: str = "", topics: Sequence[str] = ()) -> tuple[Section, ...]:
    """The sections of an edition, the one with the best story first, those without a topic last.

    A story stands under its first topic that is not ``own_topic`` (the edition's subject, which all its stories have) and, where ``topics``
    names the portal's, is one of them. Stories with equal merit go by time, the younger first.
    """
    able = [one for one in candidates if one.may_come and (one.lead.heat or 0) >= limits.minimum_heat]
    able.sort(key=lambda one: (-one.merit, -one.lead.published_at.timestamp(), one.lead.address))
    taken: list[Item] = []
    counts: Counter[str] = Counter()
    for candidate in able:
        if len(taken) == limits.stories:
            break
        names = (name for name in candidate.lead.topics if name and name != own_topic and (not topics or name in topics))
        topic = next(names, "")
        if topic and counts[topic] >= limits.per_topic:
            continue
        counts[topic] += 1
        taken.append(Item(candidate=candidate, topic=topic))
    order = sorted(dict.fromkeys(item.topic for item in taken), key=lambda topic: topic == "")  # Stable: else by the best story.
    return tuple(Section(topic=topic, items=tuple(item for item in taken if item.topic == topic)) for topic in order)
