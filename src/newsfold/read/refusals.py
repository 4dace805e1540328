"""What is no page that can be read."""

from __future__ import annotations

import re

from newsfold.page import Page

MAX_BODY = 10_000_000
"""Bytes of a page; larger ones are refused by size."""


_KINDS = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "compressed bytes"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or sound"),
    (b"OggS", "a sound or video"),
    (b"ID3", "a sound"),
)
_WRONG_TYPES = re.compile(
    r"^\s*(?:image|audio|video|font)/|^\s*application/(?:pdf|zip|json|octet-stream|msword|vnd\.|rss|atom)|^\s*text/(?:css|javascript|csv|calendar)"
)
_TAG = re.compile(rb"<(?:!doctype|[a-z][a-z0-9-]*[\s/>])", re.IGNORECASE)


def not_html(page: Page) -> str:
    """Why the bytes are no HTML, as a sentence; empty where they may be."""
    body = page.body
    start = body[:2_048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not body.strip():
        return "The page is empty."
    for mark, name in _KINDS:
        if start.startswith(mark):
            return f"The address gave {name}, not an HTML page."
    if page.content_type and _WRONG_TYPES.match(page.content_type.lower()) and not _TAG.search(start):
        return f"The address gave {page.content_type.partition(';')[0].strip()}, not an HTML page."
    return _not_markup(body, start)


def _not_markup(body: bytes, start: bytes) -> str:
    if start[:1] in {b"{", b"["} and not _TAG.search(start[:200]):
        return "The address gave JSON, not an HTML page."
    if _FEED.match(start):
        return "The address gave a feed or sitemap, not an HTML page."
    is_wide = body[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if not is_wide and (start.count(0) > len(start) // 10 or not _TAG.search(body[:200_000])):
        return "The address gave no HTML: no tag was found."
    return ""


_FEED = re.compile(rb"(?:<\?xml[^>]{0,200}>\s*)?<(?:rss|feed|urlset|sitemapindex)\b")
