"""What is no page that can be read."""

from __future__ import annotations

import re
from typing import NamedTuple

from newsfold.page import Page

MAX_BODY = 10_000_000
"""Bytes of a page; larger ones are refused by size."""


class Refusal(NamedTuple):
    """Why a page is not taken: a word that never changes (:attr:`newsfold.outcome.Rejected.code`) and a sentence for editors."""

    code: str
    words: str


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


def not_html(page: Page) -> Refusal | None:
    """Why the bytes are no HTML; None where they may be."""
    body = page.body
    if len(body) > MAX_BODY:
        return Refusal("too-large", f"The page has {len(body) // 1_000_000} MB; more than {MAX_BODY // 1_000_000} MB are not read.")
    start = body[:2_048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start and not body.strip():
        return Refusal("empty", "The page is empty.")
    what = next((name for mark, name in _KINDS if start.startswith(mark)), "") or _not_markup(start)
    if not what and page.content_type and _WRONG_TYPES.match(page.content_type.lower()) and not _TAG.search(start):
        what = page.content_type.partition(";")[0].strip()
    if what:
        return Refusal("not-html", f"The address gave {what}, not an HTML page.")
    is_wide = body[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if not is_wide and (start.count(0) > len(start) // 10 or not _TAG.search(body, 0, 200_000)):
        return Refusal("not-html", "The address gave no HTML: no tag was found.")
    return None


def _not_markup(start: bytes) -> str:
    if start[:1] in {b"{", b"["} and not _TAG.search(start[:200]):
        return "JSON"
    return "a feed or sitemap" if _FEED.match(start) else ""


_FEED = re.compile(rb"(?:<\?xml[^>]{0,200}>\s*)?<(?:rss|feed|urlset|sitemapindex)\b")
