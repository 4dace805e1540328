"""Commands that other programs run all day, without Typer where they are asked in their plainest form.

Typer loads pydantic and builds a validator for every option: 0.12 s of processor time, more than a publish run after one new article
needs for all else. What is read here are long options as ``--name VALUE``, ``--name=VALUE`` and ``--flag``. Anything else, and anything
wrong, is left to Typer, which knows help, completion and what to say; ``tests/cli/test_plain_commands.py`` holds the two alike.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from newsfold.version import __version__


class PublishAsked(NamedTuple):
    """What ``newsfold publish`` was asked for."""

    portal: Path = Path()
    clean: bool = False
    to: tuple[str, ...] = ()
    json: bool = False


def run_plainly(words: Sequence[str]) -> int | None:
    """Run the command in ``words`` and give its exit status; None, and nothing done, where Typer is to read them."""
    if list(words) == ["--version"]:
        sys.stdout.write(f"newsfold {__version__}\n")
        return 0
    asked = publish_asked(words)
    if asked is None:
        return None
    # What publishing remembers are many small values without cycles; to look for some after every 700 was a tenth of a run's time.
    gc.set_threshold(_LOOK_FOR_CYCLES)
    from newsfold.cli.publishing import publish_now  # noqa: PLC0415 - other commands do not need it

    status = publish_now(asked)
    # Else Python looks through all there is for cycles once more before it ends: a twentieth of a small run.
    gc.freeze()
    return status


def publish_asked(words: Sequence[str]) -> PublishAsked | None:
    """What a plain ``publish …`` asks for; None for every other command and form."""
    if not words or words[0] != "publish":
        return None
    given = _options(words[1:])
    if given is None or any(len(values) > 1 for name, values in given.items() if name != "to"):
        return None
    portal = given.get("portal", ["."])[0]
    return PublishAsked(portal=Path(portal), clean="clean" in given, to=tuple(given.get("to", ())), json="json" in given)


_LOOK_FOR_CYCLES: Final = 400_000
"""New objects after which Python looks for cycles of garbage."""

_FLAG: Final[Callable[[str], bool]] = frozenset({"clean", "json"}).__contains__
_VALUED: Final[Callable[[str], bool]] = frozenset({"portal", "to"}).__contains__


def _options(words: Sequence[str]) -> Mapping[str, list[str]] | None:
    given: dict[str, list[str]] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--"):
            return None
        if _VALUED(name):
            value = value if equals else next(rest, "")
            if not value or value.startswith("-"):
                return None
        elif not _FLAG(name) or equals:
            return None
        given.setdefault(name, []).append(value)
    return given
