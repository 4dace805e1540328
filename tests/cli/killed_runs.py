"""Forks a fresh run for each portal named on standard input, and tells its process; loaded once, so that 50 runs take a minute, not ten.

Not a test: test_killed_runs.py starts it. A line in is a portal folder; lines out are the process id, then the status it ended with.
"""

from __future__ import annotations

import os
import sys

from newsfold.collect import FixedClock
from newsfold.demo.day import NOW
from newsfold.page import Page
from newsfold.portal import Portal
from newsfold.read import read


def run(folder: str) -> None:
    with Portal.open(folder, clock=FixedClock(NOW)) as portal:
        report = portal.run()
    if report.errors:
        print(report.errors, file=sys.stderr)
        os._exit(3)


def warm_up() -> None:
    """Load what reading loads when it is first asked, such as the language model, before the forks."""
    page = "<html><title>A title for a page</title><p>" + "The text of the page is long enough to be read. " * 20
    read(Page(url="https://a.example/", final_url="https://a.example/", fetched_at=NOW, body=page.encode()))


warm_up()
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            run(line.strip())
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(4)
        os._exit(0)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
