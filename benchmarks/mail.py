"""Does everybody get an edition exactly once, whatever happens to the sender, and how quick is it? Run by `make bench`.

    python benchmarks/mail.py [--mails 5000] [--kills 40]

An edition of fifteen invented stories goes to so many subscribers through a real mail server (aiosmtpd) on loopback. The sender is a
process of its own and is killed with SIGKILL: first at moments of chance while the edition is made, from the very start of the
sender on; then at every kind of moment that tests/edition/killed_sender.py names; then at random points, each after some mails more.
Another sender goes on each time. At the end every address must have the edition once: an address without it is `missed`, one with two is
`twice`. `unsure` are those whose sender was killed between the mark and the server's answer; they are not sent again, so such a one may be
missed: two senders are killed there on purpose. Exit status 1 where an address has two, one is missed that is not unsure, or chance missed
more than two.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from newsfold.article import Article, Provider
from newsfold.content.repository import Repository
from newsfold.store.people import People, Subscriber

SENDER = Path(__file__).parents[1] / "tests" / "edition" / "killed_sender.py"
NOW = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)
SEED = 20261115


class Office:
    """Takes every mail and counts it."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.update(envelope.rcpt_tos)
        return "250 taken"

    def after(self, more: int, child: int, dice: random.Random, mails: int) -> None:
        """Return after so many mails more and a moment, or when the sender has ended."""
        until = min(self.taken.total() + more, mails - 1)
        while self.taken.total() < until and Path(f"/proc/{child}/fd").exists():
            time.sleep(0.0005)
        time.sleep(dice.uniform(0, 0.03))


def addresses(mails: int) -> list[str]:
    return [f"reader-{number:05}@a.example" for number in range(mails)]


def loaded(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def portal(folder: Path, port: int, mails: int) -> None:
    (folder / "_data" / "topics").mkdir(parents=True)
    (folder / "_data" / "topics" / "00-ai.yaml").write_text("_id: ai\nname: AI\nkeywords:\n  - AI\n")
    (folder / "newsfold.toml").write_text(
        '[portal]\ntitle = "The AI Fold"\ntopic = "AI"\nurl = "https://portal.example"\n'
        f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "The AI Fold <news@portal.example>"\n'
        'imprint = "Ada Quill, 1 Lane End, Portmaren"\n[serve]\npublic_url = "https://hooks.portal.example"\n'
    )
    repository = Repository(folder)
    for number in range(15):
        repository.add(
            Article(
                title=f"Lumen opens laboratory number {number}",
                excerpt="What was opened, by whom, and what it is to be used for. " * 4,
                published_at=NOW - timedelta(hours=number + 1),
                web_url=f"https://lumen.example/{number}",
                provider=Provider(name="Lumen Daily", domain="lumen.example"),
                topics=("AI",),
                quality=20,
                heat=20,
                published=True,
            )
        )
    with People.in_folder(folder) as people:
        people.subscribers.put_new(
            [
                Subscriber(address=address, state="subscribed", asked_at=NOW, confirmed_at=NOW, consent="made up")
                for address in addresses(mails)
            ]
        )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=5_000)
    parser.add_argument("--kills", type=int, default=40)
    options = parser.parse_args()
    office = Office()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    server = Controller(office, hostname="127.0.0.1", port=port)
    server.start()
    try:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "portal"
            portal(folder, port, options.mails)
            return measure(folder, office, mails=options.mails, kills=options.kills)
    finally:
        server.stop()


class Senders:
    """Senders of a portal's edition, one after the other; most are killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.runs, self.killed = folder, 0, 0
        self.forking = subprocess.Popen([sys.executable, SENDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def send(self, moment: str = "", *, until: Callable[[int], None] | None = None) -> int:
        """The status one ended with. It is killed at a moment of its work, or when ``until``, which is told its process, returns."""
        assert self.forking.stdin is not None
        assert self.forking.stdout is not None
        print(self.folder, moment, sep="\t", file=self.forking.stdin, flush=True)
        child = int(self.forking.stdout.readline())
        if until is not None:
            until(child)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        status = int(self.forking.stdout.readline())
        self.runs, self.killed = self.runs + 1, self.killed + (status == -signal.SIGKILL)
        if moment and status == 0:
            sys.exit(f"a sender never came to where it {moment}")
        return status

    def close(self) -> None:
        assert self.forking.stdin is not None
        self.forking.stdin.close()
        self.forking.wait()


def measure(folder: Path, office: Office, *, mails: int, kills: int) -> int:
    named = loaded(SENDER)
    senders, dice = Senders(folder), random.Random(SEED)
    started = time.perf_counter()
    for _ in range(2):  # The second has all files in the system's memory, as the next ones.
        begun = time.perf_counter()
        senders.send(named.BEGINNING[0])
    making = time.perf_counter() - begun
    for _ in range(kills // 4):
        senders.send(until=lambda _: time.sleep(dice.uniform(0, 0.6 * making)))
    for moment in named.MOMENTS:
        senders.send(moment)
    for left in range(kills, 0, -1):
        more = dice.randint(0, max(1, 2 * (mails - office.taken.total()) // (left + 1)))
        if senders.send(until=lambda child, more=more: office.after(more, child, dice, mails)) == 0:
            break
    while senders.send() != 0:
        pass
    seconds = time.perf_counter() - started
    senders.close()
    with People.in_folder(folder) as people:
        (edition,) = [file.stem for file in (folder / "_newsletters").glob("*.html")]
        tally = people.deliveries.tally(edition)
        missed = [address for address in addresses(mails) if address not in office.taken]
        lost = [address for address in missed if people.deliveries.of(address)[0].state != "handed"]
    twice = sum(count > 1 for count in office.taken.values())
    rate = f"{seconds:.0f} s, {mails / seconds:.0f} mails/s with all that"
    print(f"{mails} subscribers, {senders.killed} senders killed, {senders.runs} runs, {rate}")
    print(f"taken by the server: {office.taken.total()}; missed {len(missed)}, {len(lost)} of them not unsure; twice {twice}")
    print(f"settled {tally.sent}, unsure {tally.handed}; {len(named.UNSURE)} senders were killed on purpose where that leaves one unsure")
    return int(twice > 0 or bool(lost) or len(missed) > len(named.UNSURE) + 2)


if __name__ == "__main__":
    sys.exit(main())
