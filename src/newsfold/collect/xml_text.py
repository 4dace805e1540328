"""The bytes of an XML feed made harmless and plain: UTF-8, no document type, no signs that XML forbids.

Entities are the danger (billion laughs, files read from disk). A document type that declares entities is refused, any other is dropped:
RSS 0.91 names one and no feed needs it. This stands before every parser, so that it does not hang on any parser's own care.
"""

from __future__ import annotations

import codecs
import re

from newsfold.collect.refusal import RefusalError

_BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    # UTF-32 first: its little-endian mark begins with UTF-16's.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BARE_UTF16 = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_TRUSTED = re.compile(
    # Encodings that only map bytes to signs. Python knows others ("punycode", "unicode_escape") that cost time or run escapes.
    r"utf[-_]?(8|16|32)([-_]?[lb]e)?|(us[-_])?ascii|(iso[-_]?)?8859[-_]\d{1,2}|latin[-_]?\d{1,2}|(windows|cp)[-_]?\d{3,4}|koi8[-_][rtu]"
    r"|gbk|gb2312|gb18030|big5(hkscs)?|euc[-_]?(jp|kr|cn)|shift[-_]?jis|sjis|iso[-_]2022[-_](jp|kr)|tis[-_]?620|mac[-_](roman|cyrillic)",
    re.IGNORECASE,
)
_FORBIDDEN = bytes(sign for sign in range(32) if sign not in b"\t\n\r")
_DOCTYPE_END = re.compile(rb"<!DOCTYPE(?:[^\[\]<>\"']|\"[^\"]*\"|'[^']*')*+(?:\[[^\[\]]*\]\s*)?>", re.IGNORECASE)


def plain_xml(body: bytes, content_type: str | None) -> bytes:
    """``body`` as UTF-8 without XML declaration and document type.

    Raises :class:`RefusalError` where its document type declares entities or has no end.
    """
    xml = decoded(body, content_type).encode("utf-8", "replace").translate(None, _FORBIDDEN)
    at = 0
    while (at := xml.find(b"<", at)) >= 0:
        if xml.startswith(b"<!--", at):
            end = xml.find(b"-->", at + 4)
        elif xml.startswith(b"<?", at):
            end = xml.find(b">", at)
        elif xml[at : at + 9].upper() == b"<!DOCTYPE":
            end = _doctype_end(xml, at)
        else:
            return xml[at:]
        at = end + 1 if end >= 0 else len(xml)
    return b""


def _doctype_end(xml: bytes, at: int) -> int:
    found = _DOCTYPE_END.match(xml, at)
    if found is None:
        raise RefusalError("Its document type cannot be read, and may hide XML entities.", code="entities")
    if b"<!ENTITY" in found.group().upper():
        raise RefusalError("It declares XML entities, which are not expanded here.", code="entities")
    return found.end() - 1


def decoded(body: bytes, content_type: str | None) -> str:
    """``body`` as text: by its byte order mark, its XML declaration, its content type, as UTF-8, at last as windows-1252."""
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    for start, name in _BARE_UTF16:
        if body.startswith(start):
            return body.decode(name, "replace")
    try:
        utf8 = body.decode()
    except UnicodeDecodeError:
        utf8 = None
    declared = _DECLARED.search(body[:1000])
    names = [declared.group(1).decode("ascii")] if declared else []
    names += _CHARSET.findall(content_type or "")
    for name in names:
        if name.lower().startswith("utf-16") and utf8 is not None:
            return utf8  # A declaration that could be read byte by byte is not in UTF-16.
        try:
            if _TRUSTED.fullmatch(name):
                return body.decode(name)
        except (LookupError, ValueError):
            continue
    return body.decode("cp1252", "replace") if utf8 is None else utf8
