"""Mails before they leave: who they are from, what stands in them, and the links that only their reader has."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from typing import Final

from newsfold.article import Frozen
from newsfold.edition import personal
from newsfold.errors import InputError, SettingsError
from newsfold.mail.addresses import clean_mail_address
from newsfold.settings import MailSettings, Settings
from newsfold.store.people import Subscriber

PATH: Final = "/newsletter"
"""Below ``serve.public_url``: where opt-in and unsubscribe links lead."""

_ON_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class Letter(Frozen, frozen=True, kw_only=True):
    """What goes to many: the edition it is, its subject, and both parts with the marks that each mail fills in."""

    edition: str
    subject: str
    html: str
    text: str


def checked(settings: Settings) -> None:
    """Raises :class:`SettingsError` where the settings do not let a mail leave: no public address, and as :func:`checked_server` does."""
    if not settings.serve.public_url.strip():
        remedy = "Set it to where readers reach `newsfold serve --public`; docs/reference/edition.md says how."
        raise SettingsError("serve.public_url is empty", where="newsfold.toml", remedy=remedy)
    checked_server(settings.mail)


def checked_server(settings: MailSettings) -> None:
    """Raises :class:`SettingsError` where there is no mail server, sender or imprint, or no TLS."""
    for name in ("host", "sender", "imprint"):
        if not str(getattr(settings, name)).strip():
            raise SettingsError(f"mail.{name} is empty", where="newsfold.toml", remedy="Set it; docs/reference/edition.md says to what.")
    if settings.security not in ("starttls", "tls", "none"):
        raise SettingsError(f"mail.security cannot be {settings.security!r}", where="newsfold.toml", remedy='Write "starttls" or "tls".')
    if settings.security == "none" and settings.host not in _ON_THIS_MACHINE:
        remedy = 'Write "starttls" or "tls"; "none" is for a server on this machine.'
        raise SettingsError(f"mail.security is none, but {settings.host} is another machine", where="newsfold.toml", remedy=remedy)
    sender_of(settings)


def sender_of(settings: MailSettings) -> tuple[str, str]:
    """The sender's name and address. Raises :class:`SettingsError`."""
    name, address = parseaddr(settings.sender)
    try:
        return name, clean_mail_address(address)
    except InputError as error:
        raise SettingsError("mail.sender has no mail address", where="newsfold.toml", remedy='Write "Name <name@host.example>".') from error


def link(settings: Settings, action: str, token: str) -> str:
    """Where a subscriber's link leads."""
    return f"{settings.serve.public_url.rstrip('/')}{PATH}/{action}/{token}"


def edition_mail(letter: Letter, subscriber: Subscriber, all_settings: Settings, *, at: datetime) -> EmailMessage:
    """One person's mail of an edition, with both parts, the link to leave and the imprint, and one-click unsubscribe (RFC 8058)."""
    settings, leave = all_settings.mail, link(all_settings, "leave", subscriber.token)
    mail = _mail(letter.subject, subscriber.address, settings, at=at)
    mail["Message-ID"] = message_id(letter.edition, subscriber, settings)
    mail["List-Unsubscribe"] = f"<{leave}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["List-ID"] = f"<newsletter.{sender_of(settings)[1].rpartition('@')[2]}>"
    mail["Precedence"] = "bulk"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(personal(letter.text, unsubscribe=leave, imprint=settings.imprint, is_html=False), cte="quoted-printable")
    mail.add_alternative(
        personal(letter.html, unsubscribe=leave, imprint=settings.imprint, is_html=True), subtype="html", cte="quoted-printable"
    )
    return mail


def plain_mail(subject: str, text: str, address: str, settings: MailSettings, *, at: datetime) -> EmailMessage:
    """A mail to one person, with the imprint."""
    mail = _mail(subject, address, settings, at=at)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{text}\n\n-- \n{settings.imprint}\n", cte="quoted-printable")
    return mail


def _mail(subject: str, address: str, settings: MailSettings, *, at: datetime) -> EmailMessage:
    name, sender = sender_of(settings)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(display_name=" ".join(name.split()), addr_spec=sender)
    mail["To"] = Address(addr_spec=address)
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = format_datetime(at)
    if settings.reply_to:
        mail["Reply-To"] = Address(addr_spec=clean_mail_address(parseaddr(settings.reply_to)[1]))
    return mail


def message_id(edition: str, subscriber: Subscriber, settings: MailSettings) -> str:
    """The name of one person's mail of an edition. Nobody who does not know the token can make one up, so a bounce that has it is real."""
    digest = sha256(f"{edition}\n{subscriber.token}".encode()).hexdigest()[:32]
    return f"<{digest}@{sender_of(settings)[1].rpartition('@')[2]}>"
