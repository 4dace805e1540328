"""Stories out of drafts and records: what stands is folded with what came, the decision is kept, the records are written.

The decision is kept in the store in one transaction before the first record is written. A run killed in between is finished from it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from newsfold.article import Article, Frozen, Image
from newsfold.content.record import Record
from newsfold.content.repository import Repository
from newsfold.day.indexing import clean_addresses, index_row, refresh_decisions, refresh_index
from newsfold.day.standing import standing_for
from newsfold.errors import RecordError
from newsfold.fold import Gate, fold
from newsfold.fold.loading import embedder_in, weights_in
from newsfold.outcome import Reason
from newsfold.progress import Progress
from newsfold.settings import Settings
from newsfold.store import Draft, Store
from newsfold.story import Story

OWN_FIELDS = ("heat", "published", "related")
"""The fields of a record that folding changes; all others stay as the file has them."""

UPDATED_FIELDS = (
    "title",
    "excerpt",
    "updated_at",
    "amp_web_url",
    "cdn_amp_web_url",
    "kind",
    "language",
    "paywall",
    "quality",
    "featured_content",
    "topics",
    "images",
)
"""The fields of a record that a later reading of the same address changes as well; those an editor changed stay."""

Sealer = Callable[[Draft, Article, str], str | None]
"""Makes the ``secured`` of a record: from the draft, the record as it stands, and its path. None leaves it as it is."""


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


def no_seal(draft: Draft, article: Article, path: str) -> str | None:
    """Seals nothing."""
    return None


@dataclass(frozen=True)
class Recording:
    """Folds what was rated and writes the records.

    ``untouchable`` are paths with changes of others that git does not have yet: newsfold writes its fields there too, but leaves
    committing them to their owner.
    """

    settings: Settings
    repository: Repository
    store: Store
    progress: Progress
    sealer: Sealer = no_seal
    untouchable: Collection[str] = field(default_factory=frozenset)

    def run(self) -> Folded:
        """Finish what an earlier run left unwritten, then fold what was rated, obey what editors decided, and write it."""
        before = self.write()
        unread = refresh_decisions(self.repository, self.store)
        waiting = self.store.decisions.waiting()
        rated = self.store.drafts("rated")
        known_as = {draft.article.address: self._arrival(draft) for draft in rated}
        arrivals = {draft.article.address: draft for draft in known_as.values()}
        if not arrivals and not waiting:
            return before.evolve(errors=(*before.errors, *map(str, unread)))
        fresh = [draft.article for draft in arrivals.values()]
        standing = standing_for(fresh, waiting, self.repository, self.store, window=timedelta(days=self.settings.fold.close_after_days))
        self.progress.begin("Folding", len(arrivals))
        folding = fold(
            fresh,
            standing=standing.articles,
            stories=standing.stories,
            settings=self.settings.fold,
            gate=Gate.of(self.settings.rate),
            owners=self._owners(),
            decisions=self.store.decisions.all(),
            model=weights_in(self.repository.folder, self.settings.fold),
            embedder=embedder_in(self.repository.folder, self.settings.fold),
        )
        self.decide(folding.articles, folding.stories, arrivals, gone=folding.gone)
        self.store.decisions.obey(waiting)
        self.store.merge_drafts({met: draft.article.address for met, draft in known_as.items() if met != draft.article.address})
        after = self.write()
        return Folded(
            new_records=before.new_records + after.new_records,
            changed_records=before.changed_records + after.changed_records,
            stories=len(folding.stories),
            grown=sum(not arrivals.keys() >= set(story.members) for story in folding.stories),
            folded=sum(article.is_folded and article.address in arrivals for article in folding.articles),
            errors=(*before.errors, *map(str, unread), *after.errors),
        )

    def _arrival(self, draft: Draft) -> Draft:
        """A draft as it comes to folding: a later reading of an article that has a record is that record, with what the reading brought."""
        path = draft.article.path or self._path_of(draft.article)
        if not path or not self.repository.has(path):
            return draft
        stands = self.repository.record(path).article
        theirs = self.store.records.edited_fields([path]).get(path, frozenset())
        brought = _updates(stands, draft.article, theirs)
        return draft.evolve(
            article=stands.evolve(**brought, text=draft.article.text, syndicated_from=draft.article.syndicated_from, path=path)
        )

    def _owners(self) -> Mapping[str, str]:
        """The house each publisher belongs to, where the portal counts houses."""
        if not self.settings.fold.count_networks:
            return {}
        return {known.domain: known.network for known in self.repository.organizations()[0] if known.network}

    def decide(
        self, articles: Sequence[Article], stories: Sequence[Story], arrivals: Mapping[str, Draft], *, gone: Sequence[str] = ()
    ) -> None:
        """Keep how articles are to stand, in one transaction, before any record is written."""
        kept = self.store.drafts_of([article.path for article in articles if article.path])
        drafts = (arrivals.get(article.address) or kept.get(article.path) or Draft(article=article) for article in articles)
        story_of = {member: story.id for story in stories for member in story.members}
        decided = [
            draft.evolve(article=article, state="folded", story=story_of.get(article.address))
            for draft, article in zip(drafts, articles, strict=True)
        ]
        self.store.put_folding(decided, stories, gone=gone)

    def bury(self, article: Article, *, why: str) -> None:
        """Write a tombstone, and keep the reason and the text so that the article is known under another address."""
        kept = self.store.draft_at(article.path)
        reasons = (Reason(name="removed", words=why),)
        self.rewrite(article)
        text = kept.article.text if kept else ""
        self.store.put_drafts(
            [(kept or Draft(article=article)).evolve(article=article.evolve(text=text), state="recorded", reasons=reasons)]
        )

    def rewrite(self, wanted: Article | Record) -> bool:
        """Make a record tell this article, or be this record, as newsfold's own doing: journalled for git, no edit in the index."""
        if isinstance(wanted, Record):
            article, changed = wanted.article, self.repository.replace(wanted, announce=self.announce)
        else:
            article, changed = wanted, self.repository.change(wanted, announce=self.announce)
        self.store.records.put([index_row(article, self.repository.stamp(article.path))])
        return changed

    def write(self) -> Folded:
        """Write the records of what was decided; an article whose record a killed run wrote already finds it by its address."""
        drafts = self.store.drafts("folded")
        if not drafts:
            return Folded()
        self.progress.begin("Writing records", len(drafts))
        paths = {draft.article.path for draft in drafts}
        # A record that a killed run wrote is found by its address, and only articles without a path may have one.
        refresh_index(self.repository, self.store, only=paths if all(paths) else None)
        new, changed, errors = 0, 0, []
        for draft in sorted(drafts, key=lambda draft: (draft.article.published_at, draft.article.address)):
            try:
                is_new, is_changed = self._write_one(draft)
                new, changed = new + is_new, changed + is_changed
            except RecordError as error:
                errors.append(str(error))
            self.progress.advance()
        return Folded(new_records=new, changed_records=changed, errors=tuple(errors))

    def _write_one(self, draft: Draft) -> tuple[bool, bool]:
        article = draft.article
        path = article.path or self._path_of(article)
        if article.path and not self.repository.has(article.path):
            # Somebody deleted the file, which is an answer too.
            self.store.put_drafts([draft.evolve(state="recorded")])
            return False, False
        if path:
            stands = self.repository.record(path).article
            theirs = self.store.records.edited_fields([path]).get(path, frozenset())
            wanted = stands.evolve(**_updates(stands, article, theirs), **_own(article, theirs))
            wanted = wanted.evolve(secured=self.sealer(draft, stands, path) or stands.secured)
            is_new, is_changed = False, self.repository.change(wanted, announce=self.announce)
        else:
            known = self._organization_images(article.provider.domain)
            wanted = article.evolve(provider=article.provider.evolve(images=known), path=self.repository.new_path(article))
            wanted = wanted.evolve(secured=self.sealer(draft, wanted, wanted.path))
            path = self.repository.add(wanted, announce=self.announce).path
            is_new, is_changed = True, False
        self.store.records.put([index_row(wanted.evolve(path=path), self.repository.stamp(path))])
        self.store.put_drafts([draft.evolve(state="recorded", article=article.evolve(path=path))])
        return is_new, is_changed

    def _path_of(self, article: Article) -> str:
        """The path of the record that stands for an article, empty where there is none."""
        found = self.store.records.paths_of(clean_addresses(article))
        return next((found[address] for address in sorted(found)), "")

    def _organization_images(self, domain: str) -> tuple[Image, ...]:
        organization = self.repository.organization(domain)
        return organization.images[:1] if organization else ()

    def announce(self, path: str, body: bytes) -> None:
        """Journal what is about to be written, so that it can be told from what others write."""
        if path not in self.untouchable:
            self.store.records.intend(path, sha256(body).hexdigest())


def _updates(stands: Article, article: Article, theirs: Collection[str]) -> dict[str, Any]:
    """What a later reading brought; a field it left empty, and one an editor changed, stay as they stand."""
    brought = ((name, getattr(article, name)) for name in UPDATED_FIELDS if name not in theirs)
    return {name: value for name, value in brought if value not in (None, "", ())}


def _own(article: Article, theirs: Collection[str]) -> dict[str, Any]:
    """The fields folding sets. What an editor set stays, but for law 4: a folded article is never published and has heat -1."""
    forced = ("heat", "published") if article.is_folded else ()
    return {name: getattr(article, name) for name in OWN_FIELDS if name not in theirs or name in forced}
