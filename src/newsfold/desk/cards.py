"""Cards: what the desk's lists show of an article, kept on the shelf so that no page reads a hundred thousand records."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Literal

from newsfold.article import Article, Frozen
from newsfold.content.repository import picture_key
from newsfold.outcome import Rejected
from newsfold.store import Draft

CardState = Literal["record", "waiting", "rejected"]
"""Whether an article has a record, waits for one, or was rejected."""

MARK_LENGTH = 12
"""Hex digits of a mark: a search filter is found by the digest of its name and value, whatever signs they have."""


class Card(Frozen, frozen=True, kw_only=True):
    """An article in a list.

    ``heat`` is the record's; ``members`` counts the articles of its story, itself included; ``publishers`` are the others' of a lead.
    ``latest`` is the time of the story's newest article, ``fetched_at`` when its page was read. ``picture`` is the key of the held
    picture, empty where the portal holds none. ``stage``, ``code`` and ``why`` tell of one that was rejected, at ``rejected_at``.
    """

    address: str
    state: CardState
    title: str
    path: str = ""
    excerpt: str = ""
    provider: str = ""
    domain: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime
    latest: datetime
    quality: int = 0
    heat: int = 0
    is_shown: bool = False
    is_removed: bool = False
    kind: str = ""
    type: str = "article"
    paywall: bool = False
    topics: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    members: int = 1
    picture: str = ""
    fetched_at: datetime | None = None
    source: str = ""
    stage: str = ""
    code: str = ""
    why: str = ""
    rejected_at: datetime | None = None

    @property
    def is_lead(self) -> bool:
        """Whether it stands for its story in the lists: a record that is neither folded nor taken down."""
        return self.state == "record" and self.heat >= 0 and not self.is_removed

    @property
    def name(self) -> str:
        """What its pages at the desk are addressed by: the record's file name without ending, else its address."""
        return self.path.removeprefix("_news/").removesuffix(".md") or self.address

    @property
    def marks(self) -> tuple[str, ...]:
        """What search filters find it by."""
        pairs = [("state", self.state), ("domain", self.domain), ("kind", self.kind), *(("topic", topic) for topic in self.topics)]
        pairs += [("shown", "yes")] if self.is_shown else []
        pairs += [("code", self.code)] if self.code else []
        pairs += [("month", f"{self.published_at:%Y-%m}")]
        return tuple(mark(name, value) for name, value in pairs if value)


def mark(name: str, value: str) -> str:
    """The mark of a filter: a word that no text has."""
    return f"m{sha256(f'{name}:{value}'.encode()).hexdigest()[:MARK_LENGTH]}"


def record_card(article: Article, draft: Draft | None = None) -> Card:
    """The card of an article that has a record. ``draft``: what the store keeps of it."""
    others = [related.provider.name for related in article.related if related.provider]
    times = [related.published_at for related in article.related if related.published_at]
    return _card(article, "record").evolve(
        publishers=tuple(name for name in dict.fromkeys(others) if name != article.provider.name),
        members=1 + len(article.related),
        latest=max([article.published_at, *times]),
        heat=article.heat if article.heat is not None else article.quality or 0,
        fetched_at=draft.provenance.fetched_at if draft and draft.provenance else None,
        source=(draft.source if draft else None) or "",
    )


def waiting_card(draft: Draft) -> Card:
    """The card of an article that has no record yet."""
    fetched = draft.provenance.fetched_at if draft.provenance else None
    return _card(draft.article, "waiting").evolve(source=draft.source or "", fetched_at=fetched)


def rejected_card(why: Rejected, draft: Draft | None, at: datetime) -> Card:
    """The card of what was rejected; where no page was read, its address is all there is to show."""
    if draft:
        base = _card(draft.article, "rejected").evolve(address=why.url)
    else:
        base = Card(address=why.url, state="rejected", title=why.url, published_at=at, latest=at)
    told = base.evolve(stage=why.stage, code=why.code or why.stage, why=why.reason, source=why.source or "", rejected_at=at)
    return told.evolve(is_shown=False, path="", heat=0)


def _card(article: Article, state: CardState) -> Card:
    image = article.images[0] if article.images else None
    return Card(
        address=article.address,
        state=state,
        title=article.title,
        path=article.path,
        excerpt=article.excerpt,
        provider=article.provider.name,
        domain=article.provider.domain,
        authors=tuple(author.name for author in article.provider.authors),
        published_at=article.published_at,
        latest=article.published_at,
        quality=article.quality or 0,
        heat=article.heat or 0,
        is_shown=article.is_shown and not article.is_folded,
        is_removed=bool(article.removed),
        kind=article.kind or "",
        type=article.type,
        paywall=bool(article.paywall),
        topics=article.topics,
        picture=picture_key(image.url) if image and image.is_cached else "",
    )
