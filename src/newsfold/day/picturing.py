"""Pictures into the portal and out of it again: held in sizes, placeholders dropped, what is old let go of, logos of organizations."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin

from anyio.to_thread import run_sync

from newsfold.article import Article, Frozen, Image
from newsfold.collect import Client, Response
from newsfold.content.atomic import write_atomically
from newsfold.content.fields import bare
from newsfold.content.repository import PICTURES, Repository, picture_key
from newsfold.outcome import Rejected
from newsfold.page import Picture
from newsfold.pictures import PictureUse, Refused, logos, made, placeholders, print_of
from newsfold.pictures.logos import SIDES, logo_path
from newsfold.pictures.making import FindFaces, PictureFile, no_faces
from newsfold.pictures.repetition import MOST_USES

_ICON = re.compile(r"<link\b[^>]{0,500}>", re.IGNORECASE)
_REL = re.compile(r"""\brel\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_USUAL_ICONS = ("/apple-touch-icon.png", "/favicon.ico")
_MOST_ICONS = 6
_SIZED = re.compile(r"(?P<key>[0-9a-f]{32})(?:-(?:\d+|card|card-large))?\.(?:jpg|webp|jpeg|png|gif)")


class Tidied(Frozen, frozen=True, kw_only=True):
    """What tidying pictures did: addresses of placeholders dropped, records changed, files let go of."""

    placeholders: tuple[str, ...] = ()
    changed: int = 0
    files: int = 0


def held_path(url: str) -> str:
    """Where the held picture of an address stands below the portal folder."""
    return f"{PICTURES}/{picture_key(url)}.jpg"


def hold(article: Article, pictures: Mapping[str, Picture], folder: Path, *, find_faces: FindFaces = no_faces) -> Article:
    """Keep the article's picture in all its sizes, where it was fetched; the article with the picture's true size and ``is_cached``.

    ``pictures`` are fetched pictures by address. A picture that is none we take is left out of the article: what cannot be shown
    would be a broken picture on the page. Safe to be called from several threads.
    """
    image = article.images[0] if article.images else None
    picture = pictures.get(image.url) if image else None
    if image is None or picture is None:
        return article
    kept = hold_picture(picture, folder, find_faces=find_faces)
    if isinstance(kept, Refused):
        return article.evolve(images=article.images[1:])
    return article.evolve(images=(image.evolve(width=kept[0], height=kept[1], is_cached=True), *article.images[1:]))


def hold_picture(picture: Picture, folder: Path, *, find_faces: FindFaces = no_faces) -> tuple[int, int] | Refused:
    """Keep a fetched picture in all its sizes; its true width and height in pixels, or why it is none we take.

    The held picture itself is written last, so a run killed half-way leaves none whose sizes are missing. One that stands is not made anew.
    """
    path = held_path(picture.url)
    if (folder / path).is_file():
        return picture.width, picture.height
    done = made(picture.body, path, find_faces=find_faces)
    if isinstance(done, Refused):
        return done
    _write(folder, done.files)
    return done.width, done.height


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
        if self._beside is None:
            self._beside = {}
            for one in self._known():
                self._count(one)
        self._count(article)
        return without(article, self._worn)

    def _count(self, article: Article) -> None:
        beside = self._beside if self._beside is not None else {}
        for image in article.images:
            if image.url not in self._worn:
                uses = beside.setdefault(image.url, {})
                uses[article.provider.domain, article.title] = article
                if len(uses) > MOST_USES and image.url in worn_pictures(uses.values()):
                    self._worn.add(image.url)
                    del beside[image.url]


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


async def fetch_logos(client: Client, domain: str, *, site: str = "") -> tuple[PictureFile, ...] | Rejected:
    """The logo files of an organization, from the icons its site names or the usual places; or why there are none.

    ``site`` is the address of its front page; empty for ``https://<domain>/``.
    """
    address = site or f"https://{domain}/"
    front = await client.get(address)
    named = [] if isinstance(front, Rejected) else named_icons(front.body.decode("utf-8", "replace"), front.final_url)
    base = address if isinstance(front, Rejected) else front.final_url
    last = Rejected(stage="collect", reason="The site names no icon.", code="no-icon", url=address)
    for url in [*named, *(urljoin(base, usual) for usual in _USUAL_ICONS)][:_MOST_ICONS]:
        answer = await client.get(url, max_bytes=client.settings.max_picture_bytes)
        if isinstance(answer, Rejected):
            last = answer
            continue
        files = await run_sync(logos_of, answer, domain, limiter=client.workers)
        if not isinstance(files, Refused):
            return files
        last = Rejected(stage="collect", reason=files.reason, code=files.code, url=url)
    return last


def logos_of(answer: Response, domain: str) -> tuple[PictureFile, ...] | Refused:
    """The logo files made of a fetched icon."""
    return logos(answer.body, domain, content_type=answer.content_type)


def named_icons(page: str, base: str) -> list[str]:
    """The addresses of the icons a page names, those for telephones first because they are larger."""
    found: list[tuple[int, str]] = []
    for match in _ICON.finditer(page[:200_000]):
        rel, href = _REL.search(match[0]), _HREF.search(match[0])
        words = (rel[1] or rel[2] or rel[3] or "").lower().split() if rel else []
        if href and ("icon" in words or "apple-touch-icon" in words) and not href[1].lower().split("?")[0].endswith(".svg"):
            found.append(("apple-touch-icon" not in words, urljoin(base, href[1])))
    return [url for _, url in sorted(dict.fromkeys(found), key=lambda one: one[0])]


def keep_logos(
    folder: Path, domain: str, name: str, files: Sequence[PictureFile], *, announce: Callable[[str, bytes], None] = lambda path, body: None
) -> bool:
    """Write logo files, and an organization file that names them where the organization has none; whether one was made.

    ``announce`` is told path and bytes before each is written, for git.
    """
    for file in files:
        announce(file.path, file.body)
    _write(folder, files)
    organization = folder / "_data" / "organizations" / f"{domain}.md"
    if organization.exists():
        return False
    images = "".join(f"  - url: /{logo_path(domain, side)}\n    width: {side}\n    height: {side}\n" for side in SIDES)
    text = f"---\ntaxonomy: organization\n_id: {domain}\nname: {bare(name)}\ndomain: {domain}\nimages:\n{images}---\n"
    announce(f"_data/organizations/{domain}.md", text.encode())
    write_atomically(organization, text.encode())
    return True


def _write(folder: Path, files: Iterable[PictureFile]) -> None:
    for file in files:
        write_atomically(folder / file.path, file.body)
