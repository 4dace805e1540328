"""Content encodings unpacked under a limit: a body is never unpacked further than the bytes it may have (gzip and brotli bombs)."""

from __future__ import annotations

import zlib
from struct import pack
from typing import Protocol

import brotli  # type: ignore[import-untyped]

from newsfold.collect.refusal import RefusalError

ACCEPTED = "gzip, deflate, br"
"""What requests offer in Accept-Encoding."""

_GZIP = b"\x1f\x8b"
"""How a gzip member begins (RFC 1952, 2.3.1)."""
_NOTHING = (0, zlib.crc32(b""), zlib.adler32(b""))
"""Size and sums of no bytes."""


class TooLargeError(RefusalError):
    """More bytes than allowed. ``so_far`` are the bytes up to the limit."""

    def __init__(self, limit: int, so_far: bytes) -> None:
        super().__init__(f"It is larger than the {limit:,} bytes allowed.", code="too-large")
        self.so_far = so_far


class _Decoder(Protocol):
    def feed(self, packed: bytes, room: int) -> bytes: ...

    @property
    def is_whole(self) -> bool:
        """Whether all that was packed has come."""
        ...


class _Plain:
    is_whole = True

    def feed(self, packed: bytes, room: int) -> bytes:
        return packed[:room]


class _Zlib:
    """gzip (RFC 1952, several members too) and deflate (RFC 1950, or the bare RFC 1951 that some servers send)."""

    def __init__(self, *, gzip: bool) -> None:
        self._bits = zlib.MAX_WBITS | 16 if gzip else zlib.MAX_WBITS
        self._engine = zlib.decompressobj(self._bits)
        self._may_be_bare = not gzip
        self._held = b""
        self._size, self._crc, self._adler = _NOTHING

    def feed(self, packed: bytes, room: int) -> bytes:
        out = b""
        packed, self._held = self._held + packed, b""
        while packed and len(out) < room:
            if self._engine.eof:
                if self._bits < zlib.MAX_WBITS | 16 or not _GZIP.startswith(packed[:2]):
                    break  # What follows the last member is padding.
                if len(packed) < len(_GZIP):
                    self._held = packed
                    break
                self._engine = zlib.decompressobj(self._bits)
                self._size, self._crc, self._adler = _NOTHING
            try:
                part = self._engine.decompress(packed, room - len(out))
            except zlib.error:
                if not self._may_be_bare:
                    raise
                self._may_be_bare = False
                self._bits = -zlib.MAX_WBITS
                self._engine = zlib.decompressobj(self._bits)
                continue
            self._may_be_bare = False
            out += part
            self._size, self._crc, self._adler = self._size + len(part), zlib.crc32(part, self._crc), zlib.adler32(part, self._adler)
            packed = self._engine.unused_data or self._engine.unconsumed_tail
        return out

    @property
    def is_whole(self) -> bool:
        """Some servers leave out the sums at the end, or a part of them; the data are whole all the same.

        Where the true sums bring the engine to its end, only they were missing: data that are cut would swallow some of them.
        """
        if self._engine.eof or self._bits < 0:
            return self._engine.eof
        gzip = self._bits > zlib.MAX_WBITS
        sums = pack("<II", self._crc, self._size & 0xFFFFFFFF) if gzip else pack(">I", self._adler)
        return any(self._ends_with(sums[known:]) for known in range(len(sums)))

    def _ends_with(self, sums: bytes) -> bool:
        trial = self._engine.copy()
        try:
            trial.decompress(sums)
        except zlib.error:
            return False
        return trial.eof


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

    @property
    def is_whole(self) -> bool:
        return bool(self._engine.is_finished())


class Unpacker:
    """Takes the packed parts of a body and keeps the unpacked whole, ``limit`` bytes at most.

    Raises :class:`RefusalError` for an encoding that was not offered.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self._decoder = _decoder(encoding.strip().lower())
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0
        self._has_begun = False

    def take(self, packed: bytes) -> None:
        """Unpack one part. Raises :class:`TooLargeError` at the first byte over the limit and :class:`RefusalError` for damaged data."""
        try:
            # One byte more than fits tells "full" from "too large".
            part = self._decoder.feed(packed, self._limit - self._size + 1)
        except (zlib.error, brotli.error) as error:
            raise RefusalError("Its content is packed in a damaged way and cannot be unpacked.", code="packing") from error
        self._has_begun = self._has_begun or bool(packed)
        self._parts.append(part)
        self._size += len(part)
        if self._size > self._limit:
            raise TooLargeError(self._limit, self.body[: self._limit])

    def finish(self) -> None:
        """Say that no more comes. Raises :class:`RefusalError` where what came breaks off; nothing at all is an empty body."""
        if self._has_begun and not self._decoder.is_whole:
            raise RefusalError("Its content is packed and breaks off before its end.", code="packing", may_pass=True)

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
