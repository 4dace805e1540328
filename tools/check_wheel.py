"""Build the wheel, install it into an empty environment away from the source, and try it there (`make wheel`).

Prints what an owner gets: the wheel's size, the packages and the megabytes of the default install. Fails where the wheel lacks a file
of src/newsfold or has another, where the install passes the limits, where a command cannot be loaded without an extra, or where the
demo fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
UV = ROOT / ".venv" / "bin" / "uv"

MOST_PACKAGES = 60
MOST_MEGABYTES = 300
"""The limits of the default install (DESIGN.md, "Choices made")."""

ABSENT = (("desk", "desk"), ("mcp", "mcp"), ("report", "report", "--output", "report.png"))
"""Extras, and a command that wants each."""

LOADS_ALL = "from newsfold.cli.commands import COMMANDS, load\nfor name, place in COMMANDS.items(): load(name, place)\nprint(len(COMMANDS))"
COUNTS = "from importlib.metadata import distributions\nprint(len({each.name for each in distributions()} - {'pip', 'setuptools'}))"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="newsfold-wheel-") as folder:
        return checked(Path(folder))


def made(folder: Path) -> tuple[Path, Path]:
    """The wheel, and an environment that has nothing but it and what it needs, in the versions of uv.lock."""
    call(UV, "build", "--quiet", "--wheel", "--out-dir", folder / "dist", ROOT, cwd=ROOT)
    wheel = next((folder / "dist").glob("*.whl"))
    locked = folder / "locked.txt"
    call(UV, "export", "--quiet", "--frozen", "--no-dev", "--no-hashes", "--no-emit-project", "--output-file", locked, cwd=ROOT)
    call(UV, "venv", "--quiet", "--python", ROOT / ".venv/bin/python", folder / "venv")
    # pip compiles, so its megabytes are counted.
    call(UV, "pip", "install", "--quiet", "--compile-bytecode", "--python", folder / "venv/bin/python", "--constraints", locked, wheel)
    return wheel, folder / "venv"


def checked(folder: Path) -> int:
    ours = source_files()
    wheel, venv = made(folder)
    wrong = differences(wheel, ours)
    packages = int(tried(folder, venv, "python", "-c", COUNTS))
    megabytes = sum(file.stat().st_size for file in venv.rglob("*") if file.is_file() and not file.is_symlink()) / 1e6
    print(f"wheel     {wheel.name}, {wheel.stat().st_size / 1e6:.1f} MB")
    print(f"packages  {packages} with newsfold (limit {MOST_PACKAGES})")
    print(f"installed {megabytes:.0f} MB with byte code (limit {MOST_MEGABYTES})")
    if packages > MOST_PACKAGES:
        wrong.append(f"the default install has {packages} packages; make something an extra")
    if megabytes > MOST_MEGABYTES:
        wrong.append(f"the default install has {megabytes:.0f} MB; make something an extra")
    print(tried(folder, venv, "newsfold", "--version"))
    print(f"commands  {tried(folder, venv, 'python', '-c', LOADS_ALL)} load without an extra")
    tried(folder, venv, "newsfold", "demo", "portal")
    records = len(list((folder / "portal/_news").glob("*.md")))
    print(f"demo      {records} records, site/index.html {'there' if (folder / 'portal/site/index.html').is_file() else 'MISSING'}")
    if not records or not (folder / "portal/site/index.html").is_file():
        wrong.append("the demo made no portal")
    wrong += sentences(folder, venv)
    environment = {**os.environ, "UV_FIND_LINKS": str(wheel.parent), "UV_CONSTRAINT": str(folder / "locked.txt")}
    once = subprocess.run(
        [UV, "tool", "run", "newsfold", "--version"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if not once.stdout.startswith("newsfold "):
        wrong.append(f"`uvx newsfold` does not run it: {once.stderr}")
    for each in wrong:
        print(f"wrong: {each}", file=sys.stderr)
    return bool(wrong)


def sentences(folder: Path, venv: Path) -> list[str]:
    """What is wrong with the answers of commands whose extra is not installed: each is one sentence that names the extra."""
    wrong = []
    for extra, *words in ABSENT:
        command = [venv / "bin/newsfold", *words, "--portal", "portal"]
        done = subprocess.run(command, cwd=folder, env=bare(folder), capture_output=True, text=True, check=False)
        if done.returncode != 2 or f"newsfold[{extra}]" not in done.stderr.replace("\n", "") or "Traceback" in done.stderr:
            wrong.append(f"`newsfold {' '.join(words)}` does not tell in a sentence that it wants newsfold[{extra}]: {done.stderr}")
    return wrong


def source_files() -> set[str]:
    """The files below src/newsfold that are, or are going to be, in git, as they are to stand in the wheel."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "src/newsfold"]
    listed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    return {name.removeprefix("src/") for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}


def differences(wheel: Path, ours: set[str]) -> list[str]:
    """What the wheel lacks of the source files, and what it has beside them."""
    with zipfile.ZipFile(wheel) as held:
        names = {name for name in held.namelist() if ".dist-info/" not in name}
    lacks = [f"the wheel lacks {name}" for name in sorted(ours - names)]
    return lacks + [f"the wheel has {name}, which is not in git" for name in sorted(names - ours)]


def tried(folder: Path, venv: Path, program: str, *words: str) -> str:
    """What a program of the environment prints, run as a stranger would: in an empty folder, with nothing of ours around it."""
    done = subprocess.run([venv / "bin" / program, *words], cwd=folder, env=bare(folder), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{program} {' '.join(words)[:80]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def bare(folder: Path) -> dict[str, str]:
    """The environment of somebody who just came; as wide as a sentence needs."""
    return {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8", "COLUMNS": "400"}


def call(*words: str | Path, cwd: Path | None = None) -> None:
    """Run a step of the making; what it says is shown only where it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    done = subprocess.run([*map(str, words)], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words[1:4]))} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
