"""Stories out of drafts and records: what stands is folded with what came, the decision is kept, the records are written.

The decision is kept in the store in one transaction before the first record is written. A run killed in between is finished from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from newsfold.article import Article, Frozen
from newsfold.day.indexing import clean_addresses, refresh_decisions
from newsfold.day.settling import left_behind
from newsfold.day.standing import standing_for
from newsfold.day.writing import Writing, Written, path_among, updates
from newsfold.errors import RecordError
from newsfold.fold import Gate, fold
from newsfold.fold.loading import embedder_in, weights_in
from newsfold.outcome import Reason
from newsfold.settings import Settings
from newsfold.store import Draft
from newsfold.story import Decision, Story


class Folded(Frozen, frozen=True, kw_only=True):
    """What a fold did: records new and changed, stories new or grown, how many of them stood before, how many new articles were folded,
    and what went wrong.
    """

    new_records: int = 0
    changed_records: int = 0
    stories: int = 0
    grown: int = 0
    folded: int = 0
    errors: tuple[str, ...] = ()


class Obeyed(Frozen, frozen=True, kw_only=True):
    """The articles of the stories that editors decided about, as their records stand now, and what went wrong."""

    articles: tuple[Article, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Recording(Writing):
    """Folds what was rated and writes the records."""

    settings: Settings

    def run(self, only: Sequence[Draft] | None = None) -> Folded:
        """Finish what an earlier run left unwritten, settle stories that lost a deleted record, then fold what was rated, obey what editors
        decided, and write it. ``only``: fold these drafts, and look for no deleted records.
        """
        before = self.write()
        if only is None:
            before = self._without_deleted(before)
        rated = self.store.drafts("rated") if only is None else only
        known_as, errors = dict[str, Draft](), list[str]()
        for draft in rated:
            try:
                known_as[draft.article.address] = self._arrival(draft)
            except RecordError as error:  # It waits until its record can be read again.
                errors.append(str(error))
        done = self._folded(before, {draft.article.address: draft for draft in known_as.values()})
        self.store.merge_drafts({met: draft.article.address for met, draft in known_as.items() if met != draft.article.address})
        return done.evolve(errors=(*errors, *done.errors))

    def _without_deleted(self, before: Written) -> Written:
        """Settle the stories of records that somebody deleted; what was written before is counted in."""
        left = left_behind(self.repository, self.store, self.settings, self.owners)
        if left.articles:
            self.decide(left.articles, left.stories, {})
        if left.gone:
            self.store.put_drafts(left.gone)
        after = self.write() if left.articles else Written()
        return Written(new=before.new + after.new, changed=before.changed + after.changed, errors=(*before.errors, *after.errors))

    def obey(self) -> Obeyed:
        """Only obey what editors decided, and write that: what it costs is set by the stories they named, whatever else waits."""
        before, wrote = self.write(), list[Article]()
        folded = self._folded(before, {}, wrote.extend)
        return Obeyed(articles=tuple(wrote), errors=folded.errors)

    def _folded(
        self, before: Written, arrivals: Mapping[str, Draft], wrote: Callable[[Iterable[Article]], None] = lambda _: None
    ) -> Folded:
        unread = refresh_decisions(self.repository, self.store)
        waiting = self.store.decisions.waiting()
        errors = (*before.errors, *map(str, unread))
        if not arrivals and not waiting:
            return Folded(new_records=before.new, changed_records=before.changed, errors=errors)
        fresh = [draft.article for draft in arrivals.values()]
        standing = standing_for(fresh, waiting, self.repository, self.store, window=timedelta(days=self.settings.fold.close_after_days))
        self.progress.begin("Folding", len(arrivals))
        folding = fold(
            fresh,
            standing=standing.articles,
            stories=standing.stories,
            settings=self.settings.fold,
            gate=Gate.of(self.settings.rate),
            owners=self.owners(),
            decisions=self.store.decisions.all(),
            # What takes a split or a merge back puts each story that stood before together, its lead first.
            led={decision.articles[0] for decision in waiting if decision.kind == "merge" and decision.undoes},
            model=weights_in(self.repository.folder, self.settings.fold),
            # Who is in a story where nothing came in is decided, not likened; reading a model takes longer than all else.
            embedder=embedder_in(self.repository.folder, self.settings.fold) if arrivals else None,
        )
        known = {**standing.drafts, **arrivals}
        decided = self.decide(folding.articles, folding.stories, known, gone=folding.gone, obeyed=waiting)
        # What waited before was written above; but what comes in may be one article under several addresses, which the store settles.
        after = self.write(wrote, None if arrivals or before.errors else decided)
        return Folded(
            new_records=before.new + after.new,
            changed_records=before.changed + after.changed,
            stories=len(folding.stories),
            grown=sum(not arrivals.keys() >= set(story.members) for story in folding.stories),
            folded=sum(article.is_folded and article.address in arrivals for article in folding.articles),
            errors=(*errors, *after.errors),
        )

    def _arrival(self, draft: Draft) -> Draft:
        """A draft as it comes to folding: a later reading of an article that has a record is that record, with what the reading brought.

        Raises :class:`RecordError` where that record cannot be read.
        """
        path = draft.article.path or self._path_of(draft.article)
        if not path or not self.repository.has(path):
            return draft
        stands = self.repository.record(path).article
        theirs = self.store.records.edited_fields([path]).get(path, frozenset())
        brought = updates(stands, draft.article, theirs)
        return draft.evolve(
            article=stands.evolve(**brought, text=draft.article.text, syndicated_from=draft.article.syndicated_from, path=path)
        )

    def owners(self) -> Mapping[str, str]:
        """The house each publisher belongs to, where the portal counts houses."""
        if not self.settings.fold.count_networks:
            return {}
        return {known.domain: known.network for known in self.repository.organizations()[0] if known.network}

    def _path_of(self, article: Article) -> str:
        """The path of the record that stands for an article, empty where there is none."""
        return path_among(self.store.records.paths_of(clean_addresses(article)), article)

    def decide(
        self,
        articles: Sequence[Article],
        stories: Sequence[Story],
        known: Mapping[str, Draft],
        *,
        gone: Sequence[str] = (),
        obeyed: Sequence[Decision] = (),
    ) -> tuple[Draft, ...]:
        """Keep how articles are to stand, in one transaction, before any record is written; return the drafts that say so.

        ``known`` are drafts at hand, by address; the others are asked for.
        """
        kept = self.store.drafts_of([article.path for article in articles if article.path and article.address not in known])
        drafts = (known.get(article.address) or kept.get(article.path) or Draft(article=article) for article in articles)
        story_of = {member: story.id for story in stories for member in story.members}
        decided = tuple(
            draft.evolve(article=article, state="folded", story=story_of.get(article.address))
            for draft, article in zip(drafts, articles, strict=True)
        )
        self.store.put_folding(decided, stories, gone=gone, obeyed=obeyed)
        return decided

    def bury(self, article: Article, *, why: str) -> None:
        """Write a tombstone, and keep the reason and the text so that the article is known under another address."""
        kept = self.store.draft_at(article.path)
        reasons = (Reason(name="removed", words=why),)
        self.rewrite(article)
        text = kept.article.text if kept else ""
        self.store.put_drafts(
            [(kept or Draft(article=article)).evolve(article=article.evolve(text=text), state="recorded", reasons=reasons)]
        )
