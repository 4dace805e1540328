"""Why an article stands as it does: where its fields came from, its points, its topics, its story and its lead."""

from __future__ import annotations

from newsfold.article import Article, Frozen
from newsfold.content.repository import Repository
from newsfold.day.rater import Rater
from newsfold.editors.finding import path_named, stories_of
from newsfold.errors import InputError
from newsfold.fold import recorded_stories
from newsfold.outcome import Reason, Rejected, Witness
from newsfold.settings import Settings
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


def explain(name: str, repository: Repository, store: Store, settings: Settings) -> Explanation:
    """Explain the article with this path or address. Raises :class:`InputError` where the portal does not know it."""
    path = path_named(name, repository, store)
    draft = next((kept for each in _spellings(name) if (kept := store.draft_at(each))), None)
    if path is None:
        path = draft.article.path if draft and draft.article.path and repository.has(draft.article.path) else None
    if path is None:
        return _without_record(name, draft, store)
    article = repository.record(path).article
    draft = store.draft_at(path) or draft
    reasons = draft.reasons if draft and draft.reasons else _rated_today(article, repository, settings)
    members = next(iter(stories_of([article.address], repository, store)), ())
    return Explanation(
        article=article,
        witnesses=draft.witnesses if draft else (),
        reasons=reasons,
        is_recomputed=not (draft and draft.reasons),
        story=(store.story_led_by(members[0].address) or next(iter(recorded_stories(members)))) if members else None,
        members=members,
    )


def _spellings(name: str) -> tuple[str, ...]:
    """An address as it is given, and with http for https or the reverse: feeds often have one and pages the other."""
    scheme, mark, rest = name.partition("://")
    other = {"http": "https", "https": "http"}.get(scheme)
    return (name, f"{other}{mark}{rest}") if mark and other else (name,)


def _rated_today(article: Article, repository: Repository, settings: Settings) -> tuple[Reason, ...]:
    """The rules' answer of today, by the portal's files and settings as they are now."""
    return Rater.of(repository, settings).rate(article).reasons


def _without_record(name: str, draft: Draft | None, store: Store) -> Explanation:
    dropped = next((known for each in _spellings(name) if (known := store.rejection_of(each))), None)
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
