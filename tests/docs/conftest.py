"""The documentation as its readers use it: a shell in which the commands of its pages run, and a small portal for them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from newsfold.demo.bundle import load, moved_to
from newsfold.demo.server import PublisherServer
from newsfold.desk.rule_settings import with_setting
from newsfold.settings_file import toml_value

ROOT = Path(__file__).parents[2]
PORTS = ("8000", "8640", "8765", "9464")
"""Ports that pages name; the tests put free ones in their place, because somebody may use them."""


def _loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


page_reading = _loaded("pages")


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


class Shell:
    """One bash in which a page's commands run one after the other, with `newsfold` as the folder ``programs`` has it."""

    def __init__(self, folder: Path, programs: Path, environment: dict[str, str]) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSFOLD_", "PYTEST", "CI"))}
        self.folder = folder
        self.scratch = Path(tempfile.mkdtemp(prefix="newsfold-shell-"))
        self.ports = {port: free_port() for port in PORTS}
        self.environment = {
            **kept,
            "PATH": f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.scratch),
            "LC_ALL": "C.UTF-8",
            "TERM": "dumb",
            "NEWSFOLD_COLLECT_DELAY": "0",
            "NEWSFOLD_WATCH_PORT": self.ports["9464"],
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@desk.example",
            "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@desk.example",
            **environment,
        }
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        reader, writer = os.pipe()
        self._bash = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[writer],
            text=True,
            start_new_session=True,
        )
        os.close(writer)
        self._writer, self._told = writer, os.fdopen(reader)
        self._background: list[subprocess.Popen[bytes]] = []

    def as_here(self, text: str) -> str:
        """A page's text with the ports that are free here."""
        for port, here in self.ports.items():
            text = text.replace(port, here)
        return text

    def run(self, command: str) -> tuple[int, str]:
        """Run a command as it stands; its exit status and what it printed."""
        said, printed = self.scratch / "command", self.scratch / "printed"
        said.write_text(self.as_here(command) + "\n")
        assert self._bash.stdin is not None
        self._bash.stdin.write(f"source {said} >{printed} 2>&1 </dev/null; echo $? >&{self._writer}; pwd >&{self._writer}\n")
        self._bash.stdin.flush()
        status = int(self._told.readline())
        self.folder = Path(self._told.readline().rstrip("\n"))
        return status, printed.read_text(errors="replace")

    def background(self, command: str, said: tuple[str, ...]) -> None:
        """Start a command that stays, and wait until it has printed what the page says."""
        printed = self.scratch / f"background-{len(self._background)}"
        with printed.open("wb") as out:
            process = subprocess.Popen(
                ["bash", "-c", f"exec {self.as_here(command)}"],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self._background.append(process)
        wanted = tuple(self.as_here(line) for line in said)
        for _ in range(600):
            if page_reading.is_as_said(printed.read_text(), wanted) or process.poll() is not None:
                break
            time.sleep(0.05)
        assert page_reading.is_as_said(printed.read_text(), wanted), f"{command}\n\n{printed.read_text()}"

    def do(self, block: object) -> None:
        """Do what a block shows: write its file, or run its commands and compare what they print."""
        assert isinstance(block, page_reading.Block)
        if not block.is_run:
            return
        if block.title and block.language not in ("console", "bash"):
            self.write(self.folder / block.title, self.as_here(block.text))
        for step in block.steps:
            if block.mark in ("background", "stopped"):
                self.background(step.command, step.printed)
                if block.mark == "stopped":
                    self._background[-1].terminate()
                    self._background.pop().wait(60)
                continue
            status, printed = self.run(step.command)
            assert status == block.status, f"{block}: exit status {status}\n$ {step.command}\n{printed}"
            said = tuple(self.as_here(line) for line in step.printed)
            assert not said or page_reading.is_as_said(printed, said), f"{block}\n$ {step.command}\n{printed}"

    @staticmethod
    def write(file: Path, text: str) -> None:
        """Write a file as a page shows it. Settings are changed in newsfold.toml, what else stands there stays."""
        if file.suffix == ".toml" and file.exists():
            whole = file.read_text()
            for section, values in tomllib.loads(text).items():
                for name, value in values.items():
                    whole = with_setting(whole, section, name, toml_value(value))
            text = whole
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def close(self) -> None:
        for process in self._background:
            process.terminate()
        for process in self._background:
            process.wait(20)
        assert self._bash.stdin is not None
        self._bash.stdin.close()
        self._told.close()
        os.killpg(self._bash.pid, signal.SIGTERM)
        self._bash.wait(20)
        shutil.rmtree(self.scratch)


OpenShell = Callable[..., Shell]


@pytest.fixture(scope="session")
def pages() -> ModuleType:
    """What reads the blocks of a page."""
    return page_reading


@pytest.fixture
def shell() -> Iterator[OpenShell]:
    """Opens shells; closes them all."""
    opened: list[Shell] = []

    def open_shell(folder: Path, programs: Path, environment: dict[str, str] | None = None) -> Shell:
        opened.append(Shell(folder, programs, environment or {}))
        return opened[-1]

    yield open_shell
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def installed() -> Path:
    """The folder of the installed `newsfold`."""
    return Path(sys.executable).parent


@pytest.fixture(scope="session")
def publishers(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Iterator[dict[str, str]]:
    """The environment in which the invented publishers are found, with this week's news: that of one moment for all of pytest's processes,
    because they share a portal.
    """
    moment = made_once("moment", lambda file: file.write_text(datetime.now(UTC).isoformat()))
    with PublisherServer(moved_to(load(), datetime.fromisoformat(moment.read_text()))) as server:
        yield {
            "NEWSFOLD_COLLECT_RESOLVE": f"*.example=127.0.0.1:{server.port}",
            "NEWSFOLD_COLLECT_ALLOW_ADDRESSES": "127.0.0.0/8",
            "NEWSFOLD_COLLECT_HOLD_PICTURES": "false",
        }


@pytest.fixture
def warm_shell(shell: OpenShell, warm: Path, publishers: dict[str, str]) -> Callable[[Path], Shell]:
    """Opens shells with a `newsfold` that is loaded already and finds the invented publishers."""
    return lambda folder: shell(folder, warm, publishers)
