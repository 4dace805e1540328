"""What a run changed, into git: exactly that, and nothing that others left uncommitted."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from newsfold.content.git import Git
from newsfold.store import Store

_HELD_PICTURE = re.compile(r"assets/pictures/[0-9a-f]{32}(?:-(?:\d+|card|card-large))?\.\w+")
"""Held pictures, their sizes and cards, by the names that only newsfold gives."""


NOTHING_NEW: Final = "Nothing new"
"""The message of a run that changed no record."""


@dataclass(frozen=True)
class Committing:
    """Commits for one run. Made before the run, so that it knows what was uncommitted already; ``unfinished`` is what of that an earlier
    run wrote.
    """

    folder: Path
    store: Store
    git: Git
    untouchable: frozenset[str]
    unfinished: frozenset[str] = frozenset()

    @classmethod
    def begin(cls, folder: Path, store: Store) -> Committing | None:
        """Look at the work tree before a run; None where the portal is in none.

        A record that is uncommitted and holds exactly what newsfold wrote is of a run that was killed: this one commits it.
        """
        git = Git.at(folder)
        if git is None:
            return None
        dirty = git.dirty()
        ours = _unchanged(folder, store, git)
        return cls(folder=folder, store=store, git=git, untouchable=frozenset(dirty - ours), unfinished=dirty & ours)

    def commit(self, message: str, *, published: Collection[str] = (), push: bool) -> str | None:
        """Commit what newsfold wrote and git does not have; the commit's id, None where there is nothing.

        ``published`` are paths where publishing left newsfold's own bytes, or removed them.

        Raises :class:`newsfold.errors.NewsfoldError` with the remedy where git refuses.
        """
        dirty = self.git.dirty()
        own = _unchanged(self.folder, self.store, self.git).union(published, filter(_HELD_PICTURE.fullmatch, dirty))
        paths = dirty & own
        if message == NOTHING_NEW and not self.unfinished.isdisjoint(paths):
            message = "Finishes what an earlier run wrote"
        done = self.git.commit(paths, message) if paths else None
        self.store.records.committed(self.store.records.writings().keys() - (self.git.dirty() if done else dirty))
        if done and push:
            self.git.push()
        return done


def run_message(
    *, new_records: int = 0, grown_stories: int = 0, folded: int = 0, removed: int = 0, published: int = 0, changed: int = 0
) -> str:
    """The subject of a run's commit, such as "12 new, 3 stories grew, 5 folded". What did not happen is left out; records that
    ``changed`` are told where nothing else is.
    """
    grown = "story grew" if grown_stories == 1 else "stories grew"
    counts = {"new": new_records, grown: grown_stories, "folded": folded, "removed": removed, "published": published}
    told = [f"{count:,} {name}" for name, count in counts.items() if count]
    return ", ".join(told) or (f"{changed:,} changed" if changed else NOTHING_NEW)


def _unchanged(folder: Path, store: Store, git: Git) -> frozenset[str]:
    """The journalled files (records, decisions, editions, logos) that still hold exactly what newsfold wrote.

    Not those that were written over somebody's uncommitted change when git was not asked first: what stood there is not what git has.
    """
    same = {
        path
        for path, digest in store.records.writings().items()
        if (folder / path).is_file() and sha256((folder / path).read_bytes()).hexdigest() == digest
    }
    over = {path: stood for path, stood in store.records.written_over().items() if path in same}
    committed = git.digests(over)
    return frozenset(same - {path for path, stood in over.items() if committed.get(path, "") != stood})
