"""Published files to disk: only what changed, each whole or not at all, and nothing of anybody else's touched."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from newsfold.article import Frozen
from newsfold.errors import NewsfoldError
from newsfold.publish.desk import Desk, Facts, files_below
from newsfold.publish.holdings import FileCopy, Output, Plan
from newsfold.publish.leaves import leaf_paths
from newsfold.publish.memory import Trace

# Below api/news/, only names newsfold gives: list pages, topics' list pages, articles. An older program's page1/ is not ours.
_OWN_API: Final = re.compile(r"(?:(?:[^/]+/)?page/\d+|\d{4}-\d\d-\d\d-[^/]+)/index\.json|(?:[^/]+/){0,3}\.index\.json\.\d+\.part")
_TOPIC_PAGE: Final = re.compile(r"([^/]+)/page/1/index\.json")


class Written(Frozen, frozen=True, kw_only=True):
    """How many files were written, left as they were, and removed.

    ``paths`` are all of them: whatever stands there now is newsfold's. ``missing`` names files to copy that were not there, ``taken``
    files of the owner's that were left out because newsfold writes one of that path.
    """

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    paths: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


class Delivered(Frozen, frozen=True, kw_only=True):
    """Where the site went, and how many files were new or changed there and how many removed; None where that is not told."""

    to: str
    changed: int | None = None
    removed: int | None = None


class Traces:
    """How published files were left by the run before, and, when they are written, by this one."""

    def __init__(self, before: Mapping[str, Trace] | None = None) -> None:
        self.before: Mapping[str, Trace] = before or {}
        self.after: dict[str, Trace] = {}

    def body(self, base: str, path: str) -> bytes:
        """The bytes of a file as the run before left it; none where it does not stand so."""
        trace = self.before.get(path)
        try:
            with open(os.path.join(base, path), "rb") as stream:
                found = os.fstat(stream.fileno())
                return stream.read() if trace and Facts.of(found) == trace[1:] else b""
        except OSError:
            return b""


def write(
    folder: Path,
    outputs: Iterable[Output | Plan],
    *,
    held: Iterable[FileCopy] = (),
    static: Sequence[FileCopy] = (),
    traces: Traces | None = None,
    others: Collection[str] = (),
    standing: Collection[str] = (),
) -> Written:
    """Publish into a portal folder: held pictures and the owner's files, new files, files that change, each in the order of ``outputs``;
    then stale files go.

    What is new comes before what changes because nothing that stands leads to it yet: no reader meets a link to nothing.
    A file appears whole (a temporary file in its folder, then ``os.replace``) and only where its bytes changed. A plan whose files stand
    as ``traces`` tell, made of the same, is not even drawn; the articles ``standing``, given by
    name, are known to stand as they should. Removed is all else below ``site/`` but the folders ``others``, and below
    ``api/news/`` what bears newsfold's own names and is not among the outputs. Raises :class:`newsfold.errors.NewsfoldError` for a path
    outside ``site/`` and ``api/`` and for a folder that cannot be written.
    """
    folder = Path(folder)
    traces = traces or Traces()
    try:
        there = _own_files(str(folder), tuple(f"site/{other}/" for other in others), standing)
        stand = leaf_paths(standing)
        desk = Desk(str(folder), there)
        missing = [copy.source for copy in held if not desk.copy(copy)]
        ordered = sorted(outputs, key=lambda output: not there.keys().isdisjoint(_paths(output)))
        own = {path for output in ordered for path in _paths(output)} | desk.seen | set(stand) if static else ()
        taken = tuple(copy.source for copy in static if copy.path in own)
        missing += [copy.source for copy in static if copy.source not in taken and not desk.copy(copy)]
        for output in ordered:
            if isinstance(output, Output):
                desk.put(output.path, output.body)
            else:
                _carry_out(output, desk, traces)
        # A topic's first list page goes last: by it the next run of one that is killed here knows the topic's index.json for its own.
        stale = sorted(there.keys() - desk.seen, key=lambda path: ("/page/1/" in path, path))
        for path in stale:
            desk.remove(path)
    except OSError as error:
        where = str(error.filename2 or error.filename or folder)
        raise NewsfoldError(
            f"cannot be published: {error.strerror or error}", where=where, remedy="Free the way or mend its rights, then publish again."
        ) from error
    return Written(
        written=desk.written,
        unchanged=desk.unchanged + len(stand),
        removed=len(stale),
        paths=(*sorted((*stand, *desk.seen)), *stale),
        missing=tuple(missing),
        taken=taken,
    )


def _paths(output: Output | Plan) -> tuple[str, ...]:
    return (output.path,) if isinstance(output, Output) else output.paths


def _carry_out(plan: Plan, desk: Desk, traces: Traces) -> None:
    stand: dict[str, Trace] = {}
    for path in plan.paths:
        trace = traces.before.get(path)
        if trace is None or trace.inputs != plan.inputs or desk.facts(path) != trace[1:]:
            break
        stand[path] = trace
    else:
        desk.leave(plan.paths)
        traces.after.update(stand)
        return
    body = plan.draw()
    first, *others = plan.paths
    facts = desk.put(first, body)
    left = {first: facts} | {path: desk.put(path, body, twin=(first, facts)) for path in others}
    if plan.inputs:
        traces.after.update((path, Trace(plan.inputs, *facts)) for path, facts in left.items())


def _own_files(base: str, others: tuple[str, ...], standing: Collection[str]) -> dict[str, Facts]:
    """Every file below ``site/``, and those below ``api/news/`` that bear newsfold's own names, but those of the articles ``standing``.

    Links below ``site/`` are removed at once: nothing is ever written or deleted through one.
    """
    own: dict[str, Facts] = {}
    for path, entry in files_below(base, "site", but=standing):
        if entry.is_symlink():
            os.unlink(entry.path)
        elif not path.startswith(others):
            own[path] = Facts.of(entry.stat(follow_symlinks=False))
    found = {path: entry for path, entry in files_below(base, "api/news", but=standing) if not entry.is_symlink()}
    topics = {match[1] for path in found if (match := _TOPIC_PAGE.fullmatch(path, len("api/news/")))}
    for path, entry in found.items():
        topic, _, rest = path.removeprefix("api/news/").partition("/")
        if _OWN_API.fullmatch(path, len("api/news/")) or (rest == "index.json" and topic in topics):
            own[path] = Facts.of(entry.stat(follow_symlinks=False))
    return own
