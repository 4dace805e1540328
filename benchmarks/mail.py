"""Does everybody get an edition exactly once, whatever happens to the sender, and how quick is it? Run by `make bench`.

    python benchmarks/mail.py [--mails 5000] [--kills 40]

An edition of fifteen invented stories goes to so many subscribers through a real mail server (aiosmtpd) on loopback. The sender is a
process of its own and is killed with SIGKILL at random points, each time after some mails more; then another goes on. At the end every
address must have the edition once: an address without it is `missed`, one with two is `twice`. `unsure` counts what a killed sender left
handed over without the server's answer; those are not sent again.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
                Subscriber(address=f"reader-{number:05}@a.example", state="subscribed", asked_at=NOW, confirmed_at=NOW, consent="made up")
                for number in range(mails)
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


def measure(folder: Path, office: Office, *, mails: int, kills: int) -> int:
    senders = subprocess.Popen([sys.executable, SENDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert senders.stdin is not None
    assert senders.stdout is not None
    dice, killed, runs, before = random.Random(SEED), 0, 0, 0
    started = time.perf_counter()
    status = -1
    while status != 0:
        print(folder, file=senders.stdin, flush=True)
        child, runs = int(senders.stdout.readline()), runs + 1
        if killed < kills:
            until = office.taken.total() + dice.randint(0, max(1, 2 * (mails - before) // (kills + 1)))
            while office.taken.total() < min(until, mails - 1) and Path(f"/proc/{child}/fd").exists():
                time.sleep(0.0005)
            time.sleep(dice.uniform(0, 0.03))
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        status = int(senders.stdout.readline())
        killed += status == -signal.SIGKILL
    seconds = time.perf_counter() - started
    senders.stdin.close()
    senders.wait()
    with People.in_folder(folder) as people:
        (edition,) = [file.stem for file in (folder / "_newsletters").glob("*.html")]
        tally = people.deliveries.tally(edition)
    missed = mails - len(office.taken)
    twice = sum(count > 1 for count in office.taken.values())
    print(f"{mails} subscribers, {killed} senders killed, {runs} runs, {seconds:.0f} s, {mails / seconds:.0f} mails/s with all of that")
    print(f"taken by the server: {office.taken.total()}; missed {missed}, twice {twice}; settled {tally.sent}, unsure {tally.handed}")
    return int(missed > 0 or twice > 0)


if __name__ == "__main__":
    sys.exit(main())
