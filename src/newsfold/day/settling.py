"""Stories that lost an article because somebody deleted its record: what is left of them is settled again.

Who is gone is told by the drafts: each remembers its record's path, and which articles stood in its story.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from newsfold.article import Article, Frozen
from newsfold.content.repository import Repository
from newsfold.day.indexing import clean_addresses, refresh_index
from newsfold.day.standing import with_known_ids, with_others
from newsfold.fold import Gate, recorded_stories
from newsfold.fold.decisions import Orders
from newsfold.fold.heat import settled
from newsfold.read import clean_address
from newsfold.settings import Settings
from newsfold.store import Draft, Store
from newsfold.story import Decision, Story


class Left(Frozen, frozen=True, kw_only=True):
    """The articles that are left of stories, as they are to stand, and those stories; ``gone`` are the drafts of deleted records, as they
    are to be kept once that is decided, so that no later run asks again.
    """

    articles: tuple[Article, ...] = ()
    stories: tuple[Story, ...] = ()
    gone: tuple[Draft, ...] = ()


def left_behind(repository: Repository, store: Store, settings: Settings, owners: Callable[[], Mapping[str, str]]) -> Left:
    """What is left of the stories whose records were deleted since this was last asked. ``owners`` are :func:`settled`'s."""
    if store.records.stamps().keys() - set(repository.paths()):
        refresh_index(repository, store)  # All of it: a record that was only renamed stands under another path.
    astray = [draft for draft in store.drafts_without_record() if not repository.has(draft.article.path) and draft.article.related]
    if not astray:
        return Left()
    stands = store.records.paths_of({name for draft in astray for name in clean_addresses(draft.article)})
    deleted = [draft for draft in astray if stands.keys().isdisjoint(clean_addresses(draft.article))]
    names = {name for draft in deleted for name in clean_addresses(draft.article)}
    hidden_names = _hidden_by_hand(deleted, store)
    found = with_others(store.records.paths_of(_related_names(draft.article for draft in deleted)).values(), repository, store)
    kept = store.drafts_of(list(found))
    by_address = {article.address: with_text(article, kept.get(path)) for path, article in found.items()}
    ids = {draft.article.address: draft.story for draft in kept.values()}
    articles: list[Article] = []
    stories: list[Story] = []
    decisions = store.decisions.all()
    for story in with_known_ids(recorded_stories(by_address.values()), ids.get):
        members = [by_address[member] for member in story.members]
        lost = _related_names(members) & names
        if lost:
            missed = {url for member in members for url in _urls(member) if clean_address(url) in lost}
            hidden = True if lost & hidden_names else None
            rest, told = settled_without(story, members, missed, decisions=decisions, settings=settings, owners=owners(), is_hidden=hidden)
            articles.extend(rest)
            stories.append(told)
    gone = tuple(draft.evolve(article=draft.article.evolve(related=())) for draft in deleted)
    return Left(articles=tuple(articles), stories=tuple(stories), gone=gone)


def settled_without(
    story: Story,
    members: Sequence[Article],
    missed: Collection[str],
    *,
    decisions: Sequence[Decision],
    settings: Settings,
    owners: Mapping[str, str],
    is_hidden: bool | None,
) -> tuple[tuple[Article, ...], Story]:
    """A story without those it misses, by address; what editors decided about their story holds for the rest of it. ``is_hidden`` counts
    where they decided nothing on showing it.
    """
    order = sorted([(member.published_at.timestamp(), member.address) for member in members])
    order.extend((order[-1][0], address) for address in sorted(set(missed) - set(story.members)))
    known = {address: place for place, (_, address) in enumerate(order)}
    orders = Orders(decisions, known, order)
    told = orders.is_hidden(known)
    leads = [member.address for member in members if not member.is_folded]
    rest, reasons = settled(
        members,
        gate=Gate.of(settings.rate),
        standing_lead=story.lead if leads else None,
        lead_margin=settings.fold.lead_margin,
        pinned=orders.pinned,
        hidden=is_hidden if told is None else told,
        owners=owners,
    )
    return rest, story.evolve(lead=rest[0].address, heat=rest[0].heat or 0, reasons=reasons)


def _hidden_by_hand(deleted: Iterable[Draft], store: Store) -> frozenset[str]:
    """The names of those that led a story and that an editor had hidden."""
    drafts = tuple(deleted)
    theirs = store.records.edited_fields({draft.article.path for draft in drafts})
    hidden = [draft for draft in drafts if "published" in theirs.get(draft.article.path, ()) and not draft.article.is_folded]
    return frozenset(name for draft in hidden for name in clean_addresses(draft.article))


def with_text(article: Article, draft: Draft | None) -> Article:
    """An article with the text the store has, which tells a copy from what is its publisher's own."""
    return article.evolve(text=draft.article.text, syndicated_from=draft.article.syndicated_from) if draft else article


def _related_names(articles: Iterable[Article]) -> frozenset[str]:
    return frozenset(clean_address(url) for article in articles for url in _urls(article))


def _urls(article: Article) -> list[str]:
    return [related.web_url for related in article.related if related.web_url]
