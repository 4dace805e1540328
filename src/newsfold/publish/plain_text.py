"""Text from records made fit to be shown: one line, no invisible signs that disturb, of bounded length."""

from __future__ import annotations

import re

# C0 and C1 controls (XML 1.0 forbids most of them), bidirectional embeddings, overrides and isolates (Unicode TR36 calls
# them spoofing signs), line separators, the byte order mark, lone surrogates and non-characters.
_DISTURBING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")

MAX_TITLE = 300
"""Characters of a headline that are shown. The longest of 7,243 real titles has under 250."""

MAX_EXCERPT = 500
"""Characters of an excerpt that are shown; RECORD.md allows 435."""

MAX_NAME = 80
"""Characters of a publisher's or topic's name that are shown."""


def shown(text: str | None, limit: int) -> str:
    """The text on one line, without disturbing signs, cut at a word before ``limit`` characters and marked with ``…``."""
    if not text:
        return ""
    # A hostile text may be megabytes long: nothing beyond a generous multiple of what is shown is looked at.
    text = text[: limit * 8]
    if "&" in text:
        import html  # noqa: PLC0415 - the names of 2,231 signs; many a run meets none

        text = html.unescape(text)  # sources that encode twice leave "&#8217;" in records
    line = " ".join(_DISTURBING.sub("", text).split())
    if len(line) <= limit:
        return line
    cut = line[:limit]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:.-–") + "…"
