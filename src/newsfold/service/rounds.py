"""What `newsfold watch` does beside the day: the newsletter by its schedule, webhooks told of new leads, pictures kept in order.

Each is done only where it is set up, and what goes wrong with one is told and stops neither the others nor the watch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from newsfold.article import Article
from newsfold.content.atomic import write_atomically
from newsfold.day.picture_keeping import PictureKeeping
from newsfold.errors import NewsfoldError, RecordError, StoppedError
from newsfold.mail.alerting import Alerting
from newsfold.mail.newsletter import Done, Newsletter
from newsfold.portal import Portal
from newsfold.store.people import People, Webhook
from newsfold.store.people.opening import FILE

TIDIED: Final = ".newsfold/pictures-tidied"
"""Holds the day on which pictures were put in order last."""

SLICE: Final = timedelta(minutes=5)
"""How long mails are sent before the watch looks at the news again; it goes on with the rest after that look."""

REST: Final = timedelta(hours=1)
"""How long what a mail server put off, an edition nothing was new for, or a failure waits for the next try."""

LOOKS_EVERY: Final = timedelta(minutes=10)
"""How often it is asked whether an edition is due."""


class _Enough(Exception):  # noqa: N818 - it is no error: the slice is over
    """Enough mails were sent for now."""


@dataclass
class Rounds:
    """The rounds of one watch. ``tell`` takes a line for the log, ``failed`` what went wrong, ``stopped`` says whether to stop, ``now``
    tells the time.
    """

    tell: Callable[[str], None]
    failed: Callable[[str], None]
    stopped: Callable[[], bool]
    now: Callable[[], datetime]
    _edition_at: datetime | None = field(default=None)

    def make(self, portal: Portal, *, day_ran: bool) -> None:
        """Do what is due. ``day_ran``: a day was run just now, so there may be new leads. Raises :class:`StoppedError` alone."""
        for name, step in (("edition", self._edition), ("alerts", self._alerts), ("pictures", self._pictures)):
            try:
                step(portal, day_ran=day_ran)
            except StoppedError:
                raise
            except Exception as error:  # Whatever it is, the news goes on.
                told = str(error) if isinstance(error, NewsfoldError) else f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
                self.failed(f"{name}: {told}")
                self.tell(f"error: {name}: {told}")

    def _edition(self, portal: Portal, *, day_ran: bool) -> None:
        """Make and send an edition where the schedule wants one, or go on with one; without a mail server it is only made."""
        settings, now = portal.settings, self.now()
        if settings.edition.every == "never" or (self._edition_at is not None and now < self._edition_at):
            return
        self._edition_at = now + REST
        with People.in_folder(portal.folder, settings.store) as people:
            letter = Newsletter(portal.repository, settings, people, self.now, portal.journal, lambda: self._put_out(portal))
            if not letter.is_due():
                self._edition_at = now + LOOKS_EVERY
                return
            try:
                done = letter.send(on_done=lambda: self._go_on(now)) if settings.mail.host else letter.make()
            except _Enough:
                self._edition_at = None
                self.tell(f"{now:%Y-%m-%d %H:%M:%S} sending goes on after the next look")
                return
            if done.edition and not settings.mail.host:
                self._put_out(portal)
        self._told(done, now)

    def _go_on(self, begin: datetime) -> None:
        if self.stopped():
            raise StoppedError("Stopped while sending; the next watch goes on there")
        if self.now() - begin >= SLICE:
            raise _Enough

    def _put_out(self, portal: Portal) -> None:
        """Take an edition to the site, and into git; where that fails, it is mailed all the same, and the next day takes it there."""
        try:
            portal.put_out("An edition of the newsletter")
        except NewsfoldError as error:
            self.tell(f"error: edition: {error}")

    def _told(self, done: Done, now: datetime) -> None:
        if done.edition:
            sent = f", {done.sent.sent} sent, {done.sent.later} put off, {done.sent.refused} refused" if done.sent else ""
            self.tell(f"{now:%Y-%m-%d %H:%M:%S} edition {done.edition}{sent}")
        if done.sent is not None and done.sent.stopped:
            self.failed(f"edition: {done.sent.stopped}")
            self.tell(f"error: edition: {done.sent.stopped}")

    def _alerts(self, portal: Portal, *, day_ran: bool) -> None:
        settings, now = portal.settings, self.now()
        if not settings.store.url and not (portal.folder / FILE).exists():
            return
        with People.in_folder(portal.folder, settings.store) as people:
            webhooks = people.webhooks.all()
            if not webhooks:
                return
            alerting = Alerting(people, settings.collect, settings.site_url)
            if day_ran:
                alerting.owe(tuple(_late_articles(portal, webhooks, now)), now=now)
            done = alerting.call(now=now)
        if done.made or done.given_up:
            self.tell(f"{now:%Y-%m-%d %H:%M:%S} {done.made} webhooks told, {done.later} put off, {done.given_up} given up")

    def _pictures(self, portal: Portal, *, day_ran: bool) -> None:
        """Once a day, after a day was run: placeholders and what is old go."""
        settings, now = portal.settings, self.now()
        mark, today = portal.folder / TIDIED, f"{now:%Y-%m-%d}\n"
        wanted = settings.collect.hold_pictures or settings.pictures.keep_days > 0
        if not (day_ran and wanted) or (mark.is_file() and mark.read_text(encoding="utf-8") == today):
            return
        # Marked before: what fails today is tried again tomorrow, not at every look.
        write_atomically(mark, today.encode())
        with portal.rewriting("pictures tidy") as rewrite:
            done = PictureKeeping(portal.repository, rewrite).tidy(portal.articles(), now=now, keep_days=settings.pictures.keep_days)
        if done.placeholders or done.files:
            told = f"{len(done.placeholders)} placeholders, {done.changed} records changed, {done.files} files let go of"
            self.tell(f"{now:%Y-%m-%d %H:%M:%S} pictures: {told}")


def _late_articles(portal: Portal, webhooks: tuple[Webhook, ...], now: datetime) -> Iterator[Article]:
    """The articles that could be a new lead to a webhook, without reading all records: published since the first of them was added, and
    within three times the span in which a story is open.
    """
    span = timedelta(days=3 * portal.settings.fold.close_after_days)
    since = max(min(webhook.since for webhook in webhooks), now - span)
    for path in portal.store.records.paths_between(since, now):
        with suppress(RecordError):  # Told by the day.
            yield portal.repository.record(path).article
