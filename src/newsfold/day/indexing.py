"""The index of records and decisions brought up to date: only files whose stamp changed are read, and what others changed is remembered.

Whatever changed a record since newsfold last saw it - an editor, a merge, another program - its changed fields are theirs from then on
(RECORD.md, law 9). ``heat``, ``published`` and ``related`` are also changed by other newsfolds, say one that runs elsewhere on the same
repository; so they count as theirs only where the new value is not one that newsfold would have written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from zlib import crc32

import msgspec

from newsfold.article import FOLDED_HEAT, Article
from newsfold.content.check import POINTS_PER_PUBLISHER
from newsfold.content.fields import NAMES
from newsfold.content.paths import slug
from newsfold.content.repository import Repository
from newsfold.errors import RecordError
from newsfold.read import clean_address
from newsfold.store import IndexRow, Store

_FIELDS = tuple(NAMES.values())
_PRINT = 4
"""Bytes of a field's print (CRC-32): enough to see a change, little enough for 100,000 records."""

AT_ONCE = 2000
"""Records read before the index is written: what memory holds."""


def refresh_index(repository: Repository, store: Store, *, only: Collection[str] | None = None) -> tuple[RecordError, ...]:
    """Read what is new or changed since the index was last brought up to date; return what could not be read.

    ``only``: look at these paths alone, which costs the same however many records there are.
    """
    known, here = store.records.stamps(only), repository.stamps(only)
    changed = sorted(path for path, stamp in here.items() if known.get(path) != stamp)
    gone = frozenset(known.keys() - here.keys())
    errors: list[RecordError] = []
    for start in range(0, max(len(gone) and 1, len(changed)), AT_ONCE):
        paths = changed[start : start + AT_ONCE]
        articles = list(_read(repository, paths, errors))
        before = store.records.prints(paths)
        ours = {path for path, digest in store.records.writings(paths).items() if repository.digest(path) == digest}
        edited = [
            (article.path, field)
            for article in articles
            if article.path not in ours  # A run wrote it and was killed before it said so here.
            for field in edited_fields(article, before.get(article.path))
        ]
        store.records.put([index_row(article, here[article.path]) for article in articles], gone=gone, edited=edited)
        gone = frozenset()
    return tuple(errors)


def refresh_decisions(repository: Repository, store: Store) -> tuple[RecordError, ...]:
    """Read the files of decisions that changed since the store last knew them; return what could not be read.

    A file with a line that is none is read again each time, so that every run tells of it; one that cannot be read at all takes no
    decision away.
    """
    known, here = store.decisions.stamps(), repository.decision_stamps()
    errors: list[RecordError] = []
    for path in sorted(here):
        if known.get(path) != here[path]:
            try:
                told, wrong = repository.decisions_in(path)
            except RecordError as error:
                errors.append(error)
                continue
            store.decisions.put(path, "" if wrong else here[path], told)
            errors.extend(wrong)
    store.decisions.forget(known.keys() - here.keys())
    return tuple(errors)


def _read(repository: Repository, paths: Iterable[str], errors: list[RecordError]) -> Iterator[Article]:
    for path in paths:
        try:
            yield repository.record(path).article
        except RecordError as error:
            errors.append(error)


def index_row(article: Article, stamp: str) -> IndexRow:
    """An article's row in the index."""
    return IndexRow(
        path=article.path,
        stamp=stamp,
        prints=b"".join(_prints(article)),
        published_at=article.published_at,
        addresses=tuple(sorted(clean_addresses(article))),
    )


def clean_addresses(article: Article) -> frozenset[str]:
    """Every clean address under which an article is known; for a removed one also the name it is recognised by under others."""
    urls = frozenset(clean_address(url) for url in (article.web_url, article.original_url, article.amp_web_url) if url)
    return urls | {tombstone_name(article)} if article.removed else urls


def tombstone_name(article: Article) -> str:
    """By what a removed article is recognised under another address: its publisher and the words of its title."""
    return f"removed:{article.provider.domain}:{slug(article.title, article.address)}"


def _prints(article: Article) -> Iterator[bytes]:
    for field in _FIELDS:
        yield _print(getattr(article, field))


def _print(value: object) -> bytes:
    return crc32(msgspec.json.encode(value)).to_bytes(_PRINT)


def paths_of_address(article: Article, repository: Repository, store: Store) -> tuple[str, ...]:
    """Every record with the address of this article, in order of path; the index of addresses knows one only.

    The prints tell which records to look into: what it costs is one look at the index.
    """
    if not article.web_url:
        return (article.path,)
    place, mine = _FIELDS.index("web_url") * _PRINT, _print(article.web_url)
    prints = store.records.prints(store.records.stamps().keys())
    alike = {path for path, fields in prints.items() if fields[place : place + _PRINT] == mine} - {article.path}
    twins = [path for path in alike if repository.has(path) and repository.record(path).article.web_url == article.web_url]
    return tuple(sorted([article.path, *twins]))


def edited_fields(article: Article, before: bytes | None) -> Collection[str]:
    """The fields that somebody else changed since the prints were taken; none where there are no prints."""
    if before is None or len(before) != _PRINT * len(_FIELDS):
        return ()
    old = (before[start : start + _PRINT] for start in range(0, len(before), _PRINT))
    changed = {field for field, mine, theirs in zip(_FIELDS, old, _prints(article), strict=True) if mine != theirs}
    if "heat" in changed and _is_lawful_heat(article):
        changed.discard("heat")
        changed.discard("related")
    if article.published or article.is_folded:
        changed.discard("published")
    return sorted(changed)


def _is_lawful_heat(article: Article) -> bool:
    points = (article.heat or 0) - (article.quality or 0)
    return article.heat == FOLDED_HEAT or (points >= 0 and points % POINTS_PER_PUBLISHER == 0)
