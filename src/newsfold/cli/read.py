"""``newsfold read``: pages on disk to records."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from newsfold.cli.json_lines import STANDARD, Line, moment, read_lines, write_lines
from newsfold.cli.terminal import progress
from newsfold.errors import InputError
from newsfold.outcome import Rejected
from newsfold.page import Page
from newsfold.publish import article_json
from newsfold.read import Reading, read

LARGEST_PAGE = 50_000_000
"""The most bytes of a page on disk, unpacked; the reader refuses less, with a reason."""


def read_command(
    manifest: Annotated[
        str, typer.Option(help='Pages, a line each: {"file", "url", "crawled"}; files plain or .gz, relative to it.', metavar="M.jsonl")
    ],
    output: Annotated[str, typer.Option(help='Records, a line each ("-" for standard output).', metavar="OUT.jsonl")] = STANDARD,
) -> None:
    """Read pages on disk into records.

    Gives exactly one line out for each line in, in the same order: the JSON API's fields, file, authors, text, and rejected
    ({"stage", "reason"} or null). Fields of the manifest that newsfold does not know pass through.
    """
    lines = read_lines(manifest)
    folder = Path() if manifest == STANDARD else Path(manifest).parent
    with progress(quiet=output == STANDARD) as bars:
        bars.begin("Reading", len(lines))
        write_lines(output, _records(lines, folder, manifest, bars.advance))


def _records(lines: list[Line], folder: Path, manifest: str, advance: Any) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        yield _record(line, folder, where=f"{manifest}, line {number}")
        advance()


def _record(line: Line, folder: Path, *, where: str) -> Line:
    for name in ("file", "url"):
        if not isinstance(line.get(name), str):
            raise InputError(f"lacks {name}", where=where, remedy='Write {"file": …, "url": …, "crawled": …} a line.')
    crawled = moment(line.get("crawled"), where=where) or datetime.now(UTC).replace(microsecond=0)
    body = _body(folder / line["file"])
    missing = body if isinstance(body, Rejected) else _relative(line["url"])
    page = Page(url=line["url"], final_url=line["url"], fetched_at=crawled, body=b"" if isinstance(body, Rejected) else body)
    # No second fetch here: pictures keep the size the page declares.
    done = read(page)
    return {**line, **_told(done.evolve(rejected=missing or done.rejected))}


def _told(reading: Reading) -> Line:
    article = reading.article
    rejected = {"stage": reading.rejected.stage, "reason": reading.rejected.reason} if reading.rejected else None
    record: dict[str, Any] = msgspec.to_builtins(article_json(article))
    return {**record, "authors": [author.name for author in article.provider.authors], "text": article.text, "rejected": rejected}


def _relative(url: str) -> Rejected | None:
    """Why an address does not tell where a page stands, on which its links, its publisher and its canonical address hang."""
    if "://" in url:
        return None
    reason = f"The address {url!r} is not absolute; write it with its scheme and host, as in https://publisher.example/story."
    return Rejected(stage="read", reason=reason, code="relative-address", url=url)


def _body(path: Path) -> bytes | Rejected:
    try:
        if path.exists() and not path.is_file():
            return Rejected(stage="read", reason=f"{path} is no file.", code="no-file")
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            return file.read(LARGEST_PAGE)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Rejected(stage="read", reason=f"The file {path} cannot be read: {reason}.")
