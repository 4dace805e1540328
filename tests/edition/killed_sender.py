"""Forks a sender for each line read, and tells its process; not a test: test_mailing.py and benchmarks/mail.py start it.

A line in is a portal folder, and after a tab the moment at which the sender is killed, none for one that is let alone or killed from
outside. Lines out are the process id, then the status it ended with.
"""

from __future__ import annotations

import os
import signal
import smtplib
import sys
from collections import Counter
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from newsfold.content.repository import Repository
from newsfold.mail.newsletter import Newsletter
from newsfold.portal_folder import settings_of
from newsfold.store.people import People

NOW = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)

BEGINNING = ("puts people down 1", "writes 1", "moves 1", "writes 2", "moves 2", "connects 1", "says ehlo 1")
"""Moments before the first mail, each just before what it names: each file of the edition is written under another name, then moved."""

SENDING = ("says mail 2", "says rcpt 3", "says data 4", "says the text 5", "marks 6", "settles 7")
"""Moments between mails and in them. ``marks`` is before the mail counts as handed over, ``settles`` before its answer is kept."""

UNSURE = ("says the dot 3", "awaits the answer 4")
"""Moments in which a mail is marked and its answer has not come: nobody can know whether the server has it, so it is not sent again."""

for name in ("newsfold.fold.news", "newsfold.pictures.plates"):  # Here, so that not every fork loads them.
    import_module(name)

MOMENTS = (*BEGINNING, *SENDING, *UNSURE)
END = "says quit 1"
"""The moment after the last mail of a connection."""
_COMMITS = {"add": "puts people down", "hand_over": "marks", "settle": "settles"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Moments:
    """Counts what a sender does that others can see, and kills it just before one of these."""

    def __init__(self, folder: Path, last: str) -> None:
        self._folder, self._last = str(folder / "_newsletters"), last
        self._met: Counter[str] = Counter()

    def watch(self) -> None:
        sys.addaudithook(self._audit)
        event.listen(Engine, "commit", lambda _: self._commits())
        read, self._dotted = smtplib.SMTP.getreply, False

        def getreply(server: smtplib.SMTP) -> Any:
            if self._dotted:
                self._meet("awaits the answer")
            self._dotted = False
            return read(server)

        smtplib.SMTP.getreply = getreply  # type: ignore[method-assign]

    def _audit(self, name: str, args: tuple[Any, ...]) -> None:
        if name == "smtplib.connect":
            self._meet("connects")
        elif name == "smtplib.send":
            said = args[1] if isinstance(args[1], bytes) else str(args[1]).encode()
            word = "the dot" if said == b".\r\n" else said.split()[0].decode().lower() if len(said) < 300 else "the text"
            self._meet(f"says {word}")
            self._dotted = word == "the dot"
        elif name == "os.rename" and str(args[0]).startswith(self._folder):
            self._meet("moves")
        elif name == "open" and str(args[0]).startswith(self._folder) and isinstance(args[2], int) and args[2] & _WRITING:
            self._meet("writes")

    def _commits(self) -> None:
        frame = sys._getframe(1)
        while frame is not None and not (frame.f_code.co_filename.endswith("deliveries.py") and frame.f_code.co_name in _COMMITS):
            frame = frame.f_back  # type: ignore[assignment]
        if frame is not None:
            self._meet(_COMMITS[frame.f_code.co_name])

    def _meet(self, moment: str) -> None:
        self._met[moment] += 1
        if self._last == f"{moment} {self._met[moment]}":
            os.kill(os.getpid(), signal.SIGKILL)


def send(folder: Path, moment: str) -> None:
    if moment:
        Moments(folder, moment).watch()
    settings = settings_of(folder, {})
    with People.in_folder(folder) as people:
        Newsletter(Repository(folder), settings, people, lambda: NOW).send()


def main() -> None:
    for line in sys.stdin:
        folder, _, moment = line.rstrip("\n").partition("\t")
        child = os.fork()
        if child == 0:
            try:
                send(Path(folder), moment)
            except BaseException as error:
                print(repr(error), file=sys.stderr)
                os._exit(4)
            os._exit(0)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
