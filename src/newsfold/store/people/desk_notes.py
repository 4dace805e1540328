"""What the desk notes of its people: the audit log, their visits, and the searches they saved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, Integer, MetaData, Table, bindparam, delete, insert, select

from newsfold.article import Frozen
from newsfold.store.column_types import Key, Moment, Words
from newsfold.store.connection import Part, put

metadata = MetaData()

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("who", Key, nullable=False),
    Column("did", Words, nullable=False),
    Column("what", Words, nullable=False),
    Index("audit_by_who", "who", "id"),
)
"""Who did what, and when. The desk adds rows and reads them; nothing at the desk changes or deletes one."""

visits = Table(
    "visits",
    metadata,
    Column("name", Key, primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Column("before", Integer, nullable=False),
    Column("now", Integer, nullable=False),
    Column("was_here", Moment),
)
"""How far somebody has seen the news: at the end of the visit before, and in this one, in Unix seconds of growth."""

searches = Table(
    "saved_searches",
    metadata,
    Column("name", Key, primary_key=True),
    Column("label", Key, primary_key=True),
    Column("query", Words, nullable=False),
)
"""Searches by the people who saved them; ``query`` is what stands behind ``?`` in the search's address."""


class Deed(Frozen, frozen=True, kw_only=True):
    """A line of the audit log."""

    at: datetime
    who: str
    did: str
    what: str = ""


class Visit(Frozen, frozen=True, kw_only=True):
    """How far somebody saw: ``before`` this visit and ``now``; when they were last seen, and when the visit before ended."""

    seen_at: datetime
    before: int = 0
    now: int = 0
    was_here: datetime | None = None


_TOLD = insert(audit)
_VISIT = select(visits.c.seen_at, visits.c.before, visits.c.now, visits.c.was_here).where(visits.c.name == bindparam("name"))


class DeskNotes(Part):
    """The audit log, visits and saved searches."""

    def tell(self, deed: Deed) -> None:
        """Add a line to the audit log."""
        with self._writing() as connection:
            connection.execute(_TOLD, {name: getattr(deed, name) for name in deed.__struct_fields__})

    def told(self, *, limit: int, offset: int = 0) -> tuple[Deed, ...]:
        """Lines of the audit log, the newest first."""
        query = select(audit.c.at, audit.c.who, audit.c.did, audit.c.what).order_by(audit.c.id.desc()).limit(limit).offset(offset)
        with self._reading() as connection:
            return tuple(Deed(**row) for row in connection.execute(query).mappings())

    def visit(self, name: str) -> Visit | None:
        """How far somebody saw."""
        with self._asking() as connection:
            row = connection.execute(_VISIT, {"name": name}).mappings().one_or_none()
            return Visit(**row) if row else None

    def put_visit(self, name: str, visit: Visit) -> None:
        """Keep how far somebody saw."""
        values = {field: getattr(visit, field) for field in visit.__struct_fields__}
        with self._writing() as connection:
            put(connection, visits, {"name": name}, {"name": name, **values})

    def searches(self, name: str) -> tuple[tuple[str, str], ...]:
        """Somebody's saved searches: label and query, in order of label."""
        with self._reading() as connection:
            query = select(searches.c.label, searches.c.query).where(searches.c.name == name).order_by(searches.c.label)
            return tuple((row.label, row.query) for row in connection.execute(query))

    def save_search(self, name: str, label: str, query: str) -> None:
        """Save a search under a label."""
        with self._writing() as connection:
            put(connection, searches, {"name": name, "label": label}, {"name": name, "label": label, "query": query})

    def drop_search(self, name: str, label: str) -> None:
        """Forget a saved search."""
        with self._writing() as connection:
            connection.execute(delete(searches).where(searches.c.name == name, searches.c.label == label))
