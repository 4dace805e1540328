"""What a decision would do to the stories it is about, without deciding it."""

from __future__ import annotations

from newsfold.article import Article, Frozen
from newsfold.editors.deciding import Framed
from newsfold.fold import Gate, fold, recorded_stories
from newsfold.settings import Settings
from newsfold.store import Store
from newsfold.story import Decision


class Preview(Frozen, frozen=True, kw_only=True):
    """The stories as they stand and as they would stand; each is its articles, the lead first."""

    decision: Decision
    before: tuple[tuple[Article, ...], ...]
    after: tuple[tuple[Article, ...], ...]


def preview(framed: Framed, store: Store, settings: Settings) -> Preview:
    """Fold the stories that a decision names once more, as values, with the decision among those that were taken."""
    decision, before = framed.decision, framed.stories
    standing = [article for story in before for article in story]
    folding = fold(
        (),
        standing=standing,
        stories=recorded_stories(standing),
        settings=settings.fold,
        gate=Gate.of(settings.rate),
        decisions=(*store.decisions.all(), decision),
    )
    changed = {article.address: article for article in folding.articles}
    wanted = {article.address: changed.get(article.address, article) for article in standing}
    after = []
    for story in recorded_stories(wanted.values()):
        lead = wanted[story.lead]
        after.append((lead, *(wanted[member] for member in story.members if member != story.lead)))
    return Preview(decision=decision, before=before, after=tuple(after))
