"""An editor's changes to a record: kept as theirs from then on (RECORD.md, law 9), and told to the other articles of the story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsfold.article import Article, Frozen
from newsfold.content.repository import Repository
from newsfold.day.indexing import refresh_index
from newsfold.day.recording import Recording
from newsfold.editors.finding import stories_of
from newsfold.errors import InputError
from newsfold.fold import recorded_stories
from newsfold.fold.decisions import Orders
from newsfold.fold.heat import Gate, settled
from newsfold.settings import Settings
from newsfold.store import Store

EDITABLE = (
    "title",
    "excerpt",
    "published_at",
    "updated_at",
    "kind",
    "language",
    "paywall",
    "quality",
    "published",
    "provider",
    "topics",
    "images",
    "amp_web_url",
    "cdn_amp_web_url",
    "type",
)
"""The fields an editor may change here.

The path never changes (RECORD.md, law 1). ``web_url`` and ``original_url`` tell which article it is: with another one the next run would
take it in anew. The body belongs to whoever writes the file (law 9), no part of newsfold changes it. The rest is folding's.
"""


class Clash(Frozen, frozen=True, kw_only=True):
    """A field that somebody else changed meanwhile: as the editor saw it, as it stands now, and as the editor wants it."""

    field: str
    seen: Any
    now: Any
    wanted: Any


class Amended(Frozen, frozen=True, kw_only=True):
    """What became of an edit: the record as it stands, the fields that were changed, and those that clash with another's change.

    Where anything clashes nothing is changed. ``paths`` are the records that were written.
    """

    article: Article
    changed: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Amending:
    """Changes records as an editor wants them. To be used under the portal's lock."""

    repository: Repository
    store: Store
    recording: Recording
    settings: Settings

    def amend(self, path: str, seen: Mapping[str, Any], wanted: Mapping[str, Any]) -> Amended:
        """Change fields of a record. ``seen`` is what the editor was shown: a field that stands otherwise by now is not overwritten.

        Raises :class:`InputError` for a field that is not to be edited, :class:`newsfold.errors.RecordError` where the file cannot be.
        """
        strange = sorted(wanted.keys() - set(EDITABLE))
        if strange:
            raise InputError("is no field that can be edited", where=strange[0], remedy=f"These can: {', '.join(EDITABLE)}.")
        refresh_index(self.repository, self.store, only=(path,))
        stands = self.repository.record(path).article
        clashes = tuple(
            Clash(field=name, seen=seen[name], now=getattr(stands, name), wanted=value)
            for name, value in wanted.items()
            if name in seen and getattr(stands, name) not in (seen[name], value)
        )
        if clashes:
            return Amended(article=stands, clashes=clashes)
        changed = tuple(name for name, value in wanted.items() if getattr(stands, name) != value)
        if not changed:
            return Amended(article=stands)
        article = stands.evolve(**wanted)
        self.recording.rewrite(article)
        self.store.records.keep_edits(path, changed)
        return Amended(article=article, changed=changed, paths=(path, *self._settle(article)))

    def _settle(self, article: Article) -> tuple[str, ...]:
        """Settle the story of a changed article: its lead, its heat, and what the others tell of it. Returns the story's paths."""
        story = next(iter(stories_of([article.address], self.repository, self.store)), ())
        if not story:
            return ()
        members = self._with_texts(story)
        order = sorted((member.published_at.timestamp(), member.address) for member in members)
        known = {address: place for place, (_, address) in enumerate(order)}
        orders = Orders(self.store.decisions.all(), known, order)
        before = self.store.story_led_by(story[0].address)
        rest, reasons = settled(
            members,
            gate=Gate.of(self.settings.rate),
            standing_lead=story[0].address,
            lead_margin=self.settings.fold.lead_margin,
            pinned=orders.pinned,
            hidden=orders.is_hidden(known),
        )
        told = next(iter(recorded_stories(rest)))
        likeness = tuple(reason for reason in before.reasons if reason.name == "likeness") if before else ()
        settled_story = told.evolve(id=before.id if before else told.id, reasons=(*reasons, *likeness))
        self.recording.decide(rest, [settled_story], {})
        self.recording.write()
        return tuple(member.path for member in story)

    def _with_texts(self, story: tuple[Article, ...]) -> list[Article]:
        """The articles of a story with the texts the store has, which tell copies from what is its publisher's own."""
        kept = self.store.drafts_of([member.path for member in story])
        texts = {path: (draft.article.text, draft.article.syndicated_from) for path, draft in kept.items()}
        return [
            member.evolve(text=texts[member.path][0], syndicated_from=texts[member.path][1]) if member.path in texts else member
            for member in story
        ]
