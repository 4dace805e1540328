"""JSON lines in and out for the filters: ``read --manifest``, ``fold --input``, ``rate --input``.

A line that came in goes out, in order, with its unknown fields. A line that is no object, or lacks what every article needs, stops the
filter with its number before anything is written; of what may be missing, a value that makes no sense is told and taken as missing.
"""

from __future__ import annotations

import codecs
import gzip
import json
import re
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from newsfold.article import Article, Author, Provider, Whole
from newsfold.content.atomic import write_atomically
from newsfold.errors import InputError

STANDARD: Final = "-"
Line = Mapping[str, Any]

_OPTIONAL: Final[Mapping[str, Any]] = {
    "excerpt": str,
    "text": str,
    "kind": str,
    "quality": Whole,
    "language": str,
    "paywall": bool,
    "width": Whole,
    "height": Whole,
}
"""What may be missing, and its type; the sizes are a picture's."""

_ENDS_DAY: Final = re.compile(r"(\d{4}-\d\d-\d\d)[T ]24(?::00){0,2}(?:\.0+)?(|Z|[+-]\d\d(?::?\d\d)?)")
_DAY_OF_YEAR: Final = re.compile(r"(\d{4})-?(\d{3})(|[T ].*)")
_COARSE: Final = re.compile(r"\d{4}(?:-\d\d)?")
_LEAP: Final = re.compile(r"(\d\d:\d\d):60")


def read_lines(name: str) -> list[Line]:
    """The JSON objects in a file, plain or ``.gz``, or on standard input. Raises :class:`InputError` naming the line."""
    try:
        body = sys.stdin.buffer.read() if name == STANDARD else _bytes(Path(name))
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {reason}", where=name, remedy="Name a whole file of JSON lines.") from error
    lines: list[Line] = []
    for number, text in enumerate(body.removeprefix(codecs.BOM_UTF8).split(b"\n"), 1):
        if not text.strip():
            continue
        try:
            lines.append(_object(text))
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise InputError(f"line {number} is no JSON object: {error}", where=name, remedy="Write one object a line.") from error
    return lines


def _object(text: bytes) -> Line:
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        # Half a surrogate pair is JSON that others write; there is no such character, so a mark takes its place.
        whole = json.dumps(json.loads(text), ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return msgspec.json.decode(whole.encode(), type=dict[str, Any])


def _bytes(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def write_lines(name: str, lines: Iterable[object]) -> None:
    """Write JSON lines to a file, whole or not at all, or to standard output."""
    body = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
    if name == STANDARD:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    try:
        write_atomically(Path(name), body)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=name, remedy="Choose another place.") from error


def moment(value: object, *, where: str) -> datetime | None:
    """Any ISO 8601 time as an aware one; without a zone it is UTC. Raises :class:`InputError`."""
    if value in (None, ""):
        return None
    try:
        time = _iso_time(str(value))
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError) as error:
        raise InputError(f"{value!r} is no ISO 8601 time", where=where, remedy="Write it as 2026-11-15T08:30:00Z.") from error


def _iso_time(words: str) -> datetime:
    """Also what ISO 8601 knows and Python does not: the end of a day as 24:00, a leap second, the day of a year, a month, a year."""
    words = words.strip().upper()
    if match := _ENDS_DAY.fullmatch(words):
        return datetime.fromisoformat(f"{match[1]}T00:00:00{match[2]}") + timedelta(days=1)
    if match := _DAY_OF_YEAR.fullmatch(words):
        words = f"{datetime.strptime(f'{match[1]}-{match[2]}', '%Y-%j').date()}{match[3]}"  # noqa: DTZ007 - only the day is taken
    elif _COARSE.fullmatch(words):
        words = f"{words}-01-01"[:10]
    return datetime.fromisoformat(_LEAP.sub(r"\1:59", words))


def articles_of(lines: Sequence[Line], *, where: str) -> list[Article]:
    """The articles the lines tell. A line without a time takes the latest of all. Raises :class:`InputError` naming line and field."""
    times = [_time(line, where=f"{where}, line {number}") for number, line in enumerate(lines, 1)]
    latest = max((time for time in times if time), default=datetime(1970, 1, 1, tzinfo=UTC))
    return [
        _article(line, time or latest, where=f"{where}, line {number}")
        for number, (line, time) in enumerate(zip(lines, times, strict=True), 1)
    ]


def _time(line: Line, *, where: str) -> datetime | None:
    try:
        return moment(line.get("publishedDateTime"), where=where)
    except InputError as error:
        from newsfold.cli.terminal import warn  # noqa: PLC0415 - it costs what a person waits for

        warn(f"{error} It is taken as missing.")
        return None


def _article(line: Line, time: datetime, *, where: str) -> Article:
    for name in ("url", "title"):
        if not isinstance(line.get(name), str) or (name == "url" and not line[name].strip()):
            raise InputError(f"lacks {name}", where=where, remedy="Every article needs url and title.")
    values = {
        "title": line["title"],
        "published_at": time,
        "web_url": line["url"].strip(),
        "type": "video" if line.get("type") == "video" else "article",
        "images": _images(line, where=where),
        "provider": _provider(line),
    }
    fields = ("excerpt", "text", "kind", "quality", "language", "paywall")
    return msgspec.convert({**values, **_sensible(line, fields, where=where)}, Article)


def _sensible(line: Line, fields: Iterable[str], *, where: str) -> dict[str, object]:
    """What is said in some fields; a value that makes no sense is told and left out."""
    found = {}
    for name in fields:
        value = line.get(name)
        if value is None or value == "":
            continue
        try:
            found[name] = msgspec.convert(value, _OPTIONAL[name])
        except msgspec.ValidationError as error:
            _tell_missing(f"has a wrong {name} ({error})", where=where)
    return found


def _tell_missing(problem: str, *, where: str) -> None:
    from newsfold.cli.terminal import warn  # noqa: PLC0415 - it costs what a person waits for

    warn(f"{where}: {problem}. It is taken as missing.")


def _images(line: Line, *, where: str) -> list[dict[str, object]]:
    """The pictures of a line in the JSON API's form; what is no picture is told and passed over."""
    given = line.get("images") or []
    found = []
    for image in given if isinstance(given, list) else [given]:
        if isinstance(given, list) and isinstance(image, Mapping) and isinstance(image.get("url"), str):
            found.append({"url": image["url"], **_sensible(image, ("width", "height"), where=where)})
        else:
            _tell_missing("has images that are no list of pictures with a url", where=where)
    return found


def _plain(domain: str) -> str:
    """One publisher's domain, however it is spelled."""
    return domain.strip().lower().removeprefix("www.").removesuffix(".")


def _provider(line: Line) -> Provider:
    given = line.get("provider")
    if isinstance(given, str) and given:
        return Provider(name=given, domain=_plain(given))
    if isinstance(given, Mapping):
        named = given.get("authors")
        authors = tuple(
            Author(name=str(author["name"]))
            for author in (named if isinstance(named, list) else [])
            if isinstance(author, Mapping) and author.get("name")
        )
        own = _plain(str(given.get("domain") or _domain_of(line["url"])))
        return Provider(name=str(given.get("name") or own), domain=own, authors=authors)
    domain = _domain_of(line["url"])
    return Provider(name=domain, domain=domain)


def _domain_of(url: str) -> str:
    # Imported here because reading brings an HTML parser and a language model, and most lines name their provider.
    from newsfold.read import registrable_domain  # noqa: PLC0415

    return registrable_domain(url)
