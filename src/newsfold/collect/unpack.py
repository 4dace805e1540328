"""Content encodings unpacked under a limit: a body is never unpacked further than the bytes it may have (gzip and brotli bombs)."""

from __future__ import annotations

import zlib
from typing import Protocol

import brotli  # type: ignore[import-untyped]

from newsfold.collect.refusal import RefusalError

ACCEPTED = "gzip, deflate, br"
"""What requests offer in Accept-Encoding."""


class TooLargeError(RefusalError):
    """More bytes than allowed. ``so_far`` are the bytes up to the limit."""

    def __init__(self, limit: int, so_far: bytes) -> None:
        super().__init__(f"It is larger than the {limit:,} bytes allowed.", code="too-large")
        self.so_far = so_far


class _Decoder(Protocol):
    def feed(self, packed: bytes, room: int) -> bytes: ...


class _Plain:
    def feed(self, packed: bytes, room: int) -> bytes:
        return packed[:room]


class _Zlib:
    """gzip (RFC 1952, several members too) and deflate (RFC 1950, or the bare RFC 1951 that some servers send)."""

    def __init__(self, *, gzip: bool) -> None:
        self._bits = zlib.MAX_WBITS | 16 if gzip else zlib.MAX_WBITS
        self._engine = zlib.decompressobj(self._bits)
        self._may_be_bare = not gzip

    def feed(self, packed: bytes, room: int) -> bytes:
        out = b""
        while packed and len(out) < room:
            if self._engine.eof:
                if self._bits < zlib.MAX_WBITS | 16 or not packed.startswith(b"\x1f\x8b"):
                    break  # What follows the last member is padding.
                self._engine = zlib.decompressobj(self._bits)
            try:
                out += self._engine.decompress(packed, room - len(out))
            except zlib.error:
                if not self._may_be_bare:
                    raise
                self._may_be_bare = False
                self._engine = zlib.decompressobj(-zlib.MAX_WBITS)
                continue
            self._may_be_bare = False
            packed = self._engine.unused_data or self._engine.unconsumed_tail
        return out


class _Brotli:
    """brotli (RFC 7932)."""

    def __init__(self) -> None:
        self._engine = brotli.Decompressor()

    def feed(self, packed: bytes, room: int) -> bytes:
        out: bytes = self._engine.process(packed, output_buffer_limit=room)
        while len(out) < room and not self._engine.can_accept_more_data():
            more: bytes = self._engine.process(b"", output_buffer_limit=room - len(out))
            if not more:
                break
            out += more
        return out


class Unpacker:
    """Takes the packed parts of a body and keeps the unpacked whole, ``limit`` bytes at most.

    Raises :class:`RefusalError` for an encoding that was not offered.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self._decoder = _decoder(encoding.strip().lower())
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0

    def take(self, packed: bytes) -> None:
        """Unpack one part. Raises :class:`TooLargeError` at the first byte over the limit and :class:`RefusalError` for damaged data."""
        try:
            # One byte more than fits tells "full" from "too large".
            part = self._decoder.feed(packed, self._limit - self._size + 1)
        except (zlib.error, brotli.error) as error:
            raise RefusalError("Its content is packed in a damaged way and cannot be unpacked.", code="packing") from error
        self._parts.append(part)
        self._size += len(part)
        if self._size > self._limit:
            raise TooLargeError(self._limit, self.body[: self._limit])

    @property
    def body(self) -> bytes:
        """What was unpacked so far."""
        return b"".join(self._parts)


def _decoder(encoding: str) -> _Decoder:
    if encoding in ("", "identity"):
        return _Plain()
    if encoding in ("gzip", "x-gzip"):
        return _Zlib(gzip=True)
    if encoding == "deflate":
        return _Zlib(gzip=False)
    if encoding == "br":
        return _Brotli()
    raise RefusalError(f"Its content is packed as {encoding[:40]!r}, which was not asked for.", code="packing")
