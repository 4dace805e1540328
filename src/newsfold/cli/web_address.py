"""The addresses users give commands: web addresses, or an error that says so."""

from __future__ import annotations

from urllib.parse import urlsplit

from newsfold.errors import InputError


def check_web_address(url: str) -> None:
    """Raise :class:`InputError` where ``url`` is no address that begins with http:// or https://, or its host or port cannot be read."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False  # An IPv6 address without its bracket, a port that is no number.
    if not good:
        raise InputError("is no web address", where=url, remedy="Give one that begins with https:// or http://.")
