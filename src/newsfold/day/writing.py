"""Records written: what was decided becomes files, a batch at a time; each file whole or not at all.

A batch is journalled in one transaction before its first file is written, and index and drafts follow in one after the last. A
run killed in between writes the batch again: what stands there already is found by the journal, or by its address, and stays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from newsfold.article import Article, Frozen, Image
from newsfold.content.record import Record, write_record
from newsfold.content.record_change import change_record
from newsfold.content.repository import Repository
from newsfold.day.indexing import clean_addresses, index_row, refresh_index
from newsfold.errors import RecordError
from newsfold.progress import NoProgress, Progress
from newsfold.store import Draft, Intent, Store
from newsfold.store.connection import parted

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

AT_ONCE = 200
"""Records of a batch: what memory holds and a run that is killed has to look at again."""

SIDE_BY_SIDE = 8
"""Files of a batch that wait for the disk at once: each wants a sync and a rename, which are all waiting (4 ms here)."""

Sealer = Callable[[Draft, Article, str], str | None]
"""Makes the ``secured`` of a record: from the draft, the record as it stands, and its path. None leaves it as it is."""


class Written(Frozen, frozen=True, kw_only=True):
    """How many records are new, how many changed, and what went wrong."""

    new: int = 0
    changed: int = 0
    errors: tuple[str, ...] = ()


class _Plan(Frozen, frozen=True, kw_only=True):
    """A record as it is to stand; no ``body`` where the file says it already, no ``article`` where somebody deleted the file."""

    draft: Draft
    article: Article | None
    body: bytes = b""
    is_new: bool = False


def no_seal(draft: Draft, article: Article, path: str) -> str | None:
    """Seals nothing."""
    return None


@dataclass(frozen=True, kw_only=True)
class Writing:
    """Writes records.

    ``untouchable`` are paths with changes of others that git does not have yet: newsfold writes its fields there too, but leaves
    committing them to their owner. ``unasked``: git was not asked for them; whoever commits looks whether what was written over was
    committed.
    """

    repository: Repository
    store: Store
    progress: Progress = NoProgress()  # noqa: RUF009 - it has no state
    sealer: Sealer = no_seal
    untouchable: Collection[str] = field(default_factory=frozenset)
    unasked: bool = False

    def announce(self, path: str, body: bytes) -> None:
        """Journal what is about to be written, so that it can be told from what others write."""
        self._announce([(path, body)])

    def _announce(self, files: Sequence[tuple[str, bytes]]) -> None:
        intents = [
            Intent(path=path, digest=sha256(body).hexdigest(), over=self.repository.digest(path), unasked=self.unasked)
            for path, body in files
            if path not in self.untouchable
        ]
        if intents:
            self.store.records.intend(intents)

    def rewrite(self, wanted: Article | Record) -> bool:
        """Make a record tell this article, or be this record, as newsfold's own doing: journalled for git, no edit in the index."""
        if isinstance(wanted, Record):
            article, changed = wanted.article, self.repository.replace(wanted, announce=self.announce)
        else:
            article, changed = wanted, self.repository.change(wanted, announce=self.announce)
        self.store.records.put([index_row(article, self.repository.stamp(article.path))])
        return changed

    def write(self, wrote: Callable[[Iterable[Article]], None] = lambda _: None, decided: Sequence[Draft] | None = None) -> Written:
        """Write the records of what was decided; an article whose record a killed run wrote already finds it by its address.

        ``wrote`` is told the articles as their records stand now, a batch at a time. ``decided`` are all drafts that were decided and
        have no record that says so, where they are at hand.
        """
        drafts = self.store.drafts("folded") if decided is None else decided
        if not drafts:
            return Written()
        self.progress.begin("Writing records", len(drafts))
        paths = {draft.article.path for draft in drafts}
        # A record that a killed run wrote is found by its address, and only articles without a path may have one.
        refresh_index(self.repository, self.store, only=paths if all(paths) else None)
        new, changed = 0, 0
        errors: list[str] = []
        ordered = sorted(drafts, key=lambda draft: (draft.article.published_at, draft.article.address))
        # Two of one address, or of one record, are one after the other: the second finds the first's record.
        for batch in parted(ordered, _names, most=AT_ONCE):
            plans = [plan for draft, place in self._placed(batch) if (plan := self._planned(draft, place, errors))]
            wrote(self._write(plans))
            new += sum(plan.is_new for plan in plans)
            changed += sum(bool(plan.body) and not plan.is_new for plan in plans)
            for _ in batch:
                self.progress.advance()
        return Written(new=new, changed=changed, errors=tuple(errors))

    def _placed(self, drafts: Sequence[Draft]) -> list[tuple[Draft, _Place]]:
        """Each draft with the path of the record that stands for it, empty where none does, and what of it is an editor's."""
        homeless = [draft.article for draft in drafts if not draft.article.path]
        found = self.store.records.paths_of({address for article in homeless for address in clean_addresses(article)})
        paths = [draft.article.path or path_among(found, draft.article) for draft in drafts]
        theirs = self.store.records.edited_fields({path for path in paths if path})
        return [(draft, _Place(path=path, theirs=theirs.get(path, frozenset()))) for draft, path in zip(drafts, paths, strict=True)]

    def _planned(self, draft: Draft, place: _Place, errors: list[str]) -> _Plan | None:
        article = draft.article
        if article.path and not self.repository.has(article.path):
            return _Plan(draft=draft, article=None)  # Somebody deleted the file, which is an answer too.
        try:
            return self._change(draft, place) if place.path else self._addition(draft)
        except RecordError as error:
            errors.append(str(error))
            return None

    def _change(self, draft: Draft, place: _Place) -> _Plan:
        record = self.repository.record(place.path)
        stands = record.article
        wanted = stands.evolve(**updates(stands, draft.article, place.theirs), **_own(draft.article, place.theirs))
        wanted = wanted.evolve(secured=self.sealer(draft, stands, place.path) or stands.secured)
        changed = change_record(record, wanted)
        return _Plan(draft=draft, article=wanted, body=changed.text.encode() if changed.text != record.text else b"")

    def _addition(self, draft: Draft) -> _Plan:
        article = draft.article
        known = self._organization_images(article.provider.domain)
        wanted = self.repository.new_record(article.evolve(provider=article.provider.evolve(images=known)))
        wanted = wanted.evolve(secured=self.sealer(draft, wanted, wanted.path))
        return _Plan(draft=draft, article=wanted, body=write_record(wanted).encode(), is_new=True)

    def _write(self, plans: Sequence[_Plan]) -> list[Article]:
        files = [(plan.article.path, plan.body) for plan in plans if plan.article and plan.body]
        self._announce(files)
        with ThreadPoolExecutor(SIDE_BY_SIDE) if len(files) > 1 else nullcontext() as several:
            for _ in (several.map if several else map)(lambda file: self.repository.write(*file), files):
                pass
        articles = [plan.article for plan in plans if plan.article]
        rows = [index_row(article, self.repository.stamp(article.path)) for article in articles]
        self.store.put_written(rows, [_settled(plan) for plan in plans])
        return articles

    def _organization_images(self, domain: str) -> tuple[Image, ...]:
        organization = self.repository.organization(domain)
        return organization.images[:1] if organization else ()


class _Place(Frozen, frozen=True, kw_only=True):
    """Where the record of an article is, and which of its fields are an editor's."""

    path: str
    theirs: frozenset[str]


def _settled(plan: _Plan) -> Draft:
    """The draft once its record stands."""
    if plan.article is None:
        return plan.draft.evolve(state="recorded")
    return plan.draft.evolve(state="recorded", article=plan.draft.article.evolve(path=plan.article.path))


def _names(draft: Draft) -> Collection[str]:
    """Every name under which a draft may find a record."""
    return {*clean_addresses(draft.article), draft.article.address, *([draft.article.path] if draft.article.path else ())}


def path_among(found: Mapping[str, str], article: Article) -> str:
    """The path of the record that stands for an article, of the paths found for clean addresses; empty where there is none."""
    return next((found[address] for address in sorted(clean_addresses(article) & found.keys())), "")


def updates(stands: Article, article: Article, theirs: Collection[str]) -> dict[str, Any]:
    """What a later reading brought; a field it left empty, and one an editor changed, stay as they stand."""
    brought = ((name, getattr(article, name)) for name in UPDATED_FIELDS if name not in theirs)
    return {name: value for name, value in brought if value not in (None, "", ())}


def _own(article: Article, theirs: Collection[str]) -> dict[str, Any]:
    """The fields folding sets. What an editor set stays, but for law 4: a folded article is never published and has heat -1."""
    forced = ("heat", "published") if article.is_folded else ()
    return {name: getattr(article, name) for name in OWN_FIELDS if name not in theirs or name in forced}
