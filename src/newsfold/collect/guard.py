"""The address guard: which network addresses may be reached. Everything that is not the public internet is refused by name.

The table follows the IANA special-purpose address registries (RFC 6890) and is written out here, because the answers of
``ipaddress.is_private`` and ``is_global`` changed between Python releases and name no reason.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from newsfold.article import Frozen
from newsfold.errors import SettingsError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_TABLE: tuple[tuple[str, str, str], ...] = (
    # First what clouds tell their own machines at: AWS (also ECS), Alibaba, Oracle, Azure, AWS and Google over IPv6.
    ("169.254.169.254/32", "address-metadata", "a link-local address, the metadata service of a cloud"),
    ("169.254.170.2/32", "address-metadata", "a link-local address, the metadata service of a cloud"),
    ("100.100.100.200/32", "address-metadata", "a shared address (CGNAT), the metadata service of a cloud"),
    ("192.0.0.192/32", "address-metadata", "a reserved address, the metadata service of a cloud"),
    ("168.63.129.16/32", "address-metadata", "the metadata service of a cloud"),
    ("fd00:ec2::254/128", "address-metadata", "a private address, the metadata service of a cloud"),
    ("fd20:ce::254/128", "address-metadata", "a private address, the metadata service of a cloud"),
    ("127.0.0.0/8", "address-loopback", "a loopback address"),
    ("0.0.0.0/8", "address-unspecified", "an address of this network"),
    ("10.0.0.0/8", "address-private", "a private address"),
    ("172.16.0.0/12", "address-private", "a private address"),
    ("192.168.0.0/16", "address-private", "a private address"),
    ("169.254.0.0/16", "address-link-local", "a link-local address"),
    ("100.64.0.0/10", "address-shared", "an address shared by a provider's customers (CGNAT)"),
    ("192.0.0.0/24", "address-reserved", "a reserved address"),
    ("192.0.2.0/24", "address-documentation", "an address for documentation"),
    ("192.88.99.0/24", "address-reserved", "a reserved address"),
    ("198.18.0.0/15", "address-benchmark", "an address for benchmarks"),
    ("198.51.100.0/24", "address-documentation", "an address for documentation"),
    ("203.0.113.0/24", "address-documentation", "an address for documentation"),
    ("224.0.0.0/4", "address-multicast", "a multicast address"),
    ("240.0.0.0/4", "address-reserved", "a reserved address"),
    ("::/128", "address-unspecified", "an address of this network"),
    ("::1/128", "address-loopback", "a loopback address"),
    ("::ffff:0:0/96", "address-mapped", "an IPv4 address written as IPv6 (IPv4-mapped)"),
    ("::/96", "address-mapped", "an IPv4 address written as IPv6 (IPv4-compatible)"),
    ("64:ff9b:1::/48", "address-private", "a private address (local NAT64)"),
    ("100::/64", "address-reserved", "an address that discards"),
    ("2001::/23", "address-reserved", "a reserved address"),
    ("2001:db8::/32", "address-documentation", "an address for documentation"),
    ("3fff::/20", "address-documentation", "an address for documentation"),
    ("5f00::/16", "address-reserved", "a reserved address"),
    ("fc00::/7", "address-private", "a private address"),
    ("fe80::/10", "address-link-local", "a link-local address"),
    ("fec0::/10", "address-private", "a private address (site-local)"),
    ("ff00::/8", "address-multicast", "a multicast address"),
)


class Verdict(Frozen, frozen=True, kw_only=True):
    """Why an address is refused: a word that never changes, and words that complete "it is"."""

    code: str
    words: str


_RESERVED = Verdict(code="address-reserved", words="a reserved address")
_REFUSED: tuple[tuple[Network, Verdict], ...] = tuple(
    (ip_network(network), Verdict(code=code, words=words)) for network, code, words in _TABLE
)
_SIX_TO_FOUR = IPv6Network("2002::/16")  # RFC 3056: the IPv4 address stands in bits 16 to 48
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the IPv4 address stands in the last 32 bits
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291: all that is handed out so far


class AddressGuard:
    """Decides whether an address may be connected to.

    ``allow`` lists networks that may be reached all the same, as in the setting ``collect.allow_addresses``; ``ports`` the ports that
    may be asked, as in ``collect.ports``. Raises :class:`SettingsError` where one of them cannot be read.
    """

    def __init__(self, allow: Sequence[str] = (), ports: Sequence[str] = ("1-65535",)) -> None:
        try:
            self._allowed = tuple(ip_network(text, strict=False) for text in allow)
        except ValueError as error:
            raise SettingsError(
                f"collect.allow_addresses has a network that cannot be read: {error}", remedy='Write it as "127.0.0.0/8".'
            ) from None
        self._ports = tuple(_ports(text) for text in ports)

    def allows_port(self, port: int) -> bool:
        """Whether a port may be asked."""
        return any(port in some for some in self._ports)

    def refusal(self, address: str) -> str | None:
        """Why ``address`` (an IP address) is refused, as ``a loopback address``; ``None`` where it may be reached."""
        verdict = self.verdict(address)
        return verdict.words if verdict else None

    def verdict(self, address: str) -> Verdict | None:
        """As :meth:`refusal`, with the reason's code."""
        if not is_address(address):
            return Verdict(code="address-invalid", words="no IP address")
        parsed = ip_address(address)
        if any(parsed.version == network.version and parsed in network for network in self._allowed):
            return None
        return self._by_table(parsed)

    def _by_table(self, address: Address) -> Verdict | None:
        for network, verdict in _REFUSED:
            if address.version == network.version and address in network:
                return verdict
        if isinstance(address, IPv6Address):
            inner = _embedded(address)
            if inner is not None:
                found = self._by_table(inner)
                return found and Verdict(code=found.code, words=f"{found.words} ({inner} inside an IPv6 address)")
            if address not in _GLOBAL_UNICAST:
                return _RESERVED
        return None


def _ports(text: str) -> range:
    first, dash, last = (part.strip() for part in text.partition("-"))
    try:
        found = range(int(first), int(last if dash else first) + 1)
    except ValueError:
        found = range(0)
    if not found or found[0] < 1 or found[-1] > 65_535:
        raise SettingsError(f"collect.ports has a port that cannot be read: {text!r}", remedy='Write it as "443" or "8000-8999".')
    return found


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
