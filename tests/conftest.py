"""What all tests share: where the real data is, how articles are made, and what CI may not skip."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from newsfold.article import Article, Provider

SHARED = Path(__file__).parents[2] / "shared"

# Derandomised: the same input gives the same answer, and a slow machine fails nothing.
settings.register_profile("newsfold", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("newsfold")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"the real data is not here: {SHARED}")
    return SHARED


MakeOnce = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MakeOnce:
    """Makes a folder that takes long once for all of pytest's processes: by the first that asks for the name. Not to be written to."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def once(name: str, make: Callable[[Path], object]) -> Path:
        folder = shared / "made-once" / name
        folder.parent.mkdir(exist_ok=True)
        with FileLock(folder.with_name(f"{name}.lock")):
            done = folder.with_name(f"{name}.done")
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)  # Another process failed at it.
                make(folder)
                done.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def portals(shared: Path, made_once: MakeOnce) -> Path:
    """A folder with the three real portals unpacked: azure, diablo4, powerapps. Not to be written to."""

    def unpack(folder: Path) -> None:
        for archive in sorted((shared / "data" / "portals").glob("*.tar.gz")):
            with tarfile.open(archive) as tar:
                tar.extractall(folder, filter="data")

    return made_once("portals", unpack)


@pytest.fixture(scope="session")
def make_article() -> Callable[..., Article]:
    """Makes articles of invented publishers; every field can be said, those that are not are plain."""

    def make(title: str = "Lumen opens a laboratory", **fields: object) -> Article:
        domain = str(fields.pop("domain", "lumen-daily.example"))
        hours = float(str(fields.pop("hours", 0)))
        slug = "-".join(title.lower().split())
        values = {
            "title": title,
            "published_at": datetime(2026, 11, 10, 8, 0, tzinfo=UTC) + timedelta(hours=hours),
            "web_url": f"https://{domain}/{slug}",
            "original_url": f"https://{domain}/{slug}",
            "provider": Provider(name=domain.partition(".")[0].title(), domain=domain),
            **fields,
        }
        return Article(**values)

    return make


def _loaded(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server that runs for the tests alone, on a socket in a folder of its own."""
    server = _loaded(Path(__file__).parent / "store" / "postgresql_server.py")
    programs = server.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not here: apt install postgresql")
    with server.served(programs) as url:
        yield url


@pytest.fixture(scope="session")
def warm() -> Iterator[Path]:
    """A folder with a program `newsfold` that is loaded already: each command is a process of its own that need not begin with imports."""
    here = Path(__file__).parent / "docs" / "warm_newsfold.py"
    with tempfile.TemporaryDirectory(prefix="newsfold-warm-") as place:
        socket_file, client = Path(place, "socket"), Path(place, "newsfold")
        client.write_text(_loaded(here).CLIENT.format(python=sys.executable, place=str(socket_file)))
        client.chmod(0o755)
        process = subprocess.Popen([sys.executable, "-W", "error", here, socket_file])
        while not socket_file.exists():
            assert process.poll() is None, "the warm newsfold did not start"
            time.sleep(0.05)
        yield Path(place)
        process.terminate()
        process.wait(20)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that are allowed more time than others begin first, so that no core works on one of them alone at the end."""
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Under CI a test that is skipped because a browser or the real data is missing fails."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped under CI: {report.longrepr}"
