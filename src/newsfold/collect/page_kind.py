"""Whether fetched bytes are a web page, by what the server says and by a look at their beginning."""

from __future__ import annotations

import re

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml"})
_TOLD_NOTHING = frozenset({"", "application/octet-stream", "text/plain", "unknown/unknown", "application/unknown"})
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|article)\b", re.IGNORECASE)


def no_page(content_type: str | None, body: bytes) -> str | None:
    """Why the bytes are no web page, in a sentence; ``None`` where they are one."""
    if not body.strip():
        return "The page is empty."
    kind = (content_type or "").partition(";")[0].strip().lower()[:100]
    if kind in _PAGE_TYPES or (kind in _TOLD_NOTHING and _MARKUP.search(body[:4_096]) is not None):
        return None
    return f"This is no web page but {kind or 'something without a type'}."
