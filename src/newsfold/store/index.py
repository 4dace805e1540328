"""The index of the records: what a run must know of 100,000 files without reading them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from newsfold.article import Frozen
from newsfold.store.column_types import key_of
from newsfold.store.connection import BATCH, Part, among, batches, keep_first, put_all
from newsfold.store.tables import addresses, edits, records, writings

_STAMPS = select(records.c.path, records.c.stamp).where(among(records.c.path))
_PRINTS = select(records.c.path, records.c.prints).where(among(records.c.path))
_ADDED = insert(records)
_FORGOTTEN = delete(records).where(among(records.c.path))
_ADDRESSES_FORGOTTEN = delete(addresses).where(among(addresses.c.path))
_PATHS_OF = select(addresses.c.address, addresses.c.path).where(among(addresses.c.address))
_EDITED = select(edits.c.path, edits.c.field).where(among(edits.c.path))
_WRITINGS = select(writings.c.path, writings.c.digest, writings.c.stood)
_WRITINGS_AT = _WRITINGS.where(among(writings.c.path))


class IndexRow(Frozen, frozen=True, kw_only=True):
    """A record as the index knows it.

    ``stamp`` changes when the file does. ``prints`` has four bytes a field, in the order of the record's fields. ``addresses`` are clean.
    """

    path: str
    stamp: str
    prints: bytes
    published_at: datetime
    addresses: tuple[str, ...] = ()


class Intent(Frozen, frozen=True, kw_only=True):
    """What newsfold is about to write at a path: the SHA-256 of it, and of what it is written over (empty: there is no file).

    ``unasked``: git was not asked whether what stands there is committed; that is looked at when the commit is made.
    """

    path: str
    digest: str
    over: str = ""
    unasked: bool = False


class RecordIndex(Part):
    """Stamps, addresses and times of the records; which fields are an editor's; what git does not have yet."""

    def stamps(self, only: Collection[str] | None = None) -> Mapping[str, str]:
        """Each record's stamp, by path; or those of some paths."""
        with self._asking() as connection:
            if only is None:
                return dict(connection.execute(select(records.c.path, records.c.stamp)).all())
            found = (connection.execute(_STAMPS, {"some": batch}).all() for batch in batches(sorted(only)))
            return {path: stamp for rows in found for path, stamp in rows}

    def prints(self, paths: Collection[str]) -> Mapping[str, bytes]:
        """The prints of the fields of some records."""
        found: dict[str, bytes] = {}
        with self._asking() as connection:
            for batch in batches(sorted(paths)):
                found.update(dict(connection.execute(_PRINTS, {"some": batch}).all()))
        return found

    def put(self, rows: Iterable[IndexRow], *, gone: Collection[str] = (), edited: Iterable[tuple[str, str]] = ()) -> None:
        """Keep rows as they are now, forget those that are gone, and remember which (path, field) an editor changed."""
        with self._writing() as connection:
            put_rows(connection, rows, gone=gone, edited=edited)

    def paths_between(self, earliest: datetime, latest: datetime) -> tuple[str, ...]:
        """The records published within a span of time, in order of path."""
        with self._reading() as connection:
            query = select(records.c.path).where(records.c.published_at >= earliest, records.c.published_at <= latest)
            return tuple(connection.scalars(query.order_by(records.c.path)))

    def paths_of(self, known: Collection[str]) -> Mapping[str, str]:
        """The path of the record known under each clean address."""
        found: dict[str, str] = {}
        with self._asking() as connection:
            for batch in batches(sorted(known)):
                rows = dict(connection.execute(_PATHS_OF, {"some": batch}).all())
                found.update({address: rows[key_of(address)] for address in batch if key_of(address) in rows})
        return found

    def edited_fields(self, paths: Collection[str]) -> Mapping[str, frozenset[str]]:
        """The fields of some records that are an editor's."""
        found: dict[str, set[str]] = {}
        with self._asking() as connection:
            for batch in batches(sorted(paths)):
                for path, field in connection.execute(_EDITED, {"some": batch}):
                    found.setdefault(path, set()).add(field)
        return {path: frozenset(fields) for path, fields in found.items()}

    def keep_edits(self, path: str, fields: Collection[str]) -> None:
        """Remember fields of a record as an editor's."""
        with self._writing() as connection:
            keep_first(connection, edits, [{"path": path, "field": field} for field in sorted(fields)])

    def give_back(self, path: str, fields: Collection[str]) -> None:
        """Forget that fields of a record are an editor's: newsfold may write them again."""
        with self._writing() as connection:
            connection.execute(delete(edits).where(edits.c.path == path, edits.c.field.in_(sorted(fields))))

    def edited(self, *, limit: int) -> tuple[tuple[str, str], ...]:
        """Paths and fields that are an editor's, the latest paths first."""
        with self._reading() as connection:
            rows = connection.execute(select(edits.c.path, edits.c.field).order_by(edits.c.path.desc(), edits.c.field).limit(limit))
            return tuple((path, field) for path, field in rows)

    def intend(self, intents: Collection[Intent]) -> None:
        """Remember what newsfold is about to write at some paths, for git; no two at one path.

        Where newsfold's own last writing still stands, what stood before that is what counts.
        """
        with self._writing() as connection:
            known = {path: (digest, stood) for path, digest, stood in self._written(connection, [intent.path for intent in intents])}
            rows = []
            for intent in intents:
                before, first = known.get(intent.path, (None, None))
                stood = first if before == intent.over else intent.over if intent.unasked else None
                rows.append({"path": intent.path, "digest": intent.digest, "stood": stood})
            put_all(connection, writings, ("path",), rows)

    def writings(self, only: Collection[str] | None = None) -> Mapping[str, str]:
        """What newsfold wrote and git does not have yet: the digest by path; or that of some paths."""
        with self._asking() as connection:
            return {path: digest for path, digest, _ in self._written(connection, only)}

    def written_over(self) -> Mapping[str, str]:
        """The digest of what stood where newsfold wrote without asking git, by path; empty where nothing did."""
        with self._reading() as connection:
            return dict(connection.execute(select(writings.c.path, writings.c.stood).where(writings.c.stood.is_not(None))).all())

    def _written(self, connection: Connection, only: Collection[str] | None) -> Iterator[tuple[str, str, str | None]]:
        if only is None:
            found = [connection.execute(_WRITINGS)]
        else:
            found = [connection.execute(_WRITINGS_AT, {"some": batch}) for batch in batches(sorted(only))]
        for rows in found:
            yield from ((path, digest, stood) for path, digest, stood in rows)

    def committed(self, paths: Collection[str]) -> None:
        """Git has these now."""
        with self._writing() as connection:
            for batch in batches(sorted(paths)):
                connection.execute(delete(writings).where(writings.c.path.in_(batch)))


def put_rows(
    connection: Connection, rows: Iterable[IndexRow], *, gone: Collection[str] = (), edited: Iterable[tuple[str, str]] = ()
) -> None:
    """:meth:`RecordIndex.put`, in the transaction that is under way."""
    rows = list(rows)
    for batch in batches(sorted({*gone, *(row.path for row in rows)})):
        connection.execute(_FORGOTTEN, {"some": batch})
        connection.execute(_ADDRESSES_FORGOTTEN, {"some": batch})
    for start in range(0, len(rows), BATCH):
        batch_rows = rows[start : start + BATCH]
        values = [{"path": row.path, "stamp": row.stamp, "prints": row.prints, "published_at": row.published_at} for row in batch_rows]
        connection.execute(_ADDED, values)
        met = {address: {"address": address, "path": row.path} for row in reversed(batch_rows) for address in row.addresses}
        keep_first(connection, addresses, [met[address] for address in sorted(met)])
    keep_first(connection, edits, [{"path": path, "field": field} for path, field in edited])
