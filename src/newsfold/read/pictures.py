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

_NO_PICTURE = re.compile(
    r"(?:^|[/_.=-])(?:logos?|placeholders?|default(?:[-_]?(?:image|img|picture|share|social|og))?|no[-_]?(?:image|photo|picture)|blank|spacer|pixel|sprite|"
    r"favicon|icons?|avatars?|gravatar|fallback|unsupported|supported_browsers?|1x1|transparent|apple-touch-icon|beacon|tracking|touch-icon|"
    r"generic|dummy|share[-_]?image|og[-_]?image[-_]?default|site[-_]?image)(?=$|[/_.?&-])",
    re.IGNORECASE,
)
_WRONG_FORMAT = re.compile(r"\.(?:svg|ico|bmp|mp4|webm|m3u8|pdf)(?:$|[?#])", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$")


def picture_of(document: Document) -> Candidate[Image] | None:
    """The picture and its witness, with the size the page declares; None where it names none of its own."""
    return first(candidate for candidate in _candidates(document) if _is_picture(candidate.value))


def _is_picture(image: Image) -> bool:
    small = any(side is not None and side < SMALLEST for side in (image.width, image.height))
    path = image.url.partition("//")[2].partition("/")[2].partition("?")[0]
    return bool(path) and not small and not _NO_PICTURE.search(path) and not _WRONG_FORMAT.search(image.url)


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
