"""Stories out of drafts and records: what stands is folded with what came, the decision is kept, the records are written.

The decision is kept in the store in one transaction before the first record is written. A run killed in between is finished from it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from newsfold.article import Article, Frozen, Image
from newsfold.content.record import Record
from newsfold.content.repository import Repository
from newsfold.errors import RecordError
from newsfold.fold import fold, recorded_stories
from newsfold.indexing import clean_addresses, index_row, refresh_index
from newsfold.outcome import Reason
from newsfold.progress import Progress
from newsfold.read import clean_address
from newsfold.settings import Settings
from newsfold.store import Draft, Store
from newsfold.story import Story

OWN_FIELDS = ("heat", "published", "related")
"""The fields of a record that folding changes; all others stay as the file has them."""

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
        """Finish what an earlier run left unwritten, then fold what was rated and write it."""
        before = self.write()
        arrivals = {draft.article.address: draft for draft in self.store.drafts("rated")}
        if not arrivals:
            return before
        standing = self._standing([draft.article for draft in arrivals.values()])
        stories = self._open(recorded_stories(standing), standing, [draft.article for draft in arrivals.values()])
        members = {address for story in stories for address in story.members}
        self.progress.begin("Folding", len(arrivals))
        folding = fold(
            [draft.article for draft in arrivals.values()],
            standing=[article for article in standing if article.address in members],
            stories=stories,
            settings=self.settings.fold,
            minimum_quality=self.settings.rate.minimum_quality,
        )
        self.decide(folding.articles, folding.stories, arrivals)
        after = self.write()
        return Folded(
            new_records=before.new_records + after.new_records,
            changed_records=before.changed_records + after.changed_records,
            stories=len(folding.stories),
            grown=sum(not arrivals.keys() >= set(story.members) for story in folding.stories),
            folded=sum(article.is_folded and article.address in arrivals for article in folding.articles),
            errors=(*before.errors, *after.errors),
        )

    def _standing(self, arrivals: Sequence[Article]) -> list[Article]:
        """The records whose stories the arrivals may join, with their texts: those of the open window, and all others of their stories."""
        window = timedelta(days=self.settings.fold.close_after_days)
        earliest, latest = (choose(article.published_at for article in arrivals) for choose in (min, max))
        wanted = set(self.store.records.paths_between(earliest - window, latest + window))
        found: dict[str, Article] = {}
        while wanted:
            found.update(self._readable(wanted))
            others = {clean_address(url) for path in wanted & found.keys() for url in _related_urls(found[path])}
            wanted = set(self.store.records.paths_of(others).values()) - found.keys() - wanted
        kept = self.store.drafts_of(list(found))
        told = sorted((article for article in found.values() if not article.removed), key=lambda article: article.path)
        return [article.evolve(text=kept[article.path].article.text) if article.path in kept else article for article in told]

    def _readable(self, paths: Iterable[str]) -> Mapping[str, Article]:
        found = {}
        for path in sorted(paths):
            try:
                found[path] = self.repository.record(path).article
            except RecordError:
                continue  # Told by refresh_index, which reads every changed file.
        return found

    def _open(self, stories: Iterable[Story], standing: Iterable[Article], arrivals: Sequence[Article]) -> tuple[Story, ...]:
        """The stories that may still take one of the arrivals (RECORD.md, law 8)."""
        window = timedelta(days=self.settings.fold.close_after_days)
        earliest, latest = (choose(article.published_at for article in arrivals) for choose in (min, max))
        times = {article.address: article.published_at for article in standing}
        return tuple(
            story for story in stories if times[story.members[-1]] + window >= earliest and times[story.members[0]] - window <= latest
        )

    def decide(self, articles: Sequence[Article], stories: Sequence[Story], arrivals: Mapping[str, Draft]) -> None:
        """Keep how articles are to stand, in one transaction, before any record is written."""
        kept = self.store.drafts_of([article.path for article in articles if article.path])
        drafts = (arrivals.get(article.address) or kept.get(article.path) or Draft(article=article) for article in articles)
        story_of = {member: story.id for story in stories for member in story.members}
        decided = [
            draft.evolve(article=article, state="folded", story=story_of.get(article.address))
            for draft, article in zip(drafts, articles, strict=True)
        ]
        self.store.put_folding(decided, stories)

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
            article, changed = wanted.article, self.repository.replace(wanted, announce=self._announce)
        else:
            article, changed = wanted, self.repository.change(wanted, announce=self._announce)
        self.store.records.put([index_row(article, self.repository.stamp(article.path))])
        return changed

    def write(self) -> Folded:
        """Write the records of what was decided; an article whose record a killed run wrote already finds it by its address."""
        drafts = self.store.drafts("folded")
        if not drafts:
            return Folded()
        self.progress.begin("Writing records", len(drafts))
        refresh_index(self.repository, self.store)
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
            wanted = stands.evolve(**_own(article, theirs))
            wanted = wanted.evolve(secured=self.sealer(draft, stands, path) or stands.secured)
            is_new, is_changed = False, self.repository.change(wanted, announce=self._announce)
        else:
            known = self._organization_images(article.provider.domain)
            wanted = article.evolve(provider=article.provider.evolve(images=known), path=self.repository.new_path(article))
            wanted = wanted.evolve(secured=self.sealer(draft, wanted, wanted.path))
            path = self.repository.add(wanted, announce=self._announce).path
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

    def _announce(self, path: str, body: bytes) -> None:
        if path not in self.untouchable:
            self.store.records.intend(path, sha256(body).hexdigest())


def _related_urls(article: Article) -> Iterable[str]:
    return (related.web_url for related in article.related if related.web_url)


def _own(article: Article, theirs: Collection[str]) -> dict[str, Any]:
    """The fields folding sets. What an editor set stays, but for law 4: a folded article is never published and has heat -1."""
    forced = ("heat", "published") if article.is_folded else ()
    return {name: getattr(article, name) for name in OWN_FIELDS if name not in theirs or name in forced}
