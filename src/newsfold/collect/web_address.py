"""Addresses that may be asked for at all: http or https, a host that is a name or a plain address, no password."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx

from newsfold.collect.guard import AddressGuard, disguised_number, is_address
from newsfold.collect.refusal import RefusalError

LONGEST_ADDRESS = 8_000
"""Characters. RFC 9110 section 4.1 asks that 8,000 be supported."""


_NAME = re.compile(rb"[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?\.?", re.IGNORECASE)


def web_address(text: str, guard: AddressGuard) -> httpx.URL:
    """``text`` as a checked address without its fragment. Raises :class:`RefusalError` naming what is wrong with it.

    A host that is an IP address is put to the guard at once; names are, when they are connected to.
    """
    text = text.strip()
    if len(text) > LONGEST_ADDRESS:
        raise RefusalError(f"The address is longer than {LONGEST_ADDRESS:,} characters.", code="address-too-long")
    _refuse_disguise(text, guard)
    try:
        url = httpx.URL(text).copy_with(fragment=None)
        host = url.host
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise RefusalError("The address is not a valid web address.", code="address-invalid") from error
    if url.scheme not in ("http", "https"):
        raise RefusalError(f"Only http and https are fetched, not {url.scheme[:20] or 'an address without a scheme'}.", code="scheme")
    if not host:
        raise RefusalError("The address names no host.", code="address-invalid")
    if not is_address(host) and not _NAME.fullmatch(url.raw_host):
        raise RefusalError("The address is not a valid web address: its host is no name.", code="address-invalid")
    if url.userinfo:
        raise RefusalError("The address carries a name or password.", code="userinfo")
    port = url.port or {"http": 80, "https": 443}[url.scheme] if url.port != 0 else 0
    if not guard.allows_port(port):
        raise RefusalError(f"The address names port {port}, which is none of those in collect.ports.", code="port")
    verdict = guard.verdict(host) if is_address(host) else None
    if verdict:
        raise RefusalError(f"The host {host} is refused: it is {verdict.words}.", code=verdict.code)
    return url


def _refuse_disguise(text: str, guard: AddressGuard) -> None:
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        return  # Said again, with words, by the parser that counts.
    meant = disguised_number(host)
    if meant:
        what = guard.refusal(meant) or "an address"
        raise RefusalError(f"The host {host} is refused: it is {meant} written as a number, {what}.", code="address-disguised")
