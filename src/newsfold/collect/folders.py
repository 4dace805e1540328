"""A folder of saved pages, with or without a manifest that says where they come from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from selectolax.lexbor import LexborHTMLParser

from newsfold.collect.entry_fields import absolute, utc
from newsfold.collect.page_kind import no_page
from newsfold.collect.refusal import RefusalError
from newsfold.collect.unpack import Unpacker
from newsfold.outcome import Rejected
from newsfold.page import Entry, Page

MANIFEST = "manifest.jsonl"
"""The file of a folder with a line of JSON for each page: ``file`` (seen from the folder), ``url`` and, where known, ``crawled``."""

MOST_FILES = 1_000_000

_ENDINGS = (".html", ".htm", ".xhtml", ".html.gz", ".htm.gz")
_ADDRESS = 'link[rel~="canonical"][href], meta[property="og:url"][content]'


class _Row(msgspec.Struct):
    file: str
    url: str
    crawled: str = ""


def read_folder(folder: Path, *, source: str, max_bytes: int) -> Iterator[Page | Rejected]:
    """The pages of a folder one at a time, by the manifest's order, else by path.

    Without a manifest each page's address is its own ``<link rel=canonical>`` or ``og:url``, and the file's time when it was fetched.
    Files may be packed with gzip; ``max_bytes`` is the most a page may have, unpacked. What leads out of the folder is not read. Never
    raises for what a folder holds.
    """
    manifest = folder / MANIFEST
    try:
        files = _listed(manifest, source) if manifest.is_file() else _found(folder)
        for name, row in files:
            yield row if isinstance(row, Rejected) else _one(folder, name, row, source, max_bytes)
    except OSError as error:
        reason = f"The folder cannot be read: {error.strerror or 'unknown error'}."
        yield Rejected(stage="collect", reason=reason, code="folder", url=source, source=source)


def page_files(folder: Path) -> Iterator[Path]:
    """The files of a folder that are pages by their names, in order of path. Hidden files and what links lead to are left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if name.lower().endswith(_ENDINGS) and not name.startswith(".") and not path.is_symlink():
                yield path


def _found(folder: Path) -> Iterator[tuple[str, _Row | None]]:
    for number, path in enumerate(page_files(folder)):
        if number >= MOST_FILES:
            return
        yield str(path.relative_to(folder)), None


def _listed(manifest: Path, source: str) -> Iterator[tuple[str, _Row | Rejected]]:
    with manifest.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = msgspec.json.decode(line, type=_Row)
                yield row.file, row
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                reason = f"Line {number} of {MANIFEST} cannot be read: it needs a file and a url."
                yield "", Rejected(stage="collect", reason=reason, code="manifest", url=source, source=source)


def _one(folder: Path, name: str, row: _Row | None, source: str, max_bytes: int) -> Page | Rejected:
    try:
        path = _inside(folder, name)
        body = _bytes_of(path, max_bytes)
        reason = no_page(None, body)
        if reason:
            raise RefusalError(reason, code="not-a-page")
        address = absolute(row.url, "") if row else _own_address(body)
        if address is None:
            raise RefusalError("It does not say its address; name it in a manifest.", code="no-addresses")
        taken = (utc(row.crawled) if row else None) or datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    except RefusalError as refusal:
        why = refusal.as_rejected((row.url if row else "") or name, source=source)
        return why.evolve(reason=f"{name[:200]}: {why.reason}")
    except (OSError, ValueError, OverflowError):
        reason = f"{name[:200]}: The file cannot be read."
        return Rejected(stage="collect", reason=reason, code="folder", url=(row.url if row else "") or name, source=source)
    entry = Entry(source=source, id=address, url=address)
    return Page(url=address, final_url=address, fetched_at=taken, body=body, entry=entry)


def _inside(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise RefusalError("The file lies outside the folder.", code="folder")
    if not path.is_file():
        raise RefusalError("There is no such file.", code="folder")
    return path


def _bytes_of(path: Path, max_bytes: int) -> bytes:
    with path.open("rb") as file:
        body = file.read(max_bytes + 1)
    unpacker = Unpacker("gzip" if body[:2] == b"\x1f\x8b" else "", max_bytes)
    unpacker.take(body)
    return unpacker.body


def _own_address(body: bytes) -> str | None:
    tree = LexborHTMLParser(body)
    for node in tree.css(_ADDRESS):
        address = absolute(node.attributes.get("href") or node.attributes.get("content") or "", "")
        if address:
            return address
    return None


def files_of(folder: Path) -> Mapping[str, tuple[int, int]]:
    """Size and time of change in nanoseconds of the manifest and every page of a folder, by path: what tells that it changed."""
    manifest = folder / MANIFEST
    paths = [*([manifest] if manifest.is_file() else []), *page_files(folder)]
    looked = ((path, path.stat()) for path in paths)
    return {str(path.relative_to(folder)): (status.st_size, status.st_mtime_ns) for path, status in looked}
