"""A visit to a source that lies on this machine: an archive or a folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec

from newsfold.article import Frozen
from newsfold.collect.archives import is_archive, read_archive
from newsfold.collect.folders import files_of, read_folder
from newsfold.collect.schedule import SHORTEST
from newsfold.outcome import Rejected
from newsfold.page import Page, Source, SourceKind, SourceState


class LocalVisit(Frozen, frozen=True, kw_only=True):
    """What a visit to an archive or a folder found.

    ``state`` is to be kept once the pages were taken in, not before: a run that is cut off then begins it again. ``unchanged``: its files
    are those read before, so there is nothing to read. ``rejected``: it is not there.
    """

    state: SourceState
    unchanged: bool = False
    rejected: Rejected | None = None


def kind_of(address: str, *, portal: Path) -> SourceKind:
    """What kind of source an address is by its look: a path is an archive or a folder, a web address a feed until a visit knows better."""
    if address.startswith(("http://", "https://")):
        return "feed"
    return "archive" if is_archive(address) and not (portal / address).is_dir() else "folder"


def check_local(source: Source, state: SourceState, *, portal: Path, now: datetime) -> LocalVisit:
    """Look whether an archive or folder changed since it was read. ``portal`` is the folder from which its path is seen."""
    path = portal / source.url
    seen = state.evolve(checked_at=now, first_seen=state.first_seen or now, kind=source.kind, next_at=now + timedelta(seconds=SHORTEST))
    try:
        files = files_of(path) if path.is_dir() else {path.name: (path.stat().st_size, path.stat().st_mtime_ns)}
    except OSError:
        reason = f"There is no {source.kind} at {source.url}."
        why = Rejected(stage="collect", reason=reason, code="no-such-file", url=source.url, source=source.url)
        failed = seen.evolve(failures=state.failures + 1, error=why.reason, error_code=why.code, failed_at=now)
        return LocalVisit(state=failed, rejected=why)
    stamp = sha256(msgspec.json.encode(sorted(files.items()))).hexdigest()
    good = seen.evolve(succeeded_at=now, failures=0, error=None, error_code="", failed_at=None, body_hash=stamp, entry_count=len(files))
    return LocalVisit(state=good, unchanged=stamp == state.body_hash)


def read_local(source: Source, *, portal: Path, max_bytes: int) -> Iterator[Page | Rejected]:
    """The pages of an archive or folder, one at a time; see :func:`read_archive` and :func:`read_folder`."""
    path = portal / source.url
    reading = read_folder if path.is_dir() else read_archive
    return reading(path, source=source.url, max_bytes=max_bytes)
