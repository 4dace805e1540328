"""A PostgreSQL server of one's own, for tests and benchmarks. Not a test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """Where PostgreSQL's own programs are: Debian keeps them off the PATH, a folder a version; None where it is not installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name.partition(".")[0]))
    found = shutil.which("initdb")
    return folders[-1] if folders else Path(found).parent if found else None


@contextmanager
def served(folder_of_programs: Path, *, durable: bool = False) -> Iterator[str]:
    """Its URL, while it runs on a socket in a folder of its own; ``durable``: it waits for the disk, as servers do that matter."""
    # The server refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else ""
    become = ["runuser", "-u", user, "--"] if user else []
    folder = Path(tempfile.mkdtemp(prefix="newsfold-pg-"))
    if user:
        shutil.chown(folder, user)
    cluster = folder / "cluster"

    def call(program: str, *words: str) -> None:
        command = [*become, str(folder_of_programs / program), "-D", str(cluster), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=100, cwd=folder)

    options = f"-c listen_addresses='' {'' if durable else '-c fsync=off '}-k {folder}"
    try:
        call("initdb", "--auth=trust", "--username=newsfold", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
        call("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", options)
        try:
            yield f"postgresql://newsfold@/postgres?host={folder}"
        finally:
            call("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
