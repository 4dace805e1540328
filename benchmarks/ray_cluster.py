"""A Ray cluster of several nodes on this machine, by real `ray start`, in a folder of its own; ended by its own processes' ids."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_enable_metrics_collection": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
"""No word to Ray's makers, no metrics exporter."""

_STARTS_WITHIN = 90.0


class Worker(NamedTuple):
    """A process of an actor: which node of the cluster it runs on, and whether it is at a task now, as Ray tells in its title."""

    pid: int
    node: int
    is_busy: bool


class RayCluster:
    """A head and ``nodes - 1`` further nodes with one core each. ``address`` is where it is, ``environment`` what a driver needs.

    ``name_in``: the variable that tells each node, and so its workers, its name: node-0, node-1, …
    """

    def __init__(self, nodes: int = 2, *, name_in: str = "BENCH_NODE") -> None:
        self._nodes = nodes
        self._name_in = name_in
        self.address = f"127.0.0.1:{_free_port()}"
        # A token of its own: no other cluster's work gets in, and none is left in anybody's home.
        self.environment = {**QUIET, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
        self._started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> RayCluster:
        self._folder = Path(tempfile.mkdtemp(prefix="rc", dir="/tmp"))  # Sockets' paths may have 107 bytes.
        port = self.address.rpartition(":")[2]
        self._start("--head", f"--port={port}", "--include-dashboard=false", f"--temp-dir={self._folder}")
        self._wait_for(int(port))
        for _ in range(self._nodes - 1):
            self._start(f"--address={self.address}")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for node in reversed(self._started):
            node.send_signal(signal.SIGTERM)
        for node in reversed(self._started):
            with suppress(subprocess.TimeoutExpired):
                node.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(node.pid, signal.SIGKILL)
            node.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def workers(self, actor: str) -> list[Worker]:
        """The processes of this cluster's actors of a class: none of another cluster on the machine, whatever its actors are called."""
        parents, titles = _processes()
        nodes = {process.pid: number for number, process in enumerate(self._started)}
        found = []
        for pid, title in titles.items():
            if not title.startswith(f"ray::{actor}"):
                continue
            above = parents[pid]
            while above in parents and above not in nodes:
                above = parents[above]
            if above in nodes:
                found.append(Worker(pid, nodes[above], title.startswith(f"ray::{actor}.")))
        return sorted(found)

    def _start(self, *words: str) -> None:
        ray = Path(sys.executable).with_name("ray")
        command = [str(ray), "start", *words, "--num-cpus=1", "--object-store-memory=100000000", "--block", "--disable-usage-stats"]
        log = (self._folder / f"start-{len(self._started)}.log").open("wb")
        environment = {**os.environ, **self.environment, self._name_in: f"node-{len(self._started)}"}
        with log:
            node = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        self._started.append(node)

    def _wait_for(self, port: int) -> None:
        until = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < until:
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.2)
        raise TimeoutError("the head of the Ray cluster did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _processes() -> tuple[dict[int, int], dict[int, str]]:
    """The parent and the title of each process, by its id, as Linux tells them; a process that ended and waits for its parent is none."""
    parents, titles = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                title = (folder / "cmdline").read_bytes().decode("utf-8", "replace")
                # The name of the program, in brackets, may hold blanks and brackets (proc(5)).
                state, parent = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if state != "Z":
                parents[int(folder.name)], titles[int(folder.name)] = int(parent), title
    return parents, titles
