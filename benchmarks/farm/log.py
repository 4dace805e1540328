"""The farm in a process of its own, and what its log says of a client's manners."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Asked:
    host: str
    path: str
    status: int
    bytes: int
    began: float
    ended: float


@dataclass(frozen=True)
class Manners:
    """What a log proves. ``overlaps`` are requests that began while another to their host was under way, ``hurried`` those that began
    sooner after the last than the delay; ``shortest`` is the shortest pause seen, in seconds.
    """

    requests: int
    hosts: int
    bytes: int
    per_host: tuple[int, float, int]
    overlaps: int
    hurried: int
    shortest: float


@dataclass(frozen=True)
class Running:
    port: int
    log: Path

    def asked(self) -> list[Asked]:
        return [Asked(**json.loads(line)) for line in self.log.read_text(encoding="utf-8").splitlines()]


@contextmanager
def running(log: Path) -> Iterator[Running]:
    """The farm's server while the block lasts."""
    folder = Path(__file__).parents[1]
    with subprocess.Popen([sys.executable, "-m", "farm.server", str(log)], cwd=folder, stdin=-1, stdout=-1, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Running(port=int(process.stdout.readline()), log=log)
        finally:
            process.kill()


def manners(asked: list[Asked], *, delay: float, grace: float = 0.005) -> Manners:
    """``grace``: the server stamps the end of an answer a little after the client has read it."""
    hosts: defaultdict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        hosts[one.host].append(one)
    in_order = (sorted(found, key=lambda one: one.began) for found in hosts.values())
    pauses = [later.began - earlier.ended for found in in_order for earlier, later in pairwise(found)]
    counts = sorted(len(found) for found in hosts.values())
    return Manners(
        requests=len(asked),
        hosts=len(hosts),
        bytes=sum(one.bytes for one in asked),
        per_host=(counts[0], median(counts), counts[-1]) if counts else (0, 0, 0),
        overlaps=sum(pause < -grace for pause in pauses),
        hurried=sum(-grace <= pause < delay - grace for pause in pauses),
        shortest=min(pauses, default=0.0),
    )
