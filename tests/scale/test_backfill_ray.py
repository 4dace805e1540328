"""A backfill over a real Ray cluster of two nodes: the records of one process, also where a worker and then the driver are killed."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from newsfold.portal import Portal
from newsfold.scale.backfill import Backfill
from newsfold.scale.engine import OneProcess

pytestmark = pytest.mark.ray
pytest.importorskip("ray", reason="ray is not here: pip install 'newsfold[scale]'")

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
ARCHIVES = 16
PAGES = 8
"""In each archive."""


def _loaded(name: str, file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


web_archives = _loaded("web_archives", Path(__file__).with_name("web_archives.py"))
archive_server = _loaded("archive_server", Path(__file__).with_name("archive_server.py"))
ray_cluster = _loaded("ray_cluster", BENCHMARKS / "ray_cluster.py")


def wait_until(driver: subprocess.Popen[bytes], has_come: Callable[[], bool]) -> None:
    """Wait for what must come while the driver works; the test's own time limit ends what never comes."""
    while not has_come():
        assert driver.poll() is None, driver.stderr and driver.stderr.read()
        time.sleep(0.02)


@pytest.fixture
def bystander() -> Iterator[int]:
    """Another cluster's worker, by its title."""
    process = subprocess.Popen(["ray::RayReader.harvest", "600"], executable="/bin/sleep")
    yield process.pid
    assert process.poll() is None
    process.kill()
    process.wait()


@pytest.mark.timeout(300)
def test_a_worker_and_then_the_driver_killed_in_mid_run_lose_nothing(tmp_path: Path, bystander: int) -> None:
    # Each archive is one slice. No more than eight are under way for two workers, so a slice that was lost comes before the thirteenth.
    parts = [range(start, start + PAGES) for start in range(0, ARCHIVES * PAGES, PAGES)]
    archives = [web_archives.packed(tmp_path / f"{part.start:03}.warc.gz", web_archives.mixed(part)) for part in parts]
    alone, many = (web_archives.make_portal(tmp_path / name) for name in ("alone", "many"))
    with Backfill.open(alone) as opened:
        opened.run([str(file) for file in archives], OneProcess)
    gate = archive_server.Gate(4)
    with (
        archive_server.served(archives, gate) as addresses,
        ray_cluster.RayCluster(2, name_in=archive_server.NAME_IN) as cluster,
        Portal.open(many) as portal,
    ):

        def kept() -> int:
            return sum(state.records for state in portal.store.backfill_states().values())

        def driver(workers: int) -> subprocess.Popen[bytes]:
            at = ["--engine", "ray", "--address", cluster.address, "--workers", str(workers)]
            words = ["backfill", *addresses, "--portal", str(many), *at]
            return subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "newsfold", *words],
                env={**os.environ, **cluster.environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )

        killed = driver(2)
        # Both workers are at an archive that is held back, and all before these is kept.
        wait_until(killed, lambda: kept() == 4 * PAGES and gate.workers_at(range(4, ARCHIVES)) == {"node-0", "node-1"})
        workers = {f"node-{worker.node}": worker for worker in cluster.workers("RayReader")}
        assert bystander not in {worker.pid for worker in workers.values()}
        victim = workers[min(gate.workers_at(range(4)))]
        assert victim.is_busy
        os.kill(victim.pid, signal.SIGKILL)
        gate.open_to(12)
        wait_until(killed, lambda: kept() == 12 * PAGES)
        assert victim.pid not in {worker.pid for worker in cluster.workers("RayReader")}
        killed.kill()
        killed.communicate()
        assert killed.returncode == -signal.SIGKILL
        assert kept() == 12 * PAGES
        assert web_archives.records_of(many) == {}
        gate.open_to(ARCHIVES)
        resumed = driver(1)
        out, err = resumed.communicate()
    assert resumed.returncode == 0, err
    assert f"{4 * PAGES} answers read".encode() in out
    assert b"Traceback" not in err
    assert web_archives.records_of(many) == web_archives.records_of(alone) != {}


def test_the_bench_fails_where_a_run_ends_before_anything_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    killing = _loaded("killing", BENCHMARKS / "killing.py")
    driver = subprocess.Popen([sys.executable, "-S", "-c", ""])
    with pytest.raises(SystemExit, match=r"nothing was killed: the driver ended \(status 0\) before a third of the pages"):
        killing.killed(driver, web_archives.make_portal(tmp_path / "portal"), ray_cluster.RayCluster(2), 90)
