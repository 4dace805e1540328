"""The store on SQLite and on a real PostgreSQL server of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsfold.settings import StoreSettings
from newsfold.store import Store

OpenStore = Callable[[], Store]
_NUMBERS = itertools.count(1)


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
