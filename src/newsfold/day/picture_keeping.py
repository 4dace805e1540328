"""Pictures out of the portal again: placeholders dropped from records, what is old or unused let go of."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsfold.article import Article, Frozen, Image
from newsfold.content.repository import PICTURES, Repository, picture_key
from newsfold.day.picturing import uses_of, without
from newsfold.pictures import placeholders, print_of

_SIZED = re.compile(r"(?P<key>[0-9a-f]{32})(?:-(?:\d+|card|card-large))?\.(?:jpg|webp|jpeg|png|gif)")


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
        held = self.repository.held_pictures(tuple(articles))
        return {url: print_of((self.repository.folder / path).read_bytes()) for url, path in sorted(held.items())}

    def _remove_all_but(self, wanted: Collection[str]) -> int:
        gone = 0
        for file in sorted((self.repository.folder / PICTURES).glob("*")):
            named = _SIZED.fullmatch(file.name)  # What bears another name is somebody else's.
            if named and named["key"] not in wanted:
                file.unlink(missing_ok=True)
                gone += 1
        return gone


def _let_go(image: Image) -> Image:
    return image.evolve(is_cached=None)


def _old(articles: Iterable[Article], *, before: datetime) -> frozenset[str]:
    youngest: dict[str, datetime] = {}
    for article in articles:
        for image in article.images:
            youngest[image.url] = max(article.published_at, youngest.get(image.url, article.published_at))
    return frozenset(url for url, at in youngest.items() if at < before)
