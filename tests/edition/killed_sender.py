"""Forks a sender for each line read, and tells its process; not a test: test_mailing_killed.py and benchmarks/mail.py start it.

A line in is a portal folder; lines out are the process id, then the status it ended with.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from newsfold.content.repository import Repository
from newsfold.mail.newsletter import Newsletter
from newsfold.portal_folder import settings_of
from newsfold.store.people import People

NOW = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)


def send(folder: Path) -> None:
    settings = settings_of(folder, {})
    with People.in_folder(folder) as people:
        Newsletter(Repository(folder), settings, people, lambda: NOW).send()


for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            send(Path(line.strip()))
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(4)
        os._exit(0)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
