"""Mail addresses: which we send to, and the one form in which they are kept."""

from __future__ import annotations

import re

from newsfold.errors import InputError

LONGEST = 254
"""Signs of an address; RFC 5321, 4.5.3.1.3, less the angle brackets."""

# RFC 5322's dot-atom without what a header or a spreadsheet would take for something else (an address that begins with = + - or @).
_LOCAL = re.compile(r"[A-Za-z0-9_!#$%&'*/?^`{|}~](?:[A-Za-z0-9_!#$%&'*/?^`{|}~=+-]|\.(?!\.))*(?<!\.)")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def clean_mail_address(text: str) -> str:
    """The address as it is kept: blanks around it gone, the domain in lower case and in ASCII (IDNA).

    Raises :class:`InputError` for what is none, and for a local part that is not ASCII, which not every server takes.
    """
    address = text.strip()
    local, at, domain = address.rpartition("@")
    try:
        host = domain.encode("idna").decode().lower() if domain else ""
    except UnicodeError:
        host = ""
    labels = host.split(".")
    sound = at and len(local) <= 64 and _LOCAL.fullmatch(local) and len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    if not sound or len(local) + len(host) + 1 > LONGEST or labels[-1].isdigit():
        raise InputError("is no mail address we can send to", where=_told(address), remedy="Write it as name@host.example.")
    return f"{local}@{host}"


def _told(address: str) -> str:
    """The address as an error may show it."""
    return "".join(sign if sign.isprintable() else "?" for sign in address[:80]) or "an empty text"
