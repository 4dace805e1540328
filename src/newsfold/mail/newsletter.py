"""The newsletter of a portal: an edition made, kept and sent, in the order that a kill at any point leaves nothing half done.

1. Who gets the edition is put down first, in one transaction.
2. Then the edition is written to ``_newsletters/``. A run killed before that leaves names without an edition; the next takes them back.
3. Then it is sent. A run killed there is gone on with by the next, before a new edition is made.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from filelock import FileLock, Timeout

from newsfold.article import Frozen
from newsfold.content.repository import Repository
from newsfold.edition import Issue
from newsfold.errors import InputError, PortalError
from newsfold.mail.addresses import clean_mail_address
from newsfold.mail.bouncing import FORGIVEN_AFTER_DAYS
from newsfold.mail.composing import Letter, checked
from newsfold.mail.editions import FOLDER, is_due, keep, kept_editions, make_issue, no_journal, read_edition
from newsfold.mail.mailing import Mailing, Sent
from newsfold.mail.opting import FORGET_AFTER_DAYS
from newsfold.settings import Settings
from newsfold.store.people import People, Subscriber, SubscriberState
from newsfold.written_time import moment

COLUMNS: Final = ("address", "state", "topics", "asked_at", "confirmed_at", "left_at", "consent")
"""The columns of a CSV file of subscribers; topics are joined by a semicolon."""

LOCK: Final = ".newsfold/edition.lock"
MOST_ROWS: Final = 1_000_000
_STATES: Final[tuple[SubscriberState, ...]] = ("waiting", "subscribed", "left", "bounced")


class Done(Frozen, frozen=True, kw_only=True):
    """What a round of the newsletter came to: the edition, where it stands, and what was sent; no edition where nothing is new."""

    edition: str = ""
    subject: str = ""
    stories: int = 0
    paths: tuple[str, ...] = ()
    is_resumed: bool = False
    sent: Sent | None = None


class Imported(Frozen, frozen=True, kw_only=True):
    """What an import came to: addresses taken, known before, and the lines that were refused, each with its reason."""

    taken: int = 0
    known: int = 0
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Newsletter:
    """Makes, keeps and sends editions. ``now`` tells the time.

    ``announce`` is told path and bytes of what is about to be written, for git; ``on_kept`` is called once an edition is written, before
    the first mail goes out, so that the page its mails lead to can be there.
    """

    repository: Repository
    settings: Settings
    people: People
    now: Callable[[], datetime]
    announce: Callable[[str, bytes], None] = no_journal
    on_kept: Callable[[], None] = lambda: None

    def issue(self, *, topic: str = "", since: datetime | None = None) -> Issue | None:
        """The edition that would be made now; nothing is written."""
        return make_issue(self.repository, self.settings, now=self.now(), topic=topic, since=since)

    def make(self, *, topic: str = "", since: datetime | None = None) -> Done:
        """Make an edition and keep it, without sending it. Raises :class:`PortalError` while another process makes or sends one."""
        with self._alone():
            return self._make(topic, since)

    def _make(self, topic: str, since: datetime | None) -> Done:
        issue = self.issue(topic=topic, since=since)
        if issue is None:
            return Done()
        paths = keep(self.repository, issue, announce=self.announce)
        return Done(edition=issue.id, subject=issue.subject, stories=len(issue.entries), paths=paths)

    def send(self, *, topic: str = "", since: datetime | None = None, on_done: Callable[[], None] = lambda: None) -> Done:
        """Go on with an edition that was not sent to the end, else make and send one. Raises as :meth:`make` and :meth:`Mailing.send`."""
        checked(self.settings)
        with self._alone():
            return self._send(topic, since, on_done)

    def _send(self, topic: str, since: datetime | None, on_done: Callable[[], None]) -> Done:
        mailing = Mailing(self.people, self.settings, now=self.now)
        self._tidy()
        for edition in self.people.deliveries.unfinished():
            if self.repository.has(f"{FOLDER}/{edition}.html"):
                sent = mailing.send(self._letter(edition), on_done=on_done)
                return Done(edition=edition, subject=self._letter(edition).subject, is_resumed=True, sent=sent)
            self.people.deliveries.drop(edition)
        issue = self.issue(topic=topic, since=since)
        if issue is None:
            return Done()
        mailing.enlist(issue.id, topic=topic)
        paths = keep(self.repository, issue, announce=self.announce)
        self.on_kept()
        sent = mailing.send(self._letter(issue.id), on_done=on_done)
        return Done(edition=issue.id, subject=issue.subject, stories=len(issue.entries), paths=paths, sent=sent)

    def _tidy(self) -> None:
        """Forget what need not be known any longer of persons."""
        now, keep_days = self.now(), self.settings.mail.keep_days
        self.people.subscribers.forget_unconfirmed(before=now - timedelta(days=FORGET_AFTER_DAYS))
        self.people.subscribers.forgive(before=now - timedelta(days=FORGIVEN_AFTER_DAYS))
        if keep_days > 0:
            self.people.deliveries.forget(before=now - timedelta(days=keep_days))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time; the system lets the lock go when its holder dies. Days run meanwhile: sending may take hours."""
        file = self.repository.folder / LOCK
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(file, timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise PortalError(
                "is making or sending an edition in another process", where=str(self.repository.folder), remedy="Wait until it is done."
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _letter(self, edition: str) -> Letter:
        kept = read_edition(self.repository, edition)
        return Letter(edition=edition, subject=kept.subject, html=kept.html, text=kept.text or kept.excerpt)

    def is_due(self) -> bool:
        """Whether the schedule wants an edition now, or one waits to be sent to the end."""
        own = self.settings.portal.topic
        last = max((edition.at for edition in kept_editions(self.repository)[0] if edition.topic == own), default=None)
        return bool(self.people.deliveries.unfinished()) or is_due(self.settings.edition, last, self.now())


def written_csv(subscribers: Iterable[Subscriber]) -> str:
    """Subscribers as CSV (RFC 4180) with a line of names."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for one in subscribers:
        times = (moment(at) if at else "" for at in (one.asked_at, one.confirmed_at, one.left_at))
        rows.writerow((one.address, one.state, ";".join(one.topics), *times, _harmless(one.consent)))
    return out.getvalue()


def _harmless(text: str) -> str:
    """A text that a spreadsheet does not take for a formula. Addresses that begin so are none we take."""
    return " ".join(text.split()).lstrip("=+-@")


def import_csv(people: People, text: str, *, consent: str, now: datetime) -> Imported:
    """Take subscribers in from CSV with at least a column ``address``.

    A row counts as subscribed only where it says so itself (``state``) with its time (``confirmed_at``) and words (``consent``, or those
    given here for all); every other one waits until it is confirmed by mail. A consent more than a day in the future is none; its row is
    refused. Raises :class:`InputError` for what is no such table.
    """
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    if rows.fieldnames is None or "address" not in rows.fieldnames:
        raise InputError("has no column named address", where="the CSV", remedy=f"Its first line names columns: {', '.join(COLUMNS)}.")
    fresh: list[Subscriber] = []
    refused: list[str] = []
    try:
        for number, row in enumerate(rows, start=2):
            if number > MOST_ROWS:
                raise InputError(f"has more than {MOST_ROWS:,} lines", where="the CSV", remedy="Import it in parts.")
            try:
                fresh.append(_subscriber(row, consent, now))
            except (InputError, ValueError) as error:
                refused.append(f"line {number}: {error}")
    except csv.Error as error:
        raise InputError(f"cannot be read: {error}", where="the CSV", remedy="Save it as CSV in UTF-8.") from error
    taken = people.subscribers.put_new(fresh)
    return Imported(taken=taken, known=len(fresh) - taken, refused=tuple(refused))


def _subscriber(row: dict[str, str | None], consent: str, now: datetime) -> Subscriber:
    def field(name: str) -> str:
        return str(row.get(name) or "").strip()

    def time(name: str) -> datetime | None:
        if not field(name):
            return None
        at = datetime.fromisoformat(field(name))
        if at.tzinfo is None:
            raise ValueError(f"{name} has no zone")
        try:
            return at.astimezone(UTC)
        except OverflowError as error:
            raise ValueError(f"{name} is out of range") from error

    state: SubscriberState = next((known for known in _STATES if known == field("state")), "waiting")
    words, confirmed = field("consent") or consent, time("confirmed_at")
    if confirmed is not None and confirmed > now + timedelta(days=1):
        raise ValueError("confirmed_at is in the future")
    if state == "subscribed" and not (words and confirmed):
        state = "waiting"
    return Subscriber(
        address=clean_mail_address(field("address")),
        state=state,
        topics=tuple(topic.strip() for topic in field("topics").split(";") if topic.strip()),
        consent=words,
        asked_at=time("asked_at") or now.replace(microsecond=0),
        confirmed_at=confirmed,
        left_at=time("left_at"),
    )
