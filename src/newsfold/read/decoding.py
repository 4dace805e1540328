"""Bytes to text: the byte-order mark, the server's charset, the page's own, UTF-8, and last a guess."""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_HEAD = 16_384
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decoded(body: bytes, content_type: str | None) -> str:
    """The page's text, NULs dropped. Never raises: what no charset explains becomes U+FFFD.

    UTF-8 that decodes without an error wins over any label but a byte-order mark: wrong labels are common, accidental UTF-8 is not.
    """
    for mark, wide in _MARKS:
        if body.startswith(mark):
            return _with(body[len(mark) :], wide, "replace")
    try:
        return _without_nuls(body.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    labels = [_header(content_type), _first(_META_CHARSET, body), _first(_XML_CHARSET, body)]
    for label in labels:
        charset = map_encoding_to_html5(label, fallback_utf8=False) if label else None
        if charset and charset.lower() not in {"utf-8", "utf8"} and _exists(charset):
            return _with(body, charset, "replace")
    if any(label.lower() in {"utf-8", "utf8"} for label in labels if label) and _is_nearly_utf8(body):
        return _with(body, "utf-8", "replace")
    guess = detect_encoding(body, max_len=131_072)
    return _with(body, guess if guess and _exists(guess) else "cp1252", "replace")


def _header(content_type: str | None) -> str:
    match = _HEADER_CHARSET.search(content_type[:1_000]) if content_type else None
    return match[1] if match else ""


def _first(pattern: re.Pattern[bytes], body: bytes) -> str:
    match = pattern.search(body[:_HEAD])
    return match[1].decode("ascii", "ignore") if match else ""


def _exists(charset: str) -> bool:
    try:
        return codecs.lookup(charset)._is_text_encoding
    except (LookupError, ValueError):
        return False


def _is_nearly_utf8(body: bytes) -> bool:
    sample = body[:200_000].decode("utf-8", "replace")
    return sample.count("\ufffd") <= max(10, len(sample) // 1_000)


def _with(body: bytes, charset: str, errors: str) -> str:
    return _without_nuls(body.decode(charset, errors))


def _without_nuls(text: str) -> str:
    return text.replace("\x00", "") if "\x00" in text else text
