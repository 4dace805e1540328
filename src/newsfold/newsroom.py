"""What editors do in a portal: decide about stories, change records, ask why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from newsfold.day.indexing import refresh_decisions
from newsfold.editors.amending import Amended, Amending
from newsfold.editors.comparing import Comparison, compare
from newsfold.editors.deciding import Decided, Deciding, decision_message
from newsfold.editors.explaining import Explanation, explain
from newsfold.editors.finding import article_named, articles_between, stories_of
from newsfold.editors.previewing import Preview, preview
from newsfold.story import Decision, DecisionKind
from newsfold.workplace import Working, Workplace


class Newsroom(Workplace):
    """A portal as its editors use it."""

    def decide(self, kind: DecisionKind, articles: Sequence[str], others: Sequence[str] = (), *, by: str) -> Decided:
        """An editor's decision about stories, kept in ``_data/decisions/`` and obeyed at once.

        Kinds and names are those of :class:`newsfold.editors.deciding.Deciding`; articles are named by path or address. In a git
        repository, what it changed is committed. Raises :class:`InputError`.
        """
        with self._working("decide", sweeps=False) as working:
            decision = self._deciding(working).take(kind, articles, others, by=by, at=self._clock.now())
            return self._obeyed(working, [decision])

    def note(self, kind: DecisionKind, articles: Sequence[str], others: Sequence[str] = (), *, by: str) -> Decision:
        """Keep a decision while a run holds the portal: the next fold obeys it. Raises as :meth:`decide`.

        Decisions stand in files that no run writes, so the lock is not needed; who calls this sees to it that nobody else decides.
        """
        return Deciding(self.repository, self.store, self.journal).take(kind, articles, others, by=by, at=self._clock.now())

    def preview(self, kind: DecisionKind, articles: Sequence[str], others: Sequence[str] = (), *, by: str) -> Preview:
        """What a decision would do, without deciding it. Raises as :meth:`decide`."""
        refresh_decisions(self.repository, self.store)
        deciding = Deciding(self.repository, self.store, lambda path, body: None)
        framed = deciding.framed(kind, articles, others, by=by, at=self._clock.now())
        return preview(framed, self.store, self.settings)

    def edit(self, path: str, seen: Mapping[str, object], wanted: Mapping[str, object], *, by: str) -> Amended:
        """Change fields of a record as an editor; they are the editor's from then on. See :class:`newsfold.editors.amending.Amending`."""
        with self._working("edit", sweeps=False) as working:
            working.message = f"Edited {path}: {', '.join(wanted)}\n\nBy {by}."
            return Amending(self.repository, self.store, working.day.recording(), self.settings).amend(path, seen, wanted)

    def undo(self, *, by: str) -> Decided:
        """Take back the latest decision that stands. Raises :class:`InputError` where there is none."""
        with self._working("undo", sweeps=False) as working:
            last, instead = self._deciding(working).undo(by=by, at=self._clock.now())
            return self._obeyed(working, instead, took_back=last)

    def _deciding(self, working: Working) -> Deciding:
        return Deciding(self.repository, self.store, working.day.recording().announce)

    def _obeyed(self, working: Working, decisions: Sequence[Decision], took_back: Decision | None = None) -> Decided:
        obeyed = working.day.recording().obey()
        working.message = decision_message(took_back or decisions[0], is_undone=took_back is not None)
        named = dict.fromkeys(address for each in decisions for address in (*each.articles, *each.others))
        stories = stories_of(named, self.repository, self.store, known=obeyed.articles)
        return Decided(decisions=tuple(decisions), took_back=took_back, stories=stories, errors=obeyed.errors)

    def decisions(self) -> tuple[Decision, ...]:
        """What editors decided, the earliest first."""
        refresh_decisions(self.repository, self.store)
        return self.store.decisions.all()

    def unread_decisions(self) -> tuple[str, ...]:
        """What stands in ``_data/decisions/`` and is no decision."""
        return tuple(map(str, refresh_decisions(self.repository, self.store)))

    def explain(self, name: str) -> Explanation:
        """Why the article with this path or address stands as it does. Raises :class:`InputError` where it is not known."""
        return explain(name, self.repository, self.store, self.settings)

    def compare(self, one: str, other: str) -> Comparison:
        """Why two articles are, or are not, likely to tell one event. Raises :class:`InputError` for a name that is no record's."""
        first, second = sorted(
            (article_named(name, self.repository, self.store) for name in (one, other)), key=lambda each: each.published_at
        )
        window = timedelta(days=self.settings.fold.close_after_days)
        among = articles_between(first.published_at - window, second.published_at + window, self.repository, self.store)
        texts = {article.path: article for article in among}
        return compare(texts[first.path], texts[second.path], among)
