"""Ampersands that XML does not allow, mended before any parser sees them: parsers that forgive drop what follows.

``a?x=1&y=2`` loses its second half, ``caf&eacute;`` its accent; both are the commonest damage in feeds and OPML files.
"""

from __future__ import annotations

import html
import re

_STRAY = re.compile(rb"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)(?:([A-Za-z][A-Za-z0-9]{1,30});)?")


def mended_ampersands(xml: bytes) -> bytes:
    """``xml`` (UTF-8) with bare ampersands escaped and names that only HTML knows spelled out. CDATA stays as it is."""
    if _STRAY.search(xml) is None:
        return xml
    parts: list[bytes] = []
    at = 0
    while at < len(xml):
        start = xml.find(b"<![CDATA[", at)
        end = xml.find(b"]]>", start) if start >= 0 else -1
        stop = start if end >= 0 else len(xml)
        parts.append(_STRAY.sub(_mended, xml[at:stop]))
        at = end + 3 if end >= 0 else len(xml)
        parts.append(xml[stop:at])
    return b"".join(parts)


def _mended(match: re.Match[bytes]) -> bytes:
    if match.group(1) is None:
        return b"&amp;"
    spelled = html.unescape(match.group().decode("ascii"))
    return b"&amp;" + match.group()[1:] if spelled.startswith("&") else spelled.encode()
