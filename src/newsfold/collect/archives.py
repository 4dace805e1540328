"""Web archives on disk: each HTML answer in a WARC file, or in the WARC files of a WACZ file, as a page."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from newsfold.collect.entry_fields import absolute, utc
from newsfold.collect.page_kind import no_page
from newsfold.collect.refusal import RefusalError
from newsfold.outcome import Rejected
from newsfold.page import Entry, Page

LONGEST_HEADER = 65_536
"""Bytes of the longest header line that is read."""

MOST_FILES = 10_000
"""WARC files read of one WACZ file."""


def is_archive(name: str) -> bool:
    """Whether a file is a web archive by its name: ``.warc``, ``.warc.gz``, ``.wacz``."""
    return name.lower().endswith((".warc", ".warc.gz", ".wacz"))


def read_archive(path: Path, *, source: str, max_bytes: int) -> Iterator[Page | Rejected]:
    """The pages of a WARC or WACZ file, in its order, one at a time, so that an archive of any size passes through.

    ``source`` is the source's address; ``max_bytes`` the most a page may have, unpacked. Answers that are no page (pictures, redirects,
    failures) are passed over silently: an archive holds far more of them than pages. A page that cannot be used, and an archive that
    breaks off, give a rejection. Never raises for what a file holds.
    """
    try:
        with path.open("rb") as file:
            if path.suffix.lower() == ".wacz":
                yield from _from_wacz(file, source, max_bytes)
            else:
                yield from _from_warc(file, source, max_bytes)
    except RefusalError as refusal:
        yield refusal.as_rejected(source, source=source)
    except OSError as error:
        reason = f"The archive cannot be read: {error.strerror or 'it is damaged'}."
        yield Rejected(stage="collect", reason=reason, code="archive", url=source, source=source)


def _from_wacz(file: IO[bytes], source: str, max_bytes: int) -> Iterator[Page | Rejected]:
    """The WARC files in ``archive/`` (WACZ 1.1.1). Each is read as a stream; nothing is written to disk."""
    try:
        with zipfile.ZipFile(file) as packed:
            names = [item for item in packed.namelist() if PurePosixPath(item).parts[:1] == ("archive",) and is_archive(item)]
            if not names:
                raise RefusalError("The WACZ file holds no WARC file in archive/.", code="archive")
            for name in sorted(names)[:MOST_FILES]:
                with packed.open(name) as stream:
                    yield from _from_warc(stream, source, max_bytes)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        # zipfile raises RuntimeError for encrypted members and NotImplementedError for packings it does not know.
        raise RefusalError("The WACZ file is damaged or encrypted.", code="archive") from error


def _from_warc(file: IO[bytes], source: str, max_bytes: int) -> Iterator[Page | Rejected]:
    kinds = WarcRecordType.response | WarcRecordType.resource
    found = False
    try:
        # Headers of HTTP are parsed record by record below: one bad record must not end the archive.
        for record in ArchiveIterator(file, record_types=kinds, parse_http=False, max_header_len=LONGEST_HEADER):
            found = True
            page = page_of_record(record, source=source, max_bytes=max_bytes)
            if page is not None:
                yield page
    except (OSError, ValueError, EOFError, RuntimeError) as error:
        raise RefusalError("The archive breaks off or is damaged; what stood before that was read.", code="archive") from error
    if not found:
        raise RefusalError("The archive holds no answer of any server.", code="archive")


def page_of_record(record: WarcRecord, *, source: str, max_bytes: int) -> Page | Rejected | None:
    """The page an archive's record holds; ``None`` where it holds none, a rejection where it cannot be used. Raises nothing."""
    url = absolute((record.headers.get("WARC-Target-URI") or "").strip("<> "), "")
    if url is None:
        return None
    try:
        if record.record_type == WarcRecordType.response:
            record.parse_http(auto_decode="all", max_header_len=LONGEST_HEADER)
            if not 200 <= (record.http_headers.status_code or 0) < 300:
                return None
            kind = record.http_headers.get("Content-Type")
        else:
            kind = record.headers.get("Content-Type")
        body = record.reader.read(max_bytes + 1)
    except (OSError, ValueError, EOFError, RuntimeError, AttributeError):
        return Rejected(stage="collect", reason="Its record in the archive is damaged.", code="archive", url=url, source=source)
    if no_page(kind, body):
        return None
    if len(body) > max_bytes:
        return Rejected(
            stage="collect", reason=f"It is larger than the {max_bytes:,} bytes allowed.", code="too-large", url=url, source=source
        )
    taken = utc(record.headers.get("WARC-Date") or "") or datetime(1970, 1, 1, tzinfo=UTC)
    entry = Entry(source=source, id=url, url=url)
    return Page(url=url, final_url=url, fetched_at=taken, body=body, content_type=kind, entry=entry)
