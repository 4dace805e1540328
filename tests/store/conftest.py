"""The store on SQLite and on a real PostgreSQL server of its own."""

from __future__ import annotations

import importlib.util
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsfold.settings import StoreSettings
from newsfold.store import Store

OpenStore = Callable[[], Store]
_NUMBERS = itertools.count(1)


_SPEC = importlib.util.spec_from_file_location("postgresql_server", Path(__file__).with_name("postgresql_server.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
server = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(server)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server that runs for the tests alone, on a socket in a folder of its own."""
    programs = server.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not here: apt install postgresql")
    with server.served(programs) as url:
        yield url


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
