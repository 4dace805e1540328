"""The source list: ``_data/sources.yaml``, one item for a source with ``url`` and, where wanted, ``title``,
``category``, ``kind``, ``paused``, ``every``.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec
import yaml

from newsfold.errors import SourceError
from newsfold.page import Rhythm, Source, SourceKind

_REMEDY = "Write each source as an item: - url: https://news.example/feed"
_FORBIDDEN_SIGNS = frozenset(' \t\r\n"<>\\^`{|}')


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    url: str
    title: str | None = None
    category: str | None = None
    kind: SourceKind = "feed"
    paused: bool = False
    every: Rhythm = "adaptive"


def read_source_list(text: str, *, where: str) -> tuple[Source, ...]:
    """The sources of a list, in its order; an address that stands twice is taken once, where it stands first.

    ``where`` is the file's name for the error. Raises :class:`SourceError` for what is no such list.
    """
    try:
        document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # Both loaders are safe ones.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}" if mark is not None else ""
        raise SourceError(f"is not valid YAML{place}", where=where, remedy=_REMEDY) from error
    if document is None:
        return ()
    if not isinstance(document, list):
        raise SourceError("must be a list of sources", where=where, remedy=_REMEDY)
    found: dict[str, Source] = {}
    for number, item in enumerate(document, start=1):
        source = _source(item, number, where)
        found.setdefault(source.url, source)
    return tuple(found.values())


def write_source_list(sources: Iterable[Source]) -> str:
    """The list as YAML, in the order given; what :func:`read_source_list` reads back. Titles and categories become one line each."""
    rows = [{name: value for name, value in _written(source).items() if value} for source in sources]
    if not rows:
        return "[]\n"
    written: str = yaml.safe_dump(rows, sort_keys=False, allow_unicode=True, width=1_000)
    return written


def _written(source: Source) -> dict[str, str | bool]:
    # YAML knows line breaks (U+0085, U+2028) that PyYAML writes as they are and reads back as spaces.
    kind = source.kind if source.kind != "feed" else ""
    every = source.every if source.every != "adaptive" else ""
    title, category = _one_line(source.title), _one_line(source.category)
    return {"url": source.url, "title": title, "category": category, "kind": kind, "paused": source.paused, "every": every}


def _one_line(words: str | None) -> str:
    return " ".join((words or "").split())


def _source(item: object, number: int, where: str) -> Source:
    try:
        row = msgspec.convert(item, _Row)
    except msgspec.ValidationError as error:
        raise SourceError(f"source {number} cannot be read: {error}", where=where, remedy=_REMEDY) from None
    if row.kind in ("archive", "folder"):
        if not row.url.strip() or row.url.startswith(("http://", "https://")) or "\0" in row.url:
            raise SourceError(f"source {number} has no path: {row.url[:200]!r}", where=where, remedy=f"Write the {row.kind}'s path as url.")
    elif not _is_web_address(row.url):
        raise SourceError(f"source {number} has no web address: {row.url[:200]!r}", where=where, remedy=_REMEDY)
    return Source(url=row.url, title=row.title, category=row.category, kind=row.kind, paused=row.paused, every=row.every)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not _FORBIDDEN_SIGNS & set(url)
    except ValueError:
        return False
