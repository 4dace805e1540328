"""Web addresses that people give the desk: checked as the collector checks them before it asks one."""

from __future__ import annotations

from newsfold.collect import AddressGuard
from newsfold.collect.refusal import RefusalError
from newsfold.collect.web_address import web_address
from newsfold.desk.services import Desk
from newsfold.errors import InputError

_ESCAPED = frozenset(' "<>\\^`{|}')
"""Signs that stand in an address only as %XX (RFC 3986, section 2.1)."""


def guard_of(desk: Desk) -> AddressGuard:
    """What refuses addresses that are not of the public web."""
    return AddressGuard(desk.settings.collect.allow_addresses, desk.settings.collect.ports)


def asked_address(desk: Desk, text: str, *, remedy: str = "Give one that begins with https:// or http://.") -> str:
    """An address of the web that may be asked, as it was given but for signs no address has. Raises :class:`InputError`."""
    text = text.strip()
    try:
        address = str(web_address(text, guard_of(desk)))
    except RefusalError as error:
        raise InputError(f"cannot be taken: {error}", where=text[:200], remedy=remedy) from error
    return address if _ESCAPED & set(text) else text
