"""Video pages: a safe player frame, built by us from the address of a known player or of the site's own."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from newsfold.read.addresses import absolute, query_value, registrable_domain
from newsfold.read.document import Document
from newsfold.read.json_ld import texts

_KNOWN = (
    (
        re.compile(r"https://(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:embed|shorts|live|v)/([\w-]{6,20})"),
        "https://www.youtube.com/embed/{}",
    ),
    (re.compile(r"https://youtu\.be/([\w-]{6,20})"), "https://www.youtube.com/embed/{}"),
    (re.compile(r"https://player\.vimeo\.com/video/(\d{3,15})"), "https://player.vimeo.com/video/{}"),
    (re.compile(r"https://vimeo\.com/(\d{3,15})"), "https://player.vimeo.com/video/{}"),
    (re.compile(r"https://(?:www\.)?dailymotion\.com/(?:embed/)?video/(\w{4,20})"), "https://www.dailymotion.com/embed/video/{}"),
    (re.compile(r"https://geo\.dailymotion\.com/player\.html\?video=(\w{4,20})"), "https://www.dailymotion.com/embed/video/{}"),
    (re.compile(r"https://rumble\.com/embed/(\w{4,20})"), "https://rumble.com/embed/{}/"),
    (re.compile(r"https://(?:www\.)?ted\.com/talks/(\w{4,150})"), "https://embed.ted.com/talks/{}"),
)
"""Players whose frames are known to be safe to show, and how their embed address is made of a video's name."""
_WATCH = re.compile(r"https?://(?:www\.|m\.)?youtube\.com/watch\?")
_FRAME = (
    '<iframe width="800" height="500" frameborder="0" src="{}" '
    'allow="accelerometer; autoplay; encrypted-media; gyroscope; picture-in-picture" allowfullscreen></iframe>'
)
"""The frame as the records in RECORD.md have it; every attribute but the address is fixed."""


def player_of(document: Document) -> str:
    """The player's ``<iframe>`` if the page is a video and a safe frame can be built; empty where it is an article."""
    if not _is_video_page(document):
        return ""
    own = registrable_domain(document.address)
    for address in _addresses(document):
        known = _known(address)
        if known:
            return _FRAME.format(html.escape(known))
        if address.startswith("https://") and registrable_domain(address) == own and re.search(r"embed|player", address):
            return _FRAME.format(html.escape(address))
    return ""


def _is_video_page(document: Document) -> bool:
    kind = document.meta("og:type").lower()
    if document.article:
        return False
    return kind.startswith("video") or bool(document.video) or bool(_known(document.address))


def _addresses(document: Document) -> Iterator[str]:
    found = [document.address, *texts(document.video.get("embedUrl"))]
    if "html" in document.meta("og:video:type").lower() or not document.meta("og:video:type"):
        found += [document.meta("og:video:secure_url"), document.meta("og:video:url"), document.meta("og:video")]
    found.append(document.meta("twitter:player"))
    for address in found:
        if url := absolute(address, document.address):
            yield url


def _known(address: str) -> str:
    if _WATCH.match(address) and re.fullmatch(r"[\w-]{6,20}", name := query_value(address, "v")):
        return f"https://www.youtube.com/embed/{name}"
    secure = re.sub(r"^http:", "https:", address)
    for pattern, embed in _KNOWN:
        if match := pattern.match(secure):
            return embed.format(match[1])
    return ""
