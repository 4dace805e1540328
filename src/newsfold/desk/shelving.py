"""Shelving: the shelf is brought up to date with the records' files and the store, whoever changed them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from newsfold.article import Article
from newsfold.content.repository import RECORDS, Repository
from newsfold.desk.cards import record_card, rejected_card, waiting_card
from newsfold.desk.shelf import Shelf
from newsfold.errors import RecordError
from newsfold.portal import Portal

AT_ONCE = 250
"""Records read before they are put on the shelf: what one transaction and memory hold."""

LOOKED_AT = 500
REST = 0.01
"""Files looked at before a rest, and its seconds."""

_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass
class Shelving:
    """Keeps a shelf. ``now`` tells the time; ``told`` is told how many records are shelved and how many there are."""

    portal: Portal
    shelf: Shelf
    now: Callable[[], datetime]
    done: int = 0
    total: int = 0
    _one: Lock = field(default_factory=Lock)

    @property
    def is_made(self) -> bool:
        """Whether every record was shelved once."""
        return bool(self.shelf.note("made"))

    def run(self, *, should_stop: Callable[[], bool] = lambda: False) -> None:
        """Shelve what is new or changed since the last time, and take off what is gone."""
        with self._one:
            first = not self.is_made
            changed, count = self._changed(should_stop)
            self.done, self.total = count - len(changed), count
            for start in range(0, len(changed), AT_ONCE):
                if should_stop():
                    return
                self._records(changed[start : start + AT_ONCE], now=int(self.now().timestamp()), first=first)
                self.done = min(self.total, self.done + AT_ONCE)
            if self.shelf.number("SELECT count(*) FROM cards WHERE path IS NOT NULL") != count:
                self._take_off_gone()
            self._waiting()
            self._rejected()
            if first:
                self.shelf.put_note("made", "yes")

    def _changed(self, should_stop: Callable[[], bool]) -> tuple[list[str], int]:
        """The paths of records whose files changed since they were shelved, in order, and how many records there are.

        A part at a time, with a rest after each: pages are served meanwhile, and no list of all stamps is held.
        """
        folder, count = self.portal.folder / RECORDS, 0
        changed: list[str] = []
        names = sorted(file.name for file in os.scandir(folder) if file.name.endswith(".md")) if folder.is_dir() else []
        for start in range(0, len(names), LOOKED_AT):
            if should_stop():
                return [], 0
            paths = [f"{RECORDS}/{name}" for name in names[start : start + LOOKED_AT]]
            here, known = Repository(self.portal.folder).stamps(paths), self.shelf.stamps(paths)
            changed.extend(path for path in paths if path in here and known.get(path) != here[path])
            count += len(here)
            time.sleep(REST)
        return changed, count

    def _take_off_gone(self) -> None:
        """Take the cards of records whose files are gone off the shelf."""
        here = set(Repository(self.portal.folder).paths())
        rows = self.shelf.rows("SELECT path FROM cards WHERE path IS NOT NULL")
        gone = [str(row[0]) for row in rows if row[0] not in here]
        if gone:
            self.shelf.put((), now=None, gone=gone)

    def touch(self, paths: Collection[str]) -> None:
        """Shelve these records anew at once: an editor changed them here."""
        self._records(sorted(paths), now=None, first=False)

    def put(self, articles: Iterable[Article]) -> None:
        """Shelve these articles anew at once: an editor decided about them here, and their records stand just so."""
        now = {article.path: article for article in articles}
        drafts, stamps = self.portal.store.drafts_of(now), Repository(self.portal.folder).stamps(now)
        self.shelf.put(((record_card(now[path], drafts.get(path)), stamp) for path, stamp in stamps.items()), now=None)

    def touch_waiting(self) -> None:
        """Shelve anew at once what has no record: an editor took in or rejected something."""
        with self._one:
            self._waiting()
            self._rejected()

    def _records(self, paths: Collection[str], *, now: int | None, first: bool) -> None:
        repository = Repository(self.portal.folder)
        drafts = self.portal.store.drafts_of(paths)
        cards, gone = [], []
        for path in paths:
            try:
                stamp = repository.stamp(path)
                cards.append((record_card(repository.record(path).article, drafts.get(path)), stamp))
            except OSError:
                gone.append(path)
            except RecordError:
                continue  # `newsfold check` and every run tell of it.
        self.shelf.put(cards, now=now, gone=gone, first=first)

    def _waiting(self) -> None:
        drafts = [draft for state in ("read", "rated", "folded") for draft in self.portal.store.drafts(state)]
        fresh = {draft.article.address: waiting_card(draft) for draft in drafts if not draft.article.path}
        rows = self.shelf.rows("SELECT address FROM cards WHERE state = 'waiting'")
        known = {str(row[0]) for row in rows}
        self.shelf.take_off(known - fresh.keys(), state="waiting")
        if fresh.keys() - known:
            self.shelf.put(((card, "") for address, card in fresh.items() if address not in known), now=None)

    def _rejected(self) -> None:
        """Shelve the rejections that came since the last time; where more went than came, look which."""
        last = self.shelf.number("SELECT max(at) FROM cards WHERE state = 'rejected'")
        since = datetime.fromtimestamp(last, UTC) if last else _EPOCH
        told = self.portal.store.rejected_since(since)
        if told:
            self.shelf.put(((rejected_card(why, draft, at), "") for why, draft, at in told if why.url != why.source), now=None)
        count = self.shelf.number("SELECT count(*) FROM cards WHERE state = 'rejected'")
        if count != self.portal.store.rejected_count():
            here = {why.url for why in self.portal.rejections()}
            rows = self.shelf.rows("SELECT address FROM cards WHERE state = 'rejected'")
            self.shelf.take_off({str(row[0]) for row in rows} - here, state="rejected")
