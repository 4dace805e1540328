"""The address guard: which network addresses may be reached. Everything that is not the public internet is refused by name.

The table follows the IANA special-purpose address registries (RFC 6890) and is written out here, because the answers of
``ipaddress.is_private`` and ``is_global`` changed between Python releases and name no reason.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from newsfold.errors import SettingsError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_TABLE: tuple[tuple[str, str], ...] = (
    ("127.0.0.0/8", "a loopback address"),
    ("0.0.0.0/8", "an address of this network"),
    ("10.0.0.0/8", "a private address"),
    ("172.16.0.0/12", "a private address"),
    ("192.168.0.0/16", "a private address"),
    ("169.254.0.0/16", "a link-local address"),
    ("100.64.0.0/10", "an address shared by a provider's customers (CGNAT)"),
    ("192.0.0.0/24", "a reserved address"),
    ("192.0.2.0/24", "an address for documentation"),
    ("192.88.99.0/24", "a reserved address"),
    ("198.18.0.0/15", "an address for benchmarks"),
    ("198.51.100.0/24", "an address for documentation"),
    ("203.0.113.0/24", "an address for documentation"),
    ("224.0.0.0/4", "a multicast address"),
    ("240.0.0.0/4", "a reserved address"),
    ("::1/128", "a loopback address"),
    ("::ffff:0:0/96", "an IPv4 address written as IPv6 (IPv4-mapped)"),
    ("::/96", "an IPv4 address written as IPv6 (IPv4-compatible)"),
    ("64:ff9b:1::/48", "a private address (local NAT64)"),
    ("100::/64", "an address that discards"),
    ("2001::/23", "a reserved address"),
    ("2001:db8::/32", "an address for documentation"),
    ("3fff::/20", "an address for documentation"),
    ("5f00::/16", "a reserved address"),
    ("fc00::/7", "a private address"),
    ("fe80::/10", "a link-local address"),
    ("fec0::/10", "a private address (site-local)"),
    ("ff00::/8", "a multicast address"),
)
_REFUSED: tuple[tuple[Network, str], ...] = tuple((ip_network(network), words) for network, words in _TABLE)
_SIX_TO_FOUR = IPv6Network("2002::/16")  # RFC 3056: the IPv4 address stands in bits 16 to 48
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the IPv4 address stands in the last 32 bits
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291: all that is handed out so far


class AddressGuard:
    """Decides whether an address may be connected to.

    ``allow`` lists networks that may be reached all the same, as in the setting ``collect.allow_addresses``. Raises
    :class:`SettingsError` where one of them is no network.
    """

    def __init__(self, allow: Sequence[str] = ()) -> None:
        try:
            self._allowed = tuple(ip_network(text, strict=False) for text in allow)
        except ValueError as error:
            raise SettingsError(
                f"collect.allow_addresses has a network that cannot be read: {error}", remedy='Write it as "127.0.0.0/8".'
            ) from None

    def refusal(self, address: str) -> str | None:
        """Why ``address`` (an IP address) is refused, as ``a loopback address``; ``None`` where it may be reached."""
        if not is_address(address):
            return "no IP address"
        parsed = ip_address(address)
        if any(parsed.version == network.version and parsed in network for network in self._allowed):
            return None
        return self._by_table(parsed)

    def _by_table(self, address: Address) -> str | None:
        for network, words in _REFUSED:
            if address.version == network.version and address in network:
                return words
        if isinstance(address, IPv6Address):
            inner = _embedded(address)
            if inner is not None:
                words = self._by_table(inner) or ""
                return f"{words} ({inner} inside an IPv6 address)" if words else None
            if address not in _GLOBAL_UNICAST:
                return "a reserved address"
        return None


def _embedded(address: IPv6Address) -> IPv4Address | None:
    number = int(address)
    if address in _SIX_TO_FOUR:
        return IPv4Address((number >> 80) & 0xFFFFFFFF)
    return IPv4Address(number & 0xFFFFFFFF) if address in _NAT64 else None


def is_address(host: str) -> bool:
    """Whether ``host`` is a plainly written IP address and no name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


_NUMBER_AT_END = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$", re.IGNORECASE)  # WHATWG URL: a host that ends in a number


def disguised_number(host: str) -> str | None:
    """The IPv4 address that a host such as ``2130706433`` or ``0177.0.0.1`` means; ``None`` for names and for plainly written addresses.

    The C library reads such hosts as addresses, so a check of the text alone would let them through.
    """
    if not _NUMBER_AT_END.search(host):
        return None
    try:
        meant = socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return None
    return None if meant == host else meant
