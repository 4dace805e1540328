"""Plain text out of what publishers write into attributes, JSON and markup."""

from __future__ import annotations

import html
import re

TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,500}|!--.{0,2000}?--)>", re.DOTALL)
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
UNSHOWN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
"""Signs that nobody sees. Among them those that set a direction until another ends it: one left open turns the rest of a reader's line."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")


def plain(text: str) -> str:
    """One line of plain text: entities decoded (twice where they were escaped twice), tags, control characters and spare space dropped."""
    for _ in range(2):
        if "&" in text and _ENTITY.search(text):
            text = html.unescape(text)
    if "<" in text:
        text = TAG.sub("", _BREAK.sub(" ", text))
    return " ".join(UNSHOWN.sub("", text).split())


def normalised(text: str) -> str:
    """What two spellings of one text share: its letters and digits, case folded."""
    folded = text.casefold()
    # The letters and digits of \w; a word of them alone is the commonest case.
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


_SENTENCE_END = re.compile(r"[.!?…。！？।]+[\"'”’»)\]]*(?=\s|$)|[。！？]")


def shortened(text: str, limit: int) -> str:
    """``text`` if it has at most ``limit`` characters, else cut at the end of a sentence, else at a word with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit + 1]
    ends = [match.end() for match in _SENTENCE_END.finditer(head) if match.end() <= limit]
    if ends and ends[-1] >= limit // 3:
        return text[: ends[-1]].rstrip()
    cut = text[:limit].rfind(" ")
    return text[: cut if cut >= limit // 2 else limit - 1].rstrip(" ,;:–—-") + "…"
