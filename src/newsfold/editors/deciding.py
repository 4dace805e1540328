"""What an editor decides about stories: from names and a wish to a decision that folding obeys.

A decision is written into the content repository, read into the store as any other program's would be, and obeyed by folding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsfold.article import Article, Frozen
from newsfold.content.repository import Repository
from newsfold.day.indexing import refresh_decisions
from newsfold.editors.finding import articles_named, stories_of
from newsfold.errors import InputError
from newsfold.store import Store
from newsfold.story import Decision, DecisionKind

Members = tuple[str, ...]

_MOMENT = timedelta(microseconds=1)

_OPPOSITES: Mapping[DecisionKind, DecisionKind] = {
    "pin": "unpin",
    "unpin": "pin",
    "hide": "show",
    "show": "hide",
    "perhaps-the-same-story": "not-the-same-story",
    "not-the-same-story": "perhaps-the-same-story",
}


class Decided(Frozen, frozen=True, kw_only=True):
    """What became of a decision: what is kept of it, the decision it took back, and the stories it is about as they stand now.

    A story is its articles, the lead first.
    """

    decisions: tuple[Decision, ...]
    took_back: Decision | None = None
    stories: tuple[tuple[Article, ...], ...] = ()
    errors: tuple[str, ...] = ()


class Framed(Frozen, frozen=True, kw_only=True):
    """A decision that could be taken, and the stories it is about as they stand: each is its articles, the lead first."""

    decision: Decision
    stories: tuple[tuple[Article, ...], ...]


@dataclass(frozen=True)
class Deciding:
    """Takes an editor's decisions about the articles of records. ``announce`` is told path and bytes of what is about to be written."""

    repository: Repository
    store: Store
    announce: Callable[[str, bytes], None]

    def take(self, kind: DecisionKind, articles: Sequence[str], others: Sequence[str] = (), *, by: str, at: datetime) -> Decision:
        """Keep a decision about articles, named by path or address; see :class:`newsfold.story.Decision` for its kinds.

        For ``split`` the rest of the story is found here; for ``move`` too, and ``others`` names an article of the story to move to.
        Raises :class:`InputError` for a name that is no record's and for what cannot be decided: too few articles, a part that is
        the whole story, articles of several stories.
        """
        refresh_decisions(self.repository, self.store)
        decision = self.framed(kind, articles, others, by=by, at=at).decision
        self._keep([decision])
        return decision

    def framed(self, kind: DecisionKind, articles: Sequence[str], others: Sequence[str] = (), *, by: str, at: datetime) -> Framed:
        """The decision that :meth:`take` would keep, and the stories it is about. Raises as it does."""
        named, beyond = (articles_named(names, self.repository, self.store) for names in (articles, others))
        chosen, far = _addresses(named), _addresses(beyond)
        _refuse_too_few(kind, chosen, far)
        stories = stories_of(chosen + far, self.repository, self.store, known=(*named, *beyond))
        before = tuple(tuple(article.address for article in story) for story in stories)
        if kind in ("split", "move"):
            far = _rest(kind, chosen, far, before)
        if kind == "merge":
            # All of their stories, so that it wins over an earlier split of one of them.
            chosen = tuple(dict.fromkeys((*chosen, *(address for members in before for address in members))))
        return Framed(
            decision=Decision(kind=kind, articles=chosen, others=far, by=by, at=self._after_all(at), before=before), stories=stories
        )

    def undo(self, *, by: str, at: datetime) -> tuple[Decision, tuple[Decision, ...]]:
        """Take back the latest decision that still stands; returns it and what was decided instead.

        Raises :class:`InputError` where there is none.
        """
        refresh_decisions(self.repository, self.store)
        told = self.store.decisions.all()
        undone = {decision.undoes for decision in told if decision.undoes}
        last = next((each for each in reversed(told) if each.id not in undone and each.undoes is None), None)
        if last is None:
            raise InputError("has no decision to take back", where="the portal", remedy="`newsfold stories log` lists what was decided.")
        instead = tuple(each.evolve(by=by, at=self._after_all(at), undoes=last.id) for each in opposites(last))
        self._keep(instead)
        return last, instead

    def _keep(self, decisions: Sequence[Decision]) -> None:
        """Write decisions into their file and then into the store, which need not read the file again for that."""
        grown = self.repository.add_decisions(decisions, announce=self.announce)
        if not self.store.decisions.add(grown.path, decisions, before=grown.before, stamp=grown.stamp):
            refresh_decisions(self.repository, self.store)

    def _after_all(self, at: datetime) -> datetime:
        """The time, or just after the latest decision where a clock went back: a later decision must be the later one."""
        told = self.store.decisions.all()
        return max(at, told[-1].at + _MOMENT) if told else at


def decision_message(decision: Decision, *, is_undone: bool) -> str:
    """What the commit of a decision says."""
    others = f" from {', '.join(decision.others)}" if decision.others and decision.kind == "split" else ""
    return f"{'Took back: ' if is_undone else ''}{decision.kind} {', '.join(decision.articles)}{others}\n\nDecided by {decision.by}."


def _addresses(articles: Iterable[Article]) -> Members:
    """The articles' addresses, each once, as records and stories name them."""
    return tuple(dict.fromkeys(article.address for article in articles))


def _refuse_too_few(kind: DecisionKind, chosen: Members, far: Members) -> None:
    least = 2 if kind == "merge" else 1
    if len(chosen) < least:
        remedy = "Name them by path or address."
        raise InputError(f"needs {'two articles' if least > 1 else 'an article'} or more", where=kind, remedy=remedy)
    if kind in ("move", "not-the-same-story", "perhaps-the-same-story") and not far:
        raise InputError("needs an article of the other story", where=kind, remedy="Name it by path or address.")
    if set(chosen) & set(far):
        raise InputError("is named on both sides", where=next(each for each in chosen if each in far), remedy="Name it once.")


def _rest(kind: DecisionKind, chosen: Members, far: Members, before: Sequence[Members]) -> Members:
    """The others of a split or a move: the rest of the story that is left and, for a move, an article of the story to go to."""
    left = next(members for members in before if chosen[0] in members)
    astray = next((address for address in chosen if address not in left), None)
    if astray:
        raise InputError("stands in another story than the first article", where=astray, remedy="Decide for one story at a time.")
    rest = tuple(address for address in left if address not in chosen)
    if kind == "split" and not rest:
        raise InputError("is the whole story", where=chosen[0], remedy="Name only those that are to be a story of their own.")
    if kind == "move" and far[0] in left:
        raise InputError("stands in the same story already", where=far[0], remedy="Name an article of another story, or use split.")
    return rest if kind == "split" else (*rest, far[0])


def opposites(decision: Decision) -> tuple[Decision, ...]:
    """What brings back which articles stood together before a decision, the lead of each story named first, or ends what it began."""
    if decision.kind in _OPPOSITES:
        parted = decision.kind == "not-the-same-story"
        again = _together(decision) if parted else ()
        return (decision.evolve(kind=_OPPOSITES[decision.kind], before=()), *again)
    if decision.kind == "split":
        return _together(decision)
    apart = []
    for place, members in enumerate(decision.before):
        others = tuple(address for other in decision.before[place + 1 :] for address in other)
        if others:
            apart.append(decision.evolve(kind="split", articles=members, others=others, before=()))
    return (*apart, *_together(decision))


def _together(decision: Decision) -> tuple[Decision, ...]:
    """One decision for each story of several articles that stood before: it is one again."""
    return tuple(decision.evolve(kind="merge", articles=members, others=(), before=()) for members in decision.before if len(members) > 1)
