"""Stories out of drafts and records: what stands is folded with what came, the decision is kept, the records are written.

The decision is kept in the store in one transaction before the first record is written. A run killed in between is finished from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from newsfold.article import Article, Frozen
from newsfold.content.repository import Repository
from newsfold.errors import RecordError
from newsfold.fold import fold, recorded_stories
from newsfold.progress import Progress
from newsfold.settings import Settings
from newsfold.store import Draft, Store
from newsfold.story import Story

OWN_FIELDS = ("heat", "published", "related")
"""The fields of a record that folding changes; all others stay as the file has them."""


class Folded(Frozen, frozen=True, kw_only=True):
    """What a fold did: records new and changed, stories new or grown, how many new articles were folded, and what went wrong."""

    new_records: int = 0
    changed_records: int = 0
    stories: int = 0
    folded: int = 0
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recording:
    """Folds what was rated and writes the records."""

    settings: Settings
    repository: Repository
    store: Store
    progress: Progress

    def run(self) -> Folded:
        """Finish what an earlier run left unwritten, then fold what was rated and write it."""
        before = self._write()
        arrivals = {draft.article.address: draft for draft in self.store.drafts("rated")}
        if not arrivals:
            return before
        records, _ = self.repository.records()
        kept = self.store.drafts_of([record.article.path for record in records])
        standing = [_with_text(record.article, kept) for record in records if not record.article.removed]
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
        decided = [_decided(article, arrivals, kept) for article in folding.articles]
        self.store.put_folding(decided, folding.stories)
        after = self._write()
        return Folded(
            new_records=before.new_records + after.new_records,
            changed_records=before.changed_records + after.changed_records,
            stories=len(folding.stories),
            folded=sum(article.is_folded and article.address in arrivals for article in folding.articles),
            errors=(*before.errors, *after.errors),
        )

    def _open(self, stories: Iterable[Story], standing: Iterable[Article], arrivals: Sequence[Article]) -> tuple[Story, ...]:
        """The stories that may still take one of the arrivals (RECORD.md, law 8)."""
        window = timedelta(days=self.settings.fold.close_after_days)
        earliest, latest = (choose(article.published_at for article in arrivals) for choose in (min, max))
        times = {article.address: article.published_at for article in standing}
        return tuple(
            story for story in stories if times[story.members[-1]] + window >= earliest and times[story.members[0]] - window <= latest
        )

    def _write(self) -> Folded:
        """Write the records of what was decided; an article whose record a killed run wrote already finds it by its address."""
        drafts = self.store.drafts("folded")
        if not drafts:
            return Folded()
        self.progress.begin("Writing records", len(drafts))
        records, _ = self.repository.records()
        standing = {record.article.address: record.article for record in records}
        organizations = {organization.domain: organization for organization in self.repository.organizations()[0]}
        new, changed, errors = 0, 0, []
        for draft in sorted(drafts, key=lambda draft: (draft.article.published_at, draft.article.address)):
            article = draft.article
            stands = standing.get(article.address)
            try:
                if stands:
                    own = {field: getattr(article, field) for field in OWN_FIELDS}
                    changed += self.repository.change(stands.evolve(**own))
                    path = stands.path
                elif article.path:
                    raise RecordError("cannot be read, so its story is not brought up to date", where=article.path, remedy="Mend it.")
                else:
                    known = organizations.get(article.provider.domain)
                    logo = known.images[:1] if known else ()
                    path = self.repository.add(article.evolve(provider=article.provider.evolve(images=logo))).path
                    new += 1
                self.store.put_drafts([draft.evolve(state="recorded", article=article.evolve(path=path))])
            except RecordError as error:
                errors.append(str(error))
            self.progress.advance()
        return Folded(new_records=new, changed_records=changed, errors=tuple(errors))


def _with_text(article: Article, kept: Mapping[str, Draft]) -> Article:
    return article.evolve(text=kept[article.path].article.text) if article.path in kept else article


def _decided(article: Article, arrivals: Mapping[str, Draft], kept: Mapping[str, Draft]) -> Draft:
    draft = arrivals.get(article.address) or kept.get(article.path) or Draft(article=article)
    return draft.evolve(article=article, state="folded")


def addresses_of(articles: Iterable[Article]) -> Collection[str]:
    """Every address under which the articles are known."""
    return {url for article in articles for url in (article.web_url, article.original_url) if url}
