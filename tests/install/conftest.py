"""Environments made from nothing, as owners make them, and the commands that stand in files for machines that are not here."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from newsfold.demo.bundle import load
from newsfold.demo.server import PublisherServer

ROOT = Path(__file__).parents[2]
PUBLISHER = "northwire.example"


@pytest.fixture(scope="session")
def publishers() -> Iterator[int]:
    """The port on which an invented publisher is served."""
    with PublisherServer(tuple(each for each in load() if each.domain == PUBLISHER)) as server:
        yield server.port


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def environment() -> Callable[..., Mapping[str, str]]:
    """Makes what a fresh machine has in its environment: no settings of ours, uv on the PATH."""
    return _environment


def _environment(**more: str | Path) -> Mapping[str, str]:
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "UV_CACHE_DIR", "UV_INDEX_URL", "SSL_CERT_FILE") if name in os.environ}
    path = f"{ROOT / '.venv/bin'}:/usr/bin:/bin"
    fresh = {"PATH": path, "UV_PYTHON": str(ROOT / ".venv/bin/python"), "GIT_CONFIG_GLOBAL": "/dev/null"}
    return {**kept, **fresh, **{name: str(value) for name, value in more.items()}}
