"""What a request carries: its query and its form, read with bounds."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from typing import Final
from urllib.parse import parse_qsl

from newsfold.desk.ask import Values
from newsfold.errors import InputError

LARGEST_FORM: Final = 200_000
"""Bytes of a form."""

LARGEST_UPLOAD: Final = 3_000_000
"""Bytes of a form with a file; an OPML file of 10,000 sources has about 2,000,000."""

MOST_VALUES: Final = 1_000
_REMEDY = "Send less at once."


def values_of(text: str) -> Values:
    """The names and values of a query or an urlencoded form. Raises :class:`InputError` where there are too many."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_VALUES, errors="replace")
    except ValueError:
        raise InputError(f"has more than {MOST_VALUES} values", where="the form", remedy=_REMEDY) from None
    return _gathered(pairs)


def form_of(body: bytes, content_type: str) -> tuple[Values, bytes]:
    """The values of a form, and the file that came with it. Raises :class:`InputError`."""
    kind = content_type.partition(";")[0].strip().lower()
    if not body or kind == "application/x-www-form-urlencoded":
        return values_of(body.decode("utf-8", "replace")), b""
    if kind != "multipart/form-data":
        raise InputError(f"is of the type {kind[:60]!r}", where="the form", remedy="Send application/x-www-form-urlencoded.")
    head = b"Content-Type: " + content_type.encode("latin-1", "replace").replace(b"\r", b"").replace(b"\n", b"") + b"\r\n\r\n"
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    if not message.is_multipart() or len(message.get_payload()) > MOST_VALUES:
        raise InputError("cannot be read", where="the form", remedy="Send it as a browser does.")
    pairs, file = [], b""
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        value = part.get_payload(decode=True) or b""
        if part.get_filename() is not None:
            file = value if isinstance(value, bytes) else b""
        elif isinstance(name, str) and isinstance(value, bytes):
            pairs.append((name, value.decode("utf-8", "replace")))
    return _gathered(pairs), file


def _gathered(pairs: list[tuple[str, str]]) -> Values:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: tuple(values) for name, values in found.items()}
