"""Bounces: what mail servers send back when a mail cannot be delivered (RFC 3464), read from a mailbox, and what follows from it.

Anybody can write a mail that looks like a bounce. So one that names a mail of ours by its Message-ID, which nobody can guess, counts at
once; one that only names an address counts as a passing failure, and it takes several of those.
"""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from pathlib import Path
from typing import Final

from newsfold.article import Frozen
from newsfold.errors import InputError
from newsfold.mail.composing import message_id
from newsfold.settings import MailSettings
from newsfold.store.people import People, Subscriber

MOST_PASSING: Final = 5
"""Failures that pass, none a month after the one before, after which an address gets no more."""

FORGIVEN_AFTER_DAYS: Final = 30
"""Days after which a failure that passed is forgotten, if no other followed."""

LARGEST_MAIL: Final = 2_000_000
"""Bytes of a mail that are looked at; a bounce has a few thousand."""

_MOST_PARTS = 50
_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
_NAME = re.compile(r"<[^<>\s]{3,200}@[^<>\s]{1,200}>")


class Bounce(Frozen, frozen=True, kw_only=True):
    """What a server says of one address: that it failed for good or for now, why, and which of our mails it was where that is told."""

    address: str
    is_final: bool
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
    try:
        mail = message_from_bytes(raw[:LARGEST_MAIL], policy=default)
        return tuple(_bounces(mail))
    except Exception:
        # The email package raises what it likes over hostile headers (ValueError, LookupError, AttributeError); such a mail is no bounce.
        return ()


def _bounces(mail: Message) -> Iterator[Bounce]:
    if mail.get_content_type() != "multipart/report":
        return
    parts = [part for part, _ in zip(mail.walk(), range(_MOST_PARTS), strict=False)]
    name = next((found for part in parts if (found := _original_name(part))), "")
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        fields = part.get_payload()
        for told in (field for field in fields if isinstance(field, Message)) if isinstance(fields, list) else ():
            action = str(told.get("action", "")).strip().lower()
            address = str(told.get("final-recipient") or told.get("original-recipient") or "").partition(";")[2].strip().strip("<>")
            status = _STATUS.search(str(told.get("status", "")))
            if address and action in ("failed", "delayed"):
                reason = " ".join(str(told.get("diagnostic-code") or told.get("status") or action).split())[:300]
                yield Bounce(address=address, is_final=action == "failed" and bool(status and status[1] == "5"), reason=reason, mail=name)


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
                subscriber = self.people.subscribers.find(bounce.address)
                if subscriber is None or subscriber.state != "subscribed":
                    continue
                ended = self._take(subscriber, bounce, at)
                done = done.evolve(ended=done.ended + ended, passing=done.passing + (not ended))
        return done

    def _take(self, subscriber: Subscriber, bounce: Bounce, at: datetime) -> bool:
        count = subscriber.bounces + 1
        ended = (bounce.is_final and self._is_ours(subscriber, bounce.mail)) or count >= MOST_PASSING
        changed = subscriber.evolve(bounces=count, bounced_at=at.replace(microsecond=0), bounce=bounce.reason)
        self.people.subscribers.put(changed.evolve(state="bounced") if ended else changed)
        if ended:
            self.people.deliveries.withdraw(subscriber.address)
        return ended

    def _is_ours(self, subscriber: Subscriber, name: str) -> bool:
        sent = self.people.deliveries.of(subscriber.address)
        return bool(name) and any(message_id(one.edition, subscriber, self.settings) == name for one in sent)


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
