"""The walk of the fold: arrivals and open stories in, stories and settled articles out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from newsfold.article import Article
from newsfold.fold.heat import NOBODY, Gate
from newsfold.fold.meaning import Embedder
from newsfold.fold.model import Model
from newsfold.fold.open_stories import Folding, OpenStories
from newsfold.settings import FoldSettings
from newsfold.story import Decision, Story


def fold(
    arrivals: Sequence[Article],
    *,
    standing: Sequence[Article] = (),
    stories: Sequence[Story] = (),
    settings: FoldSettings | None = None,
    gate: Gate | None = None,
    owners: Mapping[str, str] = NOBODY,
    decisions: Sequence[Decision] = (),
    led: Collection[str] = (),
    model: Model | None = None,
    embedder: Embedder | None = None,
) -> Folding:
    """Fold new and updated articles into stories.

    ``standing`` are the articles of the open ``stories``; a story takes no article more than ``close_after_days`` after its latest
    (RECORD.md, law 8), and two standing stories are joined by ``decisions`` only. Which story keeps which id, :func:`kept_ids
    <newsfold.fold.identity.kept_ids>` tells. The result does not depend on the order of the arrivals.

    An arrival at the address of a standing article is that article, updated: it stays in its story unless it no longer resembles it
    at all (:func:`newsfold.fold.drift.belongs`) and no editor put it there; then it is folded like a new one. Of several arrivals at one
    address the one that was updated last counts. A standing story that got articles and whose ends resemble each other no more is
    parted (:func:`newsfold.fold.drift.parted`), but for what an editor put together.

    ``led`` are addresses that led their stories before what an editor takes back: each leads on as if it had all along.

    ``gate`` tells which leads are published, ``owners`` which publishers, by domain, belong to one house and count once for heat.
    ``model`` are other weights than those that come with newsfold, ``embedder`` adds likeness in meaning. A process that stays pays less
    with :class:`newsfold.fold.open_stories.OpenStories`.
    """
    standing_stories = OpenStories(standing, stories, settings=settings, gate=gate, owners=owners, model=model, embedder=embedder)
    return standing_stories.fold(arrivals, decisions=decisions, led=led)
