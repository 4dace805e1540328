"""Forks a fresh run for each line on standard input, and tells its process; loaded once, so that a hundred runs take a minute, not ten.

Not a test: test_killed_runs.py and test_killed_collecting.py start it. A line in is a portal folder, and after a tab what is wished of the
run: ``here`` has no fork made, so that all it loads is there for those that are forked later; ``?`` has the points it passes written to
``<folder>.points``, and a point has it killed there. Lines out are the process id, then the status it ended with.

A point is where a run is about to change what outlives it: a file opened for writing (and once more when it stands and is still empty),
moved, linked or removed, a folder made or removed, the store's transaction committed, git begun (and once more when git goes on alone).
It is named by what happens and by the functions of newsfold that bring it about, so that a loop is one point; its number says which time
it is met.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import FrameType

from sqlalchemy import Engine, event

from newsfold.collect import FixedClock
from newsfold.demo.day import NOW
from newsfold.portal import Portal

MOVES = ("os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
GIT_CHANGES = {"update-index", "commit", "reset"}
PLUMBING = ("atomic.write_atomically", "connection._writing", "git._run", "git._git", "git._must")
"""Functions through which all that writes goes: they tell no place."""
FRAMES = 3
"""Functions that name a place."""


class Points:
    """Counts the points a run passes, and kills it at one."""

    def __init__(self, folder: str, last: str) -> None:
        self.met: Counter[str] = Counter()
        self._folder, self._last = folder, last
        self._lock = threading.RLock()
        self._git = threading.local()

    def watch(self) -> None:
        """Note the points from now on."""
        sys.addaudithook(self._audit)
        event.listen(Engine, "commit", lambda _: self._pass("commits"))
        subprocess.Popen.wait = self._before_waiting(subprocess.Popen.wait)  # type: ignore[method-assign]

    def _before_waiting(self, wait: Callable[..., int]) -> Callable[..., int]:
        @wraps(wait)
        def noted(process: subprocess.Popen[bytes], *args: float, **options: float) -> int:
            for verb in GIT_CHANGES.intersection(map(str, process.args)):
                self._pass(f"awaits git {verb}")
            return wait(process, *args, **options)

        return noted

    def _audit(self, name: str, args: tuple) -> None:
        if name == "subprocess.Popen":
            for verb in GIT_CHANGES.intersection(map(str, args[1])):
                self._pass(f"begins git {verb}")
        elif not args or not str(args[0]).startswith(self._folder):
            return
        elif name == "os.mkdir" and not os.path.isdir(args[0]):
            self._pass("makes")
        elif name in MOVES:
            self._pass(name.removeprefix("os."))
        elif name == "open" and isinstance(args[2], int) and args[2] & WRITING:
            self._pass("opens")
            self._pass("opened", lambda: os.close(os.open(args[0], args[2] | os.O_CREAT, 0o600)))

    def _pass(self, what: str, first: Callable[[], None] = lambda: None) -> None:
        with self._lock:
            point = f"{what} {_place(sys._getframe(1))}"
            self.met[point] += 1
            if self._last == f"{point} {self.met[point]}":
                self._last = ""
                first()
                os.kill(os.getpid(), signal.SIGKILL)


def _place(frame: FrameType | None) -> str:
    """The functions of newsfold that brought a frame about, the innermost first."""
    names: dict[str, None] = {}
    while frame is not None and len(names) < FRAMES:
        code = frame.f_code
        name = f"{Path(code.co_filename).stem}.{code.co_name}"
        if "/newsfold/" in code.co_filename and name not in PLUMBING and "<" not in name:
            names[name] = None
        frame = frame.f_back
    return "<".join(names)


def run(folder: str, wish: str) -> None:
    points = Points(folder, wish)
    if wish:
        points.watch()
    with Portal.open(folder, clock=FixedClock(NOW)) as portal:
        report = portal.run()
    if wish == "?":
        Path(f"{folder}.points").write_text("".join(f"{point} {count}\n" for point, count in points.met.items()))
    if report.errors:
        print(report.errors, file=sys.stderr)
        os._exit(3)


for line in sys.stdin:
    folder, _, wish = line.rstrip("\n").partition("\t")
    if wish == "here":
        run(folder, "")
        print("0\n0", flush=True)
        continue
    child = os.fork()
    if child == 0:
        try:
            run(folder, wish)
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(4)
        os._exit(0)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
