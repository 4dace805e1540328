"""Leaves: the folders of single articles, three of them and a file in each. Nearly all of them stand as the run before left them.

A run with a new article asks only the system what stands: no plan is made of a leaf that stands, and no list of its folder is read.
What tells of a change: a file that was written over has another size or time; one that came, went or took another's place gives the
folder another time (POSIX, "File Times Update").
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from typing import Final

import msgspec

_PAGES: Final = (("api/news/", "/index.json"), ("site/api/news/", "/index.json"), ("site/news/", "/index.html"))
"""Where the folder of an article stands, and what it holds: its JSON in the portal folder and on the site, and its page."""

LEAF_FOLDERS: Final = frozenset(folder.rstrip("/") for folder, _ in _PAGES)
"""The folders in which the folders of articles stand."""


class Leaf(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An article as it was published: the print of all that was shown of it; for each place the folder's time, the file's size and time.

    The JSON on the site is mostly a second name of that in the portal folder: then its size and time are left out, and not asked for.
    """

    print: bytes
    facts: tuple[int, ...]


class Leaves:
    """The leaves that an earlier run left, and those that still stand. ``shared``: the print of what all of them were made of."""

    def __init__(self, before: Mapping[str, Leaf] | None = None, shared: bytes = b"") -> None:
        self._before = before or {}
        self.shared = shared
        self.standing: dict[str, Leaf] = {}

    def settle(self, base: str, shared: bytes, prints: Iterable[tuple[str, bytes]]) -> None:
        """Find which articles, given by name and print, stand below ``base`` and were made of the same."""
        before = self._before if shared == self.shared else {}
        self.shared = shared
        for name, made_of in prints:
            leaf = before.get(name)
            if leaf is not None and leaf.print == made_of and leaf.facts == _facts(base, name, has_twin=len(leaf.facts) == _WITH_TWIN):
                self.standing[name] = leaf

    def after(self, base: str, prints: Iterable[tuple[str, bytes]], guests: Iterable[str]) -> dict[str, Leaf]:
        """The leaves as they stand now that all is written; those that have ``guests``, files of the owner's, are looked at every time."""
        shared_with = {path.split("/")[2] for path in guests if path.startswith("site/news/")}
        shared_with |= {path.split("/")[3] for path in guests if path.startswith("site/api/news/")}
        left: dict[str, Leaf] = {}
        for name, made_of in prints:
            if name in shared_with:
                continue
            if name in self.standing:
                left[name] = self.standing[name]
            elif facts := _facts(base, name, has_twin=_has_twin(base, name)):
                left[name] = Leaf(made_of, facts)
        return left

    def changed(self, after: Mapping[str, Leaf]) -> set[str]:
        """The names of the articles that were left in another way than before."""
        return (after.keys() ^ self._before.keys()) | set(after.keys() - self.standing.keys())


def leaf_paths(names: Collection[str]) -> list[str]:
    """The files of leaves, in order of path but for a few."""
    ordered = sorted(names)
    return [f"{folder}{name}{file}" for folder, file in _PAGES for name in ordered]


def _facts(base: str, name: str, *, has_twin: bool) -> tuple[int, ...] | None:
    lstat = os.lstat  # asked for 100,000 times where 20,000 articles stand
    api, twin, site = f"{base}/api/news/{name}", f"{base}/site/api/news/{name}", f"{base}/site/news/{name}"
    try:
        data, page = lstat(f"{api}/index.json"), lstat(f"{site}/index.html")
        facts: tuple[int, ...] = (lstat(api).st_mtime_ns, lstat(twin).st_mtime_ns, lstat(site).st_mtime_ns)
        facts += (data.st_size, data.st_mtime_ns, page.st_size, page.st_mtime_ns)
        if not has_twin:
            other = lstat(f"{twin}/index.json")
            facts += (other.st_size, other.st_mtime_ns)
    except OSError:
        return None
    return facts


_WITH_TWIN: Final = 7
"""Facts of an article whose JSON is one file with two names."""


def _has_twin(base: str, name: str) -> bool:
    """Whether the JSON of an article is one file with two names."""
    (folder, file), (other, _), _ = _PAGES
    try:
        return os.path.samestat(os.lstat(f"{base}/{folder}{name}{file}"), os.lstat(f"{base}/{other}{name}{file}"))
    except OSError:
        return False
