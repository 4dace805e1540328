"""The store on SQLite and on a real PostgreSQL server of its own."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsfold.settings import StoreSettings
from newsfold.store import Store

OpenStore = Callable[[], Store]
_NUMBERS = itertools.count(1)


def _programs() -> Path | None:
    """Where PostgreSQL's own programs are: Debian keeps them off the PATH, a folder a version."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name.partition(".")[0]))
    found = shutil.which("initdb")
    return folders[-1] if folders else Path(found).parent if found else None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server that runs for the tests alone, on a socket in a folder of its own."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not here: apt install postgresql")
    # The server refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else ""
    become = ["runuser", "-u", user, "--"] if user else []
    folder = Path(tempfile.mkdtemp(prefix="newsfold-pg-"))
    if user:
        shutil.chown(folder, user)
    cluster = folder / "cluster"

    def call(program: str, *words: str) -> None:
        command = [*become, str(programs / program), "-D", str(cluster), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=100, cwd=folder)

    try:
        call("initdb", "--auth=trust", "--username=newsfold", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
        call("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", f"-c listen_addresses='' -c fsync=off -k {folder}")
        try:
            yield f"postgresql://newsfold@/postgres?host={folder}"
        finally:
            call("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> StoreSettings:
    """Where a store is to be: a file, or a schema of its own on the server."""
    if request.param == "sqlite":
        return StoreSettings()
    return StoreSettings(url=request.getfixturevalue("postgresql"), schema=f"portal_{next(_NUMBERS)}")


@pytest.fixture
def open_store(place: StoreSettings, tmp_path: Path) -> Iterator[OpenStore]:
    """Opens the store; every time the same one."""
    stores: list[Store] = []

    def opened() -> Store:
        stores.append(Store.in_folder(tmp_path, place))
        return stores[-1]

    yield opened
    for store in stores:
        store.close()


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    """An empty store."""
    return open_store()
