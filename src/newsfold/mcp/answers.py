"""What agents are answered: typed values whose JSON Schema the tools show. Sealed fields and editors' names are in none of them."""

from __future__ import annotations

from datetime import datetime

from newsfold.article import Article, Frozen
from newsfold.desk.cards import Card
from newsfold.editors.explaining import Explanation
from newsfold.outcome import Reason, Rejected, Witness


class ArticleTold(Frozen, frozen=True, kw_only=True):
    """An article. ``state``: shown, folded (another leads its story), hidden, waiting or rejected; ``why`` it was rejected.

    ``articles`` counts its story, itself included. ``heat`` is the lead's quality and 20 for each further publisher.
    """

    title: str
    excerpt: str
    url: str
    path: str
    publisher: str
    domain: str
    published_at: datetime
    topics: tuple[str, ...]
    kind: str
    quality: int
    heat: int
    articles: int
    state: str
    why: str = ""


class ArticlesTold(Frozen, frozen=True, kw_only=True):
    """Articles, and whether a next page has more. ``is_complete`` is false while the index of a large portal is still being made."""

    articles: tuple[ArticleTold, ...]
    total: int
    more: bool
    is_complete: bool


class StoryTold(Frozen, frozen=True, kw_only=True):
    """A story: its articles, the lead first, the others by merit; and why they are one."""

    id: str
    heat: int
    articles: tuple[ArticleTold, ...]
    reasons: tuple[Reason, ...]


class ExplanationTold(Frozen, frozen=True, kw_only=True):
    """Why an article stands as it does. ``is_recomputed``: the rules' answer of today, because what was said then is kept no longer."""

    article: ArticleTold | None
    reasons: tuple[Reason, ...]
    is_recomputed: bool
    witnesses: tuple[Witness, ...]
    story: StoryTold | None
    rejected: Rejected | None


def of_card(card: Card) -> ArticleTold:
    """An article as the shelf has it."""
    return ArticleTold(
        title=card.title,
        excerpt=card.excerpt,
        url=card.address,
        path=card.path,
        publisher=card.provider,
        domain=card.domain,
        published_at=card.published_at,
        topics=card.topics,
        kind=card.kind,
        quality=card.quality,
        heat=max(card.heat, 0),
        articles=card.members,
        state=card.state if card.state != "record" else ("shown" if card.is_shown else ("hidden" if card.is_lead else "folded")),
        why=card.why,
    )


def of_article(article: Article, *, state: str = "") -> ArticleTold:
    """An article as its record has it."""
    return ArticleTold(
        title=article.title,
        excerpt=article.excerpt,
        url=article.address,
        path=article.path,
        publisher=article.provider.name,
        domain=article.provider.domain,
        published_at=article.published_at,
        topics=article.topics,
        kind=article.kind or "",
        quality=article.quality or 0,
        heat=max(article.heat or 0, 0),
        articles=1 + len(article.related),
        state=state or ("folded" if article.is_folded else ("shown" if article.is_shown else "hidden")),
    )


def of_explanation(told: Explanation) -> ExplanationTold:
    """All reasons for an article, as agents are told them."""
    state = "rejected" if told.rejected else ("" if told.article and told.article.path else "waiting")
    return ExplanationTold(
        article=of_article(told.article, state=state) if told.article else None,
        reasons=told.reasons,
        is_recomputed=told.is_recomputed,
        witnesses=told.witnesses,
        story=of_story(told),
        rejected=told.rejected,
    )


def of_story(told: Explanation) -> StoryTold | None:
    """The story of what was explained; None where it stands in none."""
    if told.story is None or not told.members:
        return None
    lead = told.members[0]
    heat = lead.heat if lead.heat is not None else told.story.heat
    return StoryTold(id=told.story.id, heat=heat, articles=tuple(map(of_article, told.members)), reasons=told.story.reasons)
