"""A run on Ray of which a worker and then the driver are killed in mid-run, seen to be hit there. By benchmarks/backfill.py."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ray_cluster import RayCluster

from newsfold.portal import Portal

MORE = "Is the machine held up? Else take more --pages."
DIES_WITHIN = 20.0
"""Seconds in which a process that was killed must be gone: it is at once, but that its node may be slow to bury it."""


def killed(driver: subprocess.Popen[bytes], portal: Path, cluster: RayCluster, pages: int) -> int:
    """Kill a worker of a run on Ray from a third of the pages on, and the driver from the half on; how many answers were kept then.

    Exits with a sentence where a kill did not hit what it was meant for.
    """
    try:
        with Portal.open(portal) as opened:

            def kept() -> int:
                return sum(state.records for state in opened.store.backfill_states().values())

            lost = kill_worker(driver, cluster, kept, pages)
            wait_until(driver, lambda: kept() >= max(lost + 1, pages / 2), "half of the pages")
            # Stopped first, so that nothing is kept between the look and the kill.
            driver.send_signal(signal.SIGSTOP)
            before = kept()
            driver.kill()
            status, after = driver.wait(), kept()
    finally:
        driver.kill()
        driver.wait()
    if status != -signal.SIGKILL or before != after or not is_midway(after, pages):
        sys.exit(f"the driver was not killed in mid-run: status {status}, {before:,} and then {after:,} of {pages:,} answers. {MORE}")
    print(f"killed: a Ray worker at work after {lost:,} answers, the driver after {after:,} (status {status})", flush=True)
    return after


def kill_worker(driver: subprocess.Popen[bytes], cluster: RayCluster, kept: Callable[[], int], pages: int) -> int:
    """Kill a worker that is at a slice, and see that it is gone; how many answers were kept then."""
    wait_until(driver, lambda: kept() >= pages / 3, "a third of the pages")
    while True:
        wait_until(driver, lambda: any(worker.is_busy for worker in cluster.workers("RayReader")), "a worker was at work")
        victim = next((worker for worker in cluster.workers("RayReader") if worker.is_busy), None)
        if victim is None:
            continue
        # Stopped first: what is at a slice then stays at it, and nothing after that slice is kept.
        os.kill(victim.pid, signal.SIGSTOP)
        if victim in cluster.workers("RayReader"):
            break
        os.kill(victim.pid, signal.SIGCONT)
    lost = kept()
    os.kill(victim.pid, signal.SIGKILL)
    until = time.monotonic() + DIES_WITHIN
    while victim.pid in {worker.pid for worker in cluster.workers("RayReader")}:
        if time.monotonic() > until:
            sys.exit(f"the worker {victim.pid} was killed and is still there after {DIES_WITHIN:.0f} s")
        time.sleep(0.02)
    if not is_midway(lost, pages):
        sys.exit(f"the worker was not killed in mid-run: {lost:,} of {pages:,} answers were kept. {MORE}")
    return lost


def is_midway(kept: int, pages: int) -> bool:
    return pages / 3 <= kept <= 2 * pages / 3


def wait_until(driver: subprocess.Popen[bytes], has_come: Callable[[], bool], what: str) -> None:
    """Wait for something while the driver works. Exits with a sentence where the driver ends before it."""
    while not has_come():
        if driver.poll() is not None:
            sys.exit(f"nothing was killed: the driver ended (status {driver.returncode}) before {what}. {MORE}")
        time.sleep(0.02)
