"""Mails on their way: an edition to each subscriber exactly once, in batches, at a pace, also after a kill; and the mail of the opt-in.

Once a server has a mail's whole text, one line remains: a single dot. Before it leaves, the delivery is marked ``handed``; when the
server has answered, it is settled. A sender that is killed before the mark has sent nothing, for a server forgets a text without its
dot (RFC 5321, 4.1.1.4); one that is killed after the dot has sent it, and the mark keeps the next from doing so again. What remains is
the moment between the mark and the dot, in which nothing is waited for, not even the disk: a mail whose sender dies just there is not sent,
and stays ``handed``.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from typing import Final

from newsfold.article import Frozen
from newsfold.errors import MailError
from newsfold.mail.composing import Letter, checked, checked_server, edition_mail, sender_of
from newsfold.settings import MailSettings, Settings
from newsfold.store.people import Delivery, DeliveryState, People, Tally

PATIENCE: Final = 60.0
"""Seconds a mail server may take for one answer; RFC 5321, 4.5.3.2 allows it minutes."""

MOST_FAILURES: Final = 3
"""Connections that break in a row before sending stops; what is left waits for the next time."""

_BARE_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class Sent(Frozen, frozen=True, kw_only=True):
    """What a round of sending came to, and how far the edition is now. ``withdrawn`` are those who left meanwhile."""

    sent: int = 0
    later: int = 0
    refused: int = 0
    withdrawn: int = 0
    tally: Tally = Tally()
    stopped: str = ""


class _LostError(Exception):
    """The connection broke, or is of no more use. ``address`` is whose mail it was; none while the server has not heard whom it is for."""

    def __init__(self, words: str, address: str = "") -> None:
        super().__init__(words)
        self.address = address


@contextmanager
def connected(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """A connection to the mail server, encrypted and logged in. Raises :class:`MailError`; certificates are always checked."""
    checked_server(settings)
    try:
        tls = ssl.create_default_context()
        if settings.ca_file:
            tls.load_verify_locations(settings.ca_file)
        server = (
            smtplib.SMTP_SSL(settings.host, settings.port, timeout=PATIENCE, context=tls)
            if settings.security == "tls"
            else smtplib.SMTP(settings.host, settings.port, timeout=PATIENCE)
        )
    except (OSError, smtplib.SMTPException) as error:
        raise _told(error, settings) from error
    try:
        try:
            # Else the dot behind each text waits until the server's system has acknowledged the text, which it puts off for 40 ms.
            if server.sock is not None:
                server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server.ehlo_or_helo_if_needed()
            if settings.security == "starttls":
                server.starttls(context=tls)
                server.ehlo()
            if settings.user:
                server.login(settings.user, settings.password)
        except (OSError, smtplib.SMTPException) as error:
            raise _told(error, settings) from error
        yield server
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
    finally:
        server.close()


def _told(error: Exception, settings: MailSettings) -> MailError:
    where = f"{settings.host}:{settings.port}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return MailError("the mail server does not let us in", where=where, remedy="Mend mail.user and mail.password.")
    if isinstance(error, ssl.SSLCertVerificationError):
        remedy = "Mend its certificate, or name its authority in mail.ca_file; the check is never turned off."
        return MailError(f"the mail server's certificate does not hold: {error.verify_message}", where=where, remedy=remedy)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return MailError("the mail server offers no encryption", where=where, remedy='Set mail.security to "tls", or use another server.')
    reason = " ".join(str(getattr(error, "strerror", None) or error).split())[:200] or type(error).__name__
    return MailError(f"the mail server cannot be used: {reason}", where=where, remedy="Mend mail.host and mail.port, or try later.")


def send_one(mail: EmailMessage, settings: MailSettings) -> None:
    """Send a single mail now. Raises :class:`MailError`, also where the server refuses it."""
    with connected(settings) as server:
        try:
            answer = transmit(server, sender_of(settings)[1], str(mail["To"].addresses[0].addr_spec), mail.as_bytes(), end=_at_once)
        except _LostError as error:
            raise MailError(f"the mail server hung up: {error}", where=settings.host, remedy="Try later.") from error
        if not 200 <= answer[0] < 300:
            raise MailError(f"the mail server refuses the mail: {answer[1]}", where=settings.host, remedy="See that it takes the sender.")


def transmit(server: smtplib.SMTP, sender: str, address: str, body: bytes, *, end: Callable[[Callable[[], None]], bool]) -> tuple[int, str]:
    """Give a mail to the server; its last answer, code and words: 2xx where it took the mail, 4xx or 5xx where not.

    ``end`` is called once, when only the final dot is left, with what sends it. Where ``end`` says no, the connection is dropped, so that
    the server forgets the text, and the code is 0. Raises :class:`_LostError` where the connection broke, where the server closes it
    before the dot (421; RFC 5321, 3.8), and where it answers what is none of SMTP's answers there.
    """
    heard = ""
    try:
        code, words = _judged(server.mail(sender), heard)
        if code >= 400:
            return _begun_anew(server, code, words)
        heard = address
        code, words = _judged(server.rcpt(address), heard)
        if code >= 400:
            return _begun_anew(server, code, words)
        server.putcmd("data")
        code, words = _judged(server.getreply(), heard, fine=range(354, 355))
        if code >= 400:
            return _begun_anew(server, code, words)
        server.send(_LEADING_DOT.sub(b"..", _BARE_LINE_END.sub(b"\r\n", body)).rstrip(b"\r\n") + b"\r\n")
        if not end(lambda: server.send(b".\r\n")):
            server.close()
            return 0, "another sender has it"
        return _judged(server.getreply(), heard, is_over=True)
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise _LostError(str(error), heard) from error


def _judged(answer: tuple[int, bytes], heard: str, *, fine: range = range(200, 300), is_over: bool = False) -> tuple[int, str]:
    """An answer that says yes or no. smtplib's code of a reply without one is -1. Raises :class:`_LostError`."""
    code, words = answer[0], _plain(answer[1])
    if code not in fine and not 400 <= code < 600:
        told = f"{code} {words}" if code > 0 else words
        raise _LostError(f"the mail server's answer is none of SMTP: {told[:200]!r}", heard)
    if code == 421 and not is_over:
        raise _LostError(f"{code} {words}", heard)
    return code, words


def _begun_anew(server: smtplib.SMTP, code: int, words: str) -> tuple[int, str]:
    """A refusal, after which the server is to forget what it heard; where it hung up, there is nothing to forget."""
    with suppress(OSError, smtplib.SMTPException):
        server.rset()
    return code, words


def _at_once(send_dot: Callable[[], None]) -> bool:
    send_dot()
    return True


def _plain(words: bytes) -> str:
    return " ".join(words.decode("ascii", "replace").split())


class Mailing:
    """Sends an edition to those who are put down for it. ``now`` tells the time, ``pause`` waits so many seconds."""

    def __init__(
        self, people: People, settings: Settings, *, now: Callable[[], datetime], pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._people = people
        self._settings = settings.mail
        self._all_settings = settings
        self._now = now
        self._pause = pause

    def enlist(self, edition: str, *, topic: str = "") -> int:
        """Put down for an edition all who are subscribed: to all of it, or to the topic it is of. Return how many wait for it now.

        Done again it changes nothing for those who stand there.
        """
        batch: list[str] = []
        for subscriber in self._people.subscribers.all("subscribed"):
            if (topic in subscriber.topics) if topic else not subscriber.topics:
                batch.append(subscriber.address)
            if len(batch) == 5_000:
                self._people.deliveries.add(edition, batch, at=self._now())
                batch = []
        self._people.deliveries.add(edition, batch, at=self._now())
        return self._people.deliveries.tally(edition).waiting

    def send(self, letter: Letter, *, on_done: Callable[[], None] = lambda: None) -> Sent:
        """Send an edition to all who wait for it, once each; what a server puts off waits for the next round.

        Raises :class:`MailError` where no connection comes about at all; where connections break on the way, ``stopped`` says why.
        A mail over which one breaks waits for the next round, so that one address cannot keep the others from theirs.
        """
        checked(self._all_settings)
        done, after, failures = Sent(), "", 0
        while True:
            waiting = self._people.deliveries.waiting(letter.edition, limit=max(1, self._settings.per_connection), after=after)
            if not waiting:
                break
            before = done
            try:
                with connected(self._settings) as server:
                    for delivery in waiting:
                        if server.sock is None:  # It hung up after a refusal; the next mail has no part in that.
                            break
                        done = self._deliver(server, letter, delivery, done)
                        after = delivery.address
                        on_done()
            except (_LostError, MailError) as error:
                failures = failures + 1 if done == before else 1
                after = error.address if isinstance(error, _LostError) and error.address else after
                if isinstance(error, MailError) and before == Sent():
                    raise
                if failures >= MOST_FAILURES:
                    done = done.evolve(stopped=str(error) or "the mail server hung up")
                    break
                self._pause(2.0**failures)
        return done.evolve(tally=self._people.deliveries.tally(letter.edition))

    def _deliver(self, server: smtplib.SMTP, letter: Letter, delivery: Delivery, done: Sent) -> Sent:
        deliveries = self._people.deliveries
        subscriber = self._people.subscribers.find(delivery.address)
        if subscriber is None or subscriber.state != "subscribed":
            deliveries.withdraw(delivery.address)
            return done.evolve(withdrawn=done.withdrawn + 1)
        begun, now = time.monotonic(), self._now()
        body = edition_mail(letter, subscriber, self._all_settings, at=now).as_bytes()

        def end(send_dot: Callable[[], None]) -> bool:
            return deliveries.hand_over(letter.edition, subscriber.address, at=now, then=send_dot)

        try:
            code, words = transmit(server, sender_of(self._settings)[1], subscriber.address, body, end=end)
        except _LostError as error:
            self._note_loss(letter.edition, error)
            raise
        if code == 0:
            raise _LostError(words, subscriber.address)
        if code == 421:  # The server closes; nothing was taken (RFC 5321, 3.8).
            deliveries.settle(letter.edition, subscriber.address, "waiting", at=now, answer=f"{code} {words}")
            raise _LostError(f"{code} {words}", subscriber.address)
        done = self._settled(letter.edition, subscriber.address, code, f"{code} {words}", done)
        if self._settings.per_minute > 0:
            self._pause(max(0.0, 60.0 / self._settings.per_minute - (time.monotonic() - begun)))
        return done

    def _note_loss(self, edition: str, error: _LostError) -> None:
        """Keep why a mail's connection broke: before the mark it counts a try, after it the mail stays ``handed``."""
        for one in self._people.deliveries.of(error.address) if error.address else ():
            if one.edition == edition and one.state in ("waiting", "handed"):
                answer = str(error) or "the mail server hung up"
                self._people.deliveries.settle(edition, one.address, one.state, at=self._now(), answer=answer)

    def _settled(self, edition: str, address: str, code: int, answer: str, done: Sent) -> Sent:
        """Note what the server answered to a mail."""
        state: DeliveryState = "sent" if code < 300 else "waiting" if code < 500 else "refused"
        self._people.deliveries.settle(edition, address, state, at=self._now(), answer=answer)
        return done.evolve(
            sent=done.sent + (state == "sent"), later=done.later + (state == "waiting"), refused=done.refused + (state == "refused")
        )
