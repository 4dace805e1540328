"""An open portal: what ``newsfold.open`` returns."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from newsfold import backing_up
from newsfold.article import Article
from newsfold.backing_up import BackedUp
from newsfold.content.lock import locked
from newsfold.content.new_portal import new_portal_files, take_over, write_new_files
from newsfold.content.state_folder import STATE
from newsfold.day.collecting import Collected, Collecting
from newsfold.day.committing import run_message
from newsfold.day.delivering import deliver_set
from newsfold.day.keeping import Keeping
from newsfold.day.pipeline import DayReport, RatedDrafts
from newsfold.day.publishing import Published, publish
from newsfold.day.recording import Folded
from newsfold.day.sealing import Sealing
from newsfold.editors.framing import When, frame_of_articles, frame_of_stories, plot_of_stories, stories_since, within
from newsfold.editors.reporting import PortalReport, report_of
from newsfold.editors.sourcing import Sourcing
from newsfold.editors.supposing import Supposition, learn_for, suppose
from newsfold.errors import InputError
from newsfold.newsroom import Newsroom
from newsfold.outcome import Reason, Rejected
from newsfold.portal_folder import is_portal, settings_of
from newsfold.rate import Learned
from newsfold.store import Store, Tidied
from newsfold.workplace import Working

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame


class Portal(Newsroom):
    """A portal folder with its settings. Made by :meth:`open`; closes its store at the end of a ``with`` block or by :meth:`close`.

    What editors do is told by :class:`newsfold.newsroom.Newsroom`, how the folder is held by :class:`newsfold.workplace.Workplace`.
    """

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

    def run(self, *, every: bool = False) -> DayReport:
        """The whole day: collect, read, rate, fold, publish. In a git repository, what it changed is committed.

        Then the site is brought where ``publish.to`` says; what of that fails is raised when all else is done and kept. Asked are the
        sources whose time has come, with ``every`` all that may be asked.
        """
        with self._working("run") as working:
            report = self._told(working, working.day.run(self.sources(), every=every))
        return report.evolve(published=self._delivered(report.published))

    def add(self, url: str) -> DayReport:
        """Take one article in by its address and walk it through the day, also one that was rejected before."""
        with self._working("add") as working:
            report = self._told(working, working.day.run_with(url))
        return report.evolve(published=self._delivered(report.published))

    def _told(self, working: Working, report: DayReport) -> DayReport:
        working.message = _message(report.folded)
        working.published = report.published.files.paths
        return report

    def _delivered(self, published: Published) -> Published:
        if not self.settings.publish.to:
            return published
        with self._held("publish", sweeps=False):
            return published.evolve(delivered=deliver_set(self.folder, self.settings))

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
            keeping = Keeping(self.repository, self.store, working.day.recording())
            return keeping.remove(path, why=why)

    def rebuild(self) -> int:
        """Make the store again from the repository; return how many records it has. What was rejected and waiting is forgotten."""
        with self._held("rebuild"):
            self.close()
            Store.delete_in_folder(self.folder, self.settings.store)
            day = self._day()
            keeping = Keeping(self.repository, self.store, day.recording())
            keys = day.sealer.story_of if isinstance(day.sealer, Sealing) else keeping.story_of
            return replace(keeping, story_of=keys).rebuild()

    def dump_store(self, file: str | Path) -> BackedUp:
        """Write store and people database into a file; see :func:`newsfold.backing_up.dump`. A run may go on meanwhile."""
        return backing_up.dump(self.folder, self.store, self.settings.store, Path(file))

    def load_store(self, dump: str | Path, *, with_people: bool = True) -> BackedUp:
        """Make store and people database again from a dump; see :func:`newsfold.backing_up.load`."""
        with self._held("store load"):
            self.close()
            return backing_up.load(self.folder, self.settings.store, Path(dump), with_people=with_people)

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
        return self._delivered(published)

    @overload
    def articles(self, *, since: When | None = None, until: When | None = None) -> tuple[Article, ...]: ...
    @overload
    def articles(self, *, since: When | None = None, until: When | None = None, frame: Literal[True]) -> DataFrame: ...
    def articles(self, *, since: When | None = None, until: When | None = None, frame: bool = False) -> tuple[Article, ...] | DataFrame:
        """Every article whose record can be read, in order of path, those taken down too; or those published in a span of time.

        With ``frame`` as a pandas frame, a row each, in order of publication (extra ``frames``); see
        :func:`newsfold.editors.framing.frame_of_articles`. Raises :class:`InputError`.
        """
        found = within(super().articles(), since, until)
        return frame_of_articles(found) if frame else found

    def stories(self, *, since: When | None = None, until: When | None = None) -> DataFrame:
        """The stories with an article of that time as a pandas frame, a row each (extra ``frames``).

        See :func:`newsfold.editors.framing.frame_of_stories`. Raises :class:`InputError`.
        """
        return frame_of_stories(stories_since(super().articles(), since, until))

    def plot_stories(self, *, since: When | None = None, until: When | None = None) -> Figure:
        """The stories with an article of that time, over time, as a matplotlib figure (extra ``report``).

        See :func:`newsfold.editors.framing.plot_of_stories`. Raises :class:`InputError`.
        """
        title = self.settings.portal.title or self.settings.portal.topic or "The portal"
        return plot_of_stories(stories_since(super().articles(), since, until), title=title)

    def rejections(self) -> tuple[Rejected, ...]:
        """All that was dropped, newest first."""
        return self.store.rejections()

    @property
    def sourcing(self) -> Sourcing:
        """The list of sources, to be changed and told."""
        return Sourcing(self.repository, self.store, self._clock)

    def collecting(self) -> Collecting:
        """What asks sources, to try one out or find a site's feeds; keeps nothing by itself."""
        return self._day().collecting()


def _message(folded: Folded) -> str:
    return run_message(new_records=folded.new_records, grown_stories=folded.grown, folded=folded.folded, changed=folded.changed_records)
