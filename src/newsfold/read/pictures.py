"""The article's picture: what the publisher names as such, never a logo, a tracking pixel or a placeholder."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsfold.article import Image
from newsfold.read.addresses import absolute
from newsfold.read.choosing import Candidate, first
from newsfold.read.document import Document
from newsfold.read.json_ld import objects, texts
from newsfold.read.plain_text import plain

SMALLEST = 100
"""Pixels; a picture declared smaller in either direction is an icon."""

_NO_PICTURE = frozenset((
    "logo", "logos", "placeholder", "placeholders", "favicon", "icon", "icons", "avatar", "avatars", "gravatar", "sprite", "unsupported",
    "beacon", "dummy", "noimage", "nophoto", "siteimage", "shareimage", "appletouchicon", "touchicon", "fallback",
))  # fmt: skip
"""Words that make a picture none of the article's, as a folder's name or in a file name of at most three words; a longer one is a slug."""
_EMPTY_PICTURE = re.compile(
    r"(?:^|[-_.])(?:blank|spacer|pixel|transparent|1x1|tracking|clear|empty)(?:[-_.]?\d*x?\d*)?\.(?:gif|png|webp)$|"
    r"^(?:no[-_]?(?:image|photo|picture)|(?:default|generic)(?:[-_]?(?:image|img|picture|photo|share|social|og|thumb\w*))?|"
    r"(?:og|share|site|social)[-_]?image(?:[-_]?default)?|supported[-_]browsers?)(?:[-_.]?\d*x?\d*)?(?:\.\w{3,4})?$",
    re.IGNORECASE,
)
_SLUG = 4
"""Words in a file's name from which on it describes what is shown."""
_TELLING = 8
"""Characters of a file name from which on two pictures of one name are taken for one."""
_WORD = re.compile(r"[a-z]{2,}", re.IGNORECASE)
_WRONG_FORMAT = re.compile(r"\.(?:svg|ico|bmp|mp4|webm|m3u8|pdf)(?:$|[?#])", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$")


def picture_of(document: Document) -> Candidate[Image] | None:
    """The picture and its witness, with the size the page declares; None where it names none of its own."""
    found = first(candidate for candidate in _candidates(document) if _is_picture(candidate.value))
    if found is None or found.value.title:
        return found
    return Candidate(found.value.evolve(title=_alt_shown(document, found.value.url)), found.witness)


def _alt_shown(document: Document, url: str) -> str | None:
    """The ``alt`` of the same picture where the page shows it: a file of the same name, whatever its size or server."""
    name = _file_name(url)
    if len(name) < _TELLING:
        return None
    for node in document.elements["img"][:40]:
        attributes = node.attributes
        if name == _file_name(attributes.get("src") or "") and (alt := _title(attributes.get("alt") or "")):
            return alt
    return None


def _file_name(url: str) -> str:
    return url.partition("?")[0].partition("#")[0].rpartition("/")[2]


def _is_picture(image: Image) -> bool:
    small = any(side is not None and side < SMALLEST for side in (image.width, image.height))
    path = image.url.partition("//")[2].partition("/")[2].partition("?")[0]
    return bool(path) and not small and not _is_placeholder(path) and not _WRONG_FORMAT.search(image.url)


def _is_placeholder(path: str) -> bool:
    """Whether the path names what stands in for a picture: the folder, or a file whose name says nothing else."""
    *folders, name = path.lower().split("/")
    if any(re.sub(r"[-_.]", "", folder) in _NO_PICTURE or _EMPTY_PICTURE.search(folder) for folder in folders):
        return True
    words = _WORD.findall(name.rpartition(".")[0] or name)
    return len(words) < _SLUG and (_EMPTY_PICTURE.search(name) is not None or any(word in _NO_PICTURE for word in words))


def _candidates(document: Document) -> Iterator[Candidate[Image]]:
    alt = _title(document.meta("og:image:alt", "twitter:image:alt"))
    graph = absolute(document.meta("og:image:secure_url", "og:image", "og:image:url"), document.address)
    if graph:
        width, height = _number(document.meta("og:image:width")), _number(document.meta("og:image:height"))
        yield Candidate(Image(url=graph, width=width, height=height, title=alt), "og:image")
    yield from _linked(document)
    for name in ("twitter:image", "twitter:image:src", "parsely-image-url", "sailthru.image.full", "thumbnail"):
        url = absolute(document.meta(name), document.address)
        if url:
            yield Candidate(Image(url=url, title=alt), name)
    url = absolute(document.link("image_src"), document.address)
    if url:
        yield Candidate(Image(url=url), "link image_src")
    yield from _shown(document)
    if document.entry is not None and document.entry.picture:
        url = absolute(document.entry.picture, document.address)
        if url:
            yield Candidate(Image(url=url), "feed")


def _linked(document: Document) -> Iterator[Candidate[Image]]:
    for thing in (document.article, document.video):
        for name in ("image", "thumbnailUrl"):
            value = thing.get(name)
            for text in texts(value)[:3]:
                if url := absolute(text, document.address):
                    yield Candidate(Image(url=url), f"json-ld {name}")
            for one in (*document.followed(value), *objects(thing.get("thumbnail")))[:3]:
                urls = texts(one.get("url")) or texts(one.get("contentUrl"))
                if urls and (url := absolute(urls[0], document.address)):
                    width, height = (_number(next(iter(texts(one.get(side))), "")) for side in ("width", "height"))
                    title = _title(next(iter(texts(one.get("caption"))), ""))
                    yield Candidate(Image(url=url, width=width, height=height, title=title), f"json-ld {name}")


def _shown(document: Document) -> Iterator[Candidate[Image]]:
    """Pictures in the article itself that say they are large."""
    for node in document.tree.css("article img[src], main img[src], [itemprop=articleBody] img[src]")[:20]:
        attributes = node.attributes
        width, height = _number(attributes.get("width") or ""), _number(attributes.get("height") or "")
        url = absolute(attributes.get("src") or "", document.address)
        if url and width and height and width >= 300 and height >= 150:
            yield Candidate(Image(url=url, width=width, height=height, title=_title(attributes.get("alt") or "")), "img")


def _number(text: str) -> int | None:
    match = _NUMBER.match(text)
    return int(match[1]) or None if match else None


def _title(text: str) -> str | None:
    return plain(text[:1_000])[:300] or None
