"""The charset of a page: its byte-order mark, UTF-8 where it is that, the server's word, the page's own, and last a guess."""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_HEAD = 16_384
_WIDE_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def unwrapped(body: bytes) -> bytes:
    """Bytes in a charset that holds ASCII, NULs dropped: a page in UTF-16 with its mark becomes UTF-8, any other stays as it is."""
    for mark, wide in _WIDE_MARKS:
        if body.startswith(mark):
            body = body[len(mark) :].decode(wide, "replace").encode("utf-8", "replace")
    return body.replace(b"\x00", b"") if b"\x00" in body else body


def _charset_of(body: bytes, content_type: str | None) -> str:
    """The charset of a page that is no UTF-8 throughout: the page's mark, the server's word, the page's own, a guess.

    UTF-8 that decodes without an error wins over any label but a byte-order mark: wrong labels are common, accidental UTF-8 is not.
    """
    if body.startswith(codecs.BOM_UTF8):
        return "utf-8"
    labels = [_header(content_type), _first(_META_CHARSET, body), _first(_XML_CHARSET, body)]
    for label in labels:
        charset = map_encoding_to_html5(label, fallback_utf8=False) if label else None
        if charset and charset.lower() not in {"utf-8", "utf8"} and _exists(charset):
            return charset
    if any(label.lower() in {"utf-8", "utf8"} for label in labels if label) and _is_nearly_utf8(body):
        return "utf-8"
    guess = detect_encoding(body, max_len=131_072)
    return guess if guess and _exists(guess) else "cp1252"


def in_utf8(body: bytes, content_type: str | None) -> tuple[str, bytes]:
    """The charset of a page, and its bytes in UTF-8 without a mark; what the charset does not explain becomes U+FFFD."""
    if _is_utf8(body):
        return "utf-8", body.removeprefix(codecs.BOM_UTF8)
    charset = _charset_of(body, content_type)
    return charset, body.decode(charset, "replace").encode("utf-8", "replace").removeprefix(codecs.BOM_UTF8)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


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
