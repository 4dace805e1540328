"""Why an article stands as it does: where its fields came from, its points, its topics, its story and its lead."""

from __future__ import annotations

from newsfold.article import Article, Frozen
from newsfold.content.repository import Repository
from newsfold.errors import InputError
from newsfold.fold import recorded_stories
from newsfold.outcome import Reason, Rejected, Witness
from newsfold.rate import TopicIndex, rate
from newsfold.store import Draft, Store
from newsfold.story import Story


class Explanation(Frozen, frozen=True, kw_only=True):
    """All reasons for one article. ``is_recomputed``: the store no longer has them, they are the rules' answer of today.

    ``members`` are the articles of its story, the lead first. ``rejected`` is set where it never became a record.
    """

    article: Article | None = None
    witnesses: tuple[Witness, ...] = ()
    reasons: tuple[Reason, ...] = ()
    is_recomputed: bool = False
    story: Story | None = None
    members: tuple[Article, ...] = ()
    rejected: Rejected | None = None


def explain(name: str, repository: Repository, store: Store) -> Explanation:
    """Explain the article with this path or address. Raises :class:`InputError` where the portal does not know it."""
    path = name if name.startswith("_news/") else f"_news/{name.rpartition('/')[2]}"
    draft = store.draft_at(name) or store.draft_at(path)
    records, _ = repository.records()
    articles = [record.article for record in records]
    wanted = {name, path, draft.article.address if draft else name}
    article = next((one for one in articles if one.path in wanted or wanted & {one.web_url, one.original_url}), None)
    if article is None:
        return _without_record(name, draft, store)
    recorded = next(story for story in recorded_stories(articles) if article.address in story.members)
    by_address = {one.address: one for one in articles}
    others = (by_address[address] for address in recorded.members if address != recorded.lead)
    draft = draft or store.draft_at(article.path)
    reasons = draft.reasons if draft and draft.reasons else rate(article, TopicIndex(repository.topics()[0])).reasons
    return Explanation(
        article=article,
        witnesses=draft.witnesses if draft else (),
        reasons=reasons,
        is_recomputed=not (draft and draft.reasons),
        story=store.story_led_by(recorded.lead) or recorded,
        members=(by_address[recorded.lead], *others),
    )


def _without_record(name: str, draft: Draft | None, store: Store) -> Explanation:
    dropped = store.rejection_of(name)
    if dropped:
        why, read = dropped
        return Explanation(
            rejected=why,
            article=read.article if read else None,
            witnesses=read.witnesses if read else (),
            reasons=read.reasons if read else (),
        )
    if draft:
        return Explanation(article=draft.article, witnesses=draft.witnesses, reasons=draft.reasons)
    raise InputError(
        "is no record or address this portal knows", where=name, remedy="Give a path such as _news/2026-11-15-….md or an address."
    )
