"""Archives in slices of some records, each read by itself: a survey finds where they begin, then any process reads any of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from fastwarc.warc import ArchiveIterator, WarcRecordType

from newsfold.article import Frozen
from newsfold.collect.archives import LONGEST_HEADER, page_of_record
from newsfold.outcome import Rejected
from newsfold.page import Page
from newsfold.scale.volumes import DAMAGED, Volume, opened

RECORDS = 32
"""Answers in a slice: what a lost worker has to read again, and what is kept in one transaction."""

SLICE_BYTES = 8_000_000
"""Bytes of an archive from which on a slice ends early, so that large records do not add up in memory."""

LARGEST_RECORD = 4_000_000_000
"""Bytes a record may say it has, unpacked. More is no page, and to pass over it would take minutes: the archive is left there."""

KINDS = WarcRecordType.response | WarcRecordType.resource


class Slice(Frozen, frozen=True, kw_only=True):
    """Some records of a volume: where each begins, in bytes from its beginning, and where the next slice does.

    ``closely``: its pages are looked into before they are read (:meth:`newsfold.scale.off_topic.Sieve.pays`).
    """

    volume: Volume
    offsets: tuple[int, ...]
    end: int
    is_last: bool = False
    broken: Rejected | None = None
    closely: bool = True

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.offsets[0] if self.offsets else self.end

    def only(self, offset: int) -> Slice:
        """One record of it."""
        return self.evolve(offsets=(offset,), is_last=False, broken=None)


def survey(volume: Volume, position: int = 0) -> Iterator[Slice]:
    """A volume's slices from a position on. The last says so; where the archive breaks off it also says why.

    What is packed is unpacked for this as a stream, a tenth of what reading its pages costs.
    """
    offsets: list[int] = []
    met = position > 0
    broken = None
    end = position
    try:
        with opened(volume) as file:
            if position:
                file.seek(position)
            for record in ArchiveIterator(file, record_types=KINDS, parse_http=False, max_header_len=LONGEST_HEADER):
                met, end = True, record.stream_pos
                if record.content_length > LARGEST_RECORD:
                    broken = _broken(volume, f"A record of {record.content_length:,} bytes is no page; what stood before it was read.")
                    break
                if offsets and (len(offsets) >= RECORDS or end - offsets[0] >= SLICE_BYTES):
                    yield Slice(volume=volume, offsets=tuple(offsets), end=end)
                    offsets = []
                offsets.append(end)
    except DAMAGED:
        broken = _broken(volume, "The archive breaks off or is damaged; what stood before that was read.")
    if not met:
        broken = broken or _broken(volume, "The archive holds no answer of any server.")
    yield Slice(volume=volume, offsets=tuple(offsets), end=end, is_last=True, broken=broken)


def pages_of(part: Slice, *, max_bytes: int) -> Iterator[tuple[int, Page | Rejected | None]]:
    """The records of a slice, each with its offset and the page it holds, if any. A record that cannot be read is a rejection."""
    left = list(part.offsets)
    while left:
        before = len(left)
        yield from _run_of(part.volume, left, max_bytes)
        if len(left) == before:
            words, source = "Its record in the archive is damaged.", part.volume.name
            offset = left.pop(0)
            yield offset, Rejected(stage="collect", reason=words, code="archive", url=f"{source}@{offset}", source=source)


def _run_of(volume: Volume, left: list[int], max_bytes: int) -> Iterator[tuple[int, Page | Rejected | None]]:
    """The records from the first that is left on, as far as they follow each other; each leaves the list."""
    with suppress(*DAMAGED), opened(volume) as file:
        file.seek(left[0])
        for record in ArchiveIterator(file, record_types=KINDS, parse_http=False, max_header_len=LONGEST_HEADER):
            if record.stream_pos != left[0]:
                return
            page = page_of_record(record, source=volume.name, max_bytes=max_bytes)
            yield left.pop(0), page
            if not left:
                return


def address_at(volume: Volume, offset: int) -> str:
    """The address a record is of, by its own header alone; where that cannot be read, the volume and the offset."""
    with suppress(*DAMAGED), opened(volume) as file:
        file.seek(offset)
        for record in ArchiveIterator(file, record_types=KINDS, parse_http=False, max_header_len=LONGEST_HEADER):
            return (record.headers.get("WARC-Target-URI") or "").strip("<> ") or f"{volume.name}@{offset}"
    return f"{volume.name}@{offset}"


def _broken(volume: Volume, words: str) -> Rejected:
    return Rejected(stage="collect", reason=words, code="archive", url=volume.name, source=volume.name)
