"""An open portal: what ``newsfold.open`` returns."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Self

from newsfold import backing_up
from newsfold.amending import Amended, Amending
from newsfold.article import Article
from newsfold.backing_up import BackedUp
from newsfold.collect import Clock, Resolver, SystemClock, SystemResolver, read_source_list
from newsfold.collecting import Collected, Collecting
from newsfold.committing import Committing
from newsfold.comparing import Comparison, compare
from newsfold.content.git import run_message
from newsfold.content.lock import locked
from newsfold.content.new_portal import new_portal_files, take_over, write_new_files
from newsfold.content.record import Record
from newsfold.content.repository import SOURCES, Announce, Repository
from newsfold.content.seal import KeyRing
from newsfold.content.state_folder import STATE, state_folder
from newsfold.deciding import Decided, Deciding, decision_message
from newsfold.errors import InputError
from newsfold.explaining import Explanation, explain
from newsfold.finding import article_named, articles_between, stories_of
from newsfold.fold import Gate
from newsfold.indexing import refresh_decisions, refresh_index
from newsfold.keeping import Keeping
from newsfold.outcome import Reason, Rejected
from newsfold.page import Source, SourceState
from newsfold.pipeline import Day, DayReport, RatedDrafts, Stop, never
from newsfold.portal_folder import is_portal, settings_of
from newsfold.previewing import Preview, preview
from newsfold.progress import NoProgress, Progress
from newsfold.publishing import Published, publish
from newsfold.rate import Learned
from newsfold.recording import Folded, no_seal
from newsfold.reporting import PortalReport, report_of
from newsfold.sealing import Sealing
from newsfold.settings import Settings
from newsfold.sourcing import Sourcing
from newsfold.store import Store, Tidied
from newsfold.story import Decision, DecisionKind
from newsfold.supposing import Supposition, learn_for, suppose


@dataclass
class Working:
    """Work that is committed at its end: the day it is done with, what to say of it, and which published files it left."""

    day: Day
    message: str
    published: tuple[str, ...] = ()


class Portal:
    """A portal folder with its settings. Made by :meth:`open`; closes its store at the end of a ``with`` block or by :meth:`close`."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        *,
        clock: Clock | None = None,
        resolver: Resolver | None = None,
        progress: Progress | None = None,
        environment: Mapping[str, str] | None = None,
        stop: Stop = never,
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.repository = Repository(folder)
        self._environment = os.environ if environment is None else environment
        self._clock = clock or SystemClock()
        self._resolver = resolver or SystemResolver()
        self._progress = progress or NoProgress()
        self._stop = stop

    @classmethod
    def open(
        cls,
        folder: str | Path = ".",
        *,
        environment: Mapping[str, str] | None = None,
        clock: Clock | None = None,
        resolver: Resolver | None = None,
        progress: Progress | None = None,
        stop: Stop = never,
    ) -> Self:
        """Open a portal folder.

        ``environment`` (default: the process's) may override settings; ``clock`` and ``resolver`` replace the system's; ``stop`` is asked
        while sources and pages are fetched and ends that with a :class:`StoppedError`. Raises :class:`PortalError` for a folder that is
        no portal and :class:`SettingsError` for a wrong setting.
        """
        path = Path(folder)
        settings = settings_of(path, os.environ if environment is None else environment)
        return cls(path, settings, clock=clock, resolver=resolver, progress=progress, environment=environment, stop=stop)

    @classmethod
    def create(cls, folder: str | Path, *, topic: str | None = None, taken_from: str | Path | None = None) -> tuple[str, ...]:
        """Make a new portal about a topic, or one that takes over another portal's configuration and records; return the paths written.

        Raises :class:`InputError` where a portal stands already and :class:`PortalError` where ``taken_from`` is none.
        """
        path = Path(folder)
        if is_portal(path):
            raise InputError("is a portal already", where=str(path), remedy="Choose another folder.")
        try:
            if taken_from is not None:
                old = Path(taken_from)
                return take_over(path, old, settings_of(old, {}))
            if not topic or not topic.strip():
                raise InputError("the topic has no name", where="--topic", remedy="Give one, such as --topic AI.")
            return write_new_files(path, new_portal_files(topic.strip()))
        except OSError as error:
            raise InputError(f"cannot be made: {error.strerror}", where=str(path), remedy="Choose another folder.") from error

    @cached_property
    def store(self) -> Store:
        """The portal's state, opened when first asked for."""
        state_folder(self.folder)
        return Store.in_folder(self.folder, self.settings.store)

    def close(self) -> None:
        """Let go of the store; it is opened again when asked for."""
        if "store" in self.__dict__:
            self.__dict__.pop("store").close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _day(self, untouchable: frozenset[str] = frozenset()) -> Day:
        keys = KeyRing.load(self.folder, self._environment, self.settings.seal.key_file)
        sealer = Sealing(keys) if keys else no_seal
        return Day(self.settings, self.repository, self.store, self._clock, self._resolver, self._progress, sealer, untouchable, self._stop)

    @contextmanager
    def _held(self, doing: str, *, sweeps: bool = True) -> Iterator[None]:
        """Hold the portal's lock, and clear away what a killed run left half written; that looks at every file, so not for one decision."""
        with locked(self.folder, doing):
            if sweeps:
                self.repository.sweep()
            yield

    @contextmanager
    def _working(self, doing: str, *, sweeps: bool = True) -> Iterator[Working]:
        """Hold the lock, and commit at the end what was changed."""
        with self._held(doing, sweeps=sweeps):
            committing = Committing.begin(self.folder, self.store) if self.settings.git.commit else None
            working = Working(self._day(committing.untouchable if committing else frozenset()), message=doing)
            yield working
            if committing:
                committing.commit(working.message, published=working.published, push=self.settings.git.push)

    def run(self, *, every: bool = False) -> DayReport:
        """The whole day: collect, read, rate, fold, publish. In a git repository, what it changed is committed.

        Asked are the sources whose time has come, with ``every`` all that may be asked.
        """
        with self._working("run") as working:
            return self._told(working, working.day.run(self.sources(), every=every))

    def add(self, url: str) -> DayReport:
        """Take one article in by its address and walk it through the day, also one that was rejected before."""
        with self._working("add") as working:
            return self._told(working, working.day.run_with(url))

    def _told(self, working: Working, report: DayReport) -> DayReport:
        working.message = _message(report.folded)
        working.published = report.published.files.paths
        return report

    def collect(self, *, every: bool = False, only: Sequence[str] = ()) -> Collected:
        """Ask the sources and read what is new: those whose time has come, with ``every`` all that may be asked, or ``only`` those
        named by address or title. Raises :class:`InputError` for a name that is none.
        """
        with self._held("collect"):
            chosen = [self.sourcing.named(name) for name in only] or self.sources()
            return self._day().collect(chosen, every=every or bool(only))

    def rate(self) -> RatedDrafts:
        """Rate what was read."""
        with self._held("rate"):
            return self._day().rate()

    def learn(self) -> tuple[Learned, tuple[Reason, ...]]:
        """Learn the topics from the records and keep the weights; give what was gained and each topic's most telling signs."""
        with self._held("learn"):
            return learn_for(self.repository, self.store)

    def what_if(self, change: str) -> Supposition:
        """What a change of a rate setting, ``NAME=VALUE``, would do to the articles of the last 30 days. Changes nothing."""
        return suppose(self.repository, self.store, change, self._environment, self._clock.now())

    def report(self, days: int | None = None) -> PortalReport:
        """What the portal published, by topic, provider, quality and kind; of the last ``days`` days, or of all time."""
        topics, _ = self.repository.topics()
        since = self._clock.now() - timedelta(days=days) if days else None
        return report_of(self.articles(), topics, title=self.settings.portal.title or "The portal", since=since)

    def fold(self) -> Folded:
        """Fold what was rated, and write the records. In a git repository, what it changed is committed."""
        with self._working("fold") as working:
            report = working.day.fold()
            working.message = _message(report)
            return report

    def remove(self, path: str, *, why: str) -> tuple[Article, ...]:
        """Take the article of a record down for good; return the articles whose records changed, the removed one first.

        It leaves a tombstone, its story is settled without it, and it is never collected again.
        """
        with self._working("remove") as working:
            working.message = f"Removed {path}: {why}"
            keeping = Keeping(self.repository, self.store, working.day.recording(), Gate.of(self.settings.rate))
            return keeping.remove(path, why=why)

    def decide(self, kind: DecisionKind, articles: Sequence[str], others: Sequence[str] = (), *, by: str) -> Decided:
        """An editor's decision about stories, kept in ``_data/decisions/`` and obeyed at once; see :class:`newsfold.deciding.Deciding`.

        Articles are named by path or address. In a git repository, what it changed is committed. Raises :class:`InputError`.
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
        return preview(framed, self.repository, self.store, self.settings)

    def edit(self, path: str, seen: Mapping[str, object], wanted: Mapping[str, object], *, by: str) -> Amended:
        """Change fields of a record as an editor; they are the editor's from then on. See :class:`newsfold.amending.Amending`."""
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
        folded = working.day.fold()
        working.message = decision_message(took_back or decisions[0], is_undone=took_back is not None)
        named = dict.fromkeys(address for each in decisions for address in (*each.articles, *each.others))
        return Decided(
            decisions=tuple(decisions), took_back=took_back, stories=stories_of(named, self.repository, self.store), errors=folded.errors
        )

    def decisions(self) -> tuple[Decision, ...]:
        """What editors decided, the earliest first."""
        refresh_decisions(self.repository, self.store)
        return self.store.decisions.all()

    def unread_decisions(self) -> tuple[str, ...]:
        """What stands in ``_data/decisions/`` and is no decision."""
        return tuple(map(str, refresh_decisions(self.repository, self.store)))

    @contextmanager
    def rewriting(self, doing: str) -> Iterator[Callable[[Article | Record], bool]]:
        """Change records by hand of a program: gives what writes one. Holds the lock; in a git repository, the changes are committed."""
        with self._working(doing) as working:
            refresh_index(self.repository, self.store)
            yield working.day.recording().rewrite

    @property
    def journal(self) -> Announce:
        """What is told path and bytes of a file before a program writes it, so that the next commit has it."""
        return self._day().recording().announce

    @contextmanager
    def writing(self, doing: str, message: str = "") -> Iterator[Announce]:
        """Write files of the portal beside its records: gives the journal. Holds the lock; in a git repository, they are committed."""
        with self._working(doing, sweeps=False) as working:
            working.message = message or doing
            yield working.day.recording().announce

    def rebuild(self) -> int:
        """Make the store again from the repository; return how many records it has. What was rejected and waiting is forgotten."""
        with self._held("rebuild"):
            self.close()
            Store.delete_in_folder(self.folder, self.settings.store)
            day = self._day()
            keeping = Keeping(self.repository, self.store, day.recording(), Gate.of(self.settings.rate))
            keys = day.sealer.story_of if isinstance(day.sealer, Sealing) else keeping.story_of
            return replace(keeping, story_of=keys).rebuild()

    def dump_store(self, file: Path) -> BackedUp:
        """Write store and people database into a file; see :func:`newsfold.backing_up.dump`. A run may go on meanwhile."""
        return backing_up.dump(self.folder, self.store, self.settings.store, file)

    def load_store(self, dump: Path, *, with_people: bool = True) -> BackedUp:
        """Make store and people database again from a dump; see :func:`newsfold.backing_up.load`."""
        with self._held("store load"):
            self.close()
            return backing_up.load(self.folder, self.settings.store, dump, with_people=with_people)

    def tidy(self) -> Tidied:
        """Let go of what the settings keep no longer."""
        with self._held("store tidy"):
            return self._day().tidy()

    def publish(self) -> Published:
        """Write ``api/`` and ``site/``. Opens no connection and needs no store."""
        with locked(self.folder, "publish") if (self.folder / STATE).is_dir() else nullcontext():
            return publish(self.settings, self.repository)

    def put_out(self, message: str) -> Published:
        """Publish, and in a git repository commit that with what programs wrote beside a run, such as an edition."""
        with self._working("publish", sweeps=False) as working:
            published = publish(self.settings, self.repository)
            working.message, working.published = message, published.files.paths
            return published

    def articles(self) -> tuple[Article, ...]:
        """Every record that can be read, in order of path."""
        return tuple(record.article for record in self.repository.records()[0])

    def explain(self, name: str) -> Explanation:
        """Why the article with this path or address stands as it does. Raises :class:`InputError` where it is not known."""
        return explain(name, self.repository, self.store)

    def compare(self, one: str, other: str) -> Comparison:
        """Why two articles are, or are not, likely to tell one event. Raises :class:`InputError` for a name that is no record's."""
        refresh_index(self.repository, self.store)
        first, second = sorted(
            (article_named(name, self.repository, self.store) for name in (one, other)), key=lambda each: each.published_at
        )
        window = timedelta(days=self.settings.fold.close_after_days)
        among = articles_between(first.published_at - window, second.published_at + window, self.repository, self.store)
        texts = {article.path: article for article in among}
        return compare(texts[first.path], texts[second.path], among)

    def rejections(self) -> tuple[Rejected, ...]:
        """All that was dropped, newest first."""
        return self.store.rejections()

    def sources(self) -> tuple[Source, ...]:
        """The sources in ``_data/sources.yaml``. Raises :class:`SourceError` where the list cannot be read."""
        if not (self.folder / SOURCES).exists():
            return ()
        return read_source_list(self.repository.text(SOURCES), where=SOURCES)

    def source_states(self) -> Mapping[str, SourceState]:
        """What is remembered of each source, by its address."""
        return self.store.source_states()

    @property
    def sourcing(self) -> Sourcing:
        """The list of sources, to be changed and told."""
        return Sourcing(self.repository, self.store, self._clock)

    def collecting(self) -> Collecting:
        """What asks sources, to try one out or find a site's feeds; keeps nothing by itself."""
        return self._day().collecting()


def _message(folded: Folded) -> str:
    return run_message(new_records=folded.new_records, grown_stories=folded.grown, folded=folded.folded)
