"""``newsfold publish`` carried out and told. It loads neither HTTP client nor database nor Typer: it starts at once."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TextIO

import msgspec

from newsfold.cli.plain import PublishAsked
from newsfold.content.lock import locked
from newsfold.content.repository import Repository
from newsfold.day.old_settings import remembered_old_settings
from newsfold.day.publishing import Published, publish
from newsfold.portal_folder import settings_of

_BOLD, _YELLOW = "1", "33"
"""SGR codes of ECMA-48."""


def publish_now(asked: PublishAsked) -> int:
    """Publish, bring the site where it is asked to be, tell it; give the exit status: 1 where a file could not be read."""
    settings = settings_of(asked.portal, os.environ, read_old=partial(remembered_old_settings, asked.portal))
    with locked(asked.portal, "publish"):
        report = publish(settings, Repository(asked.portal), clean=asked.clean)
        if asked.to or settings.publish.to:
            from newsfold.day.delivering import deliver, deliver_set  # noqa: PLC0415 - it runs other programs; few runs need it

            asked_for = tuple(deliver(asked.portal, place, push=settings.git.push) for place in asked.to)
            report = report.evolve(delivered=asked_for or deliver_set(asked.portal, settings))
    if asked.json:
        print(msgspec.json.format(msgspec.json.encode(report), indent=2).decode(), flush=True)
    else:
        tell_published(report)
    for error in report.errors:
        _warn(f"error: {error}")
    return 1 if report.errors else 0


def tell_published(report: Published) -> None:
    """What readers see, and where the site was brought."""
    files = report.files
    changed = f"{files.written:,} files written, {files.unchanged:,} unchanged, {files.removed:,} removed"
    _tell("published", f"{report.shown:,} {'article' if report.shown == 1 else 'articles'} shown; {changed}")
    for path in files.missing[:5]:
        _warn(f"a file to copy is missing: {path}")
    for each in report.delivered:
        gone = "" if each.removed is None else f", {each.removed:,} removed"
        _tell("delivered", f"to {each.to}: {each.changed or 0:,} changed{gone}")


def _tell(name: str, text: str) -> None:
    # Flushed at once, so that a reader who went away is met here and not when the program ends.
    print(f"{_styled(f'{name:<14}', _BOLD, sys.stdout)} {text}", flush=True)


def _warn(text: str) -> None:
    print(_styled(text, _YELLOW, sys.stderr), file=sys.stderr)


def _styled(text: str, code: str, stream: TextIO) -> str:
    """Coloured on a terminal only, and not where ``NO_COLOR`` is set (no-color.org)."""
    return f"\x1b[{code}m{text}\x1b[0m" if stream.isatty() and not os.environ.get("NO_COLOR") else text
