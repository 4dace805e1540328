"""The reading room: a portal's shelf and reasons, as the tools ask them. Nothing here changes a record or decides anything."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from newsfold.content.repository import RECORDS
from newsfold.desk.cards import mark
from newsfold.desk.searching import search
from newsfold.desk.shelf import in_folder
from newsfold.desk.shelving import Shelving
from newsfold.editors.framing import moment
from newsfold.errors import InputError, NewsfoldError
from newsfold.mcp.answers import ArticlesTold, ExplanationTold, StoryTold, of_card, of_explanation, of_story
from newsfold.mcp.asking import ExplainAsked, LatestAsked, SearchAsked, StoryAsked
from newsfold.portal import Portal

WAITS = 20.0
"""Seconds a question waits for the shelf; a large portal's takes minutes at first, and what stands on it is told meanwhile."""

LOOKS_EVERY = 300.0
"""Seconds after which every file's stamp is looked at again; a record written or gone is seen at once by its folder's time."""


class ReadingRoom:
    """Answers agents' questions about one portal; many at once."""

    def __init__(self, folder: Path) -> None:
        self._portal = Portal.open(folder)
        self._shelf = in_folder(folder)
        self._shelving = Shelving(self._portal, self._shelf, lambda: datetime.now(UTC))
        self._turn = threading.Lock()
        self._ends = threading.Event()
        self._work: threading.Thread | None = None
        self._seen, self._looked = "", 0.0

    @property
    def title(self) -> str:
        """The portal's title."""
        return self._portal.settings.portal.title or self._portal.folder.resolve().name

    def search(self, asked: SearchAsked) -> ArticlesTold:
        """Articles that have all the words; none where nothing in them is a letter or digit, whatever it is narrowed by."""
        is_complete = self._shelved()
        if not any(map(str.isalnum, asked.words)):
            return ArticlesTold(articles=(), total=0, more=False, is_complete=is_complete)
        filters = {"topic": asked.topic, "domain": asked.domain, "month": asked.month}
        filters |= {"shown": {"shown": "yes"}, "records": {"state": "record"}, "all": {}}[asked.which]
        found = search(self._shelf, asked.words, filters=filters, order=asked.order, page=asked.page)
        cards = tuple(of_card(card) for card in found.cards if not card.is_removed)
        return ArticlesTold(articles=cards, total=found.total, more=found.more, is_complete=is_complete)

    def latest(self, asked: LatestAsked) -> ArticlesTold:
        """The leads readers see."""
        is_complete = self._shelved()
        since = int(moment(asked.since, name="since").timestamp()) if asked.since else 0
        values: list[object] = [f'marks : "{mark("topic", asked.topic)}"'] if asked.topic else []
        joined = "JOIN (SELECT rowid AS found FROM words WHERE words MATCH ?) ON id = found" if asked.topic else ""
        here = f"FROM cards {joined} WHERE lead = 1 AND shown = 1 AND at >= ?"
        values.append(since)
        order = "heat DESC, at DESC, id DESC" if asked.order == "hot" else "at DESC, id DESC"
        total = self._shelf.number(f"SELECT count(*) {here}", values)
        cards = self._shelf.cards(f"SELECT card {here} ORDER BY {order} LIMIT ?", [*values, asked.limit])
        told = tuple(map(of_card, cards))
        return ArticlesTold(articles=told, total=total, more=total > len(told), is_complete=is_complete)

    def story(self, asked: StoryAsked) -> StoryTold:
        """The story an article stands in. Raises :class:`InputError` where it stands in none."""
        told = of_story(self._portal.explain(asked.name))
        if told is None:
            raise InputError("stands in no story", where=asked.name, remedy="Only articles with a record do; the explain tool tells more.")
        return told

    def explain(self, asked: ExplainAsked) -> ExplanationTold:
        """Why an article stands as it does. Raises :class:`InputError` where the portal does not know it."""
        return of_explanation(self._portal.explain(asked.name))

    def close(self) -> None:
        """Let go of the databases, when the work that is under way ended its part."""
        self._ends.set()
        if self._work is not None:
            self._work.join(timeout=10)
        self._portal.close()
        self._shelf.close()

    def _shelved(self) -> bool:
        """Bring the shelf up to date, for some seconds at most; whether it is."""
        with self._turn:
            seen = self._stamp()
            if self._work is None or (not self._work.is_alive() and (seen != self._seen or time.monotonic() - self._looked > LOOKS_EVERY)):
                self._seen, self._looked = seen, time.monotonic()
                self._work = threading.Thread(target=self._shelve, name="newsfold-mcp-shelf", daemon=True)
                self._work.start()
            work = self._work
        work.join(timeout=WAITS)
        return not work.is_alive() and self._shelving.is_made

    def _shelve(self) -> None:
        try:
            self._shelving.run(should_stop=self._ends.is_set)
        except NewsfoldError:
            self._seen = ""  # Busy or damaged: the question tells so where it asks; the next one tries again.

    def _stamp(self) -> str:
        try:
            return str(os.stat(self._portal.folder / RECORDS).st_mtime_ns)
        except OSError:
            return "none"
