"""A backfill over a real Ray cluster of two nodes: the records of one process, also where a worker is killed."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.ray
pytest.importorskip("ray", reason="ray is not here: pip install 'newsfold[scale]'")


def _loaded(name: str, file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


web_archives = _loaded("web_archives", Path(__file__).with_name("web_archives.py"))
ray_cluster = _loaded("ray_cluster", Path(__file__).parents[2] / "benchmarks" / "ray_cluster.py")


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[str, dict[str, str]]]:
    """A head and a second node, each with one core: the address, and what a driver needs in its environment."""
    with ray_cluster.RayCluster(2) as nodes:
        yield nodes.address, {**os.environ, **nodes.environment}


def command(portal: Path, archive: Path, *options: str) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "newsfold", "backfill", str(archive), "--portal", str(portal), *options]


@pytest.mark.timeout(300)
def test_ray_makes_the_records_of_one_process_also_where_a_worker_is_killed(cluster: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    address, environment = cluster
    archive = web_archives.packed(tmp_path / "a.warc.gz", web_archives.mixed(range(200)))
    alone, many = (web_archives.make_portal(tmp_path / name) for name in ("alone", "many"))
    subprocess.run(command(alone, archive, "--workers", "0"), check=True, stdout=subprocess.DEVNULL)
    driver = subprocess.Popen(
        command(many, archive, "--engine", "ray", "--address", address), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while driver.poll() is None and not (workers := ray_cluster.workers_of("RayReader")):
        pass
    os.kill(workers[0], signal.SIGKILL)
    out, err = driver.communicate()
    assert driver.returncode == 0, err
    assert b"200 answers read" in out
    assert b"Traceback" not in err
    assert web_archives.records_of(many) == web_archives.records_of(alone) != {}
