"""Pictures out of the portal again: placeholders dropped from records, what is old or unused let go of."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from newsfold.article import Article, Frozen, Image
from newsfold.content.atomic import write_atomically
from newsfold.content.repository import PICTURES, Repository, picture_key
from newsfold.content.state_folder import STATE
from newsfold.day.picturing import uses_of, without
from newsfold.held_sizes import WIDTHS
from newsfold.pictures import placeholders, print_of

_SIZED = re.compile(r"(?P<key>[0-9a-f]{32})(?:-(?:\d+|card|card-large))?\.(?:jpg|webp|jpeg|png|gif)")

PRINTS: Final = f"{STATE}/picture-prints.json"
"""Remembers how held pictures look, by key. Without it all are looked at again."""


class Tidied(Frozen, frozen=True, kw_only=True):
    """What tidying pictures did: addresses of placeholders dropped, records changed, files let go of."""

    placeholders: tuple[str, ...] = ()
    changed: int = 0
    files: int = 0


@dataclass(frozen=True)
class PictureKeeping:
    """Keeps the held pictures of a portal in order. ``rewrite`` writes a changed record and says whether a byte changed."""

    repository: Repository
    rewrite: Callable[[Article], bool]

    def tidy(self, articles: Sequence[Article], *, now: datetime, keep_days: int = 0) -> Tidied:
        """Drop placeholders from records, let go of pictures of old articles, and of files that no record uses.

        ``keep_days`` counts from the publication of the youngest article that uses a picture; 0 keeps them for ever. A killed run is
        completed by the next: records are written before files go.
        """
        worn = placeholders(uses_of(articles, self._prints(articles)))
        old = _old(articles, before=now - timedelta(days=keep_days)) if keep_days > 0 else frozenset()
        changed = 0
        wanted: set[str] = set()
        for article in articles:
            settled = without(article, worn)
            settled = settled.evolve(images=tuple(_let_go(image) if image.url in old else image for image in settled.images))
            wanted.update(picture_key(image.url) for image in settled.images if image.url not in old)
            changed += settled != article and self.rewrite(settled)
        return Tidied(placeholders=tuple(sorted(worn)), changed=changed, files=self._remove_all_but(wanted))

    def _prints(self, articles: Iterable[Article]) -> Mapping[str, str]:
        """The print of each held picture's looks, by its address; only pictures that are new since the last time are looked at."""
        held = self.repository.held_pictures(tuple(articles))
        known = _remembered(self.repository.folder)
        prints = {}
        for url, path in sorted(held.items()):
            key = picture_key(url)
            prints[key] = known[key] if key in known else print_of(_smallest(self.repository.folder / path).read_bytes())
        if prints != known:
            with suppress(OSError):  # It only saves looking again.
                write_atomically(self.repository.folder / PRINTS, msgspec.json.encode(prints))
        return {url: prints[picture_key(url)] for url in held}

    def _remove_all_but(self, wanted: Collection[str]) -> int:
        folder = self.repository.folder / PICTURES
        names = os.listdir(folder) if folder.is_dir() else []
        named = filter(None, map(_SIZED.fullmatch, names))  # What bears another name is somebody else's.
        gone = [folder / match[0] for match in named if match["key"] not in wanted]
        for file in gone:
            file.unlink(missing_ok=True)
        return len(gone)


def _remembered(folder: Path) -> Mapping[str, str]:
    try:
        return msgspec.json.decode((folder / PRINTS).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.MsgspecError):
        return {}


def _smallest(held: Path) -> Path:
    """The smallest file of a held picture: its looks are the same, and it is read ten times as quickly."""
    small = held.with_name(f"{held.stem}-{WIDTHS[0]}.jpg")
    return small if small.is_file() else held


def _let_go(image: Image) -> Image:
    return image.evolve(is_cached=None)


def _old(articles: Iterable[Article], *, before: datetime) -> frozenset[str]:
    youngest: dict[str, datetime] = {}
    for article in articles:
        for image in article.images:
            youngest[image.url] = max(article.published_at, youngest.get(image.url, article.published_at))
    return frozenset(url for url, at in youngest.items() if at < before)
