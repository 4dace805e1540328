"""Bounces: what mail servers send back when a mail cannot be delivered (RFC 3464), read from a mailbox, and what follows from it.

Anybody can write a mail that looks like a bounce. So one that names a mail of ours by its Message-ID, which nobody can guess, counts at
once; one that only names an address counts as a passing failure, and it takes several of those, each on a day of its own.
"""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path
from typing import Final

from newsfold.article import Frozen
from newsfold.errors import InputError
from newsfold.mail.composing import message_id
from newsfold.settings import MailSettings
from newsfold.store.people import People, Subscriber

MOST_PASSING: Final = 5
"""Failures that pass, on as many days, none a month after the one before, after which an address gets no more."""

FORGIVEN_AFTER_DAYS: Final = 30
"""Days after which a failure that passed is forgotten, if no other followed."""

LARGEST_MAIL: Final = 200_000
"""Bytes of a mail that are looked at; a bounce has a few thousand, and what it says stands before the mail that came back."""

MOST_BOUNDARIES: Final = 20
"""Places of a mail that name a boundary; a bounce has two or three. The parser asks about each line as often as parts are nested."""

LONGEST_FIELD: Final = 2_000
"""Bytes of a header field that is read, over all its lines. What the parser asks of a Content-Type grows with the square of its length."""

_MOST_PARTS = 50
_READ_FIELD = re.compile(
    rb"^(?:content-[a-z-]+|date|message-id|original-recipient|final-recipient|action|status|diagnostic-code):.*(?:\n[ \t].*)*",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
_BOUNDARY = re.compile(rb"boundary[\s\d*]*=", re.IGNORECASE)  # Also as RFC 2231 has it, boundary*0=.
_COMMENT = re.compile(r"\([^()]*\)")
_DEEPEST_COMMENT = 5
_NAME = re.compile(r"<[^<>\s]{3,200}@[^<>\s]{1,200}>")


class Bounce(Frozen, frozen=True, kw_only=True):
    """What a server says of one address: that it failed for good or for now, why, and which of our mails it was where that is told.

    ``address`` is the one the mail was first sent to, where that is told; ``final`` the one it was passed on to, often the same. ``at`` is
    when the server says it wrote.
    """

    address: str
    final: str = ""
    is_final: bool
    at: datetime | None = None
    reason: str = ""
    mail: str = ""


class Bounced(Frozen, frozen=True, kw_only=True):
    """What came of a mailbox: mails read, bounces among them, subscribers who get no more mail, and failures that may pass."""

    mails: int = 0
    bounces: int = 0
    ended: int = 0
    passing: int = 0


def bounces_in(raw: bytes) -> tuple[Bounce, ...]:
    """The failures one mail tells of; none where it is no bounce. Never raises for what a mail holds."""
    raw = raw[:LARGEST_MAIL]
    if _is_costly(raw):
        return ()
    try:
        mail = message_from_bytes(raw, policy=default)
        return tuple(islice(_bounces(mail), _MOST_PARTS))
    except Exception:
        # The email package raises what it likes over hostile headers (ValueError, LookupError, AttributeError); such a mail is no bounce.
        return ()


def _is_costly(raw: bytes) -> bool:
    """Whether a mail would keep the parser busy for long, as no bounce does."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    is_deep = len(_BOUNDARY.findall(lines)) > MOST_BOUNDARIES
    return is_deep or any(len(field[0]) > LONGEST_FIELD for field in _READ_FIELD.finditer(lines))


def _bounces(mail: Message) -> Iterator[Bounce]:
    if mail.get_content_type() != "multipart/report":
        return
    parts = [part for part, _ in zip(mail.walk(), range(_MOST_PARTS), strict=False)]
    at, name = _written_at(mail), next((found for part in parts if (found := _original_name(part))), "")
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        fields = part.get_payload()
        for told in (field for field in fields if isinstance(field, Message)) if isinstance(fields, list) else ():
            action = _told(told, "action").lower()
            original, final = (
                _told(told, field).partition(";")[2].strip().strip("<>") for field in ("original-recipient", "final-recipient")
            )
            status = _STATUS.search(_told(told, "status"))
            if (original or final) and action in ("failed", "delayed"):
                reason = " ".join(str(told.get("diagnostic-code") or told.get("status") or action).split())[:300]
                is_final = action == "failed" and bool(status and status[1] == "5")
                yield Bounce(address=original or final, final=final, is_final=is_final, at=at, reason=reason, mail=name)


def _told(fields: Message, name: str) -> str:
    """What a field says, without the comments that RFC 3464, 2.1.1 allows in it."""
    text = str(fields.get(name) or "")[:1_000]
    for _ in range(_DEEPEST_COMMENT):
        text = _COMMENT.sub(" ", text)
    return text.strip()


def _written_at(mail: Message) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(mail.get("date") or ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _original_name(part: Message) -> str:
    """The Message-ID of the mail that came back, where this part holds it or its headers."""
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        found = _NAME.search(str(first.get("message-id", ""))) if isinstance(first, Message) else None
    elif part.get_content_type() == "text/rfc822-headers":
        text = part.get_content() if isinstance(part, EmailMessage) else ""
        line = re.search(r"(?im)^message-id:\s*(.+)$", str(text)[:50_000])
        found = _NAME.search(line[1]) if line else None
    else:
        return ""
    return found[0] if found else ""


@dataclass(frozen=True)
class Bouncing:
    """Draws the consequences of bounces."""

    people: People
    settings: MailSettings

    def take(self, mails: Iterable[bytes], *, at: datetime) -> Bounced:
        """Read mails that came back; addresses that are gone get no further mail."""
        done = Bounced()
        for raw in mails:
            found = bounces_in(raw)
            done = done.evolve(mails=done.mails + 1, bounces=done.bounces + len(found))
            for bounce in found:
                find = self.people.subscribers.find
                subscriber = find(bounce.address) or find(bounce.final)
                if subscriber is None or subscriber.state != "subscribed":
                    continue
                is_sure = bounce.is_final and self._is_ours(subscriber, bounce.mail)
                if is_sure or _is_new(subscriber, bounce, at):
                    ended = self._take(subscriber, bounce, at, is_sure=is_sure)
                    done = done.evolve(ended=done.ended + ended, passing=done.passing + (not ended))
        return done

    def _take(self, subscriber: Subscriber, bounce: Bounce, at: datetime, *, is_sure: bool) -> bool:
        count = subscriber.bounces + 1
        ended = is_sure or count >= MOST_PASSING
        changed = subscriber.evolve(bounces=count, bounced_at=at.replace(microsecond=0), bounce=bounce.reason)
        self.people.subscribers.put(changed.evolve(state="bounced") if ended else changed)
        if ended:
            self.people.deliveries.withdraw(subscriber.address)
        return ended

    def _is_ours(self, subscriber: Subscriber, name: str) -> bool:
        sent = self.people.deliveries.of(subscriber.address)
        return bool(name) and any(message_id(one.edition, subscriber, self.settings) == name for one in sent)


def _is_new(subscriber: Subscriber, bounce: Bounce, at: datetime) -> bool:
    """Whether a failure that may pass counts: one a day, and none from before the last that counted, for a mailbox may be read again."""
    last = subscriber.bounced_at
    return last is None or (last.astimezone(UTC).date() != at.astimezone(UTC).date() and (bounce.at is None or bounce.at > last))


def mails_in(place: Path) -> Iterator[bytes]:
    """The mails of a Maildir, an mbox file, or a file with one mail. Raises :class:`InputError`."""
    try:
        if place.is_dir():
            if not (place / "cur").is_dir() and not (place / "new").is_dir():
                raise InputError("is no Maildir", where=str(place), remedy="Name a folder with cur/ and new/, or a file.")
            for file in sorted((*place.glob("new/*"), *place.glob("cur/*"))):
                with file.open("rb") as opened:
                    yield opened.read(LARGEST_MAIL)
            return
        with place.open("rb") as opened:
            start = opened.read(5)
        if start != b"From ":
            with place.open("rb") as opened:
                yield opened.read(LARGEST_MAIL)
            return
        box = mailbox.mbox(place, create=False)
        try:
            for key in sorted(box.keys()):
                yield box.get_bytes(key)[:LARGEST_MAIL]
        finally:
            box.close()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(place), remedy="Name a Maildir, an mbox or a mail.") from error
