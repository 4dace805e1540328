"""A month of a portal again, unattended: what would have been published, folded wrongly and sent, and what each run costs. By `make bench`.

    python benchmarks/replay.py [--portal azure] [--runs 360] [--first 2020-05-02] [--history] [--pictures] [--plots FOLDER]

For each portal of ../shared/data/portals a server in a process of its own plays the publishers of its records: a feed a publisher, a page
an article (title, excerpt, times, publisher, addresses, picture), each there from its time on; and a mail server. A new portal with the
old one's topics and organizations lives through the busiest days: a clock goes on two hours a run, each run is a whole `Portal.run` over
real HTTP, with git, and the rounds of `newsfold watch` after it, so that a daily edition is sent. The clock is an argument, nothing waits.
Each portal is replayed in a process of its own. CPU seconds are of that process and of git.

It fails where memory or the time of idle runs did not stay flat, an error was told, an edition did not reach its readers, `newsfold check`
finds an error, or folding is worse than none (press/judging.py).

``--history``: the portal has the records of before. ``--pictures``: pictures are held. Prints Markdown.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from press.articles import published_between
from press.judging import faults
from press.month import EVERY, replay
from press.telling import plot, tell

SHARED = Path(__file__).parents[2] / "shared" / "data"
WINDOWS: Mapping[str, str] = {"azure": "azure-2020-05.jsonl", "diablo4": "diablo4-beta.jsonl"}
MONTH = 360


def busiest(old: Path, span: timedelta) -> datetime:
    """The midnight from which on a portal had the most articles in such a span."""
    times = sorted(one.published_at for one in published_between(old, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)))
    days = sorted({time.replace(hour=0, minute=0, second=0, microsecond=0) for time in times})
    return max(days, key=lambda day: sum(day <= time < day + span for time in times))


def unpacked(name: str, folder: Path) -> Path:
    with tarfile.open(SHARED / "portals" / f"{name}.tar.gz") as tar:
        tar.extractall(folder, filter="data")
    return folder / name


def one_portal(name: str, options: argparse.Namespace) -> int:
    """Replay a portal, tell of it and judge it: the exit status."""
    with tempfile.TemporaryDirectory(prefix="newsfold-replay-") as temporary:
        old = unpacked(name, Path(temporary) / "old")
        first = options.first or busiest(old, options.runs * EVERY)
        folder = Path(temporary) / name
        window = SHARED / "stories" / WINDOWS[name] if name in WINDOWS else None
        done = replay(folder, old, first=first, runs=options.runs, window=window, pictures=options.pictures, history=options.history)
        for line in tell(name, done, folder, old, window):
            print(line)
        found = list(faults(done, folder, window))
        print(f"**Judged**: {' '.join(found) if found else 'no fault.'}")
        print(f"Load of the machine at the end: {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores.\n", flush=True)
        if options.plots:
            plot(name, done, options.plots / f"replay-{name}.svg")
    return 1 if found else 0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--portal", choices=("azure", "diablo4", "powerapps"))
    parser.add_argument("--runs", type=int, default=MONTH)
    parser.add_argument("--first", type=lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC))
    parser.add_argument("--history", action="store_true")
    parser.add_argument("--pictures", action="store_true")
    parser.add_argument("--plots", type=Path)
    options = parser.parse_args()
    if not SHARED.is_dir():
        print(f"the records to replay are not here: {SHARED}")
        return 0
    if options.portal:
        return one_portal(options.portal, options)
    asked = [sys.executable, __file__, *sys.argv[1:]]
    return max(subprocess.run([*asked, "--portal", name], check=False).returncode for name in ("azure", "diablo4", "powerapps"))


if __name__ == "__main__":
    sys.exit(main())
