"""Prints: short digests by which a run sees that nothing a file is made of has changed since the last one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

PRINT_BYTES = 12
"""Bytes of a print: with 10 million of them, the chance that any two are alike is under 1 in 10^15 (birthday bound, 96 bits)."""

_ENCODER = msgspec.msgpack.Encoder()


def print_of(*parts: object) -> bytes:
    """The print of values of the model, texts, numbers and lists of them. Raises :class:`UnicodeEncodeError` for half a surrogate pair."""
    return hashlib.blake2b(_ENCODER.encode(parts), digest_size=PRINT_BYTES).digest()


def print_of_prints(first: bytes, prints: Iterable[bytes]) -> bytes:
    """The print of a list of prints of one length."""
    return hashlib.blake2b(first + b"".join(prints), digest_size=PRINT_BYTES).digest()
