"""What the Dockerfile and compose.yaml say is run as it stands, in an environment of its own, where no Docker is."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
Environment = Callable[..., Mapping[str, str]]


@dataclass(frozen=True)
class Instruction:
    """A line of a Dockerfile, continued lines joined: its stage, its word and the rest."""

    stage: int
    word: str
    rest: str


def dockerfile() -> list[Instruction]:
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.strip() and not line.lstrip().startswith("#")]
    stage, found = -1, []
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        word, _, rest = line.partition(" ")
        stage += word == "FROM"
        found.append(Instruction(stage, word, rest.strip()))
    return found


pytestmark = pytest.mark.timeout(400)  # The first one installs everything, without byte code.
INSTRUCTIONS = dockerfile()
BUILD, FINAL = 1, 2


def of(stage: int, word: str) -> list[str]:
    return [each.rest for each in INSTRUCTIONS if each.stage == stage and each.word == word]


@pytest.fixture(scope="session")
def image(made_once: Callable[[str, Callable[[Path], object]], Path], environment: Environment) -> Path:
    """What the build stage leaves in /opt/newsfold, made by its own lines in folders of our own."""
    return made_once("image", lambda folder: build(folder, environment)) / "opt"


def build(folder: Path, environment: Environment) -> None:
    source = folder / "src"
    source.mkdir(parents=True)
    for line in of(BUILD, "COPY"):
        names = line.split()
        if names[0].startswith("--from"):
            continue  # uv, which is on the PATH here
        for name in names[:-1]:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, source / names[-1], ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, source / names[-1])
    said = {name: value for line in of(BUILD, "ENV") for name, _, value in (word.partition("=") for word in shlex.split(line))}
    assert said.pop("UV_PROJECT_ENVIRONMENT") == "/opt/newsfold"
    said["UV_COMPILE_BYTECODE"] = "0"  # Half a minute that tells nothing.
    for line in of(BUILD, "RUN"):
        command = re.sub(r"^(--\w+=\S+ )+", "", line)
        subprocess.run(["sh", "-euc", command], cwd=source, env=environment(**said, UV_PROJECT_ENVIRONMENT=folder / "opt"), check=True)
    shutil.rmtree(source)


@contextmanager
def running(command: list[str | Path], cwd: Path, env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A command that goes on until it is told to stop by the signal that Docker sends."""
    process = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=100)
    finally:
        process.kill()
        process.wait()


def is_healthy(check: list[str], image: Path, env: Mapping[str, str], *, within: float = 0) -> bool:
    """Whether a health check ends well, now or within so many seconds; its Python is the image's."""
    until = time.monotonic() + within
    while subprocess.run([image / "bin" / check[0], *check[1:]], env=env, capture_output=True, check=False).returncode:
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


@pytest.fixture
def portal(image: Path, tmp_path: Path, environment: Environment) -> Path:
    """A new portal, made by the image's program."""
    subprocess.run(
        [image / "bin/newsfold", "init", ".", "--topic", "Herring"], cwd=tmp_path, env=environment(), check=True, capture_output=True
    )
    return tmp_path


def test_the_image_watches_a_portal_tells_its_health_and_stops_when_told(
    image: Path, portal: Path, free_port: int, environment: Environment
) -> None:
    command = [*json.loads(of(FINAL, "ENTRYPOINT")[0]), *json.loads(of(FINAL, "CMD")[0])]
    check = json.loads(of(FINAL, "HEALTHCHECK")[0].partition("CMD ")[2])
    env = environment(NEWSFOLD_WATCH_PORT=str(free_port))
    assert not is_healthy(check, image, env)
    with running([image / "bin" / command[0], *command[1:]], portal, env) as watch:
        assert is_healthy(check, image, env, within=150)
    assert watch.returncode == 0


def test_the_composed_desk_listens_behind_its_proxy_and_is_found_healthy(
    image: Path, portal: Path, free_port: int, environment: Environment
) -> None:
    desk = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["desk"]
    said = {name: value for name, value in desk["environment"].items() if name.startswith("NEWSFOLD_DESK")}
    said["NEWSFOLD_DESK_URL"] = re.sub(r"\$\{.*\}", "desk.example.org", said["NEWSFOLD_DESK_URL"])
    check = [word.replace(":8640/", f":{free_port}/") for word in desk["healthcheck"]["test"][1:]]
    env = environment(**said, NEWSFOLD_DESK_PORT=str(free_port))
    with running([image / "bin/newsfold", *desk["command"]], portal, env):
        assert is_healthy(check, image, env, within=150)


def test_nothing_runs_as_root_and_no_cache_is_left_behind() -> None:
    assert int(of(FINAL, "USER")[0]) > 0
    assert not [line for line in of(FINAL, "RUN") if "apt-get" in line and "rm -rf /var/lib/apt/lists" not in line]
    assert all("--mount=type=cache" in line for line in of(BUILD, "RUN"))
    bases = [line.split()[0] for line in of(0, "FROM") + of(BUILD, "FROM") + of(FINAL, "FROM")]
    assert all(re.search(r":\d", base) for base in bases), "a base without a version is another one tomorrow"
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert all(re.search(r":\d", service["image"]) for service in services.values() if "build" not in service)
