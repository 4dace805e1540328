"""Pictures into the portal: fetched and made ready side by side, written where their article is kept; placeholders left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from anyio.to_thread import run_sync

from newsfold.article import Article, Frozen
from newsfold.collect import Client, fetch_picture, walk
from newsfold.content.atomic import write_atomically
from newsfold.content.repository import PICTURES, picture_key
from newsfold.errors import NewsfoldError
from newsfold.outcome import Rejected
from newsfold.page import Picture
from newsfold.pictures import PictureUse, Refused, decode, made, placeholders
from newsfold.pictures.faces import face_finder
from newsfold.pictures.making import FindFaces, PictureFile, no_faces
from newsfold.pictures.repetition import MOST_USES
from newsfold.settings import Settings

AT_ONCE = 64
"""Pictures asked for at once. The client bounds requests and gives each host its turn; two threads make pictures ready."""


class Ready(Frozen, frozen=True, kw_only=True):
    """A fetched picture: its true size, without its bytes, and the files that are to be written of it; none where they stand already.

    ``is_held``: the portal holds it, or does once the files are written.
    """

    picture: Picture
    files: tuple[PictureFile, ...] = ()
    is_held: bool = False


def held_path(url: str) -> str:
    """Where the held picture of an address stands below the portal folder."""
    return f"{PICTURES}/{picture_key(url)}.jpg"


def make_ready(
    url: str, body: bytes, folder: Path, *, content_type: str | None = None, find_faces: FindFaces = no_faces
) -> Ready | Refused:
    """A fetched picture made ready to be held in all its sizes, or why it is none we take. Writes nothing; several threads may ask.

    One that the portal holds already is only measured.
    """
    path = held_path(url)
    if (folder / path).is_file():
        known = decode(body, content_type=content_type)
        return known if isinstance(known, Refused) else Ready(picture=_measured(url, known.width, known.height), is_held=True)
    done = made(body, path, content_type=content_type, find_faces=find_faces)
    if isinstance(done, Refused):
        return done
    return Ready(picture=_measured(url, done.width, done.height), files=done.files, is_held=True)


def _measured(url: str, width: int, height: int) -> Picture:
    return Picture(url=url, width=width, height=height, format="jpeg", body=b"")


def write_files(folder: Path, files: Iterable[PictureFile]) -> None:
    """Write the files of a picture in their order, the held picture itself last: a killed run leaves none whose sizes are missing."""
    for file in files:
        try:
            write_atomically(folder / file.path, file.body)
        except OSError as error:
            remedy = "Nothing is damaged; make room or mend the rights, then run again."
            raise NewsfoldError(f"cannot be written: {error.strerror}", where=file.path, remedy=remedy) from error


@dataclass
class Picturing:
    """The pictures of one run's articles. ``wear`` knows placeholders."""

    settings: Settings
    folder: Path
    client: Client
    wear: Wear

    async def fetched(self, urls: Iterable[str]) -> Mapping[str, Ready | Rejected]:
        """Fetch pictures and make them ready, many at once: what became of each. No picture's fate is another's."""
        asked = tuple(dict.fromkeys(urls))
        answers = await walk([partial(self._one, url) for url in asked], concurrency=AT_ONCE)
        return dict(zip(asked, answers, strict=True))

    async def _one(self, url: str) -> Ready | Rejected:
        if self.wear.is_worn(url):
            reason = f"It stands beside more than {MOST_USES} headlines of its publisher: a placeholder."
            return Rejected(stage="collect", reason=reason, code="placeholder", url=url)
        if not self.settings.collect.hold_pictures:
            measured = await fetch_picture(self.client, url)
            return measured if isinstance(measured, Rejected) else Ready(picture=measured.evolve(body=b""))
        answer = await self.client.get(url, max_bytes=self.settings.collect.max_picture_bytes)
        if isinstance(answer, Rejected):
            return answer
        make = partial(make_ready, url, answer.body, self.folder, content_type=answer.content_type, find_faces=self._find_faces)
        done = await run_sync(make, limiter=self.client.workers)
        return Rejected(stage="collect", reason=done.reason, code=done.code, url=url) if isinstance(done, Refused) else done

    @cached_property
    def _find_faces(self) -> FindFaces:
        return face_finder(wanted=self.settings.pictures.faces)

    async def write(self, ready: Sequence[Ready]) -> None:
        """Write the files of pictures, several at once."""
        jobs = [partial(run_sync, partial(write_files, self.folder, one.files), limiter=self.client.workers) for one in ready if one.files]
        await walk(jobs, concurrency=AT_ONCE)


def holding(article: Article, ready: Mapping[str, Ready]) -> Article:
    """The article with the true sizes of its pictures, each told to be held where it is."""
    known = ((image, ready.get(image.url)) for image in article.images)
    return article.evolve(
        images=tuple(
            image.evolve(width=one.picture.width, height=one.picture.height, is_cached=True if one.is_held else image.is_cached)
            if one
            else image
            for image, one in known
        )
    )


def uses_of(articles: Iterable[Article], prints: Mapping[str, str] | None = None) -> tuple[PictureUse, ...]:
    """Which article uses which picture; ``prints`` are those of held pictures by address."""
    known = prints or {}
    return tuple(
        PictureUse(url=image.url, provider=article.provider.domain, title=article.title, print=known.get(image.url, ""))
        for article in articles
        for image in article.images
    )


def worn_pictures(articles: Iterable[Article]) -> frozenset[str]:
    """The addresses of pictures that are placeholders of their publishers, by the records alone; quick enough for every run."""
    return placeholders(uses_of(articles))


def without(article: Article, worn: Collection[str]) -> Article:
    """The article without pictures that are placeholders."""
    kept = tuple(image for image in article.images if image.url not in worn)
    return article if len(kept) == len(article.images) else article.evolve(images=kept)


class Wear:
    """Which pictures are worn out by use beside many headlines, while articles come in. ``known`` gives those that stand already; it is
    asked once, with the first picture.
    """

    def __init__(self, known: Callable[[], Iterable[Article]]) -> None:
        self._known = known
        self._beside: dict[str, dict[tuple[str, str], Article]] | None = None
        self._worn: set[str] = set()

    def without(self, article: Article) -> Article:
        """The article without pictures that are placeholders, itself counted."""
        self._begin()
        self._count(article)
        return without(article, self._worn)

    def is_worn(self, url: str) -> bool:
        """Whether a picture is known for a placeholder by what was counted so far."""
        self._begin()
        return url in self._worn

    def _begin(self) -> None:
        if self._beside is None:
            self._beside = {}
            for one in self._known():
                self._count(one)

    def _count(self, article: Article) -> None:
        beside = self._beside if self._beside is not None else {}
        for image in article.images:
            if image.url not in self._worn:
                uses = beside.setdefault(image.url, {})
                uses[article.provider.domain, article.title] = article
                if len(uses) > MOST_USES and image.url in worn_pictures(uses.values()):
                    self._worn.add(image.url)
                    del beside[image.url]
